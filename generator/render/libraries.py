"""The system libraries that setting a PDF needs, asked for before WeasyPrint is imported."""

import sys
from ctypes import CDLL
from ctypes.util import find_library

from attrs import frozen

from ..model import problem
from ..model.problem import Problem, ZipingbiaoError


@frozen
class Library:
    """A system library: its name, its Debian package, and the file and the short name it is found by."""

    name: str
    package: str
    file: str
    short: str

    @property
    def found(self) -> str | None:
        """The name by which the system loads it; None where it is missing."""
        try:
            CDLL(self.file)
        except OSError:
            return find_library(self.short) if sys.platform != "linux" else None
        return self.file


LIBRARIES = (
    Library("Pango", "libpango-1.0-0", "libpango-1.0.so.0", "pango-1.0"),
    Library("Pango（FreeType）", "libpangoft2-1.0-0", "libpangoft2-1.0.so.0", "pangoft2-1.0"),
    Library("HarfBuzz", "libharfbuzz0b", "libharfbuzz.so.0", "harfbuzz"),
    Library("HarfBuzz（子集）", "libharfbuzz-subset0", "libharfbuzz-subset.so.0", "harfbuzz-subset"),
    Library("fontconfig", "libfontconfig1", "libfontconfig.so.1", "fontconfig"),
    Library("GLib（GObject）", "libglib2.0-0", "libgobject-2.0.so.0", "gobject-2.0"),
)
"""Without HarfBuzz subset a form takes 6 s, not 0.15 s; without any other no PDF can be made."""


def missing_libraries() -> tuple[str, ...]:
    """The Debian packages of the libraries that this machine lacks."""
    return tuple(library.package for library in LIBRARIES if library.found is None)


def require_libraries() -> None:
    """Raise ZipingbiaoError, naming what to install, where a library is missing."""
    missing = missing_libraries()
    if missing:
        raise ZipingbiaoError(_missing(missing))


def _missing(packages: tuple[str, ...]) -> Problem:
    names = " ".join(packages)
    return problem.error(
        "L01",
        f"缺少制作 PDF 所需的系统组件：{names}。",
        hint=f"请以管理员身份运行：apt-get install {names}，然后重试；"
        "或运行：pip install 'zipingbiao[typst]'，改用不需要这些组件的 Typst。",
    )
