"""Every number of a summary, computed once from the forms; PDF and XLSX only print them.

Money is in 元 whatever unit a form is in; rates are in percent, half up to two decimals. A project's 总分 is
the one it states, else the sum of its 得分; its 执行率 is computed from the amounts, as the audit does.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, localcontext
from itertools import groupby

from attrs import evolve, frozen

from ...audit.department import UNITS
from ...audit.facts import PRECISION
from ...derived import HUNDRED, execution_rate, score_total
from ...form import Form
from ...problem import Severity
from ...profile import NATIONAL, Profile
from ...value import round_half_up
from .deviations import Deviation, deviations
from .findings import Finding, Named, findings, named
from .points import Lost, by_level1, by_level2, lost_points

NOTHING = Decimal(0)


@frozen(kw_only=True)
class Money:
    """The three columns of 年度资金总额, in 元; None where nothing is stated."""

    initial: Decimal | None = None
    budget: Decimal | None = None
    executed: Decimal | None = None

    @property
    def rate(self) -> Decimal | None:
        """全年执行数 ÷ 全年预算数 in percent; 0 where the budget is 0, as the rules have it."""
        if self.budget is None or self.executed is None:
            return None
        return round_half_up(self.executed / self.budget * HUNDRED) if self.budget else NOTHING

    @property
    def unspent(self) -> Decimal | None:
        """全年预算数 − 全年执行数."""
        return None if self.budget is None or self.executed is None else self.budget - self.executed

    @property
    def adjusted(self) -> Decimal | None:
        """全年预算数 − 年初预算数."""
        return None if self.budget is None or self.initial is None else self.budget - self.initial


@frozen(kw_only=True)
class Project:
    """One project of the year. `rank` is shared by equal scores; None without a 总分."""

    number: int
    name: str
    operator: str
    money: Money
    rate: Decimal | None
    """Computed; the stated one where the amounts are missing."""
    score: Decimal | None
    grade: str
    lost: Decimal
    indicators: int
    found: Mapping[Severity, int]
    rank: int | None = None


@frozen(kw_only=True)
class Figures:
    """One department's year."""

    department: str
    year: str
    projects: tuple[Project, ...]
    """In the order of the forms."""
    ranking: tuple[Project, ...]
    """By falling 总分; those without one last."""
    money: Money
    """Sums over the projects that state both 全年预算数 and 全年执行数; 年初预算数 over all that state it."""
    mean: Decimal | None
    highest: Decimal | None
    lowest: Decimal | None
    grades: Mapping[str, int]
    """Every grade of the profile in falling order, also those that nobody got."""
    grade_ranges: Mapping[str, str]
    level1: tuple[Lost, ...]
    level2: tuple[Lost, ...]
    deviations: tuple[Deviation, ...]
    findings: tuple[Finding, ...]
    """Gravest first."""

    @property
    def lost(self) -> Decimal:
        """All points lost."""
        return sum((project.lost for project in self.projects), NOTHING)

    @property
    def indicators(self) -> int:
        """How many 三级指标 there are."""
        return sum(project.indicators for project in self.projects)

    def found(self, severity: Severity) -> tuple[Finding, ...]:
        """The findings of one severity."""
        return tuple(finding for finding in self.findings if finding.severity == severity)

    @property
    def deviations_by_project(self) -> Mapping[str, tuple[Deviation, ...]]:
        """The deviations under the name of each project that has any, in the order of the forms."""
        groups = groupby(self.deviations, key=lambda deviation: deviation.project)
        return {project: tuple(group) for project, group in groups}


def figures(forms: Sequence[Form], profile: Profile = NATIONAL) -> Figures:
    """The figures of some forms, which are one department's year. Raises ValueError without any."""
    if not forms:
        raise ValueError("no forms")
    entries = named(forms)
    with localcontext(prec=PRECISION):
        found = findings(entries, profile)
        counts = Counter((finding.project, finding.severity) for finding in found)
        projects = tuple(_project(n, entry, profile, counts) for n, entry in enumerate(entries, start=1))
        return _figures(entries, _ranked(projects), found, profile)


def _figures(
    entries: Sequence[Named], projects: tuple[Project, ...], found: tuple[Finding, ...], profile: Profile
) -> Figures:
    scores = [project.score for project in projects if project.score is not None]
    lost = tuple(lost_points(entries))
    return Figures(
        department="、".join(dict.fromkeys(form.department for _, form in entries)),
        year="、".join(str(year) for year in sorted({form.year for _, form in entries})),
        projects=projects,
        ranking=tuple(sorted(projects, key=lambda project: project.rank or len(projects) + 1)),
        money=_sum(project.money for project in projects),
        mean=round_half_up(sum(scores, NOTHING) / len(scores)) if scores else None,
        highest=max(scores, default=None),
        lowest=min(scores, default=None),
        grades=_grades(projects, profile),
        grade_ranges=dict(_ranges(profile)),
        level1=by_level1(lost),
        level2=by_level2(lost),
        deviations=tuple(deviations(entries)),
        findings=found,
    )


def _project(
    number: int, entry: Named, profile: Profile, counts: Mapping[tuple[str, Severity], int]
) -> Project:
    name, form = entry
    score = score_total(form) if form.total is None else form.total
    rate = execution_rate(form.funds)
    return Project(
        number=number,
        name=name,
        operator=form.operator or "",
        money=money(form),
        rate=form.funds.rate if rate is None else rate,
        score=score,
        grade="" if score is None else profile.grade(score),
        lost=sum((entry.lost for entry in lost_points([entry])), NOTHING),
        indicators=sum(1 for _ in form.indicators()),
        found={severity: counts.get((name, severity), 0) for severity in Severity},
    )


def money(form: Form) -> Money:
    """年度资金总额 in 元."""
    total = form.funds.total
    if total is None:
        return Money()
    unit = UNITS.get(form.funds.unit.strip(), Decimal(1))
    return Money(
        initial=None if total.initial is None else total.initial * unit,
        budget=None if total.budget is None else total.budget * unit,
        executed=None if total.executed is None else total.executed * unit,
    )


def _sum(amounts: Iterable[Money]) -> Money:
    """The sums; a budget without its execution would falsify the overall rate and is left out."""
    every = list(amounts)
    whole = [(m.budget, m.executed) for m in every if m.budget is not None and m.executed is not None]
    return Money(
        initial=sum((m.initial for m in every if m.initial is not None), NOTHING),
        budget=sum((budget for budget, _ in whole), NOTHING),
        executed=sum((executed for _, executed in whole), NOTHING),
    )


def _ranked(projects: tuple[Project, ...]) -> tuple[Project, ...]:
    """Each with its rank: one more than how many have a higher score."""
    scores = sorted((p.score for p in projects if p.score is not None), reverse=True)
    first: dict[Decimal, int] = {}
    for rank, score in enumerate(scores, start=1):
        first.setdefault(score, rank)
    return tuple(
        project if project.score is None else evolve(project, rank=first[project.score])
        for project in projects
    )


def _grades(projects: Iterable[Project], profile: Profile) -> dict[str, int]:
    counts = Counter(project.grade for project in projects if project.grade)
    return {grade: counts[grade] for grade in profile.grades}


def _ranges(profile: Profile) -> Iterator[tuple[str, str]]:
    """Each grade with the scores it stands for, in words."""
    above: Decimal | None = None
    for grade, begins in profile.grades.items():
        if above is None:
            yield grade, f"≥{begins:f}"
        elif begins:
            yield grade, f"{begins:f}–{above:f}"
        else:
            yield grade, f"<{above:f}"
        above = begins
