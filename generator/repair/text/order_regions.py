"""The broken fonts of a text whose order is known: what each has written, and what stays doubtful.

A text is believed to be broken where the writer explains it much better than chance, where it explains a fair
share of the rare characters, and where these do not merely stand quoted beside the right ones.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from .certificate import Certificate, certify
from .chains import known_chains
from .detection import RARE_CODE, traditional_characters
from .language import BREAK, DIGIT, LATIN, LanguageModel
from .odd_places import ODD, ODD_IN_BROKEN, OddPlaces, odd_places
from .order import Candidate, OrderDecoding, Tried, decode_on_orders
from .places import touched
from .stream import FIRST_CODE, LAST_CODE, Stream, padded_ids, read_stream

Chosen = NDArray[np.bool_]
Codes = NDArray[np.int64]

BROKEN = 7.0
"""Nats by which the writer must explain a text better than a sound font does."""
FAITHFUL, PASSABLE = 7.0, 2.5
"""Nats for each changed place: from these no other mechanism need be tried; below these nothing is proven."""
THIN, THIN_SPOKEN = 10.0, 4.0
"""Nats of the explanation, and of the surroundings, below which what is changed is doubtful all the same."""
SUSPECT = 0.5
"""Nats from which such a text is left as it is, but with doubts."""
MAX_REGIONS = 3
NEAR = 24
"""Characters within which a quotation names both the wrong character and the right one."""
WORD = 6
"""Characters between a quoted one and the marks of quotation."""
OPENING, CLOSING, CHANGING = frozenset("“‘\"'「『`"), frozenset("”’\"'」』`"), frozenset("→⇒⟶➔≠")
COMMON = 5.0
"""Nats more over the root of the places, where no rare code is explained: an unknown word repeats."""
UNEXPLAINED = 3.0
"""Nats more for each rare character that the writer does not explain: old texts are full of them."""
SPOKEN = 1.8
"""Nats that the surroundings must speak for the restored characters in all."""
SPOKEN_EACH = 1.2
"""The same for each rare code, on the average."""
LOUDEST = 12.0
"""Nats that one code can speak at most."""
ANOTHER_KIND = 8
"""So many rare codes, most without a candidate, are those of an old text."""
TRADITIONAL = 4
"""So many rare codes that are frequent characters of traditional text are no broken ones."""
KANA = 0.1
"""Share of a line's characters from which it is Japanese."""
WORTH_A_QUESTION = 0.2
"""The least chance of a candidate for a rare code that is worth a person's time."""
MIXED = 0.5
"""The share of a traditional text that may stand in a broken font."""
HEARD = 2.0
"""Nats that must be said around a place of a traditional text, unless it is quoted or stands alone."""
QUOTED = 0.4
"""Share of the places of rare codes in quotes, at arrows or alone, from which the text is about the fault."""


@frozen(eq=False)
class OrderRegion:
    """What one broken font has written in a stream.

    `changed` are the places to change, of which `quoted` are left: that would spoil a quotation. A suspect
    region is changed nowhere; in it a person is to be asked about the `asked` places.
    """

    name: str
    decoding: OrderDecoding
    chosen: Chosen
    changed: Chosen
    quoted: Chosen
    certificate: Certificate | None
    asked: Chosen | None = None

    @property
    def worth(self) -> float:
        """Nats of the explanation for each place it changes."""
        return self.decoding.score / max(int(self.changed.sum()), 1)

    @property
    def is_thin(self) -> bool:
        """Whether so little speaks for it that all of it is a question."""
        spoken = sum(self.decoding.spoken.get(code, 0.0) for code in self.decoding.likely)
        return self.decoding.score < THIN or spoken < THIN_SPOKEN

    @property
    def suspect(self) -> bool:
        """Whether it may be sound."""
        return self.asked is not None


@frozen(eq=False)
class Findings:
    """The regions of a text, the codes of the whole as restored, and candidates for the rare codes left."""

    regions: tuple[OrderRegion, ...]
    current: Codes
    left: dict[int, Candidate]
    asked: Chosen
    """The places at which a code left is a question: in a traditional text not all."""
    odd: tuple[OddPlaces, ...]
    """Places of common codes that read better otherwise."""

    @property
    def is_broken(self) -> bool:
        """Whether anything is to be changed."""
        return any(not region.suspect for region in self.regions)

    @property
    def is_faithful(self) -> bool:
        """Whether the text was so clearly broken on these orders that nothing else need be tried."""
        return self.is_broken and all(region.suspect or region.worth >= FAITHFUL for region in self.regions)


