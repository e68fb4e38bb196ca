"""Glyph orders of Chinese faces: which character each glyph number draws.

A face whose glyph numbers keep step with the code points cannot break; one that packs its characters without
gaps can (`faulty_writer`). ``docs/repair.md`` says where the orders are from.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

FIRST_HAN, LAST_HAN = 0x4E00, 0x9FA5
"""The ideographs that the orders cover."""
_ORDERS = "face_orders.json"
_GB2312_ROWS = range(16, 88)
_GB2312_LEVEL_2 = 56
_EMPTY_CELLS = 5
"""At the end of row 55, which the code order does not count."""


@frozen(eq=False)
class Face:
    """A glyph order: `codes[i]` is the code point that glyph `gids[i]` draws; glyph numbers ascend."""

    name: str
    gids: NDArray[np.int64] = field(repr=False)
    codes: NDArray[np.int64] = field(repr=False)
    _gid_of: Mapping[int, int] = field(repr=False)

    def gid(self, character: str) -> int | None:
        """The glyph that draws a character, None where the order does not say."""
        return self._gid_of.get(ord(character)) if len(character) == 1 else None

    def character(self, gid: int) -> str | None:
        """What a glyph draws, None where the order does not say."""
        place = int(np.searchsorted(self.gids, gid))
        found = place < len(self.gids) and self.gids[place] == gid
        return chr(int(self.codes[place])) if found else None

    def neighbours(self, character: str) -> tuple[str | None, str | None]:
        """The characters of the glyphs before and after that of a character."""
        gid = self.gid(character)
        if gid is None:
            return None, None
        return self.character(gid - 1), self.character(gid + 1)

    @property
    def can_break(self) -> bool:
        """Whether any two neighbouring glyphs draw characters that are no neighbours in Unicode."""
        return bool(((np.diff(self.gids) == 1) & (np.diff(self.codes) != 1)).any())


def _face(name: str, gids: Iterable[int], characters: Iterable[str]) -> Face:
    codes, numbers = [ord(c) for c in characters], [*gids]
    gid_of = dict(zip(codes, numbers, strict=True))
    return Face(name, np.array(numbers, dtype=np.int64), np.array(codes, dtype=np.int64), gid_of)


@cache
def yahei(*, bold: bool = False) -> Face:
    """Microsoft YaHei (and YaHei UI): some 2,000 frequent characters packed, and the others behind them."""
    data = _data()
    entry = data["微软雅黑粗体" if bold else "微软雅黑"]
    block = [c for c in data["微软雅黑"]["块"] if c not in entry.get("块缺", "")]
    inside = frozenset(block)
    outside = [c for c in map(chr, range(FIRST_HAN, LAST_HAN + 1)) if c not in inside]
    first, first_outside = entry["块首号"], entry["块外首号"]
    gids = (*range(first, first + len(block)), *range(first_outside, first_outside + len(outside)))
    return _face("微软雅黑粗体" if bold else "微软雅黑", gids, block + outside)


@cache
def gb2312_by_unicode(offset: int) -> Face:
    """The Han of GB 2312 by code point, the first at glyph `offset`: 方正 GB1 faces, 苹方, 汉仪旗黑."""
    characters = sorted(_gb2312())
    return _face("国标字集", range(offset, offset + len(characters)), characters)


@cache
def gb2312_by_code(offset: int) -> Face:
    """The Han of GB 2312 in its own order, the first at glyph `offset`: 楷体_GB2312, 仿宋_GB2312."""
    characters = _gb2312()
    return _face("国标区位", range(offset, offset + len(characters)), characters)


@cache
def constant(offset: int) -> Face:
    """A face whose glyph numbers are the code points less `offset`, as SimSun's: it cannot break."""
    codes = range(FIRST_HAN, LAST_HAN + 1)
    return _face("等距", (code - offset for code in codes), map(chr, codes))


YAHEI_LIGHT = 0x2EAB
"""The offset of 微软雅黑 Light."""
BY_UNICODE = (694, 695, 926, 948, 955, 1246)
"""Offsets met: 方正 FZ…--GB1-0, 方正正黑, 汉仪旗黑, BousungEG, two without a name, 苹方."""
BY_CODE = (780, 940, 1197, 1391)
"""Offsets met: 楷体_GB2312 and 仿宋_GB2312, TencentSans, 汉仪, 华文彩云 and 新魏."""


_NAMED: tuple[tuple[str, Callable[[], tuple[Face, ...]]], ...] = (
    (r"yaheilight|雅黑light", lambda: (constant(YAHEI_LIGHT),)),
    (r"(yahei|雅黑).*bold", lambda: (yahei(bold=True), yahei())),
    (r"yahei|雅黑", lambda: (yahei(), yahei(bold=True))),
    (r"(楷体|仿宋|kaiti|fangsong)gb2312", lambda: (gb2312_by_code(780),)),
    (r"^fz.*gb1|方正", lambda: tuple(map(gb2312_by_unicode, BY_UNICODE[:2]))),
    (r"hyqihei|旗黑", lambda: (gb2312_by_unicode(926),)),
    (r"pingfang|苹方", lambda: (gb2312_by_unicode(1246),)),
    (r"^hy|汉仪", lambda: (gb2312_by_code(1197),)),
    (r"stcaiyun|stxinwei|彩云|新魏", lambda: (gb2312_by_code(1391),)),
    (r"tencentsans", lambda: (gb2312_by_code(940),)),
)


def faces_named(base_font: str) -> tuple[Face, ...]:
    """The orders a font of this name may have, the likeliest first; a subset's prefix does not matter.

    A name is a hint: that the order is the font's own must be checked on the font.
    """
    name = re.sub(r"^[A-Z]{6}\+", "", base_font)
    plain = re.sub(r"[\s_,\-]", "", name).casefold()
    for pattern, faces in _NAMED:
        if re.search(pattern, plain):
            return faces()
    return ()


def _gb2312() -> list[str]:
    """The Han of GB 2312 in code order; glyph numbers leave out the empty cells of row 55."""
    cells = (
        (row, cell)
        for row in _GB2312_ROWS
        for cell in range(1, 95 - (_EMPTY_CELLS if row == _GB2312_LEVEL_2 - 1 else 0))
    )
    return [bytes((row + 0xA0, cell + 0xA0)).decode("gb2312") for row, cell in cells]


@cache
def _data() -> Any:  # noqa: ANN401 - JSON
    return json.loads(files(__package__).joinpath(_ORDERS).read_text("utf-8"))
