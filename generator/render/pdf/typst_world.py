"""Typst's compiler, and the little that it may see: a text, files of the template set, fonts.

Its root is a file, below which there is nothing; the same holds for its packages. The packaged template asks
for nothing else, so that it is compiled here; a person's own, which may ask for anything and go on for ever,
in a process of its own, with limits of time and memory and without a way out to the network.
"""

import os
import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from ...model import problem
from ...model.problem import Place, Problem, ZipingbiaoError
from ...runtime.isolation import Isolation, Limits
from ..fonts import lent_fonts
from ..templates import PACKAGE, TemplateSet, packaged_folder, read_file
from .engine import EPOCH

if TYPE_CHECKING:
    import typst

_NOTHING = PACKAGE / "py.typed"
"""An empty file, taken for a folder: nothing is found in it, on any system."""

_NO_PROXY = "http://127.0.0.1:9"
"""Where packages would be asked for: a port at which nobody answers."""

_MAIN = "main.typ"
_LIMITS = Limits(seconds=20.0, memory=2**30)
_AT = re.compile(r"┌─ (?:.*[/\\])?(?P<file>[^/\\\n]+):(?P<line>\d+):\d+")
_PACKAGE = re.compile(r"package")
_NO_FILE = re.compile(r"file not found|failed to load file|would escape|failed to access")


@frozen(kw_only=True)
class Work:
    """What is compiled: files by name, and the fonts, folders and files or whole small fonts."""

    files: Mapping[str, bytes]
    fonts: tuple[Path | bytes, ...]


class _CompileError(Exception):
    """What Typst says of a text: its message, and where."""


def compiled(source: str, name: str, templates: TemplateSet) -> bytes:
    """The PDF/A-3a and PDF/UA-1 file of the text that the template `name` gave.

    Raises ZipingbiaoError: T02 where it asks for a file outside the template set or for a package, T03 where
    it takes too long or too much memory, T11 where Typst finds it wrong.
    """
    fonts = (*templates.font_folders, *lent_fonts(source, templates.font_folders))
    packaged, file = packaged_folder().resolve(), templates.find(name)
    found = {one: (path, content) for one, path, content in _libraries(source, name, templates)}
    libraries = {one: path for one, (path, _) in found.items()}
    files = {_MAIN: source.encode(), **{one: content for one, (_, content) in found.items()}}
    work = Work(files=files, fonts=fonts)
    try:
        if all(path.is_relative_to(packaged) for path in (file, *libraries.values())):
            return _compiled(work)
        return _apart(evolve(work, files={**_own_files(templates), **files}), file)
    except _CompileError as error:
        raise ZipingbiaoError(_fault(*error.args, source=source, file=file, libraries=libraries)) from error


def _libraries(source: str, name: str, templates: TemplateSet) -> Iterator[tuple[str, Path, bytes]]:
    """The templates that the text or one of them names: Typst reads all it is given, every time.

    Yields the name, the file and what it holds.
    """
    left, seen = [source], {name}
    while left:
        named = {part.lstrip("./") for part in left.pop().split('"') if part.endswith(".typ")}
        for one in named - seen:
            seen.add(one)
            if (path := templates.found(one)) is not None:
                content = read_file(path)
                left.append(content.decode("utf-8", "replace"))
                yield one, path, content


def _own_files(templates: TemplateSet) -> Mapping[str, bytes]:
    """What a person's templates may import, read or show: the other files of the folder."""
    return {
        file.relative_to(folder).as_posix(): read_file(file)
        for folder in reversed(templates.folders[:-1])
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.resolve().is_relative_to(folder) and "fonts" not in file.parts
    }


def _apart(work: Work, file: Path) -> bytes:
    """`_compiled` in a process of its own."""
    try:
        outcome = _isolation().call(file, _outcome, work)
    except ZipingbiaoError as error:
        raise ZipingbiaoError(_too_much(file)) from error
    if isinstance(outcome, bytes):
        return outcome
    raise _CompileError(*outcome)


@cache
def _isolation() -> Isolation:
    return Isolation(_LIMITS)


def _outcome(work: Work) -> bytes | tuple[str, str]:
    """The file, or what is wrong; runs where nothing else does."""
    for name in ("no_proxy", "NO_PROXY"):
        os.environ.pop(name, None)
    os.environ["https_proxy"] = os.environ["HTTPS_PROXY"] = _NO_PROXY
    _be_silent()
    try:
        return _compiled(work)
    except _CompileError as error:
        message, diagnostic = error.args
        return message, diagnostic


@cache
def _be_silent() -> None:
    """Have nothing written where the person reads: Typst tells there how it ran out of memory."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


def _compiled(work: Work) -> bytes:
    import typst  # noqa: PLC0415 - may be missing

    files: Any = dict(work.files)  # which its declared types leave out
    try:
        found = _compiler(work.fonts).typst.compile(
            files, format="pdf", pdf_standards=["a-3a", "ua-1"], timestamp=EPOCH
        )
    except typst.TypstError as error:
        raise _CompileError(str(error.message), str(error.diagnostic)) from error
    assert isinstance(found, bytes)
    return found


@frozen
class _Compiler:
    """Typst's, and the folder of the small fonts, which are read when they are needed."""

    typst: "typst.Compiler"
    small: TemporaryDirectory[str]


@lru_cache(maxsize=8)
def _compiler(fonts: tuple[Path | bytes, ...]) -> _Compiler:
    """Kept, as it keeps the fonts."""
    import typst  # noqa: PLC0415 - may be missing

    small = TemporaryDirectory(prefix="zipingbiao-")
    for number, content in enumerate(font for font in fonts if isinstance(font, bytes)):
        Path(small.name, f"{number}.ttf").write_bytes(content)
    folders = [*(font for font in fonts if isinstance(font, Path)), Path(small.name)]
    found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
    return _Compiler(
        typst.Compiler(root=_NOTHING, font_paths=found, package_path=_NOTHING, package_cache_path=_NOTHING),
        small,
    )


def _fault(
    message: str, diagnostic: str, *, source: str, file: Path, libraries: Mapping[str, Path]
) -> Problem:
    place = _place(diagnostic, source, file, libraries)
    if _PACKAGE.search(message) or _NO_FILE.search(message):
        return problem.error(
            "T02",
            f"模板引用的资源不在模板文件夹内，或不存在：{message[:200]}",
            at=place,
            hint="请放进工作区的 templates 文件夹，用相对路径引用；程序包一律不从网上取",
        )
    return problem.error(
        "T11",
        f"Typst 排不出来：{message[:200]}",
        at=place,
        hint="请对照 zipingbiao templates eject 取出的原始模板检查",
    )


def _place(diagnostic: str, source: str, file: Path, libraries: Mapping[str, Path]) -> Place:
    """The line of the template, found by its text where it was printed as it stands."""
    at = _AT.search(diagnostic)
    if at is None:
        return Place(file=str(file))
    if at["file"] != _MAIN:
        return Place(file=str(libraries.get(at["file"], file.with_name(at["file"]))), line=int(at["line"]))
    lines = source.split("\n")
    number = int(at["line"])
    wrong = lines[number - 1] if number <= len(lines) else ""
    own = read_file(file).decode().splitlines()
    return Place(file=str(file), line=own.index(wrong) + 1 if wrong in own else None)


def _too_much(file: Path) -> Problem:
    return problem.error(
        "T03",
        f"用这个模板排版超过 {_LIMITS.seconds:g} 秒或 {_LIMITS.memory >> 20} MB 内存，已放弃",
        at=Place(file=str(file)),
        hint="请检查改过的模板里有没有层层的循环、过小的纸张",
    )