def find_regions(model: LanguageModel, stream: Stream, decodable: Chosen) -> Findings:
    """Every broken font of the decodable places, the one that explains most first."""
    rest, current = decodable & ~_japanese(stream) & ~_repeated(stream), stream.codes
    regions: list[OrderRegion] = []
    left: dict[int, Candidate] = {}
    for number in range(1, MAX_REGIONS + 1):
        tried = decode_on_orders(model, stream, rest, current, known_chains(model))
        if tried is None:
            left = {}
            break
        left = _left(model, stream, rest, tried)
        region = _region(model, stream, rest, tried.best, f"字体{number}")
        if region is None:
            break
        regions.append(region)
        if region.suspect:
            break
        current = np.where(region.changed, region.decoding.current, current)
        rest = rest & ~region.changed
        if not rare_codes(model, stream, rest):
            left = {}
            break
    asked = _asked(model, stream, rest, current, left)
    odd = _odd(model, stream, rest, current, regions, left)
    return Findings(tuple(regions), current, left, asked, odd)


def _asked(
    model: LanguageModel, stream: Stream, rest: Chosen, current: Codes, left: Mapping[int, Candidate]
) -> Chosen:
    """All places of the codes left; in a traditional text those quoted, alone, or spoken for around them."""
    if not left or not _is_traditional(rare_codes(model, stream, rest)):
        return rest
    mapped = {code: candidate.true for code, candidate in left.items()}
    chance = {code: candidate.chance for code, candidate in left.items()}
    at = touched(model, stream, rest, padded_ids(model, current), mapped, chance, MIXED)
    alone = _alone(model, stream)
    asked = np.zeros_like(rest)
    for place, context in zip(at.places.tolist(), at.context.tolist(), strict=True):
        asked[place] = context >= HEARD or bool(alone[place]) or _is_marked(stream.codes, place)
    return asked


def _odd(
    model: LanguageModel,
    stream: Stream,
    rest: Chosen,
    current: Codes,
    regions: Sequence[OrderRegion],
    left: Mapping[int, Candidate],
) -> tuple[OddPlaces, ...]:
    """The places of common codes that may be broken, but in a text whose one broken font is wholly known."""
    if any(region.certificate and region.certificate.is_whole for region in regions):
        return ()
    needed = ODD_IN_BROKEN if regions or left else ODD
    return tuple(odd_places(model, stream, current, rest, needed))


def _japanese(stream: Stream) -> Chosen:
    """The places in lines with a fair share of kana."""
    lines = int(stream.line[-1]) + 1 if len(stream.line) else 0
    kana = (stream.codes >= 0x3041) & (stream.codes <= 0x30FF)
    share = np.bincount(stream.line[kana], minlength=lines) / np.bincount(stream.line, minlength=lines).clip(
        1
    )
    result: Chosen = (share >= KANA)[stream.line]
    return result


def _repeated(stream: Stream) -> Chosen:
    """The places in runs of three or more of one character: no word, and each other's only company."""
    codes = stream.codes
    middle = np.zeros(len(codes) + 2, dtype=bool)
    middle[2:-2] = (codes[1:-1] == codes[:-2]) & (codes[1:-1] == codes[2:])
    repeated: Chosen = middle[:-2] | middle[1:-1] | middle[2:]
    return repeated


def rare_characters(model: LanguageModel, text: str) -> frozenset[str]:
    """The ideographs of a text that seldom stand in a modern one."""
    stream = read_stream(text)
    return frozenset(map(chr, rare_codes(model, stream, stream.is_code)))


def rare_codes(model: LanguageModel, stream: Stream, chosen: Chosen) -> frozenset[int]:
    """The codes of characters that seldom stand in a modern text."""
    codes = np.unique(stream.codes[stream.is_code & chosen])
    return frozenset(codes[model.unigram[model.id_of_code[codes]] < RARE_CODE].tolist())


def _left(model: LanguageModel, stream: Stream, rest: Chosen, tried: Tried) -> dict[int, Candidate]:
    """The best candidate of any order for each rare code; of a traditional text, for what is rare there."""
    rare = rare_codes(model, stream, rest)
    if _is_traditional(rare):
        rare -= traditional_characters()
    named = sorted((c for some in tried.first for c in some if c.code in rare), key=lambda c: c.chance)
    left = {candidate.code: candidate for candidate in named if candidate.chance >= WORTH_A_QUESTION}
    return left if len(rare) < ANOTHER_KIND or len(left) >= len(rare) / 2 else {}


def _is_traditional(rare: frozenset[int]) -> bool:
    return len(rare & traditional_characters()) >= TRADITIONAL


