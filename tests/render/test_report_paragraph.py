"""Every number of the paragraph against a recomputation that knows nothing of the tables.

``ZIPINGBIAO_DEPARTMENTS=1000`` tries a thousand departments.
"""

import os
import random
import re
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve, field, frozen

from generator.model.form import Form, FundRow, Funds, Level1, Level2
from generator.render.report import BLANK, contents, missing, paragraph
from generator.render.templates import TemplateSet
from generator.tables import Dataset, department_rows
from generator.workspace.report_file import Known, Scope
from tests.support.forms import indicator

DEPARTMENTS = int(os.environ.get("ZIPINGBIAO_DEPARTMENTS", "30"))
YUAN = {"元": 1, "万元": 10_000}
BANDS: dict[str | None, tuple[tuple[str, int], ...]] = {
    None: (("优", 90), ("良", 80), ("中", 60), ("差", 0)),
    "anhui": (("优", 90), ("良", 80), ("中", 60), ("差", 0)),
    "shanghai-district": (("优", 90), ("良", 75), ("合格", 60), ("不合格", 0)),
}
"""Layout → the grades of its rules, as docs/dev/layouts.md states them."""
TEMPLATES = TemplateSet()


@frozen(kw_only=True)
class Drawn:
    """A project as it was drawn: what the paragraph has to be made of."""

    name: str
    layout: str | None
    unit: str
    budget: str | None
    scores: tuple[str, ...]
    """Of the execution rate, then of each indicator; none where nothing is scored."""
    total: str | None
    aims: int
    is_double: bool = field(default=False)

    @property
    def score(self) -> Fraction | None:
        if self.total is not None:
            return Fraction(self.total)
        return sum(map(Fraction, self.scores), Fraction(0)) if self.scores else None


def draw(chance: random.Random) -> list[Drawn]:
    """One department's year: few projects or many, some with nothing to count, some twice."""
    layouts: list[str | None] = chance.choice(
        [[None], ["anhui"], ["shanghai-district"], [None, "anhui", "shanghai-district"]]
    )
    projects: list[Drawn] = []
    for number in range(chance.choice([1, 1, 2, 3, 5, 8])):
        if projects and chance.random() < 0.1:
            projects.append(evolve(chance.choice(projects), is_double=True, total="1"))
            continue
        projects.append(_project(chance, f"项目{number}", chance.choice(layouts)))
    return projects


def _project(chance: random.Random, name: str, layout: str | None) -> Drawn:
    unit = chance.choice(list(YUAN))
    cents = chance.choice([0, 1, chance.randrange(10**6), chance.randrange(10**13)])
    aims = chance.choice([0, 1, 2, 4])
    is_scored = chance.random() < 0.85 and aims
    scores = [chance.choice(["0", "4.5", "8.99", "9", "10", "9.999"]) for _ in range(aims + 1)]
    total = chance.choice(["100", "90", "89.99", "89.995", "80", "75", "74.99", "60", "59.5", "0", None])
    return Drawn(
        name=name,
        layout=layout,
        unit=unit,
        budget=None if chance.random() < 0.1 else f"{Decimal(cents) / 100:f}",
        scores=tuple(scores) if is_scored else (),
        total=total if is_scored else None,
        aims=aims,
    )


def form_of(project: Drawn) -> Form:
    """The project as a form."""
    budget = None if project.budget is None else Decimal(project.budget)
    first, *others = project.scores or [None] * (project.aims + 1)
    rows = tuple(
        evolve(
            indicator(f"指标{n}", "100%", "100%", "10", "10"),
            score=None if score is None else Decimal(score),
            weight=None if score is None else Decimal(10),
        )
        for n, score in enumerate(others)
    )
    return Form(
        year=2024,
        project=project.name,
        department="某区某局",
        operator="某单位",
        layout=project.layout,
        funds=Funds(
            unit=project.unit,
            rows=(FundRow(name="年度资金总额", budget=budget),),
            weight=None if first is None else Decimal(10),
            score=None if first is None else Decimal(first),
        ),
        levels=(Level1(name="产出指标", children=(Level2(name="数量指标", indicators=rows),)),)
        if rows
        else (),
        total=None if project.total is None else Decimal(project.total),
    )


def rounded(number: Fraction, places: int = 2) -> str:
    """Half up, by whole numbers only."""
    scaled = number * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return f"{Decimal(whole).scaleb(-places).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"


def money(projects: list[Drawn]) -> str:
    """The budgets in 万元."""
    yuan = (Fraction(p.budget) * YUAN[p.unit] for p in projects if p.budget is not None)
    return rounded(sum(yuan, Fraction(0)) / 10_000)


def grade(project: Drawn) -> str:
    assert project.score is not None
    score = project.score
    return next(name for name, begins in BANDS[project.layout] if score >= begins or not begins)


