"""Rules that compare a self-evaluation with the goals that were declared for the project and approved."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

from attrs import frozen

from ..model.form import Form
from ..model.profile import NATIONAL
from ..model.terms import FUNDS, GOALS, INDICATORS, INITIAL, PLANNED, TARGET
from ..model.value import decimal_places
from .department import UNITS, Among, DepartmentFacts, Entry, in_yuan
from .matching import Change, Pairs, change, paired
from .needs import Answer, Verdict
from .rows import Row, read_rows
from .rule import Finding, rule
from .text import shown

MAX_NAMED = 8
"""Indicators that one message names."""

MAX_COMPARED = 3_000
"""Characters of a goal that are compared with another's."""

_INSIGNIFICANT = re.compile(r"[\s,.;:!?，。；：、！？“”\"'()（）]+")


@frozen
class _Comparable:
    """There is a declaration, and both it and the form say something of what is compared."""

    is_said: Callable[[Form], bool]
    what: str

    def answer(self, among: Among, /) -> Answer:
        """As declared; what was compared is why."""
        found = among.facts.approved_for(among.entry)
        if found.form is None:
            return found.missing
        if not self.is_said(found.form):
            return Answer(Verdict.NOT_APPLICABLE, f"申报表没有写{self.what}")
        if not self.is_said(among.entry.form):
            return Answer(Verdict.UNDECIDED, f"自评表没有写{self.what}")
        return Answer(Verdict.PASSED, f"与申报表（{found.labels[0]}）比较{self.what}")


def _has_goal(form: Form) -> bool:
    return bool(form.goals.expected.strip())


def _initial(form: Form) -> Decimal | None:
    """The total at the beginning of the year, in 元."""
    total = form.funds.total
    return None if total is None else in_yuan(total.initial, form.funds.unit)


INDICATORS_COMPARABLE = _Comparable(lambda form: any(True for _ in form.indicators()), "三级指标")
GOALS_COMPARABLE = _Comparable(_has_goal, "总体目标")
AMOUNTS_COMPARABLE = _Comparable(lambda form: _initial(form) is not None, "年初预算数")


def _compared(facts: DepartmentFacts) -> Iterator[tuple[Entry, Pairs]]:
    """Each form that has a declaration, its rows matched with the declared ones, which stand first."""
    for entry in facts.entries:
        declared = facts.approved_for(entry).form
        if declared is not None:
            yield entry, paired(tuple(read_rows(declared, NATIONAL)), entry.rows)


def _changed(facts: DepartmentFacts, wanted: frozenset[Change]) -> Iterator[tuple[Entry, Row, Row, Change]]:
    for entry, pairs in _compared(facts):
        for declared, row in pairs.both:
            if declared.target.is_nothing or row.target.is_nothing:
                continue
            found = change(row, declared.target, row.target)
            if found in wanted:
                yield entry, declared, row, found


_HOW = {
    Change.RAISED: "比申报表的高",
    Change.OTHERWISE: "与申报表的不同",
    Change.REWORDED: "与申报表的文字不同",
}


@rule("R46", INDICATORS_COMPARABLE)
def changed_targets(facts: DepartmentFacts) -> Iterator[Finding]:
    """A target that is another than the declared one, and not plainly lower."""
    return _targets(facts, _HOW)


@rule("R47", INDICATORS_COMPARABLE)
def lowered_targets(facts: DepartmentFacts) -> Iterator[Finding]:
    """A target that is easier to meet than the declared one."""
    return _targets(facts, {Change.LOWERED: "低于申报表的"})


def _targets(facts: DepartmentFacts, how: Mapping[Change, str]) -> Iterator[Finding]:
    """The targets that differ in one of these ways, each with its words."""
    for entry, declared, row, found in _changed(facts, frozenset(how)):
        yield Finding(
            (*row.path, TARGET),
            f"{row.name}的年度指标值是“{row.target.text}”，{how[found]}“{declared.target.text}”",
            value=row.target.text,
            label=entry.label,
        )


