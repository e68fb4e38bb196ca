"""A YAML file to a Form, everything wrong with it collected on the way."""

from collections.abc import Mapping
from pathlib import Path

from attrs import evolve

from ...model.form import SELF_EVALUATION
from ...model.problem import Path as FormPath
from ...model.problem import Problem, ZipingbiaoError, path_in_words
from .comments import report_swallowed
from .decode import decode, is_clean, read_bytes
from .loaded import Loaded, Spot
from .positions import Entry, parse
from .reader import Reader
from .reporter import Reporter


def load(path: Path, *, kind: str | None = SELF_EVALUATION) -> Loaded:
    """Read a file. Never raises: what cannot be read or understood is a problem of the result.

    So is a form of another kind than the one that is wanted; None takes any.
    """
    reporter = Reporter(str(path))
    return _read(_text(path, reporter), reporter, kind)


def read_text(path: Path) -> str:
    """The text of a file, its line ends as they are. Raises ZipingbiaoError where there is none to read."""
    reporter = Reporter(str(path))
    text = _text(path, reporter)
    if text is None:
        raise ZipingbiaoError(*reporter.problems())
    return text


def _text(path: Path, reporter: Reporter) -> str | None:
    data = read_bytes(path, reporter)
    return None if data is None else decode(data, reporter)


def loads(text: str, *, file: str, kind: str | None = SELF_EVALUATION) -> Loaded:
    """Read a text as the file of that name would be read."""
    return _read(text, Reporter(file), kind)


def _read(text: str | None, reporter: Reporter, kind: str | None) -> Loaded:
    reader = Reader(reporter)
    form = None
    if text is not None and is_clean(text, reporter):
        root = parse(text, reporter)
        if root is not None:
            form = reader.form(root, kind)
        elif not reporter.has_errors:
            reporter.report("Y08", "文件是空的", hint="zipingbiao new 可以写出一张空表")
    loaded = Loaded(file=reporter.file, form=None, source=text or "", spots=reader.spots)
    if form is not None:
        report_swallowed(loaded, reporter)
    return evolve(
        loaded,
        form=None if reporter.has_errors else form,
        problems=tuple(_in_words(problem, reader.spots) for problem in reporter.problems()),
    )


def _in_words(problem: Problem, spots: Mapping[FormPath, Spot]) -> Problem:
    """The problem, its field named as the file names it."""
    path = problem.path
    keys = [spots.get(path[: length + 1]) for length in range(len(path))]
    words = tuple(
        key.key.text if isinstance(key, Entry) else part for key, part in zip(keys, path, strict=True)
    )
    return problem if words == path else evolve(problem, printed_field=path_in_words(words))
