"""Measure the repair of broken text: ``python bench/repair.py [--documents N] [--sound] [--calibrate]``.

Sound texts are broken by the mechanism (`generator.repair.text.breakage`) and restored. Prints, by length and
severity, what share of the broken characters came back, how many changes without a doubt mark are right, what
share of the broken characters left standing is marked, and the processor time.
"""

import argparse
import time
from collections.abc import Iterator
from itertools import pairwise
from random import Random

import corpora
from attrs import define

from generator.repair.log import CHARACTER_MAP
from generator.repair.text.breakage import Severity, break_text, broken_map
from generator.repair.text.confidence import DOUBTFUL
from generator.repair.text.decode import decode
from generator.repair.text.language import shipped_model
from generator.repair.text.restore import TextRepair, repair_text
from generator.repair.text.stream import read_stream

LENGTHS = (10_000, 2_000, 500)
WEIGHT = {10_000: 4, 2_000: 10, 500: 40}
"""Documents of each length, for ten asked for: a short one holds few broken characters."""


@define
class Tally:
    """Counts of characters over some documents, and seconds of processor time."""

    documents: int = 0
    characters: int = 0
    broken: int = 0
    restored: int = 0
    sure_changes: int = 0
    sure_right: int = 0
    changes: int = 0
    right_changes: int = 0
    standing: int = 0
    standing_marked: int = 0
    damaged: int = 0
    marked: int = 0
    needlessly: int = 0
    seconds: float = 0.0

    def add(self, true: str, raw: str, repair: TextRepair) -> None:
        """Compare one restored document with the truth."""
        marked = marked_offsets(raw, repair)
        self.documents += 1
        self.characters += len(true)
        self.marked += len(marked)
        for i, (t, r, o) in enumerate(zip(true, raw, repair.text, strict=True)):
            self.broken += r != t
            self.restored += r != t == o
            self.changes += o != r
            self.right_changes += r != o == t
            self.damaged += r == t != o
            if i in marked:
                self.needlessly += o == t
            elif o != r:
                self.sure_changes += 1
                self.sure_right += o == t
            if t != r == o:
                self.standing += 1
                self.standing_marked += i in marked

    def rate(self, number: float) -> float:
        """So many per ten thousand characters."""
        return number * 1e4 / max(self.characters, 1)

    def row(self) -> str:
        """The figures, as a line of the table."""
        return (
            f"{share(self.restored, self.broken)}  {share(self.right_changes, self.changes)}"
            f"  {share(self.sure_right, self.sure_changes)}  {share(self.standing_marked, self.standing)}"
            f"  {self.rate(self.damaged):7.2f}  {self.rate(self.marked):7.1f}"
            f"  {share(self.needlessly, self.marked)}  {self.rate(self.seconds):7.3f}"
        )


HEADER = "还原率    改对率   无疑改对  漏改有疑  误伤/万  存疑/万  多余存疑  秒/万字"


def share(part: int, whole: int) -> str:
    """A percentage, or a dash where there is nothing to share."""
    return f"{part / whole:7.2%}" if whole else "      —"


def marked_offsets(raw: str, repair: TextRepair) -> set[int]:
    """The places of all doubts."""
    starts = [0]
    for line in raw.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    return {starts[spot.line - 1] + spot.column - 1 for doubt in repair.doubts for spot in doubt.places}


def documents(text: str, length: int, count: int, seed: str) -> Iterator[str]:
    """Excerpts of a corpus, at random places that begin a line."""
    random = Random(seed)
    if len(text) <= length:
        count, length = 1, len(text)
    for _ in range(count):
        start = text.rfind("\n", 0, random.randrange(max(len(text) - length, 1)) + 1) + 1
        yield text[start : start + length]


def measure(text: str, name: str, length: int, severity: Severity, count: int) -> Tally:
    """Break and restore some excerpts of one corpus."""
    tally = Tally()
    random = Random(f"{name} {length} {severity.name}")
    for true in documents(text, length, count, f"{name} {length}"):
        changed = broken_map(true, severity, random)
        if changed is None:
            continue
        raw = break_text(true, changed)
        began = time.process_time()
        repair = repair_text(raw, source=name)
        tally.seconds += time.process_time() - began
        if len(repair.text) == len(raw):
            tally.add(true, raw, repair)
    return tally


