"""The reference faces: what every character looks like in Song, Hei and Kai, as whitened features.

The file is made by ``python -m generator.maintain.glyph_references``; docs/glyphs.md names its sources.
"""

from functools import cache
from importlib.resources import files

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from .glyph import Features

LEVELS = 7
"""Quantised components run from -LEVELS to LEVELS, two to a byte."""
_SELDOM = frozenset("‚∶|")
_UNUSED = frozenset(
    "―丨丶丿乚亅亠冂冖冫凵勹匚卩厶讠阝刂亻廴宀囗巛屮彐彳彡忄扌攴攵旡氵灬爿犭疒癶礻罒艹虍衤覀豸钅饣纟辶髟丬罓"
)
_RARE_COST = 0.05
_UNUSED_COST = 0.15
"""Of small and vertical forms, and of strokes and parts of characters: nobody types them alone."""
FACES = ("宋体", "黑体", "楷体")


@frozen(kw_only=True)
class References:
    """For each face one unit vector per character, characters ascending; zeros where a face lacks one."""

    characters: NDArray[np.uint32]
    faces: tuple[str, ...]
    vectors: Features = field(eq=False, repr=False)
    """Shape (faces, characters, dimensions)."""
    extents: Features = field(eq=False, repr=False)
    """Shape (faces, characters, 4): left, top, right, bottom of the ink, in shares of the em."""
    rarity: NDArray[np.float32] = field(eq=False, repr=False)
    """By how much better a character must fit than a common one: ideographs outside GB 2312, seldom signs."""
    mean: Features = field(eq=False, repr=False)
    projection: Features = field(eq=False, repr=False)

    def whiten(self, features: Features) -> Features:
        """Raw features as unit vectors that compare with `vectors`."""
        return unit(np.asarray((features - self.mean) @ self.projection, np.float32))

    def index(self, character: str) -> int | None:
        """The place of a character, None where it is no reference."""
        if len(character) != 1:
            return None
        place = int(np.searchsorted(self.characters, ord(character)))
        found = place < len(self.characters) and self.characters[place] == ord(character)
        return place if found else None

    def between(self, first: str, end: str) -> range:
        """The places of the characters from `first` up to but not including `end`."""
        edges = np.searchsorted(self.characters, [ord(first), ord(end)])
        return range(int(edges[0]), int(edges[1]))


@cache
def references() -> References:
    """The shipped references, unpacked once."""
    with files(__package__).joinpath("glyph_references.npz").open("rb") as file, np.load(file) as data:
        vectors = unit(unpack(data["vectors"]))
        return References(
            characters=data["characters"],
            faces=FACES,
            vectors=vectors,
            extents=data["extents"].astype(np.float32) / 100,
            rarity=_rarity(data["characters"]),
            mean=data["mean"].astype(np.float32),
            projection=data["projection"].astype(np.float32),
        )


def _rarity(characters: NDArray[np.uint32]) -> NDArray[np.float32]:
    costs = (_cost(chr(code)) for code in characters)
    return np.fromiter(costs, np.float32, len(characters))


def _cost(character: str) -> float:
    if "\ufe30" <= character <= "\ufe6f" or character in _UNUSED:
        return _UNUSED_COST
    return _RARE_COST if _is_seldom(character) else 0.0


def _is_seldom(character: str) -> bool:
    """Whether a character gives way to one that looks the same: 囗 to 口, a wide letter to the letter."""
    if character >= "\u3400" and not character >= "\uf900":
        return character in _SELDOM or not is_common(character)
    return character in _SELDOM or _is_wide_latin(character)


def _is_wide_latin(character: str) -> bool:
    return "\uff0d" <= character <= "\uff5a" and chr(ord(character) - 0xFEE0) not in ":;<=>?"


def is_common(character: str) -> bool:
    """Whether a character is one of GB 2312."""
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def unit(vectors: Features) -> Features:
    """Each vector scaled to length 1; zeros stay."""
    norm = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(norm, 1e-6), np.float32)


def pack(vectors: Features) -> NDArray[np.uint8]:
    """Components as 4-bit levels, two to a byte; three standard deviations are the most."""
    scale = LEVELS / (3 * vectors.std())
    levels = np.clip(np.round(vectors * scale), -LEVELS, LEVELS).astype(np.int8) + LEVELS
    return np.asarray(levels[..., ::2] * 16 + levels[..., 1::2], np.uint8)


def unpack(packed: NDArray[np.uint8]) -> Features:
    """What `pack` kept, up to scale."""
    levels = np.stack([packed // 16, packed % 16], axis=-1).astype(np.float32) - LEVELS
    return np.asarray(levels.reshape(*packed.shape[:-1], -1), np.float32)
