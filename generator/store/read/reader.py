"""Nodes to the model: the reader derived from the declarations in `form.py`."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ...model import terms
from ...model.form import (
    FORMAT,
    GOAL_DECLARATION,
    KINDS,
    READABLE,
    SELF_EVALUATION,
    Form,
    FundRow,
    Funds,
    Goals,
    Indicator,
    Level1,
    Level2,
    Review,
)
from ...model.problem import Path, Severity
from ...model.vocabulary import shipped_vocabulary
from ..fields import YEARS, Field, Kind, field_for, keys_of
from .checks import Checks
from .loaded import Spot
from .positions import Entry, ListNode, MapNode, Node, ScalarNode, with_groups_joined
from .reporter import Reporter, shortened
from .scalars import NotReadableError, convert, text_of

_Other = Callable[[Entry, Path], None]
_TOTAL = {terms.TOTAL: keys_of(Form)[terms.TOTAL]}
_MIGRATE = "zipingbiao migrate 可以改成现在的格式，注释保留"


_NAMES = ("项目名称", "主管部门", "实施单位")
"""What names files and stands in every list."""


class Reader:
    """Turns nodes into the model, noting where each path stands and which words are printed."""

    def __init__(self, reporter: Reporter) -> None:
        self.spots: dict[Path, Spot] = {}
        self._reporter = reporter
        self._checks = Checks(reporter)
        self._is_old = False
        self._old: dict[str, Any] = {}
        self._totals: dict[str, str] = {}

    def form(self, root: Node, kind: str | None = None) -> Form | None:
        """The form that the document is; None where it cannot be one, or is none of the kind wanted."""
        if not isinstance(root, MapNode):
            self._reporter.report("Y09", "文件应由「名称: 内容」各行组成", mark=root.start)
            return None
        self._is_old = _version(root) != str(FORMAT)
        values = self._record(root, (), keys_of(Form))
        self._check_numbers(values)
        values = self._with_old_total(values)
        labels = self._checks.words() | values.pop("labels", {})
        values["labels"] = {key: word for key, word in labels.items() if key != word}
        self._check_kind(values.get("kind", SELF_EVALUATION), kind, root)
        form = None if self._reporter.has_errors else Form(**values)
        return None if form is None or not self._is_of_its_kind(form) else form

    def _record(
        self, node: MapNode, path: Path, fields: Mapping[str, Field], other: _Other | None = None
    ) -> dict[str, Any]:
        """The values of one mapping by attribute; entries that are no field go to `other`."""
        values: dict[str, Any] = {}
        seen: dict[str, str] = {}
        for entry in node.entries:
            field = field_for(entry.key.text, fields)
            if field is None and other:
                other(entry, path)
            elif field is None:
                self._checks.unknown(entry.key, path, fields)
            elif self._checks.is_new(field.key, entry.key, path, seen):
                self._field(field, entry, path, values)
        self._require(node, path, fields, seen)
        return values

    def _field(self, field: Field, entry: Entry, path: Path, values: dict[str, Any]) -> None:
        here = (*path, field.key)
        self.spots[here] = entry
        self._checks.note_word(field.key, entry.key, here)
        if not (isinstance(entry.value, ScalarNode) and entry.value.is_empty):
            value = self._value(field, entry, here)
            if value is not None:
                values[field.attribute] = value

    def _value(self, field: Field, entry: Entry, path: Path) -> Any:  # noqa: ANN401 - as the field declares
        if field.kind.is_scalar:
            return self._scalar(field, entry, path)
        return _STRUCTURES[field.kind](self, entry, path)

    def _scalar(self, field: Field, entry: Entry, path: Path) -> object:
        node, key = entry.value, entry.key.text
        if not isinstance(node, ScalarNode):
            hint = "文字以「{」「[」开头时要加引号" if node.flow else None
            self._checks.shape(f"「{key}」应是{field.kind.value}，这里却分出了下一级", node, path, hint)
            return None
        self._checks.folds(node, path)
        if len(path) == 1 and key in _NAMES:
            self._checks.named(key, node, path)
        try:
            return convert(field.kind, text_of(node))
        except NotReadableError as error:
            self._checks.value(key, node, path, error.allowed, error.hint)
            return None

    # The parts that have a structure of their own

    def funds(self, entry: Entry, path: Path) -> Funds | None:
        """项目资金: the entries that are mappings are its rows."""
        rows: list[FundRow] = []
        names: dict[str, str] = {}

        def other(row: Entry, above: Path) -> None:
            here = (*above, row.key.text)
            if self._is_fund(row, here) and self._checks.is_new(row.key.text, row.key, above, names):
                self.spots[here] = row
                rows.append(self._fund_row(row, here))

        node = self._mapping(entry, path, "「单位」「年度资金总额」等各项")
        return node and Funds(**self._record(node, path, keys_of(Funds), other), rows=tuple(rows))

    def _is_fund(self, row: Entry, path: Path) -> bool:
        """Whether an entry that is no field is a fund, and not a slip."""
        known = shipped_vocabulary().fund(row.key.text) is not None
        is_empty = isinstance(row.value, ScalarNode) and row.value.is_empty
        if isinstance(row.value, MapNode) or (known and is_empty):
            if not known:
                self._checks.name(row.key, path, shipped_vocabulary().funds)
            return True
        if known:
            self._checks.shape(f"「{row.key.text}」应写成各项数字", row.value, path, "例如 {年初预算数: 0}")
        else:
            self._checks.unknown(row.key, path[:-1], keys_of(Funds), shipped_vocabulary().funds)
        return False

    def _fund_row(self, row: Entry, path: Path) -> FundRow:
        values: dict[str, Any] = {}
        if isinstance(row.value, MapNode):
            values = self._record(with_groups_joined(row.value), path, keys_of(FundRow))
        return FundRow(name=row.key.text, **values)

    def goals(self, entry: Entry, path: Path) -> Goals | None:
        """年度总体目标."""
        node = self._mapping(entry, path, "「预期目标」「实际完成情况」两项")
        return node and Goals(**self._record(node, path, keys_of(Goals)))

    def review(self, entry: Entry, path: Path) -> Review | None:
        """复核."""
        node = self._mapping(entry, path, "「复核值」「复核分」「备注」各项")
        return node and Review(**self._record(node, path, keys_of(Review)))

    def levels(self, entry: Entry, path: Path) -> tuple[Level1, ...] | None:
        """绩效指标: 一级, 二级 and 三级指标."""
        levels: list[Level1] = []
        names: dict[str, str] = {}
        node = self._mapping(entry, path, "一级指标，如「产出指标」")
        for child in node.entries if node else ():
            if isinstance(child.value, ScalarNode) and field_for(child.key.text, _TOTAL):
                self._old_total(child, path)
            elif self._checks.is_new(child.key.text, child.key, path, names):
                levels.append(self._level1(child, (*path, child.key.text)))
        return tuple(levels)

    def _old_total(self, entry: Entry, path: Path) -> None:
        """总分 inside 绩效指标, where files of an earlier format have it."""
        if not self._is_old:
            self._checks.unknown(entry.key, path, {})
        elif self._checks.is_new(terms.TOTAL, entry.key, path, self._totals):
            self._field(_TOTAL[terms.TOTAL], entry, (), self._old)

    def _with_old_total(self, values: dict[str, Any]) -> dict[str, Any]:
        """The form's values with 总分, where 绩效指标 holds it."""
        if self._totals and "total" in values:
            message = f"「{terms.TOTAL}」在「{terms.INDICATORS}」里又写了一次"
            self._at("Y06", message, (terms.TOTAL,), "请只留一处")
        return values | self._old

    def _level1(self, entry: Entry, path: Path) -> Level1:
        self.spots[path] = entry
        if shipped_vocabulary().as_level1(entry.key.text) is None:
            self._checks.name(entry.key, path, shipped_vocabulary().level1)
        names: dict[str, str] = {}
        node = self._mapping(entry, path, "二级指标，如「数量指标」")
        children = [
            self._level2(child, (*path, child.key.text))
            for child in (node.entries if node else ())
            if self._checks.is_new(child.key.text, child.key, path, names)
        ]
        return Level1(name=entry.key.text, children=tuple(children))

    def _level2(self, entry: Entry, path: Path) -> Level2:
        self.spots[path] = entry
        if shipped_vocabulary().as_level2(entry.key.text) is None:
            self._checks.name(entry.key, path, shipped_vocabulary().level2)
        rows = self._list(entry, path)
        indicators = [self._indicator(row, (*path, number)) for number, row in enumerate(rows)]
        return Level2(name=entry.key.text, indicators=tuple(filter(None, indicators)))

    def _indicator(self, node: Node, path: Path) -> Indicator | None:
        self.spots[path] = node
        if not isinstance(node, MapNode):
            self._checks.shape("每一项应以「- 三级指标: 」开头，下面写年度指标值等", node, path)
            return None
        values = self._record(node, path, keys_of(Indicator))
        return Indicator(**values) if "name" in values else None

    def texts(self, entry: Entry, path: Path) -> dict[str, str]:
        """A mapping of texts, such as 用语."""
        texts: dict[str, str] = {}
        names: dict[str, str] = {}
        node = self._mapping(entry, path, "「名称: 文字」各行")
        for child in node.entries if node else ():
            here = (*path, child.key.text)
            if self._checks.is_new(child.key.text, child.key, path, names):
                self.spots[here] = child
                if isinstance(child.value, ScalarNode):
                    texts[child.key.text] = text_of(child.value)
                else:
                    self._checks.shape("这里应是一段文字", child.value, here)
        return texts

    # Shapes

    def _mapping(self, entry: Entry, path: Path, allowed: str) -> MapNode | None:
        if isinstance(entry.value, MapNode):
            return entry.value
        if not (isinstance(entry.value, ScalarNode) and entry.value.is_empty):
            self._checks.shape(f"「{entry.key.text}」之下应是{allowed}", entry.value, path)
        return None

    def _list(self, entry: Entry, path: Path) -> tuple[Node, ...]:
        if isinstance(entry.value, ListNode):
            return entry.value.items
        if not (isinstance(entry.value, ScalarNode) and entry.value.is_empty):
            self._checks.shape(
                f"「{entry.key.text}」之下应逐项写三级指标，每项以「- 」开头", entry.value, path
            )
        return ()

    def _require(
        self, node: MapNode, path: Path, fields: Mapping[str, Field], seen: Mapping[str, str]
    ) -> None:
        for field in fields.values():
            here = (*path, field.key)
            spot = self.spots.get(here)
            if field.required and (field.key not in seen or _is_blank(spot)):
                mark = spot.key.start if isinstance(spot, Entry) else node.start
                self._checks.missing(field, mark, here)

    def _check_numbers(self, values: dict[str, Any]) -> None:
        """格式 and 年度 are numbers of few meanings."""
        version, year = values.pop("format", FORMAT), values.get("year")
        if version not in READABLE:
            hint = "请升级本程序" if version > FORMAT else _MIGRATE
            self._at("Y11", f"文件的格式是 {version}，本程序读的是 {FORMAT}", (terms.FORMAT,), hint)
        elif version != FORMAT:
            message = f"文件的格式是 {version}，现在的是 {FORMAT}；照样可以用"
            self._at("Y19", message, (terms.FORMAT,), _MIGRATE, Severity.INFORMATION)
        if year is not None and year not in YEARS:
            self._at("Y10", f"「年度」写的是「{year}」，应是四位数的年份", (terms.YEAR,), None)

    def _check_kind(self, kind: str, wanted: str | None, root: MapNode) -> None:
        """A kind that there is, and the one that is wanted here."""
        if kind not in KINDS:
            message = f"「{terms.KIND}」写的是「{shortened(kind)}」"
            self._at("Y61", message, (terms.KIND,), f"应是{'或'.join(KINDS)}")
        elif wanted is not None and kind != wanted:
            spot = self.spots.get((terms.KIND,))
            mark = spot.key.start if isinstance(spot, Entry) else root.start
            path = (terms.KIND,) if spot else ()
            self._reporter.report("Y60", _OTHER_KIND[wanted], mark=mark, path=path, hint=_OTHER_PLACE[wanted])

    def _is_of_its_kind(self, form: Form) -> bool:
        """Whether a declaration of goals says nothing of what came of them."""
        if form.kind == GOAL_DECLARATION:
            for path in _results(form):
                message = f"{GOAL_DECLARATION}不应有「{path[-1]}」"
                self._at("Y62", message, path, f"请删去；是自评表的，删去「{terms.KIND}」这一行")
        return not self._reporter.has_errors

    def _at(
        self, rule: str, message: str, path: Path, hint: str | None, severity: Severity = Severity.ERROR
    ) -> None:
        spot = self.spots[path]
        mark = (spot.value if isinstance(spot, Entry) else spot).start
        self._reporter.report(rule, message, mark=mark, path=path, hint=hint, severity=severity)


