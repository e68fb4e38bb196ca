"""Rules across the forms of a department: copied text, double entries, totals, unequal scales."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from attrs import field, frozen

from ..model.form import Form
from ..model.names import plain
from ..model.terms import AMOUNTS, DONE, FUNDS, GOALS, PLANNED, PROJECT, SCORE
from ..model.vocabulary import bare
from .accepted import accepted_rules
from .approved import NONE_DECLARED, NONE_EARLIER, Approved, Declaration, Declarations, Earlier
from .copies import Copies
from .narrative import MAX_NARRATIVE
from .needs import Given
from .rows import Row
from .rule import Finding, rule
from .text import added, shown
from .wording import rows_by_wording, share

MIN_SENTENCE = 15
"""Characters; shorter sentences are common to many honest texts."""

MIN_COPIED = 60
"""Characters of a text that must be the same before it is called a copy."""

COPIED = 0.8
"""Share of a text found in another that makes it a copy."""

MAX_HOLDERS = 40
"""Forms that are remembered for one sentence; a copy finds its original among the first."""

MAX_NAMED = 5
"""Forms or scores that one message names."""

UNITS = {"元": Decimal(1), "千元": Decimal(1000), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}
"""Unit of a funds block → 元."""

Project = tuple[int, str, str]
"""What tells one project from another: 年度, 主管部门, 项目名称."""

DOUBLE = "R27"
"""The rule of one project in two forms."""

_SENTENCE = re.compile(r"[。；;！!？?\n]+")
_INSIGNIFICANT = re.compile(r"[\s0-9０-９.,，、:：%％（）()“”\"]+")


@frozen(kw_only=True)
class Entry:
    """A form of the department: the label a person finds it by, the form, its rows."""

    label: str
    form: Form
    rows: tuple[Row, ...]


@frozen(kw_only=True)
class DepartmentFacts:
    """All entries, and the totals that the department says its forms add up to, by canonical key."""

    entries: Sequence[Entry]
    totals: Mapping[str, Decimal]
    declared: Declarations = NONE_DECLARED
    """The goals that were declared for projects of the department."""
    before: Earlier = NONE_EARLIER
    """Its forms of other years."""
    copies: Copies = field(factory=dict)
    """Label of a form → its texts that other forms have too, of whatever department and year."""

    @property
    def forms(self) -> list[tuple[str, Form]]:
        """The forms with their labels."""
        return [(entry.label, entry.form) for entry in self.entries]

    @property
    def declarations(self) -> tuple[Declaration, ...]:
        """The goals that were declared, for whatever project."""
        return self.declared.every

    def approved_for(self, entry: Entry) -> Approved:
        """What was declared for a form's project."""
        return self.declared.of(entry.form)


@frozen(kw_only=True)
class Among:
    """One form among those of its department."""

    entry: Entry
    facts: DepartmentFacts


OTHERS = Given[Among](
    lambda among: len(among.facts.entries) > 1,
    "部门这一年度没有别的表",
    seen=lambda among: f"与另外 {len(among.facts.entries) - 1} 张表比较",
)
LONG_TEXTS = Given[Among](
    lambda among: any(
        _sentences(text).total() >= MIN_COPIED
        for text in (among.entry.form.goals.expected, among.entry.form.goals.actual)
    ),
    f"目标与完成情况都不足 {MIN_COPIED} 字",
)


@rule("R25", OTHERS, LONG_TEXTS)
def copied_texts(facts: DepartmentFacts) -> Iterator[Finding]:
    """A narrative that another form has too; told at the later form."""
    projects = [_project(entry.form) for entry in facts.entries]
    for key, attribute in ((PLANNED, "expected"), (DONE, "actual")):
        texts = [_sentences(getattr(entry.form.goals, attribute)) for entry in facts.entries]
        holders = _holders(texts)
        for number, (entry, text) in enumerate(zip(facts.entries, texts, strict=True)):
            closest, share = _closest(number, text, holders, projects)
            if closest is not None:
                other = facts.entries[closest]
                yield Finding(
                    (GOALS, key),
                    f"与“{other.form.project}”（{other.label}）的{key}有 {share:.0%} 相同",
                    label=entry.label,
                )


def _sentences(text: str) -> Counter[str]:
    """The sentences worth comparing, without numbers and punctuation, with their lengths."""
    bare_sentences = (_INSIGNIFICANT.sub("", s) for s in _SENTENCE.split(text[:MAX_NARRATIVE]))
    return Counter({sentence: len(sentence) for sentence in bare_sentences if len(sentence) >= MIN_SENTENCE})


def _holders(texts: Sequence[Counter[str]]) -> dict[str, list[int]]:
    """Sentence → the first forms that have it."""
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for number, text in enumerate(texts):
        for sentence in text:
            if len(holders[sentence]) < MAX_HOLDERS:
                holders[sentence].append(number)
    return holders


