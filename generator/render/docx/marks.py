"""What a generated document hides: the form it was made from, and which row of the sheet each row prints.

Rows are marked with bookmarks, which word processors move with the rows; their names begin with a low line,
so that no list shows them. The form is kept in a part of its own (Custom XML), which they keep when saving.
"""

import re
from collections.abc import Iterator

from docx.oxml.ns import qn
from lxml.etree import _Element

from .element import element

_NAME = "_zipingbiao_{row}_{end}"
_MARK = re.compile(r"_zipingbiao_([0-9]{1,5})_[01]")
_ENDS = (0, 1)


def marks(row: int) -> Iterator[tuple[_Element, _Element]]:
    """Two marks of a row of the sheet, for its first cell and its last: one of them may be emptied."""
    for end in _ENDS:
        number = row * len(_ENDS) + end
        start = element("bookmarkStart", id=number, name=_NAME.format(row=row, end=end))
        yield start, element("bookmarkEnd", id=number)


def marked_row(row: _Element) -> int | None:
    """Which row of the sheet a row of a table prints; None where it bears no mark of ours."""
    names = (start.get(qn("w:name")) or "" for start in row.iter(qn("w:bookmarkStart")))
    found = (_MARK.fullmatch(name) for name in names)
    return next((int(match[1]) for match in found if match), None)
