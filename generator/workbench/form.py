"""The screen 填表: the printed form as fields, its YAML, its pages; each change one edit of the file."""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from http import HTTPStatus
from pathlib import Path
from typing import Any

from attrs import frozen
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from ..audit.fix import fixes, text_fixes
from ..model import problem
from ..model.form import FundRow, Funds
from ..model.problem import Path as FieldPath
from ..model.problem import ZipingbiaoError
from ..model.terms import ACCEPTED, FUNDS
from ..store import loads
from ..store.edit.edits import edit
from ..store.fields import Kind, all_keys, fields_of
from . import rows
from .desk import Desk, desk_of
from .editing import Change, ConflictError, Edited, digest
from .pages import page
from .panel import Panel, differing

MAX_VALUE = 100_000
"""Characters of one field."""
_MAX_PARTS = 12
_OPERATIONS = {"add": rows.add, "up": rows.up, "down": rows.down, "delete": rows.delete}


@frozen(kw_only=True)
class _Asked:
    """A change that a browser asks for: of which form, on which text, from which panel."""

    desk: Desk
    id: str
    file: Path
    fields: FormData

    def get(self, name: str) -> str:
        """A field of the request."""
        value = self.fields.get(name, "")
        return value if isinstance(value, str) else ""

    @property
    def path(self) -> FieldPath:
        """The path in the form. Raises ZipingbiaoError where there is none."""
        return _path(self.get("path"))

    @property
    def is_draft(self) -> bool:
        """Whether somebody is still writing: only the findings are asked for."""
        return bool(self.get("draft"))


def _path(text: str) -> FieldPath:
    try:
        parts = json.loads(text)
    except (ValueError, RecursionError):
        parts = None
    is_path = isinstance(parts, list) and 0 < len(parts) <= _MAX_PARTS
    if not is_path or not all(isinstance(part, str | int) for part in parts):
        raise problem.refusal("Y16", "请求没有写明是哪一处")
    return tuple(parts)


def show(request: Request) -> Response:
    """The whole screen."""
    desk, form_id = desk_of(request), request.path_params["id"]
    listed = desk.library.form(form_id)
    files = desk.library.files()
    at = files.index(listed.file)
    text = desk.editor.text(listed.file)
    panel = desk.panels.panel(listed.file, form_id, text)
    neighbours = [desk.library.id(files[n]) if 0 <= n < len(files) else None for n in (at - 1, at + 1)]
    return page(
        request,
        "form.html",
        screen="form",
        listed=listed,
        neighbours=neighbours,
        keys=[[key, where] for key, where in all_keys().items()],
        **_panel_values(desk, listed.file, form_id, panel),
    )


def first(request: Request) -> Response:
    """The form that most wants mending; the files where there is none."""
    forms = desk_of(request).library.forms(outputs=False)
    if not forms:
        return RedirectResponse("/files", HTTPStatus.SEE_OTHER)
    worst = max(forms, key=lambda form: (form.form is None, form.errors, form.warnings))
    return RedirectResponse(f"/form/{worst.id}", HTTPStatus.SEE_OTHER)


def _panel_values(desk: Desk, file: Path, form_id: str, panel: Panel) -> dict[str, Any]:
    return {
        "form_id": form_id,
        "panel": panel,
        "view": panel.view,
        "base": digest(panel.text),
        "can_undo": desk.editor.can_undo(file),
    }


def since(request: Request) -> Response:
    """What has changed since the browser last asked; nothing where nothing has."""
    desk, form_id = desk_of(request), request.path_params["id"]
    file = desk.library.form(form_id).file
    text = desk.editor.text(file)
    panel = desk.panels.panel(file, form_id, text)
    shown = desk.panels.shown(file, request.query_params.get("shown", ""))
    if (
        digest(text) == request.query_params.get("base")
        and shown is not None
        and shown.pieces == panel.pieces
    ):
        return Response(status_code=HTTPStatus.NO_CONTENT)
    return _changed(request, desk, file, form_id, panel, shown, ("表在别处改过，这里已是现在的样子",))