@rule("R48", INDICATORS_COMPARABLE)
def dropped_indicators(facts: DepartmentFacts) -> Iterator[Finding]:
    """What was declared and is not evaluated."""
    for entry, pairs in _compared(facts):
        dropped = [row for row in pairs.first if row.indicator.name]
        if dropped and entry.rows:
            yield Finding(
                (INDICATORS,),
                f"申报表的三级指标有 {len(dropped)} 项没有自评：{_named(dropped)}",
                label=entry.label,
            )


@rule("R49", INDICATORS_COMPARABLE)
def added_indicators(facts: DepartmentFacts) -> Iterator[Finding]:
    """What is evaluated and was not declared."""
    for entry, pairs in _compared(facts):
        if pairs.second and (pairs.both or pairs.first):
            yield Finding(
                pairs.second[0].path,
                f"有 {len(pairs.second)} 项三级指标不在申报表里：{_named(pairs.second)}",
                label=entry.label,
            )


def _named(rows: Sequence[Row]) -> str:
    names = [f"{row.name}（{row.target.text}）" if row.target.text else row.name for row in rows]
    return "、".join(names[:MAX_NAMED]) + ("等" if len(names) > MAX_NAMED else "")


@rule("R50", GOALS_COMPARABLE)
def changed_goals(facts: DepartmentFacts) -> Iterator[Finding]:
    """A goal that is worded otherwise than the declared one."""
    for entry in facts.entries:
        declared = facts.approved_for(entry).form
        if declared is None or not (_has_goal(declared) and _has_goal(entry.form)):
            continue
        texts = (form.goals.expected for form in (declared, entry.form))
        before, after = (_INSIGNIFICANT.sub("", text)[:MAX_COMPARED] for text in texts)
        if before != after:
            share = _alike(before, after)
            yield Finding(
                (GOALS, PLANNED),
                f"与申报表的总体目标不同，相同的约 {min(share, 0.99):.0%}",
                label=entry.label,
            )


def _alike(first: str, second: str) -> float:
    """How much of two texts is the same, by their pairs of characters."""
    one, other = (Counter(pairwise(text)) for text in (first, second))
    return 2 * (one & other).total() / max(1, one.total() + other.total())


@rule("R51", AMOUNTS_COMPARABLE)
def changed_amount(facts: DepartmentFacts) -> Iterator[Finding]:
    """A budget at the beginning of the year that is another than the declared one."""
    for entry in facts.entries:
        declared = facts.approved_for(entry).form
        before = None if declared is None else _initial(declared)
        after = _initial(entry.form)
        if declared is None or before is None or after is None:
            continue
        if abs(before - after) > max(_last_digit(declared), _last_digit(entry.form)) / 2:
            total = entry.form.funds.total
            assert total is not None
            yield Finding(
                (FUNDS, total.name, INITIAL),
                f"年初预算数合 {shown(after)} 元，申报表的是 {shown(before)} 元，"
                f"相差 {shown(abs(after - before))} 元",
                value=shown(after),
                label=entry.label,
            )


def _last_digit(form: Form) -> Decimal:
    """What one in the last digit of the total is, in 元."""
    total = form.funds.total
    places = 0 if total is None else decimal_places(total.initial)
    return UNITS.get(form.funds.unit.strip(), Decimal(1)).scaleb(-places)


@frozen
class _SomeAwaited:
    """The department's year has declarations, and all its self-evaluations are there."""

    def answer(self, among: Among, /) -> Answer:
        """不适用 without declarations, 无法判定 where not all forms were looked at."""
        declared = among.facts.declarations
        if not declared:
            return Answer(Verdict.NOT_APPLICABLE, "部门这一年度没有绩效目标申报表")
        if not any(one.is_awaited for one in declared):
            return Answer(Verdict.UNDECIDED, "没有核部门这一年度的全部自评表")
        return Answer(Verdict.PASSED, f"核了 {len(declared)} 张申报表")


@rule("R52", _SomeAwaited())
def not_evaluated(facts: DepartmentFacts) -> Iterator[Finding]:
    """A project with declared goals and no self-evaluation."""
    evaluated = {label for entry in facts.entries for label in facts.approved_for(entry).labels}
    for one in facts.declarations:
        if one.form is not None and one.is_awaited and one.label not in evaluated:
            yield Finding(
                (),
                f"“{one.form.project}”有 {one.form.year} 年度的绩效目标申报表（{one.label}），没有自评表",
                value=one.form.project,
            )
