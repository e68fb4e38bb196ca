"""The profiles that a workspace keeps, ``profiles/<name>.yaml``: rules and layouts of its own, checked.

They stand before ours of the same name, as a workspace's templates do. docs/dev/layouts.md explains the keys.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import attrs
import yaml

from ..model import terms
from ..model.form import Indicator
from ..model.profile import SHIPPED, Profiles
from ..model.vocabulary import shipped_vocabulary
from ..runtime.files import state_of
from .settings import FILE, load_settings
from .yaml_file import (
    Shape,
    Source,
    checked,
    choice,
    count,
    listed,
    mapping,
    number,
    read_shaped,
    record,
    words,
)

MAX_BYTES = 64 * 1024
MAX_PROFILES = 100
PORTRAIT, LANDSCAPE = 190, 277
"""Width of the table in mm, upright and on the long side."""
NARROWEST = 5
"""Width in mm that a column must have for a character to stand in it."""

_NAME = re.compile(r"[a-z0-9-]{1,40}")
_TEXT, _LABEL = words(200), words(40)
_LABELS = listed(_LABEL, 60, "[产出指标, 效益指标]")
_NUMBERS = mapping(number)
_SPAN = checked(count, lambda columns: None if columns else "这里至少是 1 列")
_NO_COLUMN = (terms.MORE, terms.REVIEW)
"""What a row holds and no form prints in a column of that name."""
_ADDING = "；另有别的栏的，先列在 more 里"
_TRUTH = choice(("true", "false"), "请写 true 或 false")
_SCORED = (terms.WEIGHT, terms.RATE, terms.SCORE, terms.REASON)

_BOUNDS = checked(
    listed(number, 2, "[0.65, 1.6]"),
    lambda bounds: (
        None
        if len(bounds) == 2 and 0 < bounds[0] <= 1 <= bounds[1]
        else "这里应是两个倍数，如 [0.65, 1.6]，左不大于 1，右不小于 1"
    ),
)


def _columns(known: Sequence[str], hint: str = "", **more: Shape) -> Shape:
    """A section: its columns with their spans, and the widths of its side labels."""
    spans = mapping(
        count, known.__contains__, f"可用的栏：{'、'.join(known)}；表上印别的词的，写在 words 里{hint}"
    )
    fields = {"columns": spans, "side": count, "name": count, "words": mapping(_LABEL), **more}
    return record(fields, required=["columns"])


def _grades_fault(grades: Mapping[str, Decimal]) -> str | None:
    begins = list(grades.values())
    falling = begins == sorted(set(begins), reverse=True)
    return None if falling and begins[-1:] == [0] else "各等级应从高到低写，最低的从 0 分起"


def _layout_fault(layout: Mapping[str, Any]) -> str | None:
    """What in a layout does not fit together."""
    widths, wanted = layout["widths"], LANDSCAPE if "page" in layout else PORTRAIT
    if min(widths, default=0) < NARROWEST:
        return f"widths 每列至少 {NARROWEST} 毫米"
    if sum(widths) != wanted:
        return f"widths 各列宽度之和是 {sum(widths)} 毫米，应是 {wanted}"
    for number_, row in enumerate(layout["heading"], start=1):
        if (taken := sum(map(sum, row.values()))) != len(widths):
            return f"heading 第 {number_} 行占 {taken} 列，应占 {len(widths)} 列"
    for name in ("funds", "goals", "indicators"):
        if (section := layout.get(name)) is not None:
            taken = sum(section["columns"].values()) + section.get("side", 0) + section.get("name", 0)
            if taken != len(widths):
                return f"{name} 占 {taken} 列（含 side、name），应占 {len(widths)} 列"
    if not layout.get("funds", {"name": 1}).get("name"):
        return "funds 的 name（资金名称占的列数）至少是 1"
    if not layout.get("goals", {"side": 1}).get("side"):
        return "goals 的 side（左侧标题占的列数）至少是 1"
    if terms.NAME not in layout["indicators"]["columns"]:
        return f"indicators 里没有“{terms.NAME}”一栏"
    return None


def _indicators() -> Shape:
    """Columns that are terms, or kept by their own names, or added by the profile under `more`."""
    fields_of_row = [key for a in attrs.fields(Indicator) if (key := a.metadata["key"]) not in _NO_COLUMN]
    known = (terms.LEVEL1, terms.LEVEL2, *fields_of_row, *sorted(shipped_vocabulary().columns))

    def shape(node: yaml.Node, source: Source) -> object:
        return _columns((*known, *_own_columns(node)), _ADDING, levels=_LABELS, more=_LABELS)(node, source)

    return shape


def _own_columns(node: yaml.Node) -> list[str]:
    """What stands under `more`, as far as it is a list."""
    entries = node.value if isinstance(node, yaml.MappingNode) else ()
    more = next((value for key, value in entries if key.value == "more"), None)
    return [str(name.value) for name in more.value] if isinstance(more, yaml.SequenceNode) else []


def _layout() -> Shape:
    span = checked(listed(_SPAN, 2, "[2, 7]"), lambda spans: None if len(spans) == 2 else "这里应是两个列数")
    fields = {
        "title": _TEXT,
        "page": choice(("landscape",), "横向的写 landscape，纵向的不写"),
        "widths": listed(number, 40, "[10, 20, 160]"),
        "bounds": _BOUNDS,
        "heading": listed(mapping(span), 20, "[{项目名称: [2, 7]}]"),
        "funds": _columns((*terms.AMOUNTS, *_SCORED), rows=_LABELS, unit=_LABEL),
        "goals": _columns((terms.PLANNED, terms.DONE)),
        "indicators": _indicators(),
        "total": lambda node, source: _TRUTH(node, source) == "true",
        "words": mapping(_TEXT),
        "footer": _LABELS,
    }
    return checked(record(fields, required=["widths", "heading", "indicators"]), _layout_fault)


def _profile() -> Shape:
    band = {"name": _LABEL, "from": number, "to": number, "words": _LABELS}
    deviation = dict.fromkeys(("exceeded", "noticeable", "executed", "hardly"), number) | {"reasons": _LABELS}
    span = {"from": number, "to": number}
    cap = {"below": number, "total": number}
    over = {"from": number, "points": number}
    scheme = {"source": _TEXT, "points": _NUMBERS}
    fields = {
        "title": _TEXT,
        "extends": _LABEL,
        "weights": listed(record(scheme, scheme), 20, "- {source: 文号, points: {产出指标: 50}}"),
        "required": record({"level1": _LABELS, "level2": _LABELS}, required=["level1", "level2"]),
        "bands": listed(record(band, band), 20, "- {name: 达成, from: 80, to: 100, words: [完成]}"),
        "grades": checked(_NUMBERS, _grades_fault),
        "reverse": listed(choice(("ratio", "linear"), "可用的有：ratio、linear"), 2, "[ratio, linear]"),
        "tolerances": record({"score": number, "rounding": number}, required=["score", "rounding"]),
        "deviation": record(deviation, deviation),
        "magnitude": mapping(record(span, span)),
        "years": record({"from": number}, required=["from"]),
        "caps": listed(record(cap, cap), 20, "- {below: 60, total: 69}"),
        "over": listed(record(over, over), 20, "- {from: 1.3, points: 2}"),
        "layout": _layout(),
    }
    return record(fields, required=["title"])


PROFILE = _profile()
"""The shape of a profile's file."""