_STRUCTURES: Mapping[Kind, Callable[[Reader, Entry, Path], Any]] = {
    Kind.FUNDS: Reader.funds,
    Kind.GOALS: Reader.goals,
    Kind.LEVELS: Reader.levels,
    Kind.REVIEW: Reader.review,
    Kind.WORDS: Reader.texts,
}


_OTHER_KIND = {
    SELF_EVALUATION: f"这是{GOAL_DECLARATION}，不是自评表，不能当自评表校核、生成",
    GOAL_DECLARATION: f"这里应是{GOAL_DECLARATION}，文件却没有这样写",
}
_OTHER_PLACE = {
    SELF_EVALUATION: f"请放在部门、年度下的“目标”文件夹里；是自评表的，删去「{terms.KIND}」这一行",
    GOAL_DECLARATION: f"是申报表的，写上「{terms.KIND}: {GOAL_DECLARATION}」；是自评表的，移到上一级文件夹",
}
"""The kind wanted → what is said where another is found."""


def _results(form: Form) -> Iterator[Path]:
    """The fields that say what came of the goals."""
    if form.goals.actual:
        yield terms.GOALS, terms.DONE
    if form.total is not None:
        yield (terms.TOTAL,)
    for row in form.funds.rows:
        if row.executed is not None:
            yield terms.FUNDS, row.name, terms.EXECUTED
    for path, indicator in form.indicators():
        if not indicator.actual.is_nothing:
            yield *path, terms.ACTUAL
        if indicator.score is not None:
            yield *path, terms.SCORE


def _version(root: MapNode) -> str:
    """格式 as written."""
    found = (entry.value for entry in root.entries if entry.key.text == terms.FORMAT)
    return next((node.text.strip() for node in found if isinstance(node, ScalarNode)), "")


def _is_blank(spot: Spot | None) -> bool:
    return isinstance(spot, Entry) and isinstance(spot.value, ScalarNode) and spot.value.is_empty
