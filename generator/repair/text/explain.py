"""How well the faulty writer explains a text: which ranges it must have written, and how surely.

All sets of glyphs that a document's font may have used are weighed at once, by what the writer makes of them
(`faulty_writer`) and what was received. Two things about the document are unknown and tried out: how much
longer it is than the text at hand, and which share of the text stands in the broken font.
"""

from collections.abc import Callable, Sequence
from functools import cache
from itertools import product

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from .chains import Chains, frequency_of
from .language import LanguageModel
from .usage import MOST, Floats, log_absent, log_use

LENGTHS = (1.02, 4.0, 16.0, 64.0)
SHARES = (0.98, 0.7, 0.35, 0.1, 0.02)
EVENNESS = 4.0
"""How evenly the fonts of a document share the places of a character; pseudo-places."""
HOPELESS = -10.0
"""Nats below which a chain is not pursued."""
PROMISING = -4.0
"""Nats to which a chain must come at its best."""
PURSUED = -20.0
"""Nats below which a step is not pursued."""
_WORTH_PICKING = 64
"""So many terms, and those that add nothing are picked out first."""


@frozen
class Setting:
    """What is not known about a document: its length in texts at hand, and the broken font's share of it."""

    length: float
    share: float


SETTINGS = (
    *(Setting(length, share) for length, share in product(LENGTHS, SHARES[:3])),
    *(Setting(length, share) for length, share in product(LENGTHS[:2], SHARES[3:])),
)
"""A small share of a much longer document is not told from a large share of a shorter one."""


@frozen(eq=False)
class Observed:
    """The codes of a text: how often each occurs, and how many symbols the text has."""

    counts: NDArray[np.int64]
    length: int


@frozen(eq=False)
class Explanation:
    """How much better the writer explains the text than a sound font does, in nats; each step's chance."""

    score: float
    setting: Setting
    chance: Floats


def pursued(chains: Chains, observed: Observed) -> NDArray[np.bool_]:
    """The steps that the counts alone do not rule out; the first ones of each chain."""
    counts, length = observed.counts, observed.length
    seen, own = counts[chains.code], counts[chains.true]
    lost = np.where(seen > 0, 0.0, _missing(chains, length.bit_length()))
    there = np.flatnonzero((seen > 0) | (own > 0))
    expected = chains.frequency[chains.at[there]] * length
    change = log_use(seen[there], expected) - log_use(own[there], expected)
    lost[there] = np.minimum(lost[there] + change, 0.0)
    return _along(chains, lost) > PURSUED


@cache
def _missing(chains: Chains, bits: int) -> Floats:
    """`_chance_of_use`, kept: all texts of about one length ask for the same."""
    return _chance_of_use(chains, bits)


def _chance_of_use(chains: Chains, bits: int) -> Floats:
    """How likely a document is at best to use each step's character; its text's length has so many bits."""
    expected = chains.frequency[chains.at] * (LENGTHS[-1] * 2.0**bits)
    chance: Floats = np.log(np.maximum(-np.expm1(log_absent(expected)), 1e-9))
    return chance


@frozen(eq=False)
class Weights:
    """What does not hang on the setting, for each step: seen, claimed, taken from the code's own glyph."""

    seen: NDArray[np.bool_]
    claimed: Floats
    own: NDArray[np.int64]
    own_use: Floats
    """How likely the count of the character's own code is."""

    def select(self, keep: NDArray[np.bool_]) -> "Weights":
        """The weights of some steps."""
        return Weights(self.seen[keep], self.claimed[keep], self.own[keep], self.own_use[keep])


def weigh_counts(model: LanguageModel, chains: Chains, observed: Observed) -> Weights:
    """Weigh each step by how often its code, its character and the character's own code occur."""
    counts, length = observed.counts, observed.length
    expected = chains.frequency[chains.at] * length
    seen = counts[chains.code]
    own_use = log_use(counts[chains.true], expected)
    claimed = log_use(seen, expected) - own_use
    rare = frequency_of(model, chains.code) * length
    released = log_use(np.zeros_like(seen), rare) - log_use(seen, rare)
    claimed += np.where(chains.released, released, 0.0)
    return Weights(seen > 0, claimed, counts[chains.true], own_use)


def _unused(chains: Chains, observed: Observed, setting: Setting, places: NDArray[np.int64]) -> Floats:
    """How likely the document's font is not to use the characters at places of the order, in nats."""
    counts = np.minimum(observed.counts[chains.codes[places]], MOST)
    absent = log_absent(_beyond(chains, observed, setting, places))
    result: Floats = _log_left_out(setting.share)[counts] + absent
    return result


