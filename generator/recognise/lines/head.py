"""Title, year, names and funds of a form."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from attrs import frozen

from ...model.form import STANDARD_TITLE, FundRow, Funds
from ...model.terms import AMOUNTS
from ...model.value import NOTHING_MARKS
from ..amount import number, percent
from .flow import join
from .scan import Kind, Token, unit_of

_FUND_COLUMNS = (*AMOUNTS, "执行率", "分值", "得分")


@frozen(kw_only=True)
class Head:
    """What stands above the goals. `inferred` names fields whose label stood apart from its value."""

    title: str
    year: int | None
    project: str | None
    department: str | None
    operator: str | None
    funds: Funds
    labels: dict[str, str]
    inferred: dict[str, str]
    lines: dict[str, int]
    """Field → line of the dump."""


def read_head(tokens: Sequence[Token]) -> Head:
    """The head of one form from its tokens; None for what is not there."""
    fields = _fields(tokens)
    lines = {token.term: token.line for token in tokens if token.kind in (Kind.FIELD, Kind.FUND)}
    inferred: dict[str, str] = {}
    department, operator = fields.get("主管部门"), fields.get("实施单位")
    if department and not operator and "实施单位" in lines:
        names = department.split()
        half = len(names) // 2
        if len(names) > 1 and len(names) % 2 == 0:
            department, operator = " ".join(names[:half]), " ".join(names[half:])
            inferred["实施单位"] = "“实施单位”与其内容不在一处，取“主管部门”一行的后一半"
    return Head(
        title=next((t.text for t in tokens if t.kind is Kind.TITLE), STANDARD_TITLE),
        year=next((int(t.term) for t in tokens if t.kind is Kind.YEAR), None),
        project=fields.get("项目名称"),
        department=department,
        operator=operator,
        funds=_funds(tokens, inferred),
        labels=_labels(tokens),
        inferred=inferred,
        lines=lines,
    )


def claimed(tokens: Sequence[Token]) -> set[int]:
    """Indices of the text tokens that belong to the head, so that nobody reads them again."""
    indices: set[int] = set()
    for index, token in enumerate(tokens):
        if token.kind is Kind.FIELD:
            indices.update(_values_of(tokens, index))
        elif token.kind is Kind.FUND:
            indices.update(_amounts_of(tokens, index))
    rate = _rate_index(tokens)
    return indices | ({rate} if rate is not None else set())


def _fields(tokens: Sequence[Token]) -> dict[str, str]:
    fields = {}
    for index, token in enumerate(tokens):
        if token.kind is Kind.FIELD and (values := _values_of(tokens, index)):
            fields[token.term] = join([tokens[i].text for i in values])
    return fields


def _values_of(tokens: Sequence[Token], index: int) -> list[int]:
    """The text right after a label: what stands on its line, else the next line if set close to it."""
    following = index + 1
    if following >= len(tokens) or tokens[following].kind is not Kind.TEXT:
        return []
    text = tokens[following]
    return [following] if text.line == tokens[index].line or text.gap == 0 else []


def _amounts_of(tokens: Sequence[Token], index: int) -> list[int]:
    """The text after a fund's name that is all numbers and marks for nothing."""
    indices = []
    for following in range(index + 1, len(tokens)):
        token = tokens[following]
        if token.kind is not Kind.TEXT or not all(map(_is_amount, token.pieces)):
            break
        indices.append(following)
    return indices


def _is_amount(piece: str) -> bool:
    return piece in NOTHING_MARKS or number(piece) is not None or percent(piece) is not None


def _rate_index(tokens: Sequence[Token]) -> int | None:
    """The execution rate where it stands alone: the percentage after its label."""
    for index, token in enumerate(tokens[:-1]):
        if token.kind is Kind.LABEL and token.term == "执行率":
            following = tokens[index + 1]
            if following.kind is Kind.TEXT and percent(following.text) is not None:
                return index + 1
    return None


def _funds(tokens: Sequence[Token], inferred: dict[str, str]) -> Funds:
    columns = _fund_columns(tokens)
    rows: list[FundRow] = []
    extras: dict[str, Decimal] = {}
    for index, token in enumerate(tokens):
        if token.kind is Kind.FUND:
            pieces = [piece for i in _amounts_of(tokens, index) for piece in tokens[i].pieces]
            values = dict(_placed(pieces, columns))
            if len(pieces) != len(columns) and len(values) < len(AMOUNTS):
                inferred[token.text] = "空白栏在文本中没有痕迹，数字按从左到右的次序归栏"
            rows.append(_fund_row(token, values))
            extras = extras or {c: v for c, v in values.items() if c not in AMOUNTS}
    rate = _rate_index(tokens)
    unit = next((u for t in tokens if t.kind is Kind.LABEL and (u := unit_of(t.text))), "元")
    return Funds(
        unit=unit,
        rows=tuple(rows),
        weight=extras.get("分值"),
        rate=percent(tokens[rate].text) if rate is not None else extras.get("执行率"),
        score=extras.get("得分"),
    )


def _fund_columns(tokens: Sequence[Token]) -> tuple[str, ...]:
    """The columns of the funds block as its header names them."""
    header = next((t for t in tokens if t.kind is Kind.HEADER and "全年预算数" in t.terms), None)
    return tuple(t for t in header.terms if t in _FUND_COLUMNS) if header else (*AMOUNTS, "分值", "得分")


def _placed(pieces: Sequence[str], columns: Sequence[str]) -> Iterator[tuple[str, Decimal]]:
    """Each number with its column; a mark for nothing ends the amounts."""
    waiting = list(columns)
    for piece in pieces:
        value = percent(piece) if piece[-1:] in "%％" else number(piece)
        if value is None:
            waiting = [column for column in waiting if column not in AMOUNTS][1:]
        elif waiting:
            yield waiting.pop(0), value


def _fund_row(token: Token, values: dict[str, Decimal]) -> FundRow:
    name = token.text.removeprefix("其中：").removeprefix("其中:")
    return FundRow(name=name, **{attribute: values.get(term) for term, attribute in AMOUNTS.items()})


def _labels(tokens: Sequence[Token]) -> dict[str, str]:
    """Canonical term → printed word, where they differ."""
    labels: dict[str, str] = {}
    for token in tokens:
        if token.kind is Kind.HEADER:
            labels |= dict(zip(token.terms, token.text.split(), strict=True))
        elif token.kind is Kind.FIELD:
            labels[token.term] = token.text.rstrip(":：")
    return {term: word for term, word in labels.items() if term != word}
