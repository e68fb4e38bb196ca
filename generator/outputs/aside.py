"""Outputs that no longer say what a YAML says leave `out`, where they would be believed; others' files stay.

What is moved lies below ``out/.build/过时`` until a whole build in which nothing fails. What a person changed
and a new output takes the place of lies below ``out/.build/改过``, which nothing empties.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path

from ..model import problem
from ..model.problem import Problem, Severity
from ..runtime.files import MIB, read_bytes, reason_of, write_atomically
from ..workspace.workspace import REPORT, SUMMARY, Workspace
from . import freshness
from .step import Step

OLD = "过时"
CHANGED = "改过"

MOST_NAMED = 50
"""A person's files that are named at once; of more it is said how many they are."""

_NAMED = "named.json"
"""Which of a person's files have been named, so that each is named once."""

_NOT_MADE = "原有的结果不是现在的 YAML 所写"


def set_aside(step: Step, workspace: Workspace) -> Iterator[Problem]:
    """Move the old outputs of a step that failed, and say so; nothing where they are what it would make.

    Of two forms that would have the same outputs neither has any, whosever lie there.
    """
    takes_the_summarys = step.product.is_of_a_form and step.sources[0].stem in (SUMMARY, REPORT)
    is_its_own = not step.obstacles and step.is_made
    if takes_the_summarys or is_its_own:
        return
    hint = "改正前面列出的问题后再运行 build"
    yield from retire(step.targets, step.record, workspace, why=_NOT_MADE, hint=hint)


def retire(
    targets: Sequence[Path], record: Path, workspace: Workspace, *, why: str, hint: str | None
) -> Iterator[Problem]:
    """Move what stands at some outputs' places and name it; what is not as it was made is named and stays."""
    kept = freshness.kept(record)
    there = [(number, target) for number, target in enumerate(targets) if target.is_file()]
    ours = [target for number, target in there if kept is not None and kept.is_ours(target, number)]
    yield from left_alone((target for _, target in there if target not in ours), workspace)
    moved, failed = [], []
    for target in ours:
        try:
            moved.append((target, _moved(target, workspace, OLD)))
        except OSError as error:
            failed.append(_still_there(target, why, error))
    internal = workspace.out / ".build"
    named = [(target, place) for target, place in moved if not target.is_relative_to(internal)]
    if named:
        yield _moved_away(named, why, hint)
    yield from failed
    if not failed:
        _deleted(record)
        for folder in {record.parent, *(target.parent for target in ours)}:
            _prune(folder, workspace)


def left_alone(files: Iterable[Path], workspace: Workspace) -> Iterator[Problem]:
    """Name files in `out` that are a person's, each once."""
    named = _named(workspace)
    new = {file: file.relative_to(workspace.out).as_posix() for file in files}
    new = {file: inside for file, inside in new.items() if inside not in named}
    if not new:
        return
    _keep_named([*named, *new.values()], workspace)
    hint = "请自行核对；不用了的请删去"
    for file in islice(new, MOST_NAMED):
        message = "它不是由现在的 YAML 生成的，或生成之后被人改过，没有动"
        yield problem.of(Severity.INFORMATION, "B11", message, at=file, hint=hint)
    if (more := len(new) - MOST_NAMED) > 0:
        message = f"里面还有 {more} 个这样的文件，没有动，也没有列出"
        yield problem.of(Severity.INFORMATION, "B11", message, at=workspace.out, hint=hint)


def make_room(
    target: Path, data: bytes, step: Step, workspace: Workspace, *, is_taken_over: bool
) -> Iterator[Problem]:
    """Move what a person changed, or put there, out of the way of a new output. Raises OSError.

    `is_taken_over` where the YAML has the changes already; there may be more in the file than these.
    """
    is_link = target.is_symlink()
    if not target.is_file() and not is_link:
        return
    kept, number = freshness.kept(step.record), step.targets.index(target)
    is_ours = kept is not None and kept.is_ours(target, number)
    if not is_link and (is_ours or _holds(target, data)):
        return
    place = _moved(target, workspace, CHANGED)
    if is_link:
        said = f"原来这里是一个链接，已移到 {place}，所指的文件没有动"
        yield _displaced(target, said, "要把结果放到别处的，请链接整个 out 文件夹")
    elif is_taken_over:
        said = f"改动已写回 YAML，改过的一份留在 {place}；现在的一份由 YAML 生成"
        yield problem.of(Severity.INFORMATION, "B12", said, at=target)
    else:
        said = f"原有的一份不是这里生成的，或生成之后被人改过，已移到 {place}"
        yield _displaced(target, said, _IN_A_REPORT if target.stem == REPORT else _IN_A_WORKBOOK)


