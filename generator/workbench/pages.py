"""How pages come about: Jinja templates, everything that comes from a document escaped."""

from functools import cache
from http import HTTPStatus
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from .. import __version__

FOLDER = Path(str(files(__package__)))
SCREENS = (
    ("files", "文件", "1"),
    ("glyphs", "对字", "2"),
    ("structure", "归属", "3"),
    ("form", "填表", "4"),
    ("departments", "部门", "5"),
    ("delivery", "交付", "6"),
)
"""Path, name and key of each screen."""


@cache
def environment() -> Environment:
    """The templates of the workbench, compiled once."""
    return Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def html(template: str, **values: Any) -> str:  # noqa: ANN401 - whatever the template prints
    """A template's text."""
    return environment().get_template(template).render(**values)


def page(request: Request, template: str, *, status: int = HTTPStatus.OK, **values: Any) -> HTMLResponse:  # noqa: ANN401
    """A page, or a part of one, with what every template may print."""
    state = request.state
    return HTMLResponse(
        html(template, screens=SCREENS, version=__version__, nonce=state.nonce, csrf=state.csrf, **values),
        status,
    )


def notice_page(words: str, *, login: bool = False) -> str:
    """A page that only says something, for who has no session."""
    return html("notice.html", words=words, login=login)