def _region(
    model: LanguageModel, stream: Stream, rest: Chosen, decoding: OrderDecoding, name: str
) -> OrderRegion | None:
    """What a decoding has found; None where it is no more than chance."""
    rare = rare_codes(model, stream, rest)
    unexplained = len(rare - decoding.likely.keys())
    if decoding.score < SUSPECT or decoding.score < UNEXPLAINED * unexplained:
        return None
    changed = np.zeros_like(rest)
    changed[decoding.taken] = True
    quoted = quotations(stream, decoding.current, changed)
    needed = BROKEN + UNEXPLAINED * unexplained
    if not rare & decoding.likely.keys():
        needed += COMMON * float(changed.sum()) ** 0.5
    asked = None
    if _is_about_the_fault(model, stream, rare, decoding, quoted):
        asked = changed & np.isin(stream.codes, list(rare))
    elif decoding.score < needed or not _is_borne_out(decoding, rare):
        if not rare & decoding.likely.keys():
            return None  # a word that the model does not know; `odd_places` asks where it reads much better
        asked = changed.copy()
        asked[decoding.touched.places[decoding.touched.chance >= WORTH_A_QUESTION]] = True
    if asked is not None:
        return OrderRegion(name, decoding, rest, np.zeros_like(rest), quoted, None, asked)
    changed &= ~quoted
    current = np.where(changed, decoding.current, stream.codes)
    certificate = certify(decoding.chains.faces, stream, current, rest, decoding.likely)
    return OrderRegion(name, decoding, rest, changed, quoted, certificate)


def _is_borne_out(decoding: OrderDecoding, rare: frozenset[int]) -> bool:
    """Whether what is around the codes speaks for the characters: around rare names and signs it does not."""
    spoken = {code: min(decoding.spoken.get(code, 0.0), LOUDEST) for code in decoding.likely}
    of_rare = [spoken[code] for code in spoken if code in rare]
    return sum(spoken.values()) >= SPOKEN and sum(of_rare) >= SPOKEN_EACH * len(of_rare)


def _is_about_the_fault(
    model: LanguageModel, stream: Stream, rare: frozenset[int], decoding: OrderDecoding, quoted: Chosen
) -> bool:
    """Whether the rare codes stand in quotations, or alone, rather than in the text."""
    touched = decoding.touched.places
    explained = [code for code in decoding.likely if code in rare]
    places = touched[np.isin(stream.codes[touched], explained)]
    apart = quoted | _alone(model, stream)
    named = sum(bool(apart[place]) or _is_marked(stream.codes, place) for place in places.tolist())
    return named > 0 and named >= QUOTED * len(places)


def _alone(model: LanguageModel, stream: Stream) -> Chosen:
    """The places with no ideograph beside them."""
    symbols = np.isin(padded_ids(model, stream.codes), (BREAK, DIGIT, LATIN))
    alone: Chosen = symbols[1:-3] & symbols[3:-1]
    return alone


def quotations(stream: Stream, current: Codes, changed: Chosen) -> Chosen:
    """The places to change in words that stand quoted beside the right ones."""
    quoted = np.zeros_like(changed)
    for place in np.flatnonzero(changed).tolist():
        quoted[place] = _has_its_like_near(stream, current, place)
    return quoted


def _has_its_like_near(stream: Stream, current: Codes, place: int) -> bool:
    """Whether the word stands in quotes or at an arrow, and near it the same word written right."""
    if not _is_marked(stream.codes, place):
        return False
    near = range(max(place - NEAR, 0), min(place + NEAR + 1, len(current)))
    return any(
        stream.codes[other] == current[place] and _same_word(current, place, other)
        for other in near
        if other != place
    )


def _is_marked(codes: Codes, place: int) -> bool:
    before = [chr(code) for code in codes[max(place - WORD, 0) : place].tolist()]
    after = [chr(code) for code in codes[place + 1 : place + 1 + WORD].tolist()]
    in_quotes = not OPENING.isdisjoint(before) and not CLOSING.isdisjoint(after)
    return in_quotes or not CHANGING.isdisjoint(before + after)


def _same_word(current: Codes, place: int, other: int) -> bool:
    if current[other] != current[place]:
        return False
    steps = [
        step for step in (-1, 1) if min(place, other) + step >= 0 and max(place, other) + step < len(current)
    ]
    return any(_is_han(current[place + s]) and current[place + s] == current[other + s] for s in steps)


def _is_han(code: int) -> bool:
    return FIRST_CODE <= code <= LAST_CODE
