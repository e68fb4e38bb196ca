"""年度总体目标: what was planned and what came of it."""

from collections.abc import Iterator, Sequence

from ...model.form import Goals
from .parts import Found, columns, unplaced
from .sections import Section

EXPECTED = "预期目标"
ACTUAL = "实际完成情况"
GOALS_ROLES = frozenset({EXPECTED, ACTUAL})


def read_goals(sections: Sequence[Section]) -> Found[Goals]:
    """The texts under both labels; several rows of goals become paragraphs of one text."""
    leftovers = tuple(
        left
        for section in sections
        for row in section.rows
        for left in unplaced(row, columns(section.header, GOALS_ROLES), "年度总体目标")
    )
    expected = paragraphs("\n".join(_texts(sections, EXPECTED)))
    actual = paragraphs("\n".join(_texts(sections, ACTUAL)))
    return Found(Goals(expected=expected, actual=actual), leftovers)


def _texts(sections: Sequence[Section], role: str) -> Iterator[str]:
    for section in sections:
        layout = columns(section.header, GOALS_ROLES)
        for row in section.rows:
            cell = layout.cell(row, role)
            if cell and cell.row == row.number:
                yield cell.text


def paragraphs(text: str) -> str:
    """A long text with its paragraphs stripped and empty ones left out."""
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())
