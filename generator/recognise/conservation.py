"""The books of a recognition: every visible character ends in one place, and none in two.

A reader hands in the pieces of the region that it took for a form: cells of a table, tokens of a line. Each
is booked on the field that holds it, or is a label; what is booked nowhere is kept under 其他 with a doubt
that names its place, and a field that nothing is booked on is a doubt of its own. The books look at the Form
alone and know nothing of how it was read.
"""

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import groupby

from attrs import define, evolve, frozen

from ..model import terms
from ..model.computed import weight_total
from ..model.form import STANDARD_TITLE, Form, FundRow, Indicator
from ..model.problem import Path
from ..model.splitting import grouped
from ..model.value import NOTHING_MARKS
from ..model.vocabulary import bare, vocabulary
from .amount import amount
from .other import Leftover, Other
from .recognised import WHOLE_DEPARTMENT, Doubt, Recognised

_SPACE = re.compile(r"\s+")
_LABEL = re.compile(r"([^\s:：，。；]{1,16})[:：]")
_AMONG = re.compile(r"^其中[:：]?")
_SLOT = re.compile(r"(?:指标[0-9]{0,2}[:：]?|[….．·]{1,12})")
_UNIT = re.compile(r"[（(]?(?:(?:金额|货币)?单位[:：])?[（(]?(?:亿元|万元|元)[）)]?")
_YEAR = re.compile(r"[（(]?(?:[0-9]{2})?[0-9]{2}年度?[）)]?")
_SILENT = re.compile(r"[\s\0\-—–－_/*·….,:;!?，。、；：！？()（）\[\]【】《》〈〉“”‘’\"'|｜]*")
"""Punctuation alone says nothing; signs such as ≥ and ☑ do."""
_POINTS = re.compile(r"[（(]([0-9]{1,3}(?:\.[0-9]{1,4})?)分")
_TOLD_APART = re.compile(r"^资金·|（[0-9]{1,3}）$")
"""What a fund's name may have beside what is printed, for it is a key of the YAML."""
_TOTAL = "年度资金总额"


@frozen(kw_only=True)
class Piece:
    """A piece of the source, with its place in words.

    `label` is what 其他 calls it where nothing holds it; `row` the line of a table it stands in. A `header`
    is a label whatever it says; an `aside` stands beside the form and may be left out; a `sum` stands in the
    row of the totals, where the form prints what the Form need not hold.
    """

    text: str
    place: str
    label: str
    row: int | None = None
    header: bool = False
    aside: bool = False
    sum: bool = False


@define
class Account:
    """A field of the form and what of its text no piece has been booked on yet."""

    path: Path
    rest: str
    """The text, with a zero for each piece that was booked."""
    number: Decimal | None = None

    def book(self, text: str) -> bool:
        """Find a piece in what waits for one."""
        is_there = text in self.rest
        self.rest = self.rest.replace(text, "\0", 1)
        return is_there

    def close(self) -> None:
        """Take all of it for found."""
        self.rest = ""

    @property
    def missing(self) -> str:
        """What waits for a piece."""
        return self.rest.replace("\0", "")

    @property
    def is_open(self) -> bool:
        """Whether any of it waits for a piece."""
        return bool(self.rest) and not _SILENT.fullmatch(self.missing)


def conserve(found: Recognised, pieces: Iterable[Piece]) -> Recognised:
    """The form with what nothing in it holds kept under 其他, and a doubt for all that does not balance."""
    books = _Books(found.form)
    lost = list(_lost(books, list(pieces)))
    told = {doubt.path for doubt in found.doubts}
    invented = tuple(_invented(account) for account in books.open() if not _is_told(account.path, told))
    other = Other(found.form.other)
    kept = other.keep(map(_left_over, lost))
    form = evolve(found.form, other=other.texts) if kept else found.form
    return evolve(found, form=form, doubts=(*found.doubts, *kept, *invented))


