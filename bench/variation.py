"""Any number of forms, from the four in data/ by seeded variation: other amounts, names and orders."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from random import Random

from attrs import evolve

from generator.model.form import Form, FundRow, Level1, Level2
from generator.store import dump, load
from generator.workspace.workspace import Workspace

DATA = Path(__file__).parents[1] / "data"
PER_DEPARTMENT = 50
SEED = 2020


def fill(workspace: Workspace, number: int, seed: int = SEED) -> None:
    """Write so many forms into a workspace, the same for the same seed."""
    for form in forms(number, seed):
        file = workspace.yaml_path(form)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dump(form), encoding="utf-8")


def forms(number: int, seed: int = SEED) -> Iterator[Form]:
    """So many forms; the first of a longer run are those of a shorter one."""
    chance = Random(seed)
    originals = [_whole(file) for file in Workspace(root=DATA.parent).yaml_files()]
    for index in range(number):
        department = f"第{index // PER_DEPARTMENT + 1}局"
        yield _varied(originals[index % len(originals)], f"{index + 1}", department, chance)


def _whole(file: Path) -> Form:
    form = load(file).form
    if form is None:
        raise ValueError(f"{file} cannot be read")
    return form


def _varied(form: Form, number: str, department: str, chance: Random) -> Form:
    factor = Decimal(chance.randint(10, 300)) / 100
    rows = tuple(_scaled(row, factor) for row in form.funds.rows)
    goals = evolve(
        form.goals,
        expected=_shuffled(form.goals.expected, chance),
        actual=_shuffled(form.goals.actual, chance),
    )
    return evolve(
        form,
        project=f"{form.project}{number}",
        department=department,
        operator=department,
        funds=evolve(form.funds, rows=rows),
        goals=goals,
        levels=tuple(_level1(level, chance) for level in form.levels),
    )


def _scaled(row: FundRow, factor: Decimal) -> FundRow:
    return evolve(
        row,
        initial=_times(row.initial, factor),
        budget=_times(row.budget, factor),
        executed=_times(row.executed, factor),
    )


def _times(amount: Decimal | None, factor: Decimal) -> Decimal | None:
    return None if amount is None else (amount * factor).quantize(Decimal("0.01"))


def _shuffled(text: str, chance: Random) -> str:
    """The same sentences in another order, so that pages break elsewhere."""
    sentences = [sentence for sentence in text.replace("\n", "").split("。") if sentence]
    chance.shuffle(sentences)
    return "".join(f"{sentence}。" for sentence in sentences)


def _level1(level: Level1, chance: Random) -> Level1:
    return evolve(level, children=tuple(_level2(child, chance) for child in level.children))


def _level2(level: Level2, chance: Random) -> Level2:
    return evolve(level, indicators=tuple(chance.sample(level.indicators, len(level.indicators))))
