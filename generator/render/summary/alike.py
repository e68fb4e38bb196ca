"""Which texts of a year's projects are nearly the same, asked of the table of texts, in bounded memory."""

from base64 import b64decode
from collections.abc import Iterator, Sequence
from decimal import Decimal
from heapq import nlargest

from attrs import frozen

from ...audit.alike import LENGTH, groups
from ...model.value import round_half_up
from ...tables import REASONS, Dataset
from .figures import LINES, NAMES, Alike

EXCERPT = 60
"""Characters of a text that are told."""


@frozen
class _Mark:
    """A fingerprint: of how many forms; the first and the last of them, and of their departments."""

    mark: str
    files: int
    first: str
    last: str
    first_department: str
    last_department: str


@frozen
class _Found:
    part: str
    marks: tuple[_Mark, ...]
    likeness: float

    @property
    def files(self) -> int:
        """Of how many forms; one that has two of the texts is counted twice."""
        return sum(mark.files for mark in self.marks)

    @property
    def is_remarkable(self) -> bool:
        """Whether several forms have it, of goals those of several departments."""
        departments = {name for mark in self.marks for name in (mark.first_department, mark.last_department)}
        forms = {name for mark in self.marks for name in (mark.first, mark.last)}
        return len(departments) > 1 or (self.part == REASONS and len(forms) > 1)


def alike(data: Dataset) -> tuple[tuple[Alike, ...], int]:
    """The texts that most projects have, at most `LINES`, and how many there are of at least two projects.

    Goals that only one department has are left out: its own summary tells them.
    """
    found = [one for part in _by_part(data) for one in part if one.is_remarkable]
    largest = nlargest(LINES, found, key=lambda one: one.files)
    told = sorted(_told(data, largest), key=lambda one: (-one.projects, one.part, one.text))
    return tuple(told), len(found)


def _by_part(data: Dataset) -> Iterator[Iterator[_Found]]:
    """The groups of each part of the forms: texts with one fingerprint are one."""
    for (part,) in data.query("SELECT DISTINCT 栏 FROM 文字 ORDER BY 栏"):
        sql = """SELECT 指纹, count(DISTINCT 文件), min(文件), max(文件), min(主管部门), max(主管部门)
                 FROM 文字 WHERE 指纹 <> '' AND 栏 = $1 GROUP BY 指纹 ORDER BY 指纹"""
        yield _groups(part, [_Mark(*row) for row in data.query(sql, part)])


def _groups(part: str, marks: Sequence[_Mark]) -> Iterator[_Found]:
    fingerprints = [b64decode(one.mark) for one in marks]
    sound = [mark if len(mark) == LENGTH else b"" for mark in fingerprints]
    together: set[int] = set()
    for group in groups(sound):
        together.update(group.members)
        yield _Found(part, tuple(marks[number] for number in group.members), group.likeness)
    for number, mark in enumerate(marks):
        if number not in together and mark.files > 1:
            yield _Found(part, (mark,), 1.0)


def _told(data: Dataset, found: Sequence[_Found]) -> Iterator[Alike]:
    """The groups with what is to be told of them."""
    marks = [(number, one.part, mark.mark) for number, one in enumerate(found) for mark in one.marks]
    if not marks:
        return
    numbers, parts, texts = map(list, zip(*marks, strict=True))
    sql = f"""
        WITH wanted AS (SELECT unnest($1) AS 组, unnest($2) AS 栏, unnest($3) AS 指纹),
             one AS (SELECT 组, 主管部门, 年度, 序号, 项目名称, 文件, min(文字) AS 文字
                     FROM 文字 JOIN wanted USING (栏, 指纹) GROUP BY ALL)
        SELECT 组, count(*), count(DISTINCT 主管部门), min(文字),
               list((项目名称, 主管部门) ORDER BY 主管部门, 年度, 序号)[:{NAMES}]
        FROM one GROUP BY 组 ORDER BY 组"""
    for number, projects, departments, text, names in data.query(sql, numbers, parts, texts):
        one = found[number]
        yield Alike(
            part=one.part,
            text=text[:EXCERPT] + ("……" if len(text) > EXCERPT else ""),
            projects=projects,
            departments=departments,
            likeness=round_half_up(Decimal(str(one.likeness * 100)), 0),
            examples=tuple(f"{project}（{department}）" for project, department in names),
        )
