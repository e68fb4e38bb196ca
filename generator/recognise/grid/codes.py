"""Codes that budget systems print before names: 219-某某厅, 51000021Y000000001-办公楼维修."""

import re

_CODE = re.compile(r"(?!20[0-9]{2}-)([0-9][0-9A-Z]{2,39})-(?=\S)")
"""A code; four digits that may be a year are part of the name."""


def split_code(name: str) -> tuple[str, str]:
    """The code, empty where none is printed, and the name."""
    match = _CODE.match(name)
    return (match[1], name[match.end() :]) if match else ("", name)