def print_broken(count: int, severities: list[Severity], lengths: list[int]) -> None:
    """The table by severity, length and kind of text."""
    texts = corpora.load(corpora.BROKEN_ON)
    for severity in severities:
        print(f"\n{severity.name:<24}{HEADER}")
        for length in lengths:
            rows = {}
            for name, text in texts.items():
                wanted = max(count * WEIGHT.get(length, 10) // 10, 1)
                rows[name] = measure(text, name, length, severity, wanted)
                print(f"{length:>6} {pad(name)} {rows[name].documents:>4}  {rows[name].row()}", flush=True)
            print_mean(length, [rows[name] for name in rows if name != "自评表"])


def print_mean(length: int, rows: list[Tally]) -> None:
    """The mean over kinds of text."""
    restored = [row.restored / row.broken for row in rows if row.broken]
    sure, right = sum(r.sure_changes for r in rows), sum(r.sure_right for r in rows)
    standing, marked = sum(r.standing for r in rows), sum(r.standing_marked for r in rows)
    mean = sum(restored) / max(len(restored), 1)
    figures = f"{mean:7.2%}           {share(right, sure)}  {share(marked, standing)}"
    print(f"{length:>6} {pad('平均')}       {figures}\n")


def print_sound(length: int) -> None:
    """What is changed in sound texts, cut into documents: characters decoded, and defects cleaned."""
    print(f"\n完好文本（每篇{length}字）  字数  误改  清理")
    total = changed = 0
    for name, text in corpora.load(corpora.SOUND).items():
        changes = [
            entry
            for start in range(0, len(text), length)
            for entry in repair_text(text[start : start + length], source=name).log.changes
        ]
        wrong = sum(len(entry.places) for entry in changes if entry.rule == CHARACTER_MAP)
        cleaned = sum(len(entry.places) for entry in changes if entry.rule != CHARACTER_MAP)
        total, changed = total + len(text), changed + wrong
        print(f"{pad(name)} {len(text):>9,}  {wrong:>4}  {cleaned:>4}", flush=True)
    rate = changed * 1e5 / max(total, 1)
    print(f"{pad('合计')} {total:>9,}  {changed:>4}  误改每十万字 {rate:.2f}")


def print_calibration(count: int) -> None:
    """How often decodings of a strength (margin over the root of the count) are right."""
    model, random = shipped_model(), Random("calibrate")
    rows: list[tuple[bool, float, bool]] = []
    for name, text in corpora.load(corpora.BROKEN_ON).items():
        for length in LENGTHS:
            for true in documents(text, length, count, f"calibrate {name} {length}"):
                changed = broken_map(true, Severity.SEED, random) or {}
                back = {ord(code): ord(t) for t, code in changed.items()}
                stream = read_stream(break_text(true, changed))
                decoding = decode(model, stream, stream.is_code)
                for c in decoding.choices:
                    strength = c.margin / decoding.counts[c.code] ** 0.5
                    rows.append((c.true != c.code, strength, back.get(c.code, c.code) == c.true))
    for changed_code, title in ((True, "改动的字码"), (False, "未改的字码")):
        print(title)
        for low, high in pairwise((0.0, 0.5, 1, 2, 3, 4, 6, 8, 12, 20, 1e12)):
            right = [r for c, strength, r in rows if c == changed_code and low <= strength < high]
            if right:
                print(f"  强度 ≥ {low:<4} {len(right):>6} 个  对 {sum(right) / len(right):.4f}")


def pad(name: str) -> str:
    """A Chinese name, padded to six full-width characters."""
    return name + "　" * (6 - len(name))


def main() -> None:
    """Print what was asked for; everything by default."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=10, help="每种文本约多少篇两千字的文档")
    parser.add_argument("--severity", choices=[s.name for s in Severity], action="append")
    parser.add_argument("--length", type=int, action="append")
    parser.add_argument("--sound", action="store_true", help="只量完好文本")
    parser.add_argument("--broken", action="store_true", help="只量损坏文本")
    parser.add_argument("--calibrate", action="store_true", help="只打印置信度的校准")
    chosen = parser.parse_args()
    print(f"存疑的界限：置信度 {DOUBTFUL}")
    if chosen.calibrate:
        print_calibration(chosen.documents)
        return
    if not chosen.sound:
        severities = [Severity[name] for name in chosen.severity or [s.name for s in Severity]]
        print_broken(chosen.documents, severities, chosen.length or list(LENGTHS))
    if not chosen.broken:
        for length in chosen.length or (10_000, 500):
            print_sound(length)


if __name__ == "__main__":
    main()