def _beyond(chains: Chains, observed: Observed, setting: Setting, places: NDArray[np.int64]) -> Floats:
    """How often the broken font is expected to use the characters in what the text leaves out."""
    beyond: Floats = chains.frequency[places] * observed.length * (setting.length - 1) * setting.share
    return beyond


@cache
def _log_left_out(share: float) -> Floats:
    """For each count of a character, how likely none of its places is in the broken font."""
    counts = np.arange(MOST + 1)
    return _log_share(counts, np.zeros_like(counts), share)


def _log_share(sound: NDArray[np.int64], broken: NDArray[np.int64], share: float) -> Floats:
    """How likely a character's places divide so between the other fonts and the broken one, in nats.

    Beta-binomial, because what stands in one font comes in stretches.
    """
    n, k = np.minimum(sound, MOST), np.minimum(broken, MOST)
    one = _rising(1.0)
    choices = one[n + k] - one[n] - one[k]
    other, own, both = (_rising(EVENNESS * part) for part in (1 - share, share, 1.0))
    result: Floats = choices + other[n] + own[k] - both[n + k]
    return result


@cache
def _rising(base: float) -> Floats:
    """The logarithms of base (base + 1) … (base + n - 1)."""
    return np.concatenate([[0.0], np.cumsum(np.log(base + np.arange(2 * MOST)))])


def _log_not(log: Floats) -> Floats:
    result: Floats = np.log(np.clip(-np.expm1(log), 1e-9, 1 - 1e-9))
    return result


def promising(
    chains: Chains, weights: Weights, observed: Observed, evidence: Callable[[float], Floats]
) -> NDArray[np.bool_]:
    """The steps of the chains that their evidence does not rule out; the first ones of each.

    A chain goes on to the last of its codes that the text has, and from there to the first character the text
    lacks: what a document does with characters that its text does not have is not known.
    """
    if not len(chains.at):
        return np.zeros(0, dtype=bool)
    missing = _chance_of_use(chains, observed.length.bit_length())
    spoken = np.max([evidence(share) for share in SHARES], axis=0)
    total = _along(chains, weights.claimed + np.where(weights.seen, spoken, missing))
    best = np.maximum.reduceat(np.where(weights.seen, total, -np.inf), chains.first[:-1])
    step = np.arange(len(total))
    seen = weights.seen & (total > HOPELESS)
    last = np.maximum.reduceat(np.where(seen, step, -1), chains.first[:-1])
    stop = np.where(np.concatenate([weights.own[1:] == 0, [True]]), step, len(step))
    stop = np.minimum.accumulate(stop[::-1])[::-1]
    reach = stop[np.maximum(last, 0)]
    keep: NDArray[np.bool_] = (best > PROMISING)[chains.owner] & (step <= reach[chains.owner])
    return keep


def _along(chains: Chains, steps: Floats) -> Floats:
    """The sum of each chain's steps up to each."""
    total = np.concatenate([[0.0], np.cumsum(steps)])
    result: Floats = total[1:] - total[chains.first[:-1]][chains.owner]
    return result


def explain(
    every: Chains,
    chains: Chains,
    weights: Weights,
    observed: Observed,
    evidence: Callable[[float], Floats],
    settings: Sequence[Setting] = SETTINGS,
) -> Explanation:
    """The best explanation over the settings.

    `every` are all chains of the order, `chains` the steps pursued; `evidence` gives, for a share of the
    broken font, what the surroundings of each step's code say for it, in nats.
    """
    spoken = {share: evidence(share) for share in {setting.share for setting in settings}}
    found = (
        _explain(every, chains, observed, weights, spoken[setting.share], setting) for setting in settings
    )
    return max(found, key=lambda explanation: explanation.score)


def _explain(
    every: Chains, chains: Chains, observed: Observed, weights: Weights, evidence: Floats, setting: Setting
) -> Explanation:
    elsewhere = _log_not(log_absent(_beyond(chains, observed, setting, chains.at)))
    step = weights.claimed + np.where(weights.seen, evidence, elsewhere) + _goes_on(chains)
    begin = _begins(chains, observed, setting)[chains.owner]
    end = _ends(chains, observed, setting) + _unclaimed(chains, weights, observed, setting)
    sound_runs = _sound_runs(every, observed, setting)
    back = chains.at + np.where(chains.forced == 1, 1, 2)
    passed = sound_runs[back] - sound_runs[chains.end - 1][chains.owner]
    score, chance = _weigh_all(chains, begin + _along(chains, step) + end - passed, back)
    return Explanation(score + float(sound_runs[-1]), setting, chance)


