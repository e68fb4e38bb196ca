"""Rules across departments and years: targets that fell, one satisfaction figure everywhere, copied texts."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

from attrs import frozen

from ..model.form import Form
from ..model.profile import NATIONAL
from ..model.terms import SATISFACTION, TARGET
from .copies import LEAST, compared_texts, significant
from .department import Among, DepartmentFacts, Entry
from .matching import Change, change, paired
from .needs import Answer, Given, Verdict
from .rows import Row, read_rows
from .rule import Finding, rule

UNIFORM, LEAST_FORMS = Decimal("0.8"), 5
"""Share of a department's projects with one satisfaction figure that is remarkable, and of how many."""


COMPARED_WITH_ALL = Given[Among](
    lambda among: among.entry.label in among.facts.copies and len(among.facts.copies) > 1,
    "没有与别的表一起校核",
    Verdict.NOT_APPLICABLE,
)
COMPARED_TEXTS = Given[Among](
    lambda among: any(len(significant(text)) >= LEAST for _, text in compared_texts(among.entry.form)),
    f"目标、完成情况与偏差原因都不足 {LEAST} 字",
    seen=lambda among: f"与 {len(among.facts.copies) - 1} 张表比较",
)


@rule("R55", COMPARED_WITH_ALL, COMPARED_TEXTS)
def copied_everywhere(facts: DepartmentFacts) -> Iterator[Finding]:
    """A text that a form of another department, of another year, or another project's reason has too."""
    for entry in facts.entries:
        for copied in facts.copies.get(entry.label, ()):
            more = f"等 {copied.others} 处" if copied.others > 1 else ""
            yield Finding(
                copied.path,
                f"与“{copied.project}”（{copied.label}）{more}的文字约有 {copied.likeness:.0%} 相同",
                label=entry.label,
            )


@frozen
class _LastYear:
    """The project has a form of the year before."""

    def answer(self, among: Among, /) -> Answer:
        """不适用 where the year before has none of the project, or was not looked at."""
        if not among.facts.before.every:
            return Answer(Verdict.NOT_APPLICABLE, "没有上一年度的表，或没有一起校核")
        found = before_of(among.facts, among.entry)
        if found is None:
            return Answer(Verdict.NOT_APPLICABLE, "上一年度没有这个项目的表")
        return Answer(Verdict.PASSED, f"与 {found.year} 年度的表比较")


def before_of(facts: DepartmentFacts, entry: Entry) -> Form | None:
    """The project's form of the year before."""
    return facts.before.of_year(entry.form, entry.form.year - 1)


@rule("R53", _LastYear())
def fallen_targets(facts: DepartmentFacts) -> Iterator[Finding]:
    """A target that is easier to meet than the year before."""
    for entry in facts.entries:
        before = before_of(facts, entry)
        if before is None:
            continue
        for old, new in paired(tuple(read_rows(before, NATIONAL)), entry.rows).both:
            is_dated = bool(old.target.period or new.target.period)
            is_known = not (old.target.is_nothing or new.target.is_nothing or is_dated)
            if is_known and change(new, old.target, new.target) is Change.LOWERED:
                yield Finding(
                    (*new.path, TARGET),
                    f"{new.name}的年度指标值是“{new.target.text}”，"
                    f"低于 {before.year} 年度的“{old.target.text}”",
                    value=new.target.text,
                    label=entry.label,
                )


def satisfaction_of(rows: Iterable[Row]) -> Iterator[Row]:
    """The rows that measure how satisfied those served are, with a figure."""
    for row in rows:
        is_it = "满意" in row.level1 + row.level2 + row.indicator.name or row.level1 == SATISFACTION
        if is_it and row.actual.measure is not None and row.actual.measure.unit == "%":
            yield row


def _figures(entry: Entry) -> dict[Decimal, Row]:
    """The figures of a form; of several rows with one figure the first."""
    found: dict[Decimal, Row] = {}
    for row in satisfaction_of(entry.rows):
        assert row.actual.measure is not None
        found.setdefault(row.actual.measure.low, row)
    return found


@frozen
class _EnoughFigures:
    """Enough projects of the department's year state a satisfaction figure."""

    def answer(self, among: Among, /) -> Answer:
        """不适用 where too few do."""
        year = among.entry.form.year
        stated = sum(bool(_figures(one)) for one in among.facts.entries if one.form.year == year)
        if stated < LEAST_FORMS:
            return Answer(Verdict.NOT_APPLICABLE, f"写有满意度数值的表不足 {LEAST_FORMS} 张")
        return Answer(Verdict.PASSED, f"比较了 {stated} 张表的满意度")


@rule("R54", _EnoughFigures())
def uniform_satisfaction(facts: DepartmentFacts) -> Iterator[Finding]:
    """One satisfaction figure in nearly all projects of a department's year; told once of all of them."""
    years: defaultdict[int, list[tuple[Entry, dict[Decimal, Row]]]] = defaultdict(list)
    for entry in facts.entries:
        figures = _figures(entry)
        if figures:
            years[entry.form.year].append((entry, figures))
    for year, stated in sorted(years.items()):
        counts = Counter(figure for _, figures in stated for figure in figures)
        figure, count = counts.most_common(1)[0]
        if len(stated) >= LEAST_FORMS and count >= UNIFORM * len(stated):
            department = stated[0][0].form.department
            yield Finding(
                (),
                f"{department} {year} 年度写有满意度的 {len(stated)} 个项目中，有 {count} 个都是 {figure:f}%",
                value=f"{figure:f}%",
            )
