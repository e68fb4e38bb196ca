"""Slips of the pen that YAML takes for something else: what to say of each, and how to mend it."""

import re
from collections.abc import Sequence

from attrs import frozen

from .reporter import Point, shortened

_WIDE_SPACES = {"\u3000": "全角空格", "\u00a0": "不间断空格（NBSP）"}
_WIDE_INDENT = re.compile(f"( *)([{''.join(_WIDE_SPACES)}])")
_WIDE_COMMA = re.compile(r"[，、；](?=\s*[^\s，、；:：{}]{1,20}[:：])")
"""A full-width mark before another name and its colon."""
_TEXT_AFTER_QUOTE = re.compile(
    r"(?:: |- |^\s*)(?P<value>(?P<quote>[\"'])(?:(?!(?P=quote)).)*(?P=quote)\s*[^\s#,}\]:].*)$"
)
_OPEN_QUOTE = re.compile(r"(?:: |- )(?P<value>[\"'].*)$")
_KEYED = re.compile(r"^(?P<indent> *)(?:- )?[^\s:#'\"{\[][^:#]*:(?:\s|$)")
_COLON = re.compile(r"^ *(?:- )?[^:：]{1,12}[:：]")
"""What looks like a name, its colon not as it should be."""
BLOCK = re.compile(r":\s+[|>][-+0-9]*\s*$")
"""The end of a line below which a text stands."""

ASK_FOR_BLOCK = "成段的文字，请在名称后写「: |」，文字另起一行，每行比名称多缩进两个空格"


@frozen
class Slip:
    """What is wrong with a line, where on it, and what to do."""

    message: str
    hint: str
    column: int


def wide_indent(line: str) -> Slip | None:
    """Full-width or no-break spaces before the text of a line."""
    match = _WIDE_INDENT.match(line)
    if match is None:
        return None
    name = _WIDE_SPACES[match[2]]
    return Slip(f"缩进用了{name}", "请改用半角空格缩进，每级两个", len(match[1]))


def wide_comma(line: str) -> Slip | None:
    """A full-width comma between the entries in braces."""
    start = line.find("{")
    match = _WIDE_COMMA.search(line, start) if start >= 0 else None
    if match is None:
        return None
    return Slip(f"花括号里各项之间用了全角的「{match[0]}」", WIDE_COMMA_HINT, match.start())


WIDE_COMMA_HINT = "花括号里各项之间请用半角逗号和一个空格「, 」，冒号也用半角「: 」"


def hint_for_wide_comma(text: str) -> str | None:
    """What to do where a value has swallowed the entries after it."""
    return WIDE_COMMA_HINT if _WIDE_COMMA.search(text[:200]) else None


def text_after_quote(line: str) -> Slip | None:
    """A value that begins with a quoted word and goes on behind it."""
    match = _TEXT_AFTER_QUOTE.search(line)
    if match is None:
        return None
    whole = match["value"].replace("'", "''")
    hint = f"文字里的引号请用“”，或整段加半角单引号：'{shortened(whole)}'"
    return Slip("以半角引号开头的内容，引号之后不能再有文字", hint, match.start("value"))


def open_quote(line: str) -> Slip | None:
    """A value that begins with a quotation mark which is not closed."""
    match = _OPEN_QUOTE.search(line)
    if match is None:
        return None
    return Slip("引号只有开头，没有结尾", "引号是文字的，请用“”；否则请补上结尾的引号", match.start("value"))


def prose(lines: Sequence[str], spot: Point) -> Slip | None:
    """A line of a text that goes on below its name without being marked as one."""
    line = lines[spot.line]
    above = next((lines[n] for n in range(spot.line - 1, -1, -1) if lines[n].strip()), "")
    column = len(line) - len(line.lstrip(" "))
    if BLOCK.search(above):
        return Slip("「|」下面的文字没有缩进", "「|」下面每行要比名称多缩进两个空格", column)
    if _KEYED.match(line) is None:
        if _COLON.match(line):
            return None
        return Slip("这一行没有「: 」，看不出哪里是名称、哪里是内容", ASK_FOR_BLOCK, column)
    named = next((match for n in range(spot.line - 1, -1, -1) if (match := _KEYED.match(lines[n]))), None)
    is_below = named is not None and column > len(named["indent"])
    if is_below and not above.rstrip().endswith(":"):
        return Slip("成段的文字里有「: 」，被当成了名称", ASK_FOR_BLOCK, column)
    return None