def _changed(
    request: Request,
    desk: Desk,
    file: Path,
    form_id: str,
    panel: Panel,
    shown: Panel | None,
    words: tuple[str, ...] = (),
    *,
    always: tuple[str, ...] = (),
    status: int = HTTPStatus.OK,
) -> Response:
    return page(
        request,
        "form_changed.html",
        status=status,
        pieces=differing(shown, panel, always),
        words=words,
        is_bad=status >= HTTPStatus.BAD_REQUEST,
        draft=False,
        **_panel_values(desk, file, form_id, panel),
    )


async def _asked(request: Request) -> _Asked:
    desk, form_id = desk_of(request), request.path_params["id"]
    fields = await request.form(max_part_size=4 * 2**20)
    file = await run_in_threadpool(desk.library.file, form_id)
    return _Asked(desk=desk, id=form_id, file=file, fields=fields)


def _answer(request: Request, asked: _Asked, done: Edited, **more: str) -> Response:
    """The screen after a change."""
    desk, file = asked.desk, asked.file
    panel = desk.panels.panel(file, asked.id, done.text)
    always = (f"n{asked.get('field')}",) if asked.get("field") else ()
    words = ("表在别处也改过，两边的改动都在",) if done.merged else ()
    response = _changed(
        request,
        desk,
        file,
        asked.id,
        panel,
        desk.panels.shown(file, asked.get("shown")),
        words,
        always=always,
    )
    response.headers["HX-Trigger-After-Settle"] = json.dumps({"page-changed": "", **more})
    return response


def _refused(request: Request, asked: _Asked, error: ZipingbiaoError) -> Response:
    """What is wrong with what was written, under its field; the browser keeps what it has."""
    return page(
        request,
        "form_refused.html",
        status=HTTPStatus.OK if asked.is_draft else HTTPStatus.UNPROCESSABLE_ENTITY,
        field=asked.get("field"),
        problems=error.problems,
    )


def _conflict(request: Request, asked: _Asked, error: ConflictError) -> Response:
    """What stands now, and what could not be saved."""
    desk, file = asked.desk, asked.file
    try:
        panel = desk.panels.panel(file, asked.id, desk.editor.text(file))
    except ZipingbiaoError as unreadable:
        return _refused(request, asked, unreadable)
    return _changed(request, desk, file, asked.id, panel, None, error.lines, status=HTTPStatus.CONFLICT)


def _edit(request: Request, asked: _Asked, change: Change) -> Response:
    try:
        done = asked.desk.editor.edit(asked.file, asked.get("base"), change)
    except ZipingbiaoError as error:
        return _refused(request, asked, error)
    except ConflictError as error:
        return _conflict(request, asked, error)
    return _answer(request, asked, done)


async def write_field(request: Request) -> Response:
    """One field, saved; or, of a draft, what would be found."""
    asked = await _asked(request)
    return await run_in_threadpool(_write_field, request, asked)


def _write_field(request: Request, asked: _Asked) -> Response:
    path, value = asked.path, asked.get("value")[:MAX_VALUE].replace("\r\n", "\n")
    kind = _kind(path)
    if kind is Kind.PERCENT and value.strip() and not value.strip().endswith(("%", "％")):
        value = f"{value.strip()}%"

    def written(text: str) -> str:
        return edit(text, {path: value if value.strip() else None}, file=asked.file.name)

    change = rows.rename(path, value) if asked.get("kind") == "level" else written
    return _draft(request, asked, change) if asked.is_draft else _edit(request, asked, change)


def _kind(path: FieldPath) -> Kind | None:
    """How a field of the funds is written, by the key at the end of its path."""
    known = {field.key: field.kind for model in (Funds, FundRow) for field in fields_of(model)}
    return known.get(str(path[-1])) if path[0] == FUNDS else None


def _draft(request: Request, asked: _Asked, change: Change) -> Response:
    desk, file = asked.desk, asked.file
    base = desk.editor.known(asked.get("base"))
    if base is None:
        return Response(status_code=HTTPStatus.NO_CONTENT)
    try:
        panel = desk.panels.panel(file, asked.id, change(base))
    except ZipingbiaoError as error:
        return _refused(request, asked, error)
    shown = desk.panels.shown(file, asked.get("shown"))
    pieces = differing(shown, panel, (f"n{asked.get('field')}",))
    if pieces is None:  # rows come and go when it is saved
        return Response(status_code=HTTPStatus.NO_CONTENT)
    notes = {key: piece for key, piece in pieces.items() if not key.startswith("v")}
    values = _panel_values(desk, file, asked.id, panel) | {"base": asked.get("base")}
    return page(request, "form_changed.html", pieces=notes, words=(), is_bad=False, draft=True, **values)