def forget(step: Step, workspace: Workspace) -> None:
    """Delete what was set aside of a step that has made its outputs."""
    for target in step.targets:
        _deleted(_aside(target, workspace, OLD))


def contents(workspace: Workspace) -> Mapping[Path, int]:
    """What is set aside now; the number tells a file from one that takes its place."""
    folder = workspace.out / ".build" / OLD
    return {file: file.stat().st_ino for file in folder.rglob("*") if file.is_file()}


def clear(before: Mapping[Path, int], workspace: Workspace) -> None:
    """Delete what had been set aside before a build in which nothing failed."""
    for file, number in before.items():
        with suppress(OSError):
            if file.stat().st_ino == number:
                file.unlink()
        _prune(file.parent, workspace)


def _moved(target: Path, workspace: Workspace, folder: str) -> Path:
    aside = _aside(target, workspace, folder)
    if folder == CHANGED:
        aside = _free(aside)
    aside.parent.mkdir(parents=True, exist_ok=True)
    return target.replace(aside)


def _aside(target: Path, workspace: Workspace, folder: str) -> Path:
    return workspace.out / ".build" / folder / target.relative_to(workspace.out)


def _free(path: Path) -> Path:
    """The path, or one beside it that is not taken."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem} ({number}){path.suffix}")
    return free


def _prune(folder: Path, workspace: Workspace) -> None:
    """Delete a folder and those above it, as far as nothing is left in them."""
    with suppress(OSError):  # it is not empty
        while folder not in (workspace.out, workspace.out / ".build"):
            folder.rmdir()
            folder = folder.parent


def _holds(file: Path, data: bytes) -> bool:
    return file.stat().st_size == len(data) and read_bytes(file, len(data)) == data


def _deleted(file: Path) -> None:
    with suppress(OSError):
        file.unlink(missing_ok=True)


def _named(workspace: Workspace) -> list[str]:
    """The files that have been named and are still there."""
    try:
        found = json.loads(read_bytes(workspace.out / ".build" / _NAMED, 16 * MIB))
    except (OSError, ValueError, RecursionError):
        return []
    names = found if isinstance(found, list) else []
    return [name for name in names if isinstance(name, str) and (workspace.out / name).exists()]


def _keep_named(names: Sequence[str], workspace: Workspace) -> None:
    with suppress(OSError):  # they are named once more
        text = json.dumps(names, ensure_ascii=False)
        write_atomically(
            workspace.out / ".build" / _NAMED, text.encode(errors="backslashreplace"), durable=False
        )


def _moved_away(moved: Sequence[tuple[Path, Path]], why: str, hint: str | None) -> Problem:
    """One output, or the tables that are made together, in one line."""
    (target, place), *others = moved
    with_others = f"它和另外 {len(others)} 个数据表" if others else ""
    message = f"{why}，{with_others}已移到 {place}（下次 build 全部做成之后删去）"
    return problem.of(Severity.INFORMATION, "B10", message, at=target, hint=hint)


_IN_A_WORKBOOK = "在工作簿里做的改动，可用 zipingbiao import 从移走的一份写回 YAML"
_IN_A_REPORT = "在报告里改的文字请从移走的一份抄到 自评报告.yaml 或模板里；交出去的报告请另存到 out 以外"


def _displaced(target: Path, said: str, hint: str) -> Problem:
    return problem.warning("B12", f"{said}；现在的一份由 YAML 生成", at=target, hint=hint)


def _still_there(target: Path, why: str, error: OSError) -> Problem:
    return problem.error(
        "B10", f"{why}，却移不开：{reason_of(error)}", at=target, hint="请关闭正在打开它的程序，或删去它"
    )
