"""The workspace's settings, ``zipingbiao.yaml``: what is printed, which rules hold, what reading may cost."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from attrs import field, frozen

from ..runtime.files import MIB
from ..runtime.isolation import DEFAULT_LIMITS, Limits
from .yaml_file import Shape, Source, checked, choice, listed, number, read_shaped, record, words

FILE = "zipingbiao.yaml"
MAX_BYTES = 4096
MAX_WATERMARK = 20
"""Characters; more would be too small to read across a page."""
MAX_SIGNATURES = 6
MAX_LABEL = 12
MAX_PROFILE = 40

WATERMARK, SIGNATURES, PROFILE, ENGINE, LIMITS = "水印", "签章", "规则配置", "引擎", "读取限度"
FIT_PAGES = "适应页数"
SECONDS, MEMORY = "时间", "内存"
WEASYPRINT, TYPST = ENGINES = ("weasyprint", "typst")


def _between(least: int, most: int, unit: str) -> Shape:
    message = f"这里应是 {least} 到 {most} 的数（{unit}）"
    return checked(number, lambda value: None if least <= value <= most else message)


_TRUTH = choice(("true", "false"), "请写 true 或 false")
_SHAPE = record(
    {
        WATERMARK: words(MAX_WATERMARK),
        SIGNATURES: listed(words(MAX_LABEL), MAX_SIGNATURES, "签章: [填报人, 负责人]"),
        FIT_PAGES: lambda node, source: _TRUTH(node, source) == "true",
        PROFILE: words(MAX_PROFILE),
        ENGINE: choice(ENGINES, f"可以写 {'、'.join(ENGINES)}"),
        LIMITS: record({SECONDS: _between(1, 3600, "秒"), MEMORY: _between(256, 65_536, "MB")}),
    }
)


@frozen(kw_only=True)
class Settings:
    """`watermark` stands behind the table of every page; each of `signatures` is followed by room to sign.

    `fit_pages` allows type up to a twelfth smaller where that saves a page; `profile` names the rules for
    forms that name no layout.
    """

    watermark: str | None = None
    signatures: tuple[str, ...] = ()
    fit_pages: bool = True
    profile: str | None = None
    engine: str | None = field(default=None, repr=False)
    """Which of `ENGINES` sets the pages; None for the one that this machine has."""
    limits: Limits = field(default=DEFAULT_LIMITS, repr=False)
    """Of reading one document; no output depends on them."""


def load_settings(root: Path) -> Settings:
    """The settings of a workspace; without the file, none. Raises ZipingbiaoError C01 with file and line."""
    source = Source(root / FILE, "C01", "设置文件")
    found = read_shaped(source, _SHAPE, max_bytes=MAX_BYTES) if source.file.exists() else None
    values = found or {}
    return Settings(
        watermark=values.get(WATERMARK),
        signatures=values.get(SIGNATURES, ()),
        fit_pages=values.get(FIT_PAGES, True),
        profile=values.get(PROFILE),
        engine=values.get(ENGINE),
        limits=_limits(values.get(LIMITS, {})),
    )


def _limits(found: Mapping[str, Decimal]) -> Limits:
    memory = found.get(MEMORY)
    return Limits(
        seconds=float(found.get(SECONDS, DEFAULT_LIMITS.seconds)),
        memory=DEFAULT_LIMITS.memory if memory is None else int(memory * MIB),
    )
