"""The screen 填表: the printed form as fields, its YAML, its pages; each change one edit of the file."""

import json
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from http import HTTPStatus
from pathlib import Path
from typing import Any

from attrs import frozen
from starlette.datastructures import ImmutableMultiDict
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
from .desk import Desk, Endpoint, desk_of, posted
from .editing import Change, ConflictError, Edited, digest
from .pages import page
from .panel import Panel, differing

MAX_VALUE = 100_000
"""Characters of one field."""
_MAX_PARTS = 12
_OPERATIONS = {"add": rows.add, "up": rows.up, "down": rows.down, "delete": rows.delete}


@frozen(kw_only=True)
class _Asked:
    """What a browser asks for: of which form, on which text, with which fields."""

    request: Request
    desk: Desk
    id: str
    file: Path
    fields: ImmutableMultiDict[str, Any]

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

    @property
    def shown(self) -> Panel | None:
        """The panel that the browser shows, where it is still known."""
        return self.desk.panels.shown(self.file, self.get("shown"))

    def panel(self, text: str) -> Panel:
        """The panel of a text that is, or could be, the file's."""
        return self.desk.panels.panel(self.file, self.id, text)


def _path(text: str) -> FieldPath:
    try:
        parts = json.loads(text)
    except (ValueError, RecursionError):
        parts = None
    is_path = isinstance(parts, list) and 0 < len(parts) <= _MAX_PARTS
    if not is_path or not all(isinstance(part, str | int) for part in parts):
        raise problem.refusal("Y16", "请求没有写明是哪一处")
    return tuple(parts)


def _asked(request: Request, fields: ImmutableMultiDict[str, Any]) -> _Asked:
    desk, form_id = desk_of(request), request.path_params["id"]
    return _Asked(request=request, desk=desk, id=form_id, file=desk.library.file(form_id), fields=fields)


def _posted(answer: Callable[[_Asked], Response]) -> Endpoint:
    return posted(lambda request, fields: answer(_asked(request, fields)), most=4 * 2**20)


def show(request: Request) -> Response:
    """The whole screen."""
    asked = _asked(request, request.query_params)
    library, file = asked.desk.library, asked.file
    files = library.files()
    at = files.index(file)
    listed = library.form(asked.id)
    panel = asked.panel(asked.desk.editor.text(file))
    neighbours = [library.id(files[n]) if 0 <= n < len(files) else None for n in (at - 1, at + 1)]
    return page(
        request,
        "form.html",
        screen="form",
        listed=listed,
        neighbours=neighbours,
        keys=[[key, where] for key, where in all_keys().items()],
        **_panel_values(asked, panel),
    )


def first(request: Request) -> Response:
    """The form that most wants mending; the files where there is none."""
    forms = desk_of(request).library.forms(outputs=False)
    if not forms:
        return RedirectResponse("/files", HTTPStatus.SEE_OTHER)
    worst = max(forms, key=lambda form: (form.form is None, form.errors, form.warnings))
    return RedirectResponse(f"/form/{worst.id}", HTTPStatus.SEE_OTHER)


def _panel_values(asked: _Asked, panel: Panel) -> dict[str, Any]:
    return {
        "form_id": asked.id,
        "panel": panel,
        "view": panel.view,
        "base": digest(panel.text),
        "can_undo": asked.desk.editor.can_undo(asked.file),
    }


def since(request: Request) -> Response:
    """What has changed since the browser last asked; nothing where nothing has."""
    asked = _asked(request, request.query_params)
    asked.desk.library.form(asked.id)  # the others of its folder may show something of it
    text = asked.desk.editor.text(asked.file)
    panel, shown = asked.panel(text), asked.shown
    if digest(text) == asked.get("base") and shown is not None and shown.pieces == panel.pieces:
        return Response(status_code=HTTPStatus.NO_CONTENT)
    pieces = differing(shown, panel)
    return _changed(asked, panel, pieces, ("表在别处改过，这里已是现在的样子",))


def _changed(
    asked: _Asked,
    panel: Panel,
    pieces: Mapping[str, str] | None,
    words: tuple[str, ...] = (),
    status: int = HTTPStatus.OK,
) -> Response:
    is_bad = status >= HTTPStatus.BAD_REQUEST
    values = _panel_values(asked, panel) | {"pieces": pieces, "words": words, "is_bad": is_bad}
    return page(asked.request, "form_changed.html", status=status, draft=False, **values)


def _answer(asked: _Asked, done: Edited, **more: str) -> Response:
    """The screen after a change."""
    panel = asked.panel(done.text)
    always = (f"n{asked.get('field')}",) if asked.get("field") else ()
    words = ("表在别处也改过，两边的改动都在",) if done.merged else ()
    response = _changed(asked, panel, differing(asked.shown, panel, always), words)
    response.headers["HX-Trigger-After-Settle"] = json.dumps({"page-changed": "", **more})
    return response


def _refused(asked: _Asked, error: ZipingbiaoError) -> Response:
    """What is wrong with what was written, under its field; the browser keeps what it has."""
    status = HTTPStatus.OK if asked.is_draft else HTTPStatus.UNPROCESSABLE_ENTITY
    values = {"field": asked.get("field"), "problems": error.problems}
    return page(asked.request, "form_refused.html", status=status, **values)


