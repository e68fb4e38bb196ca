"""Templates: found file by file, first in the workspace, then in the package; run in Jinja's sandbox."""

import os
import traceback
from collections.abc import Callable, Container, Mapping
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from attrs import field, frozen
from jinja2 import (
    FunctionLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
)
from jinja2.sandbox import SandboxedEnvironment

from ..model import problem
from ..model.problem import Place, Problem, ZipingbiaoError
from ..runtime.files import MIB, read_bytes, reason_of
from ..runtime.memory import bounded
from .typst_code import code, literal

_MAX_MEMORY = 1024 * MIB
"""That running a template may take; the longest form's page has some megabytes."""
_MAX_BYTES = 256 * MIB
"""Of a font; the largest collections of Chinese faces take half of it."""
_FAULTS = (
    TemplateError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError,
    ValueError,
)  # fmt: skip
"""What running a template raises where it is wrong."""
_SUFFIXES = (".html", ".css", ".typ")
_FONTS = "fonts"
PACKAGE = Path(__file__).parents[1]


def packaged_folder() -> Path:
    """``generator/templates`` as installed, ``templates`` beside the package in a checkout."""
    installed = PACKAGE / "templates"
    return installed if installed.is_dir() else PACKAGE.parent / "templates"


def _search_path(folders: tuple[Path, ...]) -> tuple[Path, ...]:
    for folder in folders:
        if folder.is_symlink() and not folder.resolve().is_relative_to(folder.parent.resolve()):
            raise ZipingbiaoError(_leads_out(folder))
    return tuple(dict.fromkeys(folder.resolve() for folder in (*folders, packaged_folder())))