def _closest(
    number: int, text: Counter[str], holders: Mapping[str, list[int]], projects: Sequence[Project]
) -> tuple[int | None, float]:
    """Which earlier form of another project shares most of the text, if enough; and the share."""
    shared: Counter[int] = Counter()
    for sentence, length in text.items():
        for other in holders[sentence]:
            if other < number and projects[other] != projects[number]:
                shared[other] += length
    best, common = max(shared.items(), key=lambda item: item[1], default=(number, 0))
    share = common / text.total() if text else 0.0
    return (best, share) if common >= MIN_COPIED and share >= COPIED else (None, share)


def _project(form: Form) -> Project:
    return form.year, bare(form.department), plain(form.project)


def double_forms(forms: Iterable[tuple[str, Form]]) -> dict[str, str]:
    """Label of a form that counts in no total → label of the earlier form about the same project.

    Where a person has accepted that there are two, both count.
    """
    listed = list(forms)
    accepted = {label for label, form in listed if DOUBLE in accepted_rules(form)}
    return {label: earlier for label, earlier in _twins(listed).items() if label not in accepted}


def _twins(forms: Iterable[tuple[str, Form]]) -> dict[str, str]:
    first: dict[Project, str] = {}
    pairs = ((label, first.setdefault(_project(form), label)) for label, form in forms)
    return {label: earlier for label, earlier in pairs if earlier != label}


@rule(DOUBLE, OTHERS)
def double_entries(facts: DepartmentFacts) -> Iterator[Finding]:
    """A project that an earlier form is already about."""
    forms = dict(facts.forms)
    for label, earlier in _twins(facts.forms).items():
        yield Finding(
            (PROJECT,),
            f"{forms[label].year} 年度“{forms[label].project}”已有一张表（{earlier}），合计只计那一张",
            value=forms[label].project,
            label=label,
        )


TOTALS = Given[Among](
    lambda among: bool(among.facts.totals),
    "没有给定部门总数（check --total）",
    seen=lambda among: f"核了{'、'.join(among.facts.totals)}",
)


@rule("R28", TOTALS)
def department_totals(facts: DepartmentFacts) -> Iterator[Finding]:
    """The sum over the forms against the totals given, in 元."""
    doubles = double_forms(facts.forms)
    counted = [form for label, form in facts.forms if label not in doubles]
    for key, attribute in AMOUNTS.items():
        given = facts.totals.get(key)
        amounts = ((getattr(form.funds.total, attribute, None), form.funds.unit) for form in counted)
        total = added(in_yuan(amount, unit) for amount, unit in amounts)
        if given is not None and given != total:
            yield Finding(
                (FUNDS, key),
                f"{len(counted)} 个项目的{key}之和为 {shown(total)} 元，"
                f"给定的部门总数为 {shown(given)} 元，相差 {shown(abs(total - given))} 元",
                value=shown(total),
            )


def in_yuan(amount: Decimal | None, unit: str) -> Decimal | None:
    """An amount of a funds block in 元; a unit that is not known is taken for 元."""
    return None if amount is None else amount * UNITS.get(unit.strip(), Decimal(1))


WORDED = Given[Among](lambda among: bool(rows_by_wording(among.entry.rows)), "没有计分而完成值是文字的指标")


@rule("R29", OTHERS, WORDED)
def wording_across(facts: DepartmentFacts) -> Iterator[Finding]:
    """One wording, scored at different shares in different projects; told at the first that differs."""
    for wording, scored in _by_wording(facts.entries).items():
        shares = {share(row) for _, row in scored}
        odd = next(((e, row) for e, row in scored if share(row) != share(scored[0][1])), None)
        if odd is None or not _differs_across(scored):
            continue
        entry, row = odd
        yield Finding(
            (*row.path, SCORE),
            f"实际完成值同为“{wording}”，各项目的得分比例有 {len(shares)} 种：{_named(scored)}",
            value=None if row.score is None else shown(row.score),
            label=entry.label,
        )


def _by_wording(entries: Sequence[Entry]) -> dict[str, list[tuple[Entry, Row]]]:
    scored: defaultdict[str, list[tuple[Entry, Row]]] = defaultdict(list)
    for entry in entries:
        for wording, rows in rows_by_wording(entry.rows).items():
            scored[wording] += [(entry, row) for row in rows]
    return dict(scored)


def _differs_across(scored: Sequence[tuple[Entry, Row]]) -> bool:
    """Whether two projects give different shares, and not one project by itself."""
    by_form: defaultdict[str, set[Decimal]] = defaultdict(set)
    for entry, row in scored:
        by_form[entry.label].add(share(row))
    return len({frozenset(shares) for shares in by_form.values()}) > 1


def _named(scored: Sequence[tuple[Entry, Row]]) -> str:
    """One project for each share."""
    examples = {share(row): f"“{entry.form.project}” {share(row):.0%}" for entry, row in reversed(scored)}
    named = list(examples.values())
    return "，".join(named[:MAX_NAMED]) + ("等" if len(named) > MAX_NAMED else "")
