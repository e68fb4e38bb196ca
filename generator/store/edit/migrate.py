"""Files of earlier formats brought to the present one, text by text, comments kept.

A migration is one step, from a version to the next; steps are chained.
"""

from collections.abc import Callable, Mapping

from attrs import evolve, frozen

from ...model import terms
from ...model.computed import score_total
from ...model.form import FORMAT, Form
from ...model.problem import Path, ZipingbiaoError
from ..fields import field_for, keys_of
from ..read.decode import is_clean
from ..read.file import loads
from ..read.loaded import Loaded, Spot
from ..read.positions import Entry, ListNode, MapNode, Node, ScalarNode, parse
from ..read.reporter import Reporter
from ..write.quoting import scalar
from .rewrite import rewrite
from .splices import Splices


@frozen
class Migrated:
    """The text in the present format, and the version it came from."""

    text: str
    version: int


def migrate(text: str, *, file: str) -> Migrated:
    """The text in the present format; unchanged where it is that already.

    Raises ZipingbiaoError where the text cannot be parsed or its version is not known.
    """
    first = _version(_parsed(text, file))
    for version in range(first, FORMAT):
        text = MIGRATIONS[version](_parsed(text, file))
    return Migrated(text, first)


def _parsed(text: str, file: str) -> Loaded:
    """The text with the places of its keys as written: it is no form yet."""
    reporter = Reporter(file)
    root = parse(text, reporter) if is_clean(text, reporter) else None
    if not reporter.has_errors and (not isinstance(root, MapNode) or root.flow):
        reporter.report("Y09", "文件应由「名称: 内容」各行组成")
    if reporter.has_errors:
        raise ZipingbiaoError(*reporter.problems())
    assert root is not None
    return Loaded(file=file, form=None, source=text, spots=dict(_walk(root, ())))


def _walk(node: Node, path: Path) -> list[tuple[Path, Spot]]:
    if isinstance(node, ScalarNode):
        return []
    if isinstance(node, ListNode):
        parts: list[tuple[Path, Spot]] = [((*path, n), item) for n, item in enumerate(node.items)]
    else:
        parts = [((*path, entry.key.text), entry) for entry in node.entries]
    below = (_walk(spot.value if isinstance(spot, Entry) else spot, here) for here, spot in parts)
    return [*parts, *(part for walked in below for part in walked)]


def _version(loaded: Loaded) -> int:
    """格式 as written; a file without it is as old as can be."""
    text = _text(loaded, terms.FORMAT) or "0"
    if text.isdecimal() and int(text) <= FORMAT:
        return int(text)
    reporter = Reporter(loaded.file)
    place = loaded.spots[(terms.FORMAT,)]
    mark = place.value.start if isinstance(place, Entry) else place.start
    reporter.report("Y11", f"不认识格式「{text}」，本程序最高读到 {FORMAT}", mark=mark, hint="请升级本程序")
    raise ZipingbiaoError(*reporter.problems())


def _text(loaded: Loaded, key: str) -> str | None:
    entry = loaded.spots.get((key,))
    if isinstance(entry, Entry) and isinstance(entry.value, ScalarNode):
        return entry.value.text
    return None


def _total_among_the_indicators(loaded: Loaded) -> str:
    """Format 0 → 1: 总分 moves from the top of the file into 绩效指标; 格式 is written."""
    splices = Splices(loaded)
    total, version = loaded.spots.get((terms.TOTAL,)), loaded.spots.get((terms.FORMAT,))
    if isinstance(total, Entry):
        _move_total(loaded, total, splices)
    if isinstance(version, Entry) and isinstance(version.value, ScalarNode):
        splices.put(version.value, "1")
    else:
        first = next(spot for spot in loaded.spots.values() if isinstance(spot, Entry))
        splices.insert_before(first.key.start.index, ["格式: 1"])
    return str(splices)


def _move_total(loaded: Loaded, total: Entry, splices: Splices) -> None:
    line = f"总分: {scalar(_text(loaded, '总分') or '', inline=True)}"
    indicators = loaded.spots.get((terms.INDICATORS,))
    if not isinstance(indicators, Entry):
        splices.replace(total, ["绩效指标:", f"  {line}"])
        return
    splices.cut(splices.own_line(total.key.start.index), total, 0)
    value = indicators.value
    if isinstance(value, MapNode) and value.flow:
        splices.add(value.start.index + 1, value.start.index + 1, line + (", " if value.entries else ""))
    else:
        column = value.entries[0].key.start.column if isinstance(value, MapNode) else 2
        splices.insert_after(indicators, [" " * column + line])


def _total_of_the_form(loaded: Loaded) -> str:
    """Format 1 → 2: 总分 moves to the top of the file, or goes where it is the sum of the scores."""
    loaded = _parsed(_without_the_sum(loaded), loaded.file)
    splices = Splices(loaded)
    version = loaded.spots[(terms.FORMAT,)]
    assert isinstance(version, Entry)
    assert isinstance(version.value, ScalarNode)
    splices.put(version.value, "2")
    if (found := _total_inside(loaded)) is not None:
        _move_out(*found, splices)
    return str(splices)


def _without_the_sum(loaded: Loaded) -> str:
    """The text without a 总分 that follows from the scores."""
    read = loads(loaded.source, file=loaded.file, kind=None)
    if read.form is None or read.form.total is None or read.form.total != score_total(read.form):
        return loaded.source
    return rewrite(read, evolve(read.form, total=None))


def _total_inside(loaded: Loaded) -> tuple[Entry, int] | None:
    """绩效指标 and the number of its entry that is 总分; None where it has none."""
    for path, spot in loaded.spots.items():
        if len(path) == 1 and isinstance(spot, Entry) and isinstance(spot.value, MapNode):
            entries = spot.value.entries if _is(terms.INDICATORS, spot) else ()
            for number, entry in enumerate(entries):
                if isinstance(entry.value, ScalarNode) and _is(terms.TOTAL, entry):
                    return spot, number
    return None


def _is(key: str, entry: Entry) -> bool:
    return field_for(entry.key.text, {key: keys_of(Form)[key]}) is not None


def _move_out(indicators: Entry, number: int, splices: Splices) -> None:
    """An entry of 绩效指标 to the top of the file, below it."""
    node = indicators.value
    assert isinstance(node, MapNode)
    entry = node.entries[number]
    if not node.flow and number + 1 == len(node.entries):
        splices.dedent(entry)
        return
    assert isinstance(entry.value, ScalarNode)
    splices.insert_after(indicators, [f"{entry.key.text}: {scalar(entry.value.text)}"])
    if node.flow:
        splices.take_out(node, number)
    else:
        splices.cut(splices.own_line(entry.key.start.index), entry, entry.key.start.column)


MIGRATIONS: Mapping[int, Callable[[Loaded], str]] = {0: _total_among_the_indicators, 1: _total_of_the_form}
"""The step from each earlier version to the next."""
