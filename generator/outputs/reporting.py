"""What a department's report would say now: for its paragraph, and for a report that is given back."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import normalize

from attrs import frozen

from ..model import problem
from ..model.problem import Problem, Severity, ZipingbiaoError
from ..workspace.report_file import load_known
from ..workspace.workspace import REPORT, Workspace, safe_name
from .checking import Checked, beside
from .make import readable
from .outdated import as_it_counts

if TYPE_CHECKING:
    from ..render.report import Contents
    from ..render.report.given_back import Found, GivenBack


_AGAIN = "请用 zipingbiao report 重新生成"


@frozen(kw_only=True)
class Now:
    """What the report on a department's year says now, and why forms are left out of it."""

    contents: "Contents"
    problems: tuple[Problem, ...]


def report_now(folder: Path, workspace: Workspace) -> Now:
    """The contents from the YAML files in a folder, as a build would leave them.

    Raises ZipingbiaoError where no form there can be read, or what is stated beside them is wrong.
    """
    from ..render.report import contents  # noqa: PLC0415 - heavy
    from ..tables import Dataset, department_rows  # noqa: PLC0415 - heavy

    sources = workspace.forms_in(folder)
    forms, named, problems = readable(sources, workspace, reading=lambda one: as_it_counts(one, workspace))
    if not forms:
        raise ZipingbiaoError(*problems)
    known = load_known(workspace.report_file(folder))
    left_out = tuple(source.name for source in sources if source not in forms)
    others = beside(folder, workspace, is_awaited=not left_out)
    with Dataset.of_rows(department_rows(named, today=date.today(), others=others)) as data:
        return Now(contents=contents(data, known, left_out), problems=problems)


def check_report(path: Path, workspace: Workspace) -> Checked:
    """A report given back: its figures typed over, and those that are no longer what the YAML says."""
    try:
        found = tuple(_checked(path, workspace))
    except ZipingbiaoError as error:
        found = error.problems
    return Checked(file=str(path), source="", problems=found, is_form=False)


def is_report(path: Path) -> bool:
    """Whether a path that `check` is given is a document, and not YAML."""
    return path.suffix.lower() == ".docx"


def _checked(path: Path, workspace: Workspace) -> Iterator[Problem]:
    from ..render.report.given_back import read_report  # noqa: PLC0415 - heavy

    given = read_report(path)
    record = given.record
    folder = workspace.data / safe_name(record.department) / safe_name(record.year)
    if not workspace.forms_in(folder):
        message = f"工作区里没有“{record.department}”{record.year} 年度的自评表，报告里的数无从核对"
        raise problem.refusal("F01", message, at=path, hint="请用 --workspace 指定它的工作区")
    now = report_now(folder, workspace)
    yield from _compared(path, given, now.contents)
    yield from (one for one in now.problems)


def _compared(path: Path, given: "GivenBack", now: "Contents") -> Iterator[Problem]:
    changed = _changed(given.record.digests, now.digests)
    stale = 0
    for found in given.figures:
        computed = now.figures.get(found.figure.name)
        if found.text is None:
            yield _gone(path, found, computed)
        elif not _same(found.text, found.figure.text):
            yield _typed_over(path, found, computed, changed)
        elif computed is None or not _same(found.text, computed):
            stale += 1
            yield _outdated(path, found, computed, changed)
    if changed and not stale:
        yield _source_changed(path, changed)


def _changed(before: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, ...]:
    """The YAML files whose values are others than when the report was made, in words."""
    said = {
        "有改动": [file for file, digest in before.items() if now.get(file, digest) != digest],
        "已没有": [file for file in before if file not in now],
        "是新的": [file for file in now if file not in before],
    }
    return tuple(f"{file} {how}" for how, files in said.items() for file in sorted(files))


def _typed_over(path: Path, found: "Found", computed: str | None, changed: tuple[str, ...]) -> Problem:
    from ..render.report import BLANK  # noqa: PLC0415 - heavy

    name, printed, typed = found.figure.name, found.figure.text, found.text or ""
    if printed == BLANK and computed == BLANK:
        message = f"{found.where}：“{name}”的空白处填了 {typed or '空白'}"
        hint = f"请写进 data 里这个部门这一年的 {REPORT}.yaml，再生成时才不丢"
        return problem.of(Severity.INFORMATION, "C54", message, at=path, value=typed, hint=hint)
    if computed is not None and _same(typed, computed):
        message = f"{found.where}：“{name}”生成时是 {printed}，现在写的 {typed} 与现在算得的相同"
        return problem.of(Severity.INFORMATION, "C54", message, at=path, value=typed, hint=_AGAIN)
    message = (
        f"{found.where}：“{name}”印的是 {printed}，被改成了 {typed or '空白'}，现在算得 {_computed(computed)}"
    )
    if computed is not None and not _same(printed, computed):
        message += f"；生成之后{_why(changed)}"
    hint = "请改正自评表的 YAML 后重新生成报告，不要在报告里改数"
    return problem.error("C51", message, at=path, value=typed, hint=hint)


def _outdated(path: Path, found: "Found", computed: str | None, changed: tuple[str, ...]) -> Problem:
    name, printed = found.figure.name, found.figure.text
    message = f"{found.where}：“{name}”印的是 {printed}，现在算得 {_computed(computed)}"
    message += f"；报告里没有改，是{_why(changed)}"
    return problem.error("C52", message, at=path, value=printed, hint=_AGAIN)


def _gone(path: Path, found: "Found", computed: str | None) -> Problem:
    name, printed = found.figure.name, found.figure.text
    message = f"{found.where}：“{name}”印的是 {printed}，找不到了，现在算得 {_computed(computed)}"
    hint = "这一处删去了或改写过，请自己核对"
    return problem.warning("C54", message, at=path, value=found.figure.text, hint=hint)


def _source_changed(path: Path, changed: tuple[str, ...]) -> Problem:
    message = f"报告生成之后{_why(changed)}；报告里的数没有因此不同，文字可能不同"
    return problem.of(Severity.INFORMATION, "C54", message, at=path, hint=_AGAIN)


def _why(changed: tuple[str, ...]) -> str:
    return "、".join(changed) if changed else f"{REPORT}.yaml、规则配置或程序版本变了"


def _computed(text: str | None) -> str:
    return "不出这个数" if text is None else text


def _same(one: str, other: str) -> bool:
    """Whether two figures say the same, however they are written."""
    if (a := _plain(one)) == (b := _plain(other)):
        return True
    with suppress(InvalidOperation):
        return a.endswith("%") == b.endswith("%") and Decimal(a.rstrip("%")) == Decimal(b.rstrip("%"))
    return False


def _plain(text: str) -> str:
    return re.sub(r"[\s,]", "", normalize("NFKC", text))
