"""The system libraries that setting a PDF needs, asked for before WeasyPrint is imported."""

import sys
from ctypes import CDLL
from ctypes.util import find_library

from ..model import problem
from ..model.problem import Problem, ZipingbiaoError

_PACKAGES = {
    "libpango-1.0-0": ("pango-1.0", "libpango-1.0.so.0"),
    "libpangoft2-1.0-0": ("pangoft2-1.0", "libpangoft2-1.0.so.0"),
    "libharfbuzz-subset0": ("harfbuzz-subset", "libharfbuzz-subset.so.0"),
}
"""Debian package → the library's short name and its file. Without the last a form takes 6 s, not 0.15 s."""


def missing_libraries() -> tuple[str, ...]:
    """The Debian packages of the libraries that this machine lacks."""
    return tuple(package for package, names in _PACKAGES.items() if not _found(*names))


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
        hint=f"请以管理员身份运行：apt-get install {names}，然后重试。",
    )


def _found(short: str, file: str) -> bool:
    try:
        CDLL(file)
    except OSError:
        return sys.platform != "linux" and find_library(short) is not None
    return True
