"""A character language model: how likely a Chinese character is where it stands.

Trigrams with interpolated back-off, as sorted integer keys that numpy searches many at a time. The shipped
file is made by ``python -m generator.maintain.language_model``; ``docs/repair.md`` names its sources.
"""

import json
import zlib
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

Ids = NDArray[np.int64]
Nats = NDArray[np.float32]

BREAK, DIGIT, LATIN, UNKNOWN, FIRST_CHARACTER = range(5)
"""Symbols that are no character of the vocabulary: what parts words, a digit, a letter, any other."""

STEP = 0.1
"""Nats per unit of the stored, quantised probabilities."""

_MODEL_FILE = "language_model.bin"


def symbol_of(character: str) -> int | None:
    """The class of a character that is no Han character; None for a Han character."""
    if "\u3400" <= character <= "\u9fff" or character >= "\U00020000":
        return None
    if character.isdigit():
        return DIGIT
    return LATIN if character.isalpha() and character.isascii() else BREAK


@frozen(eq=False)
class LanguageModel:
    """Natural logarithms of conditional probabilities, for arrays of symbol ids of one shape.

    `unigram` and `unigram_backoff` are indexed by id; `bigram_keys` are ``a * size + b``; `trigram_keys` are
    ``(index of the bigram) * size + c``; all keys ascend.
    """

    characters: str
    unigram: Nats
    unigram_backoff: Nats
    bigram_keys: Ids
    bigram: NDArray[np.uint8]
    bigram_backoff: NDArray[np.uint8]
    trigram_keys: Ids
    trigram: NDArray[np.uint8]
    id_of_code: NDArray[np.int32]
    """Symbol id by code point, for the Basic Multilingual Plane."""

    @property
    def size(self) -> int:
        """How many symbols there are."""
        return len(self.unigram)

    def ids(self, text: str) -> Ids:
        """The symbol of every character."""
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        known = self.id_of_code[np.minimum(codes, 0xFFFF)]
        return np.where(codes > 0xFFFF, UNKNOWN, known).astype(np.int64)

    def pairs(self, a: Ids, b: Ids) -> "Pairs":
        """Look up pairs of symbols, for the two methods below."""
        place, found = _find(self.bigram_keys, a * self.size + b)
        return Pairs(a, b, place, found)

    def second(self, pairs: "Pairs") -> Nats:
        """log P(b | a)."""
        backed = self.unigram_backoff[pairs.a] + self.unigram[pairs.b]
        return np.where(pairs.found, _nats(self.bigram[pairs.place]), backed)

    def third(self, pairs: "Pairs", following: "Pairs") -> Nats:
        """log P(c | a b), `pairs` being (a, b) and `following` (b, c)."""
        result = self.second(following)
        known = np.nonzero(pairs.found)
        first = pairs.place[known]
        place, found = _find(self.trigram_keys, first * self.size + following.b[known])
        backed = result[known] + _nats(self.bigram_backoff[first])
        result[known] = np.where(found, _nats(self.trigram[place]), backed)
        return result


@frozen(eq=False)
class Pairs:
    """Two symbols each, and the bigrams they are."""

    a: Ids
    b: Ids
    place: Ids
    found: NDArray[np.bool_]


def _find(keys: Ids, wanted: Ids) -> tuple[Ids, NDArray[np.bool_]]:
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return place, keys[place] == wanted


def _nats(stored: NDArray[Any]) -> Nats:
    nats: Nats = stored.astype(np.float32) * np.float32(-STEP)
    return nats


@cache
def shipped_model() -> LanguageModel:
    """The model in the package, read once."""
    return read_model(files(__package__).joinpath(_MODEL_FILE).read_bytes())


def read_model(packed: bytes) -> LanguageModel:
    """Unpack what `pack_model` made: a JSON line naming the arrays, then each, compressed together."""
    raw = zlib.decompress(packed)
    head_end = raw.index(b"\n")
    head = json.loads(raw[:head_end])
    arrays: dict[str, NDArray[Any]] = {}
    start = head_end + 1
    for name, dtype, length in head["arrays"]:
        arrays[name] = np.frombuffer(raw, dtype=dtype, count=length, offset=start)
        start += arrays[name].nbytes
    return _assemble(head["characters"], arrays)


def _assemble(characters: str, arrays: dict[str, NDArray[Any]]) -> LanguageModel:
    size = FIRST_CHARACTER + len(characters)
    return LanguageModel(
        characters=characters,
        unigram=_nats(arrays["unigram"]) / np.float32(10),
        unigram_backoff=_nats(arrays["unigram_backoff"]),
        bigram_keys=_keys(arrays["bigram_rows"], arrays["bigram_columns"], size),
        bigram=arrays["bigram"],
        bigram_backoff=arrays["bigram_backoff"],
        trigram_keys=_keys(arrays["trigram_rows"], arrays["trigram_columns"], size),
        trigram=arrays["trigram"],
        id_of_code=_id_of_code(characters),
    )


def _keys(row_lengths: NDArray[Any], columns: NDArray[Any], size: int) -> Ids:
    rows = np.repeat(np.arange(len(row_lengths), dtype=np.int64), row_lengths)
    keys: Ids = rows * size + columns
    return keys


def _id_of_code(characters: str) -> NDArray[np.int32]:
    table = np.full(0x10000, UNKNOWN, dtype=np.int32)
    for code in [*range(0x3400), *range(0xA000, 0x10000)]:
        table[code] = symbol_of(chr(code)) or BREAK
    for index, character in enumerate(characters):
        table[ord(character)] = FIRST_CHARACTER + index
    return table
