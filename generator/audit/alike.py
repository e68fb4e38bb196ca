"""Which of very many texts are nearly the same, in time that grows as their number does.

A text's fingerprint is a MinHash of its runs of four characters, a byte for each of 64 hashes, numbers and
punctuation left out: of two fingerprints as many bytes are the same as the texts have of their runs in
common. Texts are compared only where eight bytes in a row are the same, and with few of those.
"""

import hashlib
from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from .copies import LEAST, significant

ALIKE = 0.85
"""Share of the fingerprint that makes two texts nearly the same."""

LENGTH = 64
"""Bytes of a fingerprint."""

_RUN = 4
_BAND = 8
_COMPARED = 8
"""Different texts with the same eight bytes that a further one is compared with."""

_Numbers = NDArray[np.uint64]


def _odd_numbers(name: str) -> _Numbers:
    """Constants of the hashes; always the same, for fingerprints are kept in files."""
    digests = (hashlib.sha256(f"{name} {number}".encode()).digest() for number in range(LENGTH))
    return np.array([int.from_bytes(digest[:8]) | 1 for digest in digests], np.uint64)


_FACTORS, _ADDED = _odd_numbers("factor"), _odd_numbers("added")
_MIX = np.uint64(0x9E3779B97F4A7C15)
_POWERS = tuple(np.uint64(pow(1_000_003, power, 2**64)) for power in range(_RUN))


@lru_cache(maxsize=8_192)
def fingerprint(text: str) -> bytes:
    """The fingerprint of a text; empty where it is too short to have one."""
    plain = significant(text)
    if len(plain) < LEAST:
        return b""
    codes = np.frombuffer(plain.encode("utf-32-le", "replace"), np.uint32).astype(np.uint64)
    count = len(codes) - _RUN + 1
    runs: _Numbers = np.zeros(count, np.uint64)
    for place, power in enumerate(_POWERS):
        runs += codes[place : place + count] * power
    runs = np.unique(runs) * _MIX
    runs ^= runs >> np.uint64(29)
    least = ((runs[:, None] * _FACTORS + _ADDED) >> np.uint64(16)).min(axis=0)
    return bytes(((least * _MIX) >> np.uint64(56)).astype(np.uint8))


def likeness(first: bytes, second: bytes) -> float:
    """How much of two texts is the same, from 0 to 1, by their fingerprints."""
    same = np.frombuffer(first, np.uint8) == np.frombuffer(second, np.uint8)
    return float(same.mean())


@frozen
class Group:
    """Texts, by their number, that are nearly the same as the first of them; how much, at least."""

    members: tuple[int, ...]
    likeness: float


def groups(fingerprints: Sequence[bytes]) -> Iterator[Group]:
    """The groups of two and more, in the order of their first texts. Empty fingerprints are in none."""
    first = list(range(len(fingerprints)))
    for band in range(0, LENGTH, _BAND):
        buckets: dict[bytes, list[int]] = {}
        for number, mark in enumerate(fingerprints):
            if mark:
                _join(number, buckets.setdefault(mark[band : band + _BAND], []), first, fingerprints)
    yield from _gathered(first, fingerprints)


def _join(number: int, bucket: list[int], first: list[int], fingerprints: Sequence[bytes]) -> None:
    """Join a text to one of a bucket that it is like, else leave it there to be joined."""
    for other in bucket:
        if _root(first, other) == _root(first, number):
            return
        one, mark = fingerprints[other], fingerprints[number]
        if one == mark or likeness(one, mark) >= ALIKE:
            low, high = sorted((_root(first, other), _root(first, number)))
            first[high] = low
            return
    if len(bucket) < _COMPARED:
        bucket.append(number)


def _root(first: list[int], number: int) -> int:
    while first[number] != number:
        first[number] = first[first[number]]
        number = first[number]
    return number


def _gathered(first: list[int], fingerprints: Sequence[bytes]) -> Iterator[Group]:
    members: dict[int, list[int]] = {}
    for number in range(len(first)):
        root = _root(first, number)
        if root != number or fingerprints[number]:
            members.setdefault(root, []).append(number)
    for root, some in members.items():
        if len(some) > 1:
            least = min(likeness(fingerprints[root], mark) for mark in {fingerprints[n] for n in some})
            yield Group(tuple(some), least)
