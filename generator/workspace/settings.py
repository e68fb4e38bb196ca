"""The workspace's settings, ``zipingbiao.yaml``: what is printed beside each table, which rules hold."""

from pathlib import Path

from attrs import frozen

from .yaml_file import Source, listed, read_shaped, record, words

FILE = "zipingbiao.yaml"
MAX_BYTES = 4096
MAX_WATERMARK = 20
"""Characters; more would be too small to read across a page."""
MAX_SIGNATURES = 6
MAX_LABEL = 12
MAX_PROFILE = 40

WATERMARK, SIGNATURES, PROFILE = "水印", "签章", "规则配置"
_SHAPE = record(
    {
        WATERMARK: words(MAX_WATERMARK),
        SIGNATURES: listed(words(MAX_LABEL), MAX_SIGNATURES, "签章: [填报人, 负责人]"),
        PROFILE: words(MAX_PROFILE),
    }
)


@frozen(kw_only=True)
class Settings:
    """`watermark` stands behind the table of every page; each of `signatures` is followed by room to sign.

    `profile` names the rules for forms that name no layout.
    """

    watermark: str | None = None
    signatures: tuple[str, ...] = ()
    profile: str | None = None


def load_settings(root: Path) -> Settings:
    """The settings of a workspace; without the file, none. Raises ZipingbiaoError C01 with file and line."""
    source = Source(root / FILE, "C01", "设置文件")
    found = read_shaped(source, _SHAPE, max_bytes=MAX_BYTES) if source.file.exists() else None
    values = found or {}
    return Settings(
        watermark=values.get(WATERMARK),
        signatures=values.get(SIGNATURES, ()),
        profile=values.get(PROFILE),
    )
