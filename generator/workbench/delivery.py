"""The screen 交付: what is stale or missing, made by `build`; everything to be downloaded, one or all."""

import zipfile
from collections import defaultdict
from collections.abc import Sequence
from http import HTTPStatus
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO
from urllib.parse import quote

from attrs import frozen
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from ..model.problem import Problem, ZipingbiaoError
from ..outputs.formats import every
from ..outputs.run import Step, plan
from ..workspace.workspace import Workspace
from .desk import Desk, desk_of
from .library import identity
from .pages import page

_SPOOL = 16 * 2**20
_CHUNK = 2**16


@frozen(kw_only=True)
class Output:
    """A file that can be handed over, and why it should be made again."""

    id: str
    name: str
    kind: str
    folder: str
    target: Path
    is_there: bool
    why: tuple[str, ...]


def _outputs(desk: Desk) -> tuple[Output, ...]:
    """Every output that somebody is handed, in the order of the folders."""
    steps = plan(desk.library.files(), desk.workspace, every())
    found = (step for step in steps if step.product.is_of_a_form or step.product.is_report)
    return tuple(sorted((_output(step, desk) for step in found), key=lambda one: (one.folder, one.name)))


def _output(step: Step, desk: Desk) -> Output:
    target, out = step.target, desk.workspace.out
    return Output(
        id=identity(target, desk.workspace.root),
        name=target.stem,
        kind=target.suffix.removeprefix(".").upper(),
        folder="　".join(target.relative_to(out).parts[:-1]),
        target=target,
        is_there=target.is_file(),
        why=step.why_stale(),
    )


def _values(desk: Desk) -> dict[str, object]:
    problems: tuple[Problem, ...] = ()
    outputs: tuple[Output, ...] = ()
    try:
        outputs = _outputs(desk)
    except ZipingbiaoError as error:
        problems = error.problems
    folders: defaultdict[str, dict[str, dict[str, Output]]] = defaultdict(dict)
    for one in outputs:
        folders[one.folder].setdefault(one.name, {})[one.kind] = one
    return {
        "folders": folders,
        "stale": sum(bool(one.why) for one in outputs),
        "there": sum(one.is_there for one in outputs),
        "making": desk.build.state,
        "wrong": problems,
    }


def show(request: Request) -> Response:
    """The whole screen."""
    desk = desk_of(request)
    return page(request, "delivery.html", screen="delivery", values=_values(desk))


def state(request: Request) -> Response:
    """The outputs, and how the build goes."""
    return page(request, "delivery_outputs.html", values=_values(desk_of(request)))


def build(request: Request) -> Response:
    """Start the build of everything that is stale."""
    desk = desk_of(request)
    desk.build.start(desk.library.files())
    return page(request, "delivery_outputs.html", values=_values(desk))


def download(request: Request) -> Response:
    """One output as it lies in `out`."""
    desk, wanted = desk_of(request), request.path_params["id"]
    found = next((one for one in _outputs(desk) if one.id == wanted and one.is_there), None)
    if found is None:
        raise LookupError(wanted)
    return FileResponse(found.target, filename=found.target.name, content_disposition_type="attachment")


def everything(request: Request) -> Response:
    """All outputs that are there, in one archive; none where there are none."""
    desk = desk_of(request)
    there = [one.target for one in _outputs(desk) if one.is_there]
    if not there:
        return RedirectResponse("/delivery", HTTPStatus.SEE_OTHER)
    archive = _archive(there, desk.workspace)
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote('自评表.zip')}"}
    chunks = iter(lambda: archive.read(_CHUNK), b"")
    return StreamingResponse(chunks, media_type="application/zip", headers=headers)


def _archive(files: Sequence[Path], workspace: Workspace) -> IO[bytes]:
    spooled = SpooledTemporaryFile(_SPOOL)  # noqa: SIM115 - read while it is sent
    with zipfile.ZipFile(spooled, "w", zipfile.ZIP_STORED) as archive:
        for file in files:
            archive.write(file, file.relative_to(workspace.out).as_posix())
    spooled.seek(0)
    return spooled


ROUTES = (
    Route("/delivery", show),
    Route("/delivery/outputs", state),
    Route("/delivery/build", build, methods=["POST"]),
    Route("/delivery/all.zip", everything),
    Route("/delivery/{id}", download),
)