@frozen(slots=False)
class TemplateSet:
    """The templates in force: those of `folders`, outermost first, before the packaged ones."""

    folders: tuple[Path, ...] = field(default=(), converter=_search_path)

    def find(self, name: str) -> Path:
        """The file that answers for this name.

        Raises ZipingbiaoError T01 where there is none, T02 where a link in a template folder leads out of it.
        """
        file = self.found(name)
        if file is None:
            raise ZipingbiaoError(_problem(f"找不到模板文件“{name}”。", None))
        return file

    def found(self, name: str) -> Path | None:
        """As `find`; None where there is none."""
        for folder in self.folders:
            file = (folder / name).resolve()
            if not file.is_relative_to(folder):
                _require_no_link(folder, name)
            elif file.is_file():
                return file
        return None

    @property
    def has_own(self) -> bool:
        """Whether a folder but the packaged one holds anything."""
        return any(folder.is_dir() and any(folder.iterdir()) for folder in self.folders[:-1])

    def names(self) -> tuple[str, ...]:
        """Every template that can be overridden, fonts left out."""
        files = (
            file.relative_to(folder).as_posix()
            for folder in self.folders
            for file in folder.rglob("*")
            if file.is_file() and file.suffix in _SUFFIXES
        )
        return tuple(sorted(set(files)))

    def text(self, name: str) -> str:
        """The template's source."""
        file = self.find(name)
        try:
            return read_file(file).decode()
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            place = Place(file=str(file), line=line)
            raise ZipingbiaoError(_problem("模板不是 UTF-8 编码，请用 UTF-8 编码另存。", place)) from error

    @property
    def font_folders(self) -> tuple[Path, ...]:
        """The folders ``fonts``, outermost first."""
        return tuple(fonts for folder in self.folders if (fonts := folder / _FONTS).is_dir())

    def fingerprint(self, *, without: Container[str] = (), suffixes: tuple[str, ...] = _SUFFIXES) -> str:
        """A hash over every template and font in force: whatever changes a page changes it.

        Templates whose names begin with one of `without`, up to a point, are left out: those of other pages.
        Only those of the `suffixes` are taken: what an engine reads.
        """
        digest = sha256()
        names = (
            name for name in self.names() if name.split(".")[0] not in without and name.endswith(suffixes)
        )
        fonts = (
            file for folder in self.font_folders for file in sorted(folder.rglob("*")) if not file.is_dir()
        )
        for file in (*(self.find(name) for name in names), *map(_font, fonts)):
            digest.update(file.name.encode() + b"\0" + sha256(read_file(file)).digest())
        return digest.hexdigest()

    def render(self, name: str, variables: Mapping[str, object]) -> str:
        """The template's text with these variables. Raises ZipingbiaoError naming its file and line."""
        try:
            environment = self._typst_environment if name.endswith(".typ") else self._environment
            with bounded(_MAX_MEMORY):
                return environment.get_template(name).render(variables)
        except TemplateNotFound as error:
            raise ZipingbiaoError(_problem(f"找不到模板文件“{error.name}”。", None)) from error
        except TemplateSyntaxError as error:
            place = Place(file=error.filename or name, line=error.lineno)
            raise ZipingbiaoError(_problem(f"模板有语法错误：{error.message}", place)) from error
        except MemoryError as error:
            message = f"模板运行时所用的内存超过 {_MAX_MEMORY // MIB} MB。"
            raise ZipingbiaoError(_problem(message, self._place(error) or Place(file=name))) from error
        except _FAULTS as error:
            raise ZipingbiaoError(_problem(f"模板运行出错：{error}", self._place(error))) from error

    def _place(self, error: Exception) -> Place | None:
        """The innermost line of a template that the error passed through."""
        for frame in reversed(traceback.extract_tb(error.__traceback__)):
            if any(Path(frame.filename).is_relative_to(folder) for folder in self.folders):
                return Place(file=frame.filename, line=frame.lineno)
        return None

    def _source(self, name: str) -> tuple[str, str, Callable[[], bool]] | None:
        """A template for Jinja: its text, its file, and whether that has not changed since; None for none."""
        file = self.found(name)
        if file is None:
            return None
        changed = file.stat().st_mtime_ns
        return self.text(name), str(file), lambda: file.is_file() and file.stat().st_mtime_ns == changed

    @cached_property
    def _environment(self) -> SandboxedEnvironment:
        return SandboxedEnvironment(
            loader=FunctionLoader(self._source),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    @cached_property
    def _typst_environment(self) -> SandboxedEnvironment:
        """As the other, in delimiters that Typst has no use for; every value becomes a literal of Typst."""
        environment = SandboxedEnvironment(
            loader=FunctionLoader(self._source),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            block_start_string="<%",
            block_end_string="%>",
            variable_start_string="<<",
            variable_end_string=">>",
            comment_start_string="<#",
            comment_end_string="#>",
            finalize=literal,
        )
        environment.filters["code"] = code
        return environment


def _font(file: Path) -> Path:
    """The file, where no link leads out of the templates. Raises ZipingbiaoError T02."""
    templates = next(folder for folder in file.parents if folder.name == _FONTS).parent
    if not file.resolve().is_relative_to(templates):
        raise ZipingbiaoError(_leads_out(file))
    return file


def _require_no_link(folder: Path, name: str) -> None:
    """Raise ZipingbiaoError T02 where the name is one of the folder's, and a link in it leads elsewhere."""
    inside = Path(name)
    if not inside.is_absolute() and ".." not in inside.parts and os.path.lexists(folder / inside):
        raise ZipingbiaoError(_leads_out(folder / inside))


def read_file(file: Path) -> bytes:
    """A file of a template set. Raises ZipingbiaoError T01 where it is none, or cannot be read."""
    try:
        return read_bytes(file, _MAX_BYTES)
    except OSError as error:
        place = Place(file=str(file))
        raise ZipingbiaoError(
            _problem(f"模板文件夹里的这个文件读不了：{reason_of(error)}。", place)
        ) from error


def _leads_out(link: Path) -> Problem:
    return problem.error(
        "T02",
        f"这里的链接指到了模板文件夹以外（{link.resolve()}），没有用它",
        at=link,
        hint="请把所指的文件复制到工作区的 templates 里，删去链接",
    )


def _problem(message: str, place: Place | None) -> Problem:
    hint = "请对照 zipingbiao templates eject 取出的原始模板检查。"
    return problem.error("T01", message, at=place, hint=hint)
