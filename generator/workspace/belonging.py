"""Where a form belongs, ``data/<主管部门>/<年度>/<项目名称>.yaml``, and whether a folder says something else.

Names are compared without spaces, whatever the width of their characters and the kind of their brackets; a
folder may bear the department's code, or a short name of it, as 发改委 is of 发展和改革委员会.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from unicodedata import normalize

from ..model import problem, terms
from ..model.form import Form
from ..model.names import plain
from ..model.problem import Problem
from .workspace import Workspace, safe_name

_CODE = re.compile(r"[(]?[0-9][0-9a-z.-]*[)]?[-_.、:]*(?=[^0-9a-z])")
_SHORTER = (("委员会", "委"), ("办公室", "办"), ("办公厅", "办"))
_YEAR = re.compile(r"([0-9]{4})(?:年度?)?")
_KIND = re.compile("(?:局|委|办|厅|部|院|会|处|中心)$")
"""What a short name may leave out at its end, as 财政 does of 财政局."""

_LEAST = 2
"""Characters of a short name."""


def contradicting(form: Form, file: Path, workspace: Workspace) -> Iterator[Problem]:
    """What a form says otherwise than the folder ``<主管部门>/<年度>`` of its file, without the line.

    Other folders, and those whose names are no years, say nothing.
    """
    folder = file.parent
    if not workspace.is_of_a_department(folder):
        return
    department, year = folder.resolve().parts[-2:]
    if year_of(year) not in (None, form.year):
        yield _contradiction(form, file, workspace, terms.YEAR, str(form.year), str(year_of(year)))
    if form.department and year_of(department) is None and not is_of(department, form.department):
        yield _contradiction(form, file, workspace, terms.DEPARTMENT, form.department, department)


def home(form: Form, file: Path, workspace: Workspace) -> Path:
    """Where the file of a form belongs; the folders in which it lies stay where they say the same."""
    inside = workspace.is_of_a_department(file.parent)
    own, own_year = file.resolve().parts[-3:-1] if inside else ("", "")
    department = own if inside and is_of(own, form.department) else _folder(form.department, workspace)
    year = own_year if year_of(own_year) == form.year and department == own else str(form.year)
    return workspace.data / department / year / f"{safe_name(form.project)}{file.suffix}"


def year_of(folder: str) -> int | None:
    """The year that a folder's name is, such as 2020 or 2020年度."""
    found = _YEAR.fullmatch(normalize("NFKC", folder).strip())
    return int(found[1]) if found else None


def folder_before(folder: Path) -> Path | None:
    """The folder of the year before, which lies beside that of a year; None where there is none."""
    year = year_of(folder.name)
    beside = sorted(folder.parent.glob("*")) if year is not None else ()
    return next((one for one in beside if year_of(one.name) == (year or 0) - 1 and one.is_dir()), None)


def is_of(folder: str, department: str) -> bool:
    """Whether a folder bears a department's name: the same, with its code, or one short for the other."""
    if folder == safe_name(department):
        return True
    name, wanted = plain(folder), plain(department)
    return any(
        one == wanted or _is_short(one, wanted) or _is_short(wanted, one) for one in (name, _coded(name))
    )


def _coded(name: str) -> str:
    """A name without the code before it."""
    return _CODE.sub("", name, count=1) if _CODE.match(name) else name


def _is_short(short: str, full: str) -> bool:
    """Whether a name is made of another's characters in their order, up to the end or to the kind of body."""
    for long, brief in _SHORTER:
        short, full = short.replace(long, brief), full.replace(long, brief)
    if short[-1:] != full[-1:]:
        full = _KIND.sub("", full)
    rest = iter(full)
    return len(short) >= _LEAST and short[-1:] == full[-1:] and all(character in rest for character in short)


def _folder(department: str, workspace: Workspace) -> str:
    """The folder of a department: one that there is under its name, else a new one."""
    own = safe_name(department)
    there = sorted(folder.name for folder in workspace.data.glob("*") if folder.is_dir())
    alike = [name for name in there if plain(name) == plain(department)]
    return own if own in there or not alike else alike[0]


def _contradiction(
    form: Form, file: Path, workspace: Workspace, key: str, written: str, folder: str
) -> Problem:
    place = home(form, file, workspace).parent
    return problem.error(
        "Y22",
        f"{key}写的是“{written}”，文件却在“{folder}”的文件夹里",
        path=(key,),
        value=written,
        hint=f'写得对的，运行 zipingbiao mv "{file}"，移到 {place}；写错了的，把这里改为 {folder}',
    )
