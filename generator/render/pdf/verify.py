"""Every PDF written is read again, and what it prints in each cell is compared with the form.

The written file says which cell a text stands in (`tagged`), so that nothing is looked for.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from unicodedata import bidirectional

import pikepdf

from ...model import problem
from ...model.form import Form
from ...model.problem import Path, Problem
from ...sheet.build import Cell, Sheet, sheet
from ...workspace.settings import MAX_LABEL, MAX_SIGNATURES
from .continued import again, below_heads, is_merged
from .drawn import drawn
from .laid_out import cell_name
from .tagged import Piece, numbered, pieces

_LABELS = re.compile(rf"(?:[^：]{{1,{MAX_LABEL}}}：){{1,{MAX_SIGNATURES}}}")
_PAGE_MARK = r"第\d+页共\d+页"
_RIGHT_TO_LEFT = ("R", "AL", "AN", "RLE", "RLO", "RLI")

_Parts = Mapping[str | None, Sequence[Piece]]


def verify_pdf(content: bytes, form: Form, signatures: Iterable[str] | None = ()) -> tuple[Problem, ...]:
    """What the PDF's cells lack of the form's, and what it prints beside. White space is not compared.

    `signatures` are the labels that the workspace's settings have printed below the table; None for a file
    from elsewhere, whose labels are not known.
    """
    try:
        found = pieces(content)
    except (pikepdf.PdfError, ValueError, TypeError) as error:
        return (_extra([str(error)]),)
    return verify_pieces(found, sheet(form), signatures)


def verify_pieces(
    found: Iterable[Piece], printed: Sheet, signatures: Iterable[str] | None = ()
) -> tuple[Problem, ...]:
    """As `verify_pdf`, for what a file was found to print."""
    parts: dict[str | None, list[Piece]] = defaultdict(list)
    cut = below_heads(printed)
    names = {numbered(number): cell_name(cell.origin) for number, cell in enumerate(cut.cells())}
    for piece in found:
        parts[names.get(piece.name or "", piece.name)].append(piece)
    around, added = _around(parts.pop(None, ()), cut, signatures)
    cells = list(_cells(parts, printed))
    added += [drawn(piece.text) for name in _unknown(parts, printed) for piece in parts[name]]
    return (*around, *cells, *((_extra(added),) if added else ()))


def _cells(parts: _Parts, printed: Sheet) -> Iterator[Problem]:
    """The cells that print something else than the sheet has."""
    heads = {cell.origin for block in printed.blocks for row in block.head for cell in row.cells}
    for cell in printed.cells():
        own = [drawn(piece.text) for piece in parts.get(cell_name(cell.origin), ())]
        repeated = parts.get(cell_name(cell.origin, again=True), ())
        if is_merged(cell):
            own = _without_again(own, drawn(again(cell.text)))
        is_head = cell.origin in heads and len(set(own)) == 1
        whole = own[0] if is_head else "".join(own)
        if not _same(whole, cell.text):
            yield _different(cell, whole)
        for piece in repeated:
            if not _same(drawn(piece.text), again(cell.text)):
                yield _different(cell, piece.text, page=piece.page)


def _without_again(own: list[str], text: str) -> list[str]:
    """What a cell's pages print, but for those at the end that only open it again."""
    while len(own) > 1 and own[-1] == text:
        own = own[:-1]
    return own


def _same(found: str, text: str) -> bool:
    """Whether just the text is drawn; what is written from the right is drawn in another order."""
    expected = drawn(text)
    if found == expected:
        return True
    if len(found) != len(expected) or not any(map(_is_right_to_left, text)):
        return False
    return sorted(found) == sorted(expected)


def _is_right_to_left(character: str) -> bool:
    return bidirectional(character) in _RIGHT_TO_LEFT


def _unknown(parts: _Parts, printed: Sheet) -> list[str | None]:
    """The names that are no cell's."""
    names = {cell_name(cell.origin, again=repeated) for cell in printed.cells() for repeated in (False, True)}
    return [name for name in parts if name not in names]


def _around(
    found: Iterable[Piece], printed: Sheet, signatures: Iterable[str] | None
) -> tuple[list[Problem], list[str]]:
    """What is lost of the title and the labels to sign at, and what else stands outside the table's cells."""
    added: list[str] = []
    furniture = _furniture(printed)
    blocks: dict[int, str] = defaultdict(str)
    for piece in found:
        text = drawn(piece.text)
        if piece.block is not None:
            blocks[piece.block] += text
        elif text and not (piece.is_artifact and furniture.fullmatch(text)):
            added.append(text)
    labels = "".join(f"{label}：" for label in signatures or ())
    expected = [text for text in map(drawn, (printed.title, printed.subtitle, labels)) if text]
    here = [text for text in blocks.values() if text]
    if "".join(here) == "".join(expected):
        return [], added
    rest = Counter(here) - Counter(expected)
    added += [text for text in rest if signatures is not None or not _LABELS.fullmatch(text)]
    return [_lost(text) for text in Counter(expected) - Counter(here)], added


def _furniture(printed: Sheet) -> re.Pattern[str]:
    """What a page prints that is none of the content: heads once more, its number."""
    heads = (
        "".join(drawn(cell.text) for row in block.head for cell in row.cells) for block in printed.blocks
    )
    again = "|".join(re.escape(head) for head in heads if head)
    return re.compile(f"(?:{again})*(?:{_PAGE_MARK})?(?:{again})*" if again else _PAGE_MARK)


def _lost(text: str) -> Problem:
    return problem.error("V01", "输出文件中找不到表外的这段文字。", value=text[:80], hint=_HINT)


def _different(cell: Cell, found: str, page: int | None = None) -> Problem:
    place = f"第 {page} 页" if page else "输出文件"
    return problem.error(
        "V01",
        f"{place}里这一格印的是“{_around_difference(found, drawn(cell.text))}”，与 YAML 不符。",
        path=cell.path or _named(cell),
        value=cell.text[:80],
        hint=_HINT,
    )


def _named(cell: Cell) -> Path:
    """A cell that is no field's is told by where it stands."""
    return (f"第 {cell.row + 1} 行第 {cell.column + 1} 列",)


def _around_difference(found: str, expected: str) -> str:
    """What stands where the texts begin to differ, and a little before."""
    pairs = zip(found, expected, strict=False)
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    start = max(0, same - 10)
    return ("…" if start else "") + found[start : start + 40] + ("…" if start + 40 < len(found) else "")


def _extra(pieces: list[str]) -> Problem:
    value = "｜".join(pieces)[:80]
    message = f"输出文件中有表格以外的文字：{value}。"
    return problem.error("V02", message, value=value)


_HINT = "改过模板的，请检查是否漏印或改写了内容；没有改过的，是程序的缺陷，请报告。"