_CONCERNS = (
    "weights", "required", "bands", "grades", "reverse", "tolerances", "deviation", "magnitude", "years",
    "caps",
)  # fmt: skip


def load_profiles(folder: Path) -> Profiles:
    """Ours, and those in a workspace's folder. Raises ZipingbiaoError C02 naming the file and the line.

    The workspace's settings say which holds for forms that name no layout; C01 where there is none such.
    """
    files = sorted(folder.glob("*.yaml"))[:MAX_PROFILES]
    default = load_settings(folder.parent).profile or SHIPPED.default
    profiles: Profiles = _loaded(tuple((file, *state_of(file)) for file in files), default)
    if default not in profiles.names():
        known = "、".join(profiles.names())
        source = Source(folder.parent / FILE, "C01", "设置文件")
        source.refuse(f"没有名为“{default}”的规则配置", hint=f"可用的有：{known}")
    return profiles


@lru_cache(maxsize=8)
def _loaded(files: tuple[tuple[Path, int, int], ...], default: str) -> Profiles:
    """The profiles in these files, as they are by size and time of change."""
    if not files and default == SHIPPED.default:
        return SHIPPED
    own, sources = {}, {file.stem: Source(file, "C02", "规则配置") for file, *_ in files}
    for name, source in sources.items():
        if not _NAME.fullmatch(name):
            source.refuse("规则配置的文件名只能用小写字母、数字和连字符", hint="例如：profiles/ningbo.yaml")
        own[name] = read_shaped(source, PROFILE, max_bytes=MAX_BYTES) or source.refuse("规则配置是空的")
    profiles = Profiles(own, default)
    for name, source in sources.items():
        _check_extended(name, source, profiles)
    return profiles


def _check_extended(name: str, source: Source, profiles: Profiles) -> None:
    """Refuse what extends nothing, or itself, or leaves out what nothing beneath it says."""
    known = "、".join(set(profiles.names()) - {name})
    try:
        data = profiles.data(name)
    except ValueError:
        source.refuse("extends 所写的规则配置不存在", hint=f"可用的有：{known}")
    except RecursionError:
        source.refuse("extends 互相引用，没有尽头", hint="请改为 extends: national")
    if missing := [key for key in _CONCERNS if key not in data]:
        source.refuse(f"缺“{'、'.join(missing)}”", hint="请写上，或写 extends: national，只写与它不同的")
