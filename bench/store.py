"""How long reading, writing and editing the YAML take: ``python bench/store.py``. CPU time, best of ten."""

import timeit
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from generator.model.form import Form, FundRow, Funds, Goals, Indicator, Level1, Level2
from generator.model.value import Value
from generator.model.vocabulary import vocabulary
from generator.store import dump, fmt, json_schema, load, loads, merge
from generator.store.edit.edits import edit

ROWS = 27
"""Indicators; with them the file has some 200 lines."""


def form() -> Form:
    """A form of the usual shape, with a text in every place."""
    row = Indicator(
        name="质量问题整改率",
        target=Value("≥90%"),
        actual=Value("80%"),
        weight=Decimal("10.00"),
        score=Decimal("6.00"),
        reason="数据质量体系的构建需要进一步完善与细化。",
    )
    level2s = list(vocabulary().parents.items())[:9]
    rows = (row,) * (ROWS // len(level2s))
    level1s = dict.fromkeys(parent for _, parent in level2s)
    children = {
        name: tuple(Level2(name=child, indicators=rows) for child, above in level2s if above == name)
        for name in level1s
    }
    money = Decimal("43918000.00")
    return Form(
        year=2020,
        project="数据运营服务",
        department="上海市大数据中心",
        funds=Funds(rows=(FundRow(name="年度资金总额", initial=money, budget=money, executed=money),)),
        goals=Goals(
            expected="以提高数据质量为重要抓手。\n" * 9 + "完。", actual="总体符合要求。\n" * 9 + "完。"
        ),
        levels=tuple(Level1(name=name, children=children[name]) for name in level1s),
    )


def best(action: Callable[[], object], number: int = 20) -> float:
    """Milliseconds of CPU for one call."""
    timer = timeit.Timer(action, timer=process_time)
    return min(timer.repeat(repeat=10, number=number)) / number * 1000


def main() -> None:
    """Print one line for each operation."""
    written = dump(form())
    path = ("绩效指标", "产出指标", "数量指标", 0, "得分")
    mine = edit(written, {path: Decimal(5)})
    print(f"{len(written.splitlines())} lines")
    print(f"read   {best(lambda: loads(written, file='')):6.2f} ms")
    print(f"write  {best(lambda: dump(form())):6.2f} ms")
    print(f"edit   {best(lambda: edit(written, {path: Decimal(8)})):6.2f} ms")
    print(f"fmt    {best(lambda: fmt(written, file='')):6.2f} ms")
    print(f"merge  {best(lambda: merge(written, form(), mine)):6.2f} ms")
    print(f"schema {best(json_schema):6.2f} ms")
    with TemporaryDirectory() as folder:
        files = [Path(folder) / f"{number}.yaml" for number in range(1000)]
        for file in files:
            file.write_text(written, "utf-8")
        print(f"1000 files {best(lambda: [load(file) for file in files], 1):6.0f} ms")


if __name__ == "__main__":
    main()