def expected(drawn: list[Drawn], known: Known) -> dict[str, Any]:
    """What the paragraph must say."""
    counted = [project for project in drawn if not project.is_double]
    scored = [project for project in counted if project.score is not None]
    aimed = [project for project in counted if project.aims]
    mean = sum((p.score for p in scored if p.score is not None), Fraction(0)) / (len(scored) or 1)
    has_budget = any(project.budget is not None for project in counted)

    def stated(number: Decimal | None, places: int = 0) -> str:
        return BLANK if number is None else rounded(Fraction(number), places)

    own = known.targets.projects is not None
    return {
        "targets": stated(known.targets.projects) if own else str(len(aimed)),
        "targets_money": stated(known.targets.budget, 2) if own else money(aimed),
        "tracking": stated(known.tracking.projects),
        "tracking_money": stated(known.tracking.budget, 2),
        "projects": str(len(counted)),
        "money": money(counted) if has_budget else BLANK,
        "mean": rounded(mean) if scored else BLANK,
        "grades": Counter(map(grade, scored)),
        "unscored": len(counted) - len(scored),
        "found": stated(known.found),
        "mended": stated(known.mended),
        "mending": stated(known.mending),
    }


_N = r"(\d+(?:\.\d+)?|__)"
_PRINTED = re.compile(
    rf"2024年度，本部门编报绩效目标的项目{_N}个，涉及预算金额{_N}万元；开展绩效跟踪的项目{_N}个，涉及预算金额{_N}万元；"
    rf"开展绩效自评的项目{_N}个，涉及预算金额{_N}万元，平均得分{_N}分，其中绩效评级为(.*?)"
    rf"(?:，没有总分的项目{_N}个未评级)?。绩效跟踪和绩效自评中发现问题{_N}个，其中已完成整改{_N}个，正在整改{_N}个。"
)


def printed(text: str) -> dict[str, Any]:
    """The numbers of the paragraph."""
    match = _PRINTED.fullmatch(text)
    assert match, text
    names = ["targets", "targets_money", "tracking", "tracking_money", "projects", "money", "mean", "grades"]
    found: dict[str, Any] = dict(
        zip([*names, "unscored", "found", "mended", "mending"], match.groups(), strict=True)
    )
    counts = re.findall(r"“(.+?)”的项目(\d+)个", found["grades"])
    assert "、".join(f"“{name}”的项目{number}个" for name, number in counts) == found["grades"]
    found["grades"] = Counter({name: int(number) for name, number in counts if int(number)})
    found["unscored"] = int(found["unscored"] or 0)
    return found


def known_of(chance: random.Random) -> Known:
    """What a person stated: something, or nothing."""
    if chance.random() < 0.3:
        return Known(file="自评报告.yaml")
    whole = Decimal(chance.randrange(500))
    return Known(
        file="自评报告.yaml",
        targets=chance.choice(
            [Scope(), Scope(projects=whole, budget=Decimal(chance.randrange(10**9)) / 10_000)]
        ),
        tracking=chance.choice([Scope(), Scope(projects=whole), Scope(budget=Decimal("0.005"))]),
        found=chance.choice([None, Decimal(3)]),
        mended=chance.choice([None, Decimal(2)]),
        mending=chance.choice([None, Decimal(1)]),
    )


def said(drawn: list[Drawn], known: Known) -> tuple[str, list[str]]:
    """The paragraph, and the ids of what is said of it."""
    forms = {f"{number}.yaml": form_of(project) for number, project in enumerate(drawn)}
    with Dataset.of_rows(department_rows(forms)) as data:
        content = contents(data, known)
    return paragraph(content, TEMPLATES), [one.rule for one in missing(content, only_paragraph=True)]


def test_every_number_equals_an_independent_recomputation() -> None:
    for seed in range(DEPARTMENTS):
        chance = random.Random(seed)
        drawn, known = draw(chance), known_of(chance)
        text, rules = said(drawn, known)
        wanted = expected(drawn, known)
        assert printed(text) == wanted, (seed, drawn)
        asked = {"targets_money", "tracking", "tracking_money", "found", "mended", "mending"}
        assert ("B50" in rules) == (BLANK in [wanted[name] for name in asked]), seed
        lacks = any(not p.is_double and (p.score is None or p.budget is None) for p in drawn)
        assert ("B52" in rules) == lacks, seed
        assert ("B51" in rules) == (known.targets.projects is None), seed


@pytest.mark.parametrize("name", ["projects", "money", "mean", "targets"])
def test_the_recomputation_can_fail(name: str) -> None:
    drawn = draw(random.Random(5))
    wanted = expected(drawn, Known())
    other = expected(
        [*drawn, evolve(_project(random.Random(1), "又一个", None), aims=1, budget="70000", total="3")],
        Known(),
    )
    assert wanted[name] != other[name]