async def change_rows(request: Request) -> Response:
    """A row added, moved or deleted."""
    asked = await _asked(request)
    operation = _OPERATIONS[asked.get("operation")]
    return await run_in_threadpool(_edit, request, asked, operation(asked.path))


async def accept(request: Request) -> Response:
    """The findings of a rule in this form accepted, and why; or, without a reason, no longer."""
    asked = await _asked(request)
    reason = " ".join(asked.get("reason").split())[:1000] or None
    rule = asked.get("rule")[:20]

    def change(text: str) -> str:
        return edit(text, {(ACCEPTED, rule): reason}, file=asked.file.name)

    return await run_in_threadpool(_edit, request, asked, change)


async def fix(request: Request) -> Response:
    """A field set to what follows from the others."""
    asked = await _asked(request)
    path = asked.path

    def change(text: str) -> str:
        form = loads(text, file=asked.file.name).sound()
        right: dict[FieldPath, Decimal | str] = {**fixes(form), **text_fixes(form)}
        if path not in right:
            raise problem.refusal("Y16", "这一处现在不能自动改正", path=path)
        return edit(text, {path: right[path]}, file=asked.file.name)

    return await run_in_threadpool(_edit, request, asked, change)


async def undo(request: Request) -> Response:
    """The last change of this form taken back."""
    asked = await _asked(request)
    return await run_in_threadpool(_undo, request, asked)


def _undo(request: Request, asked: _Asked) -> Response:
    try:
        text = asked.desk.editor.undo(asked.file)
    except ConflictError as error:
        return _conflict(request, asked, error)
    if text is None:
        return _conflict(request, asked, ConflictError("没有可以撤销的改动"))
    return _answer(request, asked, Edited(text))


async def write_yaml(request: Request) -> Response:
    """The whole text, as written in the editor."""
    asked = await _asked(request)
    return await run_in_threadpool(_write_yaml, request, asked)


def _write_yaml(request: Request, asked: _Asked) -> Response:
    text = asked.get("text").replace("\r\n", "\n")
    if "\r\n" in (asked.desk.editor.known(asked.get("yaml_base")) or ""):
        text = text.replace("\n", "\r\n")
    try:
        done = asked.desk.editor.replace(asked.file, asked.get("yaml_base"), text)
    except ConflictError as error:
        return page(request, "toast.html", status=HTTPStatus.CONFLICT, words=error.lines)
    return _answer(request, asked, done, **{"yaml-saved": ""})


async def lint(request: Request) -> Response:
    """What is found in a text that somebody writes, by line and column."""
    asked = await _asked(request)
    return JSONResponse(await run_in_threadpool(lambda: list(_diagnostics(asked))))


def _diagnostics(asked: _Asked) -> Iterator[Mapping[str, object]]:
    for found in asked.desk.panels.panel(asked.file, asked.id, asked.get("text")).problems:
        place = found.place
        hint = f" → {found.hint}" if found.hint else ""
        yield {
            "line": (place.line if place else None) or 1,
            "column": (place.column if place else None) or 1,
            "severity": str(found.severity),
            "message": f"{found.rule} {found.message}{hint}",
        }


ROUTES = (
    Route("/form", first),
    Route("/form/{id}", show),
    Route("/form/{id}/since", since),
    Route("/form/{id}/field", write_field, methods=["POST"]),
    Route("/form/{id}/rows", change_rows, methods=["POST"]),
    Route("/form/{id}/accept", accept, methods=["POST"]),
    Route("/form/{id}/fix", fix, methods=["POST"]),
    Route("/form/{id}/undo", undo, methods=["POST"]),
    Route("/form/{id}/yaml", write_yaml, methods=["POST"]),
    Route("/form/{id}/lint", lint, methods=["POST"]),
)
