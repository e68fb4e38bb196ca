"""Many doubts settled at once: all as they were read, or as a filled-in workbook says."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from getpass import getuser
from pathlib import Path

from attrs import evolve, frozen

from ..model import problem
from ..model.doubt import Doubt, Group, Occurrence, State
from ..model.problem import Place, Problem, ZipingbiaoError
from ..runtime.isolation import isolated
from ..workspace.workspace import Workspace
from .queue import list_doubts
from .settling import Settlement, settle
from .workbook import Filled, read_queue


@frozen(kw_only=True)
class Outcome:
    """What became of one decision: it was carried out, or why not."""

    settlement: Settlement | None = None
    problems: tuple[Problem, ...] = ()


def settle_group(
    workspace: Workspace, group: Group, text: str, *, by: str, only: Collection[Occurrence] | None = None
) -> Settlement:
    """Settle all doubts of a group, or these places of it, with one text. Raises as `settle`."""
    forms = dict.fromkeys(place.yaml for place in group.places)
    return settle(workspace, group.ids, text, by=by, only=only, within=forms)


def login_name() -> str:
    """Who is logged in to this machine; empty where nobody knows."""
    try:
        return getuser()
    except (OSError, KeyError, ImportError):
        return ""


def accept_all(workspace: Workspace, groups: Iterable[Group], *, by: str) -> Iterator[Outcome]:
    """Take each group as it was read; one that cannot be does not stop the others."""
    for group in groups:
        try:
            yield Outcome(settlement=settle_group(workspace, group, group.first.taken, by=by))
        except ZipingbiaoError as error:
            yield Outcome(problems=error.problems)


def take_back(workspace: Workspace, workbook: Path, *, by: str) -> Iterator[Outcome]:
    """Settle what is filled in in a workbook. Raises as `read_queue`."""
    filled = isolated(workbook, read_queue, workbook)
    known = {doubt.id: doubt for group in list_doubts(workspace, settled=True) for doubt in group.doubts}
    for row in filled:
        try:
            yield from _taken_back(workspace, row, known, by=by)
        except ZipingbiaoError as error:
            yield Outcome(problems=_placed(error, row, workbook))


def _taken_back(workspace: Workspace, row: Filled, known: Mapping[str, Doubt], by: str) -> Iterator[Outcome]:
    """The doubts of a row that are open; one that says already what is written there needs nothing."""
    doubts = [known[name] for name in row.ids if name in known]
    text = doubts[0].taken if doubts and row.text is None else row.text or ""
    wanted = [doubt for doubt in doubts if doubt.state is State.OPEN]
    if wanted:
        forms = tuple(dict.fromkeys(file for doubt in wanted for file in doubt.yaml))
        names = [doubt.id for doubt in wanted]
        yield Outcome(settlement=settle(workspace, names, text, by=by, within=forms))
    others = [doubt.id for doubt in doubts if doubt.state is not State.OPEN and doubt.says != text]
    gone = [*others, *(name for name in row.ids if name not in known)]
    if gone:
        message = f"{len(gone)} 条存疑已由别人另行定下，或已不在，没有改动"
        raise problem.refusal("H01", message, value=text, hint="请用 zipingbiao review --all 查看")


def _placed(error: ZipingbiaoError, row: Filled, workbook: Path) -> tuple[Problem, ...]:
    place = Place(file=str(workbook), line=row.row)
    return tuple(evolve(one, place=one.place or place) for one in error.problems)
