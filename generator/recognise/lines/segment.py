"""Where one form ends and the next begins, and what runs of text a form holds."""

from collections.abc import Iterable, Iterator, Sequence

from attrs import evolve, frozen

from ...sources.lines import PAGE_GAP
from .scan import Kind, Token, scores_at_end

_ONCE = frozenset({"项目名称", "年度资金总额", "年初预算数", "预期目标"})
"""What a form prints just once; its second appearance opens another form."""


def segments(tokens: Iterable[Token]) -> Iterator[tuple[Token, ...]]:
    """The tokens of each form. Names of fields right before the opening of a form belong to it."""
    current: list[Token] = []
    seen: set[str] = set()
    for token in tokens:
        anchors = _anchors(token)
        if anchors & seen:
            cut = len(current)
            while cut and current[cut - 1].kind is Kind.FIELD:
                cut -= 1
            yield tuple(map(_plain, _windowed(current[:cut])))
            current, seen = current[cut:], set()
        current.append(token)
        seen |= anchors
    if current:
        yield tuple(map(_plain, _windowed(current)))


Window = tuple[Token | None, Token, Token | None]


def _windowed(tokens: Sequence[Token]) -> Iterator[Window]:
    """Each token with its neighbours."""
    return zip((None, *tokens[:-1]), tokens, (*tokens[1:], None), strict=True)


def _plain(window: Window) -> Token:
    """A token; where the name of a field is a line of a wrapped cell (及时拨付到各／实施单位), a text."""
    before, token, after = window
    inside = (
        token.kind is Kind.FIELD
        and before is not None
        and after is not None
        and before.kind is Kind.TEXT
        and after.kind is Kind.TEXT
        and after.line != token.line
        and not before.text.endswith(("。", "；"))
        and scores_at_end(before) is None
    )
    return evolve(token, kind=Kind.TEXT, terms=()) if inside else token


def _anchors(token: Token) -> set[str]:
    if token.kind is Kind.TITLE:
        return {"标题"}
    return set(token.terms) & _ONCE


@frozen
class Run:
    """Lines of text that follow each other with no label between, and the label tokens right before them."""

    lines: tuple[Token, ...]
    labels: tuple[Token, ...] = ()
    """Level labels directly before the text."""
    previous: Token | None = None
    """The last other label before the run."""
    following: Token | None = None
    """The first label after it."""


def runs(tokens: Iterable[Token]) -> Iterator[Run]:
    """Every run of text and every group of level labels of a form, in order.

    A page break ends a run; labels with no text after them come as a run without lines.
    """
    labels: list[Token] = []
    lines: list[Token] = []
    previous: Token | None = None
    for token in tokens:
        if lines and (token.kind is not Kind.TEXT or token.gap >= PAGE_GAP):
            yield Run(tuple(lines), tuple(labels), previous, token)
            labels, lines, previous = [], [], None
        if token.kind is Kind.TEXT:
            lines.append(token)
        elif token.kind in (Kind.LEVEL1, Kind.LEVEL2):
            labels.append(token)
        else:
            if labels:
                yield Run((), tuple(labels), previous, token)
                labels = []
            previous = token
    if lines or labels:
        yield Run(tuple(lines), tuple(labels), previous, None)
