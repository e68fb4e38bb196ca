"""The comments of a file: YAML's parser drops them, a person's notes must not be lost."""

import re
from bisect import bisect_right
from collections.abc import Iterator

from attrs import frozen

from ...model.problem import Severity
from .loaded import Loaded
from .positions import Entry, ScalarNode
from .reporter import Reporter, point_at, shortened

_HASH = re.compile(r"(?<!\S)#(?=([^\r\n]*))")
"""Where a comment may begin; it goes on to the end of the line."""

_BLANK = re.compile(r"^[ \t]*(?=\r?\n|\r)", re.MULTILINE)
BLOCK_HEADER = re.compile(r"[|>][-+0-9]*")
"""What begins a block of text: after it, on the same line, a comment may stand."""


@frozen
class Comment:
    """A comment, or an empty line, which is one without text; `trailing` when it follows something."""

    start: int
    end: int
    text: str
    trailing: bool


def comments(loaded: Loaded, *, blanks: bool = False) -> list[Comment]:
    """Every comment in order; with `blanks`, every empty line between entries too."""
    source, texts = loaded.source, _Texts(loaded)
    found: list[Comment] = []
    for match in _HASH.finditer(source):
        in_comment = found and match.start() < found[-1].end
        if not in_comment and not texts.holds(match.start()):
            found.append(_comment(source, match))
    if blanks:
        empty = (match for match in _BLANK.finditer(source) if not texts.holds(match.start()))
        found += [Comment(match.start(), match.end(), "", trailing=False) for match in empty]
    return sorted(found, key=lambda comment: comment.start)


def _comment(source: str, match: re.Match[str]) -> Comment:
    line_start = max(source.rfind("\n", 0, match.start()), source.rfind("\r", 0, match.start())) + 1
    trailing = bool(source[line_start : match.start()].strip())
    return Comment(match.start(), match.end(1), "#" + match[1].rstrip(), trailing)


class _Texts:
    """The places of all texts, within which `#` is a character like others."""

    def __init__(self, loaded: Loaded) -> None:
        spans = sorted(span for scalar in _scalars(loaded) for span in [_span(scalar, loaded.source)])
        self._starts = [start for start, _ in spans]
        self._ends = [end for _, end in spans]

    def holds(self, index: int) -> bool:
        nearest = bisect_right(self._starts, index) - 1
        return nearest >= 0 and index < self._ends[nearest]


def _scalars(loaded: Loaded) -> Iterator[ScalarNode]:
    for spot in loaded.spots.values():
        if isinstance(spot, Entry):
            yield spot.key
            if isinstance(spot.value, ScalarNode):
                yield spot.value


def _span(scalar: ScalarNode, source: str) -> tuple[int, int]:
    """Where a text's own characters stand: of a block, the lines below its header."""
    start, end = scalar.start.index, scalar.end.index
    if scalar.style in ("|", ">"):
        line_end = re.compile(r"\r?\n|\r|$").search(source, start)
        assert line_end is not None
        return line_end.end(), start + len(source[start:end].rstrip())
    return start, end


_NOTE = re.compile(r"(?<=[^\s#]) #(?=[^\s#])")
"""One space before a hash and none behind it: rather a text (#2楼) than a comment."""


def report_swallowed(loaded: Loaded, reporter: Reporter) -> None:
    """Warn of what was meant as text and became a comment: a value ends where a hash follows a space."""
    if not _NOTE.search(loaded.source):
        return
    for comment in comments(loaded):
        if comment.trailing and _NOTE.match(loaded.source, comment.start - 1):
            reporter.report(
                "Y21",
                f"「#」起的文字成了注释，没有读入：{shortened(comment.text)}",
                mark=point_at(loaded.source, comment.start),
                value=comment.text,
                hint="是内容的，请把整段加半角单引号；是注释的，请在「#」后加一个空格",
                severity=Severity.WARNING,
            )
