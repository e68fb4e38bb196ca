"""The screen 部门: the forms of a department ranked, what to mend before handing in, year beside year."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from attrs import fields_dict, frozen
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..audit.manual import find_rule
from ..model.computed import execution_rate, final_total
from ..model.problem import Problem, Severity
from ..model.terms import INDICATORS
from .desk import desk_of
from .library import Listed
from .pages import page

_NONE = "—"
_YEARS = 5
"""Beside one another."""


@frozen(kw_only=True)
class Ranked:
    """A form in the ranking."""

    listed: Listed
    score: Decimal | None
    rate: Decimal | None
    problems: Sequence[Problem]
    """Those of its findings that are asked for."""

    @property
    def mend(self) -> int:
        """How many errors and warnings."""
        return sum(problem.severity is not Severity.INFORMATION for problem in self.problems)


@frozen(kw_only=True)
class Asked:
    """What is asked for: a department, a year, and facets; empty for all."""

    department: str = ""
    year: str = ""
    rule: str = ""
    level: str = ""
    unit: str = ""
    severity: str = ""

    def has(self, listed: Listed) -> bool:
        """Whether a form is asked for."""
        return (
            self.department in ("", listed.department)
            and self.year in ("", str(listed.year))
            and self.unit in ("", _unit(listed))
        )

    def wants(self, problem: Problem) -> bool:
        """Whether a finding is asked for."""
        return (
            self.rule in ("", problem.rule)
            and self.level in ("", _level(problem))
            and self.severity in ("", problem.severity.value)
        )


def _unit(listed: Listed) -> str:
    return (listed.form.operator if listed.form else None) or _NONE


def _level(problem: Problem) -> str:
    """The 一级指标 that a finding is about, or the part of the form."""
    if not problem.path:
        return "全表"
    if problem.path[0] == INDICATORS and len(problem.path) > 1:
        return str(problem.path[1])
    return str(problem.path[0])


def show(request: Request) -> Response:
    """The screen, for the department and the facets of the address."""
    forms = desk_of(request).library.forms(outputs=False)
    asked = Asked(**{key: request.query_params.get(key, "") for key in fields_dict(Asked)})
    inside = [listed for listed in forms if asked.department in ("", listed.department)]
    chosen = [listed for listed in forms if asked.has(listed)]
    ranked = sorted((_ranked(listed, asked) for listed in chosen), key=_order, reverse=True)
    found = [problem for listed in chosen for problem in listed.problems]
    return page(
        request,
        "departments.html",
        screen="departments",
        asked=asked,
        departments=sorted({listed.department for listed in forms}),
        years=sorted({str(listed.year) for listed in forms if listed.year}, reverse=True),
        units=Counter(map(_unit, inside)),
        rules=Counter(problem.rule for problem in found).most_common(),
        titles={problem.rule: _title(problem.rule) for problem in found},
        levels=Counter(map(_level, found)).most_common(),
        ranked=ranked,
        beside=_year_beside_year(inside),
    )


def _title(rule_id: str) -> str:
    rule = find_rule(rule_id)
    return rule.title if rule else ""


def _ranked(listed: Listed, asked: Asked) -> Ranked:
    form = listed.form
    score = rate = None
    if form is not None:
        score = final_total(form)
        rate = form.funds.rate if form.funds.rate is not None else execution_rate(form.funds)
    problems = [problem for problem in listed.problems if asked.wants(problem)]
    return Ranked(listed=listed, score=score, rate=rate, problems=problems)


def _order(ranked: Ranked) -> Decimal:
    return Decimal(-1) if ranked.score is None else ranked.score


@frozen(kw_only=True)
class Beside:
    """A project's scores of several years."""

    project: str
    department: str
    scores: Mapping[int, tuple[str, Decimal | None]]
    """Year → the form's id and its score."""


def _year_beside_year(forms: Sequence[Listed]) -> tuple[Sequence[int], tuple[Beside, ...]]:
    """The last years, and the projects that have forms of several of them."""
    years = sorted({listed.year for listed in forms if listed.year})[-_YEARS:]
    projects: defaultdict[tuple[str, str], dict[int, tuple[str, Decimal | None]]] = defaultdict(dict)
    for listed in forms:
        if listed.form is not None and listed.year in years:
            scores = projects[listed.department, listed.project]
            scores[listed.form.year] = (listed.id, final_total(listed.form))
    several = ((named, scores) for named, scores in projects.items() if len(scores) > 1)
    beside = (Beside(project=name, department=whose, scores=scores) for (whose, name), scores in several)
    return years, tuple(beside)


ROUTES = (Route("/departments", show),)