def _conflict(asked: _Asked, error: ConflictError) -> Response:
    """What stands now, and what could not be saved."""
    try:
        panel = asked.panel(asked.desk.editor.text(asked.file))
    except ZipingbiaoError as unreadable:
        return _refused(asked, unreadable)
    return _changed(asked, panel, None, error.lines, HTTPStatus.CONFLICT)


def _edit(asked: _Asked, change: Change) -> Response:
    try:
        done = asked.desk.editor.edit(asked.file, asked.get("base"), change)
    except ZipingbiaoError as error:
        return _refused(asked, error)
    except ConflictError as error:
        return _conflict(asked, error)
    return _answer(asked, done)


def write_field(asked: _Asked) -> Response:
    """One field, saved; or, of a draft, what would be found."""
    path, value = asked.path, asked.get("value")[:MAX_VALUE].replace("\r\n", "\n")
    kind = _kind(path)
    if kind is Kind.PERCENT and value.strip() and not value.strip().endswith(("%", "％")):
        value = f"{value.strip()}%"

    def written(text: str) -> str:
        return edit(text, {path: value if value.strip() else None}, file=asked.file.name)

    change = rows.rename(path, value) if asked.get("kind") == "level" else written
    return _draft(asked, change) if asked.is_draft else _edit(asked, change)


def _kind(path: FieldPath) -> Kind | None:
    """How a field of the funds is written, by the key at the end of its path."""
    known = {field.key: field.kind for model in (Funds, FundRow) for field in fields_of(model)}
    return known.get(str(path[-1])) if path[0] == FUNDS else None


def _draft(asked: _Asked, change: Change) -> Response:
    base = asked.desk.editor.known(asked.get("base"))
    if base is None:
        return Response(status_code=HTTPStatus.NO_CONTENT)
    try:
        panel = asked.panel(change(base))
    except ZipingbiaoError as error:
        return _refused(asked, error)
    pieces = differing(asked.shown, panel, (f"n{asked.get('field')}",))
    if pieces is None:  # rows come and go when it is saved
        return Response(status_code=HTTPStatus.NO_CONTENT)
    notes = {key: piece for key, piece in pieces.items() if not key.startswith("v")}
    values = _panel_values(asked, panel) | {"base": asked.get("base"), "pieces": notes}
    return page(asked.request, "form_changed.html", words=(), is_bad=False, draft=True, **values)


def change_rows(asked: _Asked) -> Response:
    """A row added, moved or deleted."""
    return _edit(asked, _OPERATIONS[asked.get("operation")](asked.path))


def accept(asked: _Asked) -> Response:
    """The findings of a rule in this form accepted, and why; or, without a reason, no longer."""
    reason = " ".join(asked.get("reason").split())[:1000] or None
    path = (ACCEPTED, asked.get("rule")[:20])
    return _edit(asked, lambda text: edit(text, {path: reason}, file=asked.file.name))


def fix(asked: _Asked) -> Response:
    """A field set to what follows from the others."""
    path = asked.path

    def change(text: str) -> str:
        form = loads(text, file=asked.file.name).sound()
        right: dict[FieldPath, Decimal | str] = {**fixes(form), **text_fixes(form)}
        if path not in right:
            raise problem.refusal("Y16", "这一处现在不能自动改正", path=path)
        return edit(text, {path: right[path]}, file=asked.file.name)

    return _edit(asked, change)


def undo(asked: _Asked) -> Response:
    """The last change of this form taken back."""
    try:
        text = asked.desk.editor.undo(asked.file)
    except ConflictError as error:
        return _conflict(asked, error)
    if text is None:
        return _conflict(asked, ConflictError("没有可以撤销的改动"))
    return _answer(asked, Edited(text))


def write_yaml(asked: _Asked) -> Response:
    """The whole text, as written in the editor."""
    text = asked.get("text").replace("\r\n", "\n")
    if "\r\n" in (asked.desk.editor.known(asked.get("yaml_base")) or ""):
        text = text.replace("\n", "\r\n")
    try:
        done = asked.desk.editor.replace(asked.file, asked.get("yaml_base"), text)
    except ConflictError as error:
        return page(asked.request, "toast.html", status=HTTPStatus.CONFLICT, words=error.lines)
    return _answer(asked, done, **{"yaml-saved": ""})


def lint(asked: _Asked) -> Response:
    """What is found in a text that somebody writes, by line and column."""
    return JSONResponse(list(_diagnostics(asked)))


def _diagnostics(asked: _Asked) -> Iterator[Mapping[str, object]]:
    for found in asked.panel(asked.get("text")).problems:
        place = found.place
        hint = f" → {found.hint}" if found.hint else ""
        yield {
            "line": (place.line if place else None) or 1,
            "column": (place.column if place else None) or 1,
            "severity": str(found.severity),
            "message": f"{found.rule} {found.message}{hint}",
        }


_CHANGES = {
    "field": write_field,
    "rows": change_rows,
    "accept": accept,
    "fix": fix,
    "undo": undo,
    "yaml": write_yaml,
    "lint": lint,
}

ROUTES = (
    Route("/form", first),
    Route("/form/{id}", show),
    Route("/form/{id}/since", since),
    *(Route(f"/form/{{id}}/{word}", _posted(answer), methods=["POST"]) for word, answer in _CHANGES.items()),
)