def _begins(chains: Chains, observed: Observed, setting: Setting) -> Floats:
    """How likely the font is to use both characters that the range begins with, for each chain."""
    first, second = (_log_not(_unused(chains, observed, setting, chains.end - back)) for back in (1, 0))
    return first + second


def _goes_on(chains: Chains) -> Floats:
    """How likely the range was not forced to end before each step."""
    forced = np.concatenate([[0.0], chains.forced[:-1]])
    forced[chains.first[:-1]] = 0.0
    return _log_not(np.log(np.maximum(forced, 1e-9)))


def _ends(chains: Chains, observed: Observed, setting: Setting) -> Floats:
    """How likely the range is to end after each step: it must, or the next character is not used."""
    after = np.minimum(chains.at + 1, len(chains.codes) - 1)
    unused = np.exp(_unused(chains, observed, setting, after))
    ends: Floats = np.log(chains.forced + (1 - chains.forced) * unused + 1e-30)
    return ends


def _unclaimed(chains: Chains, weights: Weights, observed: Observed, setting: Setting) -> Floats:
    """What it costs that characters in the chain are not written by it, though the text has their codes."""
    split = _log_share(weights.own, observed.counts[chains.code], setting.share)
    cost = np.where(weights.own > 0, split + weights.own_use, 0.0)
    total = np.concatenate([[0.0], np.cumsum(cost)])
    start = chains.first[:-1][chains.owner] + chains.unclaimed_from - chains.end[chains.owner] - 1
    result: Floats = total[1:] - total[np.minimum(start, np.arange(len(cost)) + 1)]
    return result


def _sound_runs(every: Chains, observed: Observed, setting: Setting) -> Floats:
    """What it costs, summed up to each place, that a range which should break there does not."""
    broken = _begins(every, observed, setting) + _log_not(_unused(every, observed, setting, every.end + 1))
    total = np.zeros(len(every.codes) + 3)
    total[every.end + 1] = np.log1p(-np.exp(broken))
    return np.cumsum(total)


def _weigh_all(chains: Chains, whole: Floats, back: NDArray[np.int64]) -> tuple[float, Floats]:
    """All ways to set chains one after another: their weight together, and the chance of each step.

    Only the last step of a chain may be forced, so the places where the steps before it lead back to sound
    glyphs follow one another.
    """
    spans = _worthwhile(chains, whole)
    arriving = np.full(len(chains.codes) + 3, -np.inf)
    before, weight, done = [], 0.0, 0
    for end, steps in spans:
        weight, done = _add_up(weight, arriving[done:end]), end
        before.append(weight)
        last = steps.stop - 1
        at = arriving[end + 3 : end + 3 + last - steps.start]
        np.logaddexp(at, weight + whole[steps.start : last], out=at)
        arriving[back[last]] = np.logaddexp(arriving[back[last]], weight + whole[last])
    total = _add_up(weight, arriving[done:])
    chance = np.full(len(whole), -np.inf)
    onward = np.zeros(len(chains.codes) + 4)
    upper, weight = len(onward), 0.0
    for (end, steps), reached in zip(reversed(spans), reversed(before), strict=True):
        onward[end:upper], upper = weight, end
        through = whole[steps] + onward[back[steps]]
        chance[steps] = reached + through
        weight = _add_up(weight, through)
    return total, _reaching(chains, np.exp(np.minimum(chance - total, 0.0)))


def _worthwhile(chains: Chains, whole: Floats) -> list[tuple[int, slice]]:
    """The chains worth setting: the place before the end each begins at, and its steps."""
    best = np.maximum.reduceat(whole, chains.first[:-1]) if len(whole) else whole
    return [
        (int(chains.end[k]), slice(int(chains.first[k]), int(chains.first[k + 1])))
        for k in np.flatnonzero(best > HOPELESS)
    ]


def _add_up(weight: float, more: Floats) -> float:
    if len(more) > _WORTH_PICKING:
        more = more[more > -np.inf]
    return float(np.logaddexp.reduce(more, initial=weight))


def _reaching(chains: Chains, ending: Floats) -> Floats:
    """The chance that a chain reaches each step, from the chances that it ends there."""
    total = np.concatenate([np.cumsum(ending[::-1])[::-1], [0.0]])
    result: Floats = np.minimum(total[:-1] - total[chains.first[1:]][chains.owner], 1.0)
    return result
