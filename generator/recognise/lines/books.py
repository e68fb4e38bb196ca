"""The books of a form read from text: every visible character of its lines ends in one place, none in two.

A piece of a line is a label that the vocabulary knows, or it is found in a field; what is found in none is
left over, and what a field says that no piece does is unfounded.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal, InvalidOperation

from attrs import frozen

from ...model.computed import weight_total
from ...model.form import Form, Indicator
from ...model.problem import Path
from ...model.splitting import grouped
from ...model.value import NOTHING_MARKS
from ...model.vocabulary import bare, by_vocabulary, vocabulary
from ..conservation import Account, printed_values
from ..other import Leftover
from .flow import key

_SPLIT = re.compile(r"[\s|｜]+|(?<=[0-9])(?=(?:总分|合计|总计)(?:\s|$))")
_COLON = re.compile("[:：]")
_AMONG = re.compile(r"^其中[:：,，、]?")
_NUMBERED = re.compile(r"^[（(]?[0-9]{1,2}[）).、．](?=[一-鿿])")
_BRACKET = re.compile(r"[（(][^（）()]{0,20}[）)]")
_SLOT = re.compile(r"(?:指标[0-9]{1,2}[:：]?|[….．·]{1,12})")
_PAGE = re.compile(r"[-—－–]\s*[0-9]{1,4}\s*[-—－–]|第[0-9]{1,4}页.{0,10}")
_YEAR = re.compile(r"[（(]?(20[0-9]{2})年度?[）)]?")
_MARKS = re.compile(r"[-—－:：（）()]")
_RULE = re.compile(r":?-{2,}:?")
_FULL = Decimal(100)
_LONGEST_LINE = 4
"""Characters of one line of a label in a narrow cell."""
MAX_PIECES = 20_000
"""Of one form; beyond, a text is no form and no book is kept."""


@frozen
class Balance:
    """What the books do not balance."""

    leftovers: tuple[Leftover, ...] = ()
    unfounded: tuple[Path, ...] = ()
    """Fields of which the text says less than they do."""
    pieces: int = 0
    left: int = 0
    """Pieces that are left over."""

    @property
    def is_even(self) -> bool:
        """Whether everything has its place."""
        return not self.leftovers and not self.unfounded

    @property
    def left_share(self) -> float:
        """Which share of the pieces is left over."""
        return self.left / max(1, self.pieces)


def balance(lines: Iterable[tuple[int, str]], form: Form, *, wrapped: bool) -> Balance:
    """The books of a form and its lines (1-based number, text); `wrapped` where lines cut labels."""
    pieces = [
        (n, piece) for n, text in lines if not _is_year(text, form) for piece in _SPLIT.split(text) if piece
    ]
    if len(pieces) > MAX_PIECES:
        return Balance(pieces=len(pieces))
    accounts = [Account(path, _COLON.sub("", text)) for path, text in _texts(form)]
    numbers = Counter(_numbers(form))
    left = [False] * len(pieces)
    for index in sorted(range(len(pieces)), key=lambda i: -len(pieces[i][1])):
        piece = _COLON.sub("", _AMONG.sub("", key(pieces[index][1])))
        left[index] = not (
            _take(piece, accounts)
            or _take(_NUMBERED.sub("", piece), accounts)
            or _take_number(piece, numbers)
            or _is_free(piece, wrapped=wrapped)
        )
    return Balance(
        leftovers=tuple(_leftovers(pieces, left)),
        unfounded=tuple(a.path for a in accounts if _is_printed(a.path) and _says_more(a.missing)),
        pieces=len(pieces),
        left=sum(left),
    )


def _is_year(line: str, form: Form) -> bool:
    """Whether a line prints nothing but the form's year."""
    match = _YEAR.fullmatch(key(line))
    return match is not None and int(match[1]) == form.year


def _take(piece: str, accounts: Sequence[Account]) -> bool:
    """Find a piece in the field it fills, else in one that holds it."""
    whole = next((account for account in accounts if account.rest == piece), None)
    if whole is not None:
        return whole.book(piece)
    return bool(piece) and any(account.book(piece) for account in accounts)


def _take_number(piece: str, numbers: Counter[Decimal]) -> bool:
    value = _decimal(piece)
    if value is None or not numbers[value]:
        return False
    numbers[value] -= 1
    return True


def _decimal(piece: str) -> Decimal | None:
    plain = piece.replace(",", "").replace("，", "").rstrip("%％元分")
    try:
        value = Decimal(plain) if len(plain) <= 40 else None
    except InvalidOperation:
        return None
    return value.normalize() if value is not None and value.is_finite() else None


