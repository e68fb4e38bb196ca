"""A YAML file to a Form, everything wrong with it collected on the way."""

from pathlib import Path

from ...model.problem import ZipingbiaoError
from .decode import decode, is_clean, read_bytes
from .loaded import Loaded
from .positions import parse
from .reader import Reader
from .reporter import Reporter


def load(path: Path) -> Loaded:
    """Read a file. Never raises: what cannot be read or understood is a problem of the result."""
    reporter = Reporter(str(path))
    data = read_bytes(path, reporter)
    text = None if data is None else decode(data, reporter)
    return _read(text, reporter)


def read_text(path: Path) -> str:
    """The text of a file, its line ends as they are. Raises ZipingbiaoError where there is none to read."""
    reporter = Reporter(str(path))
    data = read_bytes(path, reporter)
    text = None if data is None else decode(data, reporter)
    if text is None:
        raise ZipingbiaoError(*reporter.problems())
    return text


def loads(text: str, *, file: str) -> Loaded:
    """Read a text as the file of that name would be read."""
    return _read(text, Reporter(file))


def _read(text: str | None, reporter: Reporter) -> Loaded:
    reader = Reader(reporter)
    form = None
    if text is not None and is_clean(text, reporter):
        root = parse(text, reporter)
        if root is not None:
            form = reader.form(root)
        elif not reporter.has_errors:
            reporter.report("Y08", "文件是空的", hint="zipingbiao new 可以写出一张空表")
    return Loaded(
        file=reporter.file,
        form=None if reporter.has_errors else form,
        problems=reporter.problems(),
        source=text or "",
        spots=reader.spots,
    )
