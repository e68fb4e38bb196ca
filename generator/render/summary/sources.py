"""What the lists of a report are made of: queries over the tables, put together of our own constants only."""

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from attrs import AttrsInstance, fields, frozen

from ...model.columns import Column
from ...model.problem import Severity
from ...model.terms import AMOUNTS
from ...tables import Dataset

_Made = TypeVar("_Made", bound=AttrsInstance)

ORDER = "主管部门, 年度, 序号"
"""That of the forms."""

WHOLE_FORM = "（全表合写）"
_LAST_LINE = 2**31 - 1

PROJECTS = "(SELECT * FROM 项目 WHERE 重复 = '')"
"""Each project once: of one that has two forms, the first."""

ONCE = "FILTER (WHERE 重复 = '')"
COUNTED = "(SELECT * REPLACE ({}) FROM 项目)".format(
    ", ".join(f"IF(重复 = '', {name}, NULL) AS {name}" for name in ("总分", *AMOUNTS))
)
"""All forms, for their findings; without figures those that count in no total."""


@frozen
class Source:
    """A table, or a query in brackets, and the order of its lines."""

    rows: str
    order: str = ORDER


RANKED = Source(
    f"""(SELECT *, IF(总分 IS NULL, NULL, rank() OVER (ORDER BY 总分 DESC NULLS LAST)) AS 名次
         FROM {PROJECTS})""",
    f"总分 DESC NULLS LAST, {ORDER}",
)
"""The projects by falling 总分, those without one last."""

DEVIATIONS = Source(
    f"""(SELECT 主管部门, 年度, 序号, 行,
                项目名称, 二级指标, 三级指标, 年度指标值, 实际完成值, 分值, 得分, 失分, 偏差原因
         FROM 指标 WHERE 重复 = '' AND (偏差原因 <> '' OR 失分 > 0)
         UNION ALL
         SELECT 主管部门, 年度, 序号, {_LAST_LINE},
                项目名称, '', '{WHOLE_FORM}', '', '', NULL, NULL, NULL, 偏差原因
         FROM {PROJECTS} WHERE 偏差原因 <> '')""",
    f"{ORDER}, 行",
)
"""Rows with lost points or a reason, form by form, in printed order; what a form says once for all its rows
comes last."""

ALL = "全部项目"
"""What findings are about that name no project."""

_NAMED = f"IF(项目名称 = '', '{ALL}', 项目名称) AS 项目名称"
_GRAVITY = " ".join(f"WHEN '{severity.term}' THEN {n}" for n, severity in enumerate(Severity))
FINDINGS = Source(
    f"(SELECT * REPLACE ({_NAMED}) FROM 校核 WHERE 核对 = '')",
    f"CASE 程度 {_GRAVITY} END, 主管部门, 年度, 行",
)
"""Gravest first, then in the order of the forms."""

ACCEPTED = Source(f"(SELECT * REPLACE ({_NAMED}) FROM 校核 WHERE 核对 <> '')", f"{ORDER}, 行")
"""The findings that a person has accepted, with the reasons."""

OUTCOMES = Source("规则", f"{ORDER}, 规则")
"""What became of every rule, form by form."""

REVIEWED = Source(
    f"""(SELECT *, 总分 AS 自评总分, 等级 AS 自评等级, 复核总分 - 总分 AS 偏差
         FROM {PROJECTS} WHERE 复核总分 IS NOT NULL)""",
    f"abs(偏差) DESC NULLS LAST, {ORDER}",
)
"""自评 beside 复核, those that differ most first."""


def lines(
    data: Dataset, source: Source, columns: Iterable[Column], *, limit: int | None = None
) -> Iterator[tuple[Any, ...]]:
    """What a source holds in some columns, in its order."""
    names, end = ", ".join(column.name for column in columns), "" if limit is None else f"LIMIT {limit}"
    return data.query(f"SELECT {names} FROM {source.rows} ORDER BY {source.order} {end}")


def made(kind: type[_Made], rows: Iterable[tuple[Any, ...]]) -> Iterator[_Made]:
    """Each row as an object whose attributes stand in the order of its columns."""
    names = [field.name for field in fields(kind)]
    return (kind(**dict(zip(names, row, strict=True))) for row in rows)