def _is_free(piece: str, *, wrapped: bool) -> bool:
    """Whether a piece is a label, a mark for nothing, an unused slot or a mark of the page."""
    if (
        not piece
        or piece in NOTHING_MARKS
        or _SLOT.fullmatch(piece)
        or _PAGE.fullmatch(piece)
        or _RULE.fullmatch(piece)
    ):
        return True
    plain = bare(_NUMBERED.sub("", _AMONG.sub("", piece)))
    if not plain or plain in _labels() or _is_of_a_kind(plain):
        return True
    return wrapped and _is_line_of_label(_BRACKET.sub("", piece))


@by_vocabulary
def _labels() -> frozenset[str]:
    words = vocabulary()
    known = (words.terms, words.funds, words.level1, words.level2, words.details, words.columns)
    return frozenset(word for table in known for word in table) | words.groups | {"其中"}


@by_vocabulary
def _is_of_a_kind(piece: str) -> bool:
    words = vocabulary()
    return words.label(piece) is not None or words.is_detail(piece) or words.is_fund(piece)


@by_vocabulary
def _is_line_of_label(piece: str) -> bool:
    if len(piece) <= _LONGEST_LINE:
        return any(piece in label for label in _labels())
    return any(label.startswith(piece) or label.endswith(piece) for label in _labels())


def _texts(form: Form) -> Iterator[tuple[Path, str]]:
    """Every text of a form with its path, white space left out; names with the codes printed before them."""
    names = {"项目名称": form.project, "主管部门": form.department, "实施单位": form.operator or ""}
    yield ("标题",), key(form.title) + str(form.year or "")
    for label, name in names.items():
        code = form.codes.get(label)
        yield (label,), key(f"{code}-{name}" if code else name)
    for section, values in (("基本信息", form.particulars), ("表尾", form.footers), ("其他", form.other)):
        yield from (((section, label), key(f"{label}{text}")) for label, text in values.items())
    for row in form.funds.rows:
        yield ("项目资金", row.name), key(row.name)
    yield ("年度总体目标", "预期目标"), key(form.goals.expected)
    yield ("年度总体目标", "实际完成情况"), key(form.goals.actual)
    for level1 in form.levels:
        yield ("绩效指标", level1.name), key(level1.name)
        for level2 in level1.children:
            yield ("绩效指标", level1.name, level2.name), key(level2.name)
    for path, indicator in form.indicators():
        yield from _cells(path, indicator)
    yield ("偏差原因分析及改进措施",), key(form.reason or "")
    yield ("项目资金", "偏差原因分析及改进措施"), key(form.funds.reason or "")
    yield ("自评等级",), key(form.grade or "")
    yield ("用语",), "".join(map(key, form.labels.values()))


def _cells(path: Path, indicator: Indicator) -> Iterator[tuple[Path, str]]:
    yield (*path, "三级指标"), key(f"{indicator.code or ''}{indicator.name}")
    yield (*path, "指标性质"), key(indicator.operator or "")
    yield (*path, "年度指标值"), key(indicator.target.text)
    yield (*path, "计量单位"), key(indicator.unit or "")
    yield (*path, "实际完成值"), key(indicator.actual.text)
    yield (*path, "偏差原因分析及改进措施"), key(indicator.reason or "")
    for label, text in indicator.more.items():
        yield (*path, "其他栏", label), key(text)


def _numbers(form: Form) -> Iterator[Decimal]:
    """Every number in a field of its own, and the sum of the weights, which the line of the total prints."""
    yield from (value.normalize() for _, value in printed_values(form) if isinstance(value, Decimal))
    yield Decimal(form.year).normalize()
    yield from {(weight_total(form) or Decimal(0)).normalize(), _FULL.normalize()}


def _is_printed(path: Path) -> bool:
    """Whether a field's text must stand in the lines: levels and labels are given to rows that print none."""
    return path[0] not in ("标题", "用语", "其他") and not (path[0] == "绩效指标" and len(path) < 4)


def _says_more(missing: str) -> bool:
    """Whether what a field says beyond the text is more than a mark between two lines of it."""
    return len(_MARKS.sub("", missing)) > 0


def _leftovers(pieces: Sequence[tuple[int, str]], left: Sequence[bool]) -> Iterator[Leftover]:
    """What is left over, line by line, each under the first words of its line."""
    told = zip(pieces, left, strict=True)
    for number, parts in grouped((number, (piece, is_left)) for (number, piece), is_left in told).items():
        texts = [piece for piece, is_left in parts if is_left]
        if texts:
            why = f"第{number}行的这些文字没有归入任何一栏"
            yield Leftover(_label(parts, number), " ".join(texts), why, number)


def _label(parts: Sequence[tuple[str, bool]], number: int) -> str:
    """What names a line: its first words that are no level's label, else its number."""
    words = vocabulary()
    for piece, _ in parts:
        plain = _AMONG.sub("", piece).strip(":：")
        is_level = words.as_level1(plain) or words.as_level2(plain)
        if re.search(r"[一-鿿]{2}", plain) and not is_level and len(plain) <= 60:
            return plain
    return f"第{number}行"
