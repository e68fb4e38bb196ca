"""Defects of extraction that need no decoding: each a rule with a name, each change an edit at a place.

Line ends are never touched, so line numbers hold. Full-width punctuation is never touched either.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from importlib.resources import files

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from .language import LanguageModel

RADICAL = "康熙部首"
COMPATIBILITY = "兼容汉字"
DOUBLED = "叠印重字"
SPACED = "撑行空格"
COMPOSED = "组合字符"

MIN_DOUBLED = 5
"""Characters doubled in a row that no Chinese reduplication reaches (整整齐齐 has two)."""
MIN_SPACED = 6
"""Single characters in a row, a space between each: fewer may be a scale (优 良 中 差) or short columns."""
COUNTING = frozenset("〇一二三四五六七八九十百千甲乙丙丁戊己庚辛壬癸")
MAX_RUN = 400
"""Characters in a row beyond which it is no line of a document."""
BELONGING = 0.5
"""Nats per pair of neighbours by which spaced characters must be likelier as one phrase than apart."""


_RADICAL = re.compile("[\u2e80-\u2fdf]")
_UNIFIED = re.compile(
    "[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002ee5f\U00030000-\U000323af"
    "\ufa0e\ufa0f\ufa11\ufa13\ufa14\ufa1f\ufa21\ufa23\ufa24\ufa27-\ufa29]"
)
"""The last twelve stand among the compatibility ideographs, but are none."""
_DOUBLED = re.compile(rf"(?:(\S)\1(?!\1)){{{MIN_DOUBLED},}}")


@frozen(order=True)
class Edit:
    """At an offset of a text, `extracted` becomes `true`."""

    offset: int
    extracted: str
    true: str
    rule: str


@frozen(eq=False)
class Cleaned:
    """A text without the defects, and the edits that made it, at offsets of the raw text.

    `offsets` is each character's offset in the raw text; `edited` says which characters an edit put there.
    """

    text: str
    edits: tuple[Edit, ...]
    offsets: NDArray[np.int64]
    edited: NDArray[np.bool_]


def clean(text: str, model: LanguageModel, keep: frozenset[int] = frozenset()) -> Cleaned:
    """Apply every rule, one after the other, but not at the raw offsets to `keep`; linear in the length."""
    result = Cleaned(text, (), np.arange(len(text)), np.zeros(len(text), dtype=bool))
    for rule in (radicals, compatibility, doubled, lambda t: spaced(t, model), composed):
        result = _apply(result, list(rule(result.text)), keep)
    return result


def _apply(before: Cleaned, edits: Sequence[Edit], keep: frozenset[int]) -> Cleaned:
    free = [edit for edit in edits if _is_free(before, edit, keep)]
    if not free:
        return before
    texts, offsets, edited, done = [], [], [], 0
    for edit in free:
        texts += [before.text[done : edit.offset], edit.true]
        offsets += [before.offsets[done : edit.offset], np.full(len(edit.true), before.offsets[edit.offset])]
        edited += [before.edited[done : edit.offset], np.ones(len(edit.true), dtype=bool)]
        done = edit.offset + len(edit.extracted)
    moved = [evolve(edit, offset=int(before.offsets[edit.offset])) for edit in free]
    return Cleaned(
        "".join([*texts, before.text[done:]]),
        (*before.edits, *moved),
        np.concatenate([*offsets, before.offsets[done:]]),
        np.concatenate([*edited, before.edited[done:]]),
    )


def _is_free(before: Cleaned, edit: Edit, keep: frozenset[int]) -> bool:
    """Whether no earlier rule and no person has decided about the place: then the raw text holds it too."""
    end = edit.offset + len(edit.extracted)
    first, last = int(before.offsets[edit.offset]), int(before.offsets[end - 1])
    whole = last - first == len(edit.extracted) - 1
    return whole and not before.edited[edit.offset : end].any() and keep.isdisjoint(range(first, last + 1))


def radicals(text: str, *, old: bool | None = None) -> Iterator[Edit]:
    """Kangxi radicals and radical supplements that stand for the character they are the form of.

    Unicode holds ⼾ equal to 戶, ⾭ to 靑 and ⿈ to 黃; mainland text means 户, 青 and 黄. `old` says whether
    the text is traditional; None, that it shows by itself.
    """
    for match in re.finditer("[⺀-⿕]", text):
        true = _RADICALS.get(match[0]) or unicodedata.normalize("NFKC", match[0])
        if true in _NEW_FORMS:
            old = is_traditional(text) if old is None else old
            true = true if old and true in _OLD_FORMS_IN_USE else _NEW_FORMS[true]
        if true != match[0]:
            yield Edit(match.start(), match[0], _unless_following(match, true), RADICAL)


def compatibility(text: str) -> Iterator[Edit]:
    """Compatibility ideographs that Unicode holds equal to a unified one."""
    for match in re.finditer("[\uf900-\ufaff\U0002f800-\U0002fa1f]", text):
        true = unicodedata.normalize("NFC", match[0])
        if true != match[0]:
            yield Edit(match.start(), match[0], _unless_following(match, true), COMPATIBILITY)


def _unless_following(match: re.Match[str], true: str) -> str:
    """Nothing where the character itself comes next: ⼊入 is a claim (`one_ideograph`) copied out."""
    following = unicodedata.normalize("NFC", match.string[match.end() : match.end() + 1])
    return "" if following and following in (true, _NEW_FORMS.get(true), _OLD_FORMS.get(true)) else true


def is_traditional(text: str) -> bool:
    """Whether a text has more characters that only traditional text has than such of simplified text."""
    return sum(map(text.count, _TRADITIONAL)) > sum(map(text.count, _SIMPLIFIED))


def one_ideograph(claim: str) -> str:
    """The ideograph that a claim of several characters names by all its code points; "" where it names more.

    Quartz claims for a glyph every character that the font draws with it: 入 as ⼊入, 目 as ⺫⽬目. A radical
    beside the one ideograph is its radical, whatever Unicode holds it equal to; a compatibility ideograph
    must be held equal to it.
    """
    if len(claim) < 2:
        return ""
    forms = (*radicals(claim), *compatibility(claim))
    named = _UNIFIED.findall(claim) or sorted({form.true for form in forms if form.true})
    if len(named) != 1:
        return ""
    others = claim.replace(named[0], "")
    same = all(_RADICAL.match(other) or unicodedata.normalize("NFC", other) == named[0] for other in others)
    return named[0] if same else ""


def composed(text: str) -> Iterator[Edit]:
    """Base letters followed by combining marks, where one character (NFC) means the same."""
    if unicodedata.is_normalized("NFC", text):
        return
    for match in re.finditer("[^\u2e80-\u303f\u3400-\u9fff\uff01-\uff60\ud800-\udfff\\s]+", text):
        true = unicodedata.normalize("NFC", match[0])
        if true != match[0]:
            yield Edit(match.start(), match[0], true, COMPOSED)


def doubled(text: str) -> Iterator[Edit]:
    """Characters printed twice to fake bold: the second of each pair goes."""
    for match in _DOUBLED.finditer(text):
        ideographs = len(re.findall("[一-鿿]", match[0][:MAX_RUN]))
        if len(match[0]) < MAX_RUN and ideographs >= 2 * (MIN_DOUBLED - 1):
            for offset in range(match.start() + 1, match.end(), 2):
                yield Edit(offset, text[offset], "", DOUBLED)


def spaced(text: str, model: LanguageModel) -> Iterator[Edit]:
    """Spaces that only stretch a line: between single characters that read as one phrase."""
    one = "[一-鿿，。、；：“”（）]"
    for match in re.finditer(f"(?<![^ 　\n]){one}(?:[ 　]{one}){{{MIN_SPACED - 1},}}(?![^ 　\n])", text):
        if len(match[0]) < MAX_RUN and _belongs_together(match[0][::2], model):
            for offset in range(match.start() + 1, match.end(), 2):
                yield Edit(offset, text[offset], "", SPACED)


def _belongs_together(phrase: str, model: LanguageModel) -> bool:
    if COUNTING.issuperset(phrase):
        return False
    ids = model.ids(phrase)
    gain = model.second(model.pairs(ids[:-1], ids[1:])) - model.unigram[ids[1:]]
    return float(gain.mean()) > BELONGING


def _read_radicals() -> dict[str, str]:
    lines = files(__package__).joinpath("radicals.txt").read_text("utf-8").splitlines()
    pairs = (line.split() for line in lines if line and not line.startswith("#"))
    return {pair[0]: pair[1] for pair in pairs}


_RADICALS = _read_radicals()
_NEW_FORMS = {"戶": "户", "靑": "青", "黃": "黄"}
"""The old form that Unicode gives for a radical, and the form printed beside it on the mainland: ⼾户."""
_OLD_FORMS = {new: old for old, new in _NEW_FORMS.items()}
_OLD_FORMS_IN_USE = frozenset("戶黃")
"""Those that traditional text has: 靑 is seen in neither."""
_TRADITIONAL = "國會們來說時個這對學發經過為與後開關實點應當長進動員區產業務報見問間門"
_SIMPLIFIED = "国会们来说时个这对学发经过为与后开关实点应当长进动员区产业务报见问间门"
"""The same characters in both ways of writing, the commonest of those that differ."""