def _lost(books: "_Books", pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces that are booked nowhere: first row by row, so that a row's numbers meet its own fields."""
    waiting: list[Piece] = []
    for row, group in groupby(pieces, key=lambda piece: piece.row):
        row_pieces = list(group)
        own = books.of_row(row_pieces) if row is not None else []
        left = [piece for piece in row_pieces if not books.book_same(piece, own)]
        waiting.extend(piece for piece in left if not books.book_part(piece, own))
    waiting = [piece for piece in waiting if not books.book_whole(piece)]
    for piece in waiting:
        if not books.book_parts(piece) and not piece.aside:
            yield piece


def _left_over(piece: Piece) -> Leftover:
    why = f"{piece.place}的这段文字没有归入任何一栏"
    return Leftover(piece.label or piece.place, piece.text.strip(), why)


def _invented(account: Account) -> Doubt:
    text = account.missing
    why = f"“{text}”在原文中找不到，或者只印了一处却用了两次"
    return Doubt(kind="D06", path=account.path, decided=text, why=why, confidence=0.0)


def _is_told(path: Path, told: Container[Path]) -> bool:
    """Whether a doubt stands at a field or at the row it belongs to."""
    return any(path[:length] in told for length in range(1, len(path) + 1))


def squeezed(text: str) -> str:
    """A text without white space, as the books compare it."""
    return _SPACE.sub("", text)


class _Books:
    """The accounts of a form, found by text and by number."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._accounts = list(_accounts(form))
        words = (*form.labels.values(), form.title, *form.particulars, *form.footers, *form.other)
        self._words = {*map(bare, words), *_level_names(form)}
        self._points: set[Decimal] = set()
        self._rows = grouped(_rows(form))
        self._by_text = grouped((one.rest, one) for one in self._accounts if one.number is None)
        self._by_number = grouped((one.number, one) for one in self._accounts)
        self._by_row = grouped((_row_of(one.path), one) for one in self._accounts)

    def open(self) -> Iterator[Account]:
        """The accounts that nothing, or not all, is booked on."""
        return (one for one in self._accounts if one.is_open and not self._is_in_label(one))

    def _is_in_label(self, account: Account) -> bool:
        """Whether a weight is one that a label prints: 预算执行情况（20分）."""
        return account.path[-1] == "分值" and account.number in self._points

    def of_row(self, pieces: Iterable[Piece]) -> list[Account]:
        """The accounts of the row of the form that bears the name one of these pieces prints."""
        for piece in pieces:
            waiting = self._rows.get(_AMONG.sub("", squeezed(piece.text)).strip(":："))
            if waiting:
                return self._by_row.get(waiting.pop(0), [])
        return []

    def book_same(self, piece: Piece, accounts: Sequence[Account]) -> bool:
        """Book a piece on the account of its own row that says the same."""
        text = squeezed(piece.text)
        plain = _AMONG.sub("", text).strip(":：")
        open_ones = [account for account in accounts if account.is_open]
        if _close_first(one for one in open_ones if one.number is None and one.rest in (text, plain)):
            return True
        numbers = self._numbers(text) if open_ones else ()
        return _close_first(one for one in open_ones if one.number in numbers)

    def book_part(self, piece: Piece, accounts: Sequence[Account]) -> bool:
        """Book a piece on the account of its own row that it is part of, when all others have had theirs."""
        text = squeezed(piece.text)
        open_ones = (account for account in accounts if account.is_open and account.number is None)
        return bool(text) and any(account.book(text) for account in open_ones)

    def book_whole(self, piece: Piece) -> bool:
        """Book a piece that is a label, says nothing, or is all that a field holds."""
        text = squeezed(piece.text)
        self._points.update(Decimal(points) for points in _POINTS.findall(text))
        if not text or text in NOTHING_MARKS or piece.header:
            return True
        if piece.sum and (self._close_number(text) or self._is_sum(text)):
            return True
        if self._close(text) or self._close(_AMONG.sub("", text).strip(":：")):
            return True
        if self._is_label(text):
            self._close(bare(text))
            return True
        return False

    def book_parts(self, piece: Piece) -> bool:
        """Book a piece that is part of a field, or holds several of them beside their labels."""
        text = squeezed(piece.text)
        if self._close_number(text):
            return True
        holding = self._holding(text)
        if holding is not None:
            holding.book(text)
            return True
        return self._book_within(piece.text)

    def _book_within(self, printed: str) -> bool:
        """Book the fields that a text holds beside their labels; what is left of it says nothing."""
        text = vocabulary().stamps.sub("", squeezed(printed))
        held = [(account, account.rest) for account in self._within(text)]
        for _, whole in held:
            text = text.replace(whole, "\0", 1)
        rest = _LABEL.sub(lambda match: "\0" if self._is_label(match[1]) else match[0], text)
        for part in filter(None, rest.split("\0")):
            holding = self._holding(part)
            if holding is not None:
                held.append((holding, part))
            elif not _is_silent(part) and not self._is_label(part):
                return False
        for account, part in held:
            account.book(part)
        return True

    def _holding(self, text: str) -> Account | None:
        """The field that a text is, or is part of."""
        same = next((one for one in self._by_text.get(text, ()) if one.is_open), None)
        return same or next((one for one in self._accounts if one.number is None and text in one.rest), None)

    def _within(self, part: str) -> Iterator[Account]:
        """Open fields whose text stands in a part, longest first, none over another."""
        candidates = (one for one in self._accounts if one.number is None and one.is_open)
        for account in sorted(candidates, key=lambda one: -len(one.rest)):
            if len(account.rest) > 1 and account.rest in part:
                part = part.replace(account.rest, "\0", 1)
                yield account

    def _close(self, text: str) -> bool:
        return _close_first(self._by_text.get(text, ())) or self._close_number(text)

    def _close_number(self, text: str) -> bool:
        return any(_close_first(self._by_number.get(number, ())) for number in self._numbers(text))

    def _numbers(self, text: str) -> tuple[Decimal, ...]:
        """The numbers that a text may stand for: as printed, and in the unit of the funds."""
        read = amount(text)
        if read.number is None:
            return ()
        scaled = read.in_unit(self._form.funds.unit)
        return (read.number,) if scaled in (None, read.number) else (read.number, scaled)

    def _is_label(self, text: str) -> bool:
        words = vocabulary()
        word = bare(text)
        if not word:
            return _UNIT.fullmatch(text) is not None
        if word in self._words or word in words.columns or word in words.groups:
            return True
        if words.label(text) or words.fund(text) or words.as_level1(text) or words.as_level2(text):
            return True
        said = words.is_detail(text) or word in words.breakdown or _SLOT.fullmatch(word)
        return bool(said) or _UNIT.fullmatch(text) is not None or self._is_year(text)

    def _is_year(self, text: str) -> bool:
        year = str(self._form.year)
        return text == year or (
            _YEAR.fullmatch(text) is not None and (year in text or not re.search("[0-9]{4}", text))
        )

    def _is_sum(self, text: str) -> bool:
        """Whether a number is the sum of the weights, which the form prints and the Form need not hold."""
        number = amount(text).number
        return number is not None and number in (weight_total(self._form), Decimal(100))


def _close_first(accounts: Iterable[Account]) -> bool:
    """Close the first account that is open; whether there was one."""
    account = next((one for one in accounts if one.is_open), None)
    if account is not None:
        account.close()
    return account is not None


def _is_silent(text: str) -> bool:
    return _SILENT.fullmatch(_YEAR.sub("", text)) is not None


def _row_of(path: Path) -> Path:
    """The row of the indicators or the funds that a field belongs to; empty for other fields."""
    if path[0] == "绩效指标" and len(path) > 4:
        return path[:4]
    return path[:2] if path[0] == "项目资金" and len(path) == 3 else ()


def _rows(form: Form) -> Iterator[tuple[str, Path]]:
    """The name of each row of funds and indicators, and its path."""
    yield from ((_TOLD_APART.sub("", fund.name), ("项目资金", fund.name)) for fund in form.funds.rows)
    yield from ((squeezed(indicator.name), path) for path, indicator in form.indicators())


def _level_names(form: Form) -> Iterator[str]:
    for level1 in form.levels:
        yield bare(level1.name)
        yield from (bare(level2.name) for level2 in level1.children)


def _accounts(form: Form) -> Iterator[Account]:
    for path, value in printed_values(form):
        if isinstance(value, Decimal):
            yield Account(path, f"{value:f}", value)
        elif value and squeezed(value) not in NOTHING_MARKS:
            yield Account(path, squeezed(value))


Value = str | Decimal | None


def printed_values(form: Form) -> Iterator[tuple[Path, Value]]:
    """Every field of a form that the source prints, in printed order."""
    yield ("标题",), "" if form.title == STANDARD_TITLE else form.title
    for label, code in form.codes.items():
        yield ("编码", label), code
    yield ("项目名称",), "" if form.project == WHOLE_DEPARTMENT else form.project
    yield ("主管部门",), form.department
    yield ("实施单位",), form.operator
    yield from ((("基本信息", label), text) for label, text in form.particulars.items())
    for row in form.funds.rows:
        yield from _fund(row, is_total=row is form.funds.total)
    for key, value in (("分值", form.funds.weight), ("执行率", form.funds.rate), ("得分", form.funds.score)):
        yield ("项目资金", form.funds.rows[0].name if form.funds.rows else "", key), value
    yield ("项目资金", "偏差原因分析及改进措施"), form.funds.reason
    yield ("年度总体目标", "预期目标"), form.goals.expected
    yield ("年度总体目标", "实际完成情况"), form.goals.actual
    for path, indicator in form.indicators():
        yield from _indicator(path, indicator)
    yield ("总分",), form.total
    yield ("偏差原因分析及改进措施",), form.reason
    yield ("自评等级",), form.grade
    yield from ((("表尾", label), text) for label, text in form.footers.items())
    yield from ((("其他", label), text) for label, text in form.other.items())


def _fund(row: FundRow, *, is_total: bool) -> Iterator[tuple[Path, Value]]:
    path = ("项目资金", row.name)
    yield (*path, ""), "" if is_total and row.name == _TOTAL else _TOLD_APART.sub("", row.name)
    yield from (((*path, term), getattr(row, name)) for term, name in terms.AMOUNTS.items())
    yield (*path, "执行率"), row.rate


def _indicator(path: Path, row: Indicator) -> Iterator[tuple[Path, Value]]:
    yield (*path, "三级指标"), row.name
    yield (*path, "指标编码"), row.code
    yield (*path, "指标性质"), row.operator
    yield (*path, "年度指标值"), row.target.text
    yield (*path, "计量单位"), row.unit
    yield (*path, "实际完成值"), row.actual.text
    yield (*path, "分值"), row.weight
    yield (*path, "得分"), row.score
    yield (*path, "偏差原因分析及改进措施"), row.reason
    yield from (((*path, "其他栏", label), text) for label, text in row.more.items())


def texts(form: Form) -> Iterator[tuple[Path, str]]:
    """Every text of a form with its path, white space left out."""
    yield (terms.PROJECT,), squeezed(form.project)
    yield (terms.DEPARTMENT,), squeezed(form.department)
    yield (terms.OPERATOR,), squeezed(form.operator or "")
    yield (terms.GOALS, terms.PLANNED), squeezed(form.goals.expected)
    yield (terms.GOALS, terms.DONE), squeezed(form.goals.actual)
    for level1 in form.levels:
        yield (terms.INDICATORS, level1.name), squeezed(level1.name)
        for level2 in level1.children:
            yield (terms.INDICATORS, level1.name, level2.name), squeezed(level2.name)
    for path, indicator in form.indicators():
        yield (*path, terms.NAME), squeezed(indicator.name)
        yield (*path, terms.TARGET), squeezed(indicator.target.text)
        yield (*path, terms.ACTUAL), squeezed(indicator.actual.text)
        yield (*path, terms.REASON), squeezed(indicator.reason or "")
