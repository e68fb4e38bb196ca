"""What the rules on writing say of texts that are sound: ``python -m bench.writing [CHARACTERS]``.

Every finding is a false alarm, or a slip of the text's own: the first of each are printed, to be looked at.
"""

import sys
from collections import defaultdict
from collections.abc import Iterator
from time import perf_counter

from attrs import evolve

from generator.audit import audit
from generator.model.form import Goals
from tests.audit.forms import SOUND as FORM

from .corpora import SOUND, load

LIMIT = 1_000_000
PART = 3000
"""Characters in one goal of a form."""
SHOWN = 6
RULES = ("R40", "R41", "R42", "R43")


def main() -> None:
    """Put each corpus into forms and count what is found."""
    limit = int(sys.argv[1]) if len(sys.argv) > 1 else LIMIT
    for name, text in load(SOUND).items():
        start = perf_counter()
        found = _found(text[:limit])
        counts = "，".join(f"{rule} {len(found[rule])}" for rule in RULES)
        print(f"{name}: {min(len(text), limit):,} characters, {counts}; {perf_counter() - start:.1f} s")
        for rule in RULES:
            for message in found[rule][:SHOWN]:
                print(f"    {rule} {message}")


def _found(text: str) -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for part in _parts(text):
        for problem in audit(evolve(FORM, goals=Goals(expected=part, actual="完成。"))):
            if problem.rule in RULES:
                found[problem.rule].append(problem.message)
    return found


def _parts(text: str) -> Iterator[str]:
    """Whole lines, about so many characters at a time."""
    part = ""
    for line in text.split("\n"):
        part += line + "\n"
        if len(part) >= PART:
            yield part
            part = ""
    yield part


if __name__ == "__main__":
    main()
