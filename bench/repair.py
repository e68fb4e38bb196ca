"""Measure the repair of text: ``python bench/repair.py [--documents N] [--law] [--unknown] [--sound]``.

Sound texts are broken and restored. Prints what share of the broken characters came back, how many changes
without a doubt mark are right, what share of the broken characters was left without a mark, and the processor
time. Only the second half of each corpus is used: the costs were set on the first halves.

- ``--law``: broken by the law that was confirmed on real files (`generator.repair.text.faulty_writer`), over
  three glyph orders: whole documents, documents of which some lines stand in a sound font, and excerpts of
  larger documents, which lack most of what their codes count from.
- ``--unknown``: broken by losing gaps at random (`generator.repair.text.breakage`), as a producer of unknown
  order might. The decoder assumes the same mechanism, so that these figures flatter it; no such producer was
  met.
- ``--sound``: what is changed, and asked, in sound texts.
"""

import argparse
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from random import Random

import corpora
from attrs import define, frozen

from generator.repair.log import CHARACTER_MAP
from generator.repair.text.breakage import Severity, break_text, broken_map
from generator.repair.text.confidence import DOUBTFUL
from generator.repair.text.decode import decode
from generator.repair.text.faces import Face, gb2312_by_code, gb2312_by_unicode, yahei
from generator.repair.text.faulty_writer import broken_map as broken_by_law
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
            f"{self.broken:>6}  {share(self.restored, self.broken)}"
            f"  {share(self.right_changes, self.changes)}"
            f"  {self.sure_changes - self.sure_right:>4}/{self.sure_changes:<6}"
            f"  {share(self.standing - self.standing_marked, self.broken)}"
            f"  {self.rate(self.damaged):6.2f}  {self.rate(self.marked):7.1f}"
            f"  {share(self.needlessly, self.marked)}  {self.rate(self.seconds):6.3f}"
        )


HEADER = "  错字   还原率    改对率  未标而错       漏而未标  误伤/万  存疑/万  多余存疑 秒/万字"
LARGER = 20_000
"""Characters of the documents that excerpts are taken from."""


@frozen
class Case:
    """One way to make a document: its length, of which an excerpt is taken, and the sound lines' share."""

    title: str
    length: int
    excerpt: int | None = None
    sound: float = 0.0
    weight: int = 10


CASES = (
    Case("整篇 10000", 10_000, weight=10),
    Case("整篇 3000", 3_000, weight=20),
    Case("一成他体", 10_000, sound=0.1),
    Case("五成他体", 10_000, sound=0.5),
    Case("九成他体", 10_000, sound=0.9),
    Case("节选 2000", LARGER, 2_000, weight=20),
    Case("节选 500", LARGER, 500, weight=50),
    Case("节选 200", LARGER, 200, weight=100),
    Case("节选半他体", LARGER, 500, sound=0.5, weight=50),
)
ORDERS: dict[str, Callable[[], Face]] = {
    "微软雅黑": yahei,
    "国标字集": lambda: gb2312_by_unicode(694),
    "国标区位": lambda: gb2312_by_code(780),
}


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


def second_halves(names: dict[str, Callable[[], str]]) -> dict[str, str]:
    """The corpora without the parts on which costs were set."""
    texts = corpora.load(names)
    return {name: text[text.rfind("\n", 0, len(text) // 2) + 1 :] for name, text in texts.items()}


def broken_lines(text: str, sound: float, random: Random) -> list[bool]:
    """Which lines stand in the broken font; fonts change from stretch to stretch."""
    lines, current = [], random.random() >= sound
    for _ in text.split("\n"):
        if random.random() < 0.3:
            current = random.random() >= sound
        lines.append(current)
    return lines


def by_law(text: str, face: Face, case: Case, random: Random) -> tuple[str, str]:
    """A document, or an excerpt of it, and how it extracts."""
    lines = text.split("\n")
    broken = broken_lines(text, case.sound, random)
    changed = broken_by_law(face, "".join(line for line, b in zip(lines, broken, strict=True) if b))
    raw = "\n".join(break_text(line, changed) if b else line for line, b in zip(lines, broken, strict=True))
    if case.excerpt is None:
        return text, raw
    start = text.rfind("\n", 0, random.randrange(max(len(text) - case.excerpt, 1)) + 1) + 1
    return text[start : start + case.excerpt], raw[start : start + case.excerpt]


def print_law(count: int) -> None:
    """The table by order and case, all kinds of text together."""
    texts = second_halves({name: read for name, read in corpora.BROKEN_ON.items() if name != "自评表"})
    for order, face in ORDERS.items():
        print(f"\n按定律错位：{order:<8}{HEADER}")
        for case in CASES:
            tally = Tally()
            for name, text in texts.items():
                measure_law(tally, text, name, face(), case, max(count * case.weight // 100, 1))
            print(f"{pad(case.title, 11)}{tally.documents:>4}  {tally.row()}", flush=True)


def measure_law(tally: Tally, text: str, name: str, face: Face, case: Case, count: int) -> None:
    """Break and restore some documents of one corpus."""
    random = Random(f"{name} {face.name} {case.title}")
    for whole in documents(text, case.length, count, f"{name} {face.name} {case.title}"):
        true, raw = by_law(whole, face, case, random)
        began = time.process_time()
        repair = repair_text(raw, source=name)
        tally.seconds += time.process_time() - began
        if len(repair.text) == len(raw):
            tally.add(true, raw, repair)


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
    texts = second_halves(corpora.BROKEN_ON)
    for severity in severities:
        print(f"\n来历不明的软件 {severity.name:<8}{HEADER}")
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
    wrong, sure = sum(r.sure_changes - r.sure_right for r in rows), sum(r.sure_changes for r in rows)
    mean = sum(restored) / max(len(restored), 1)
    print(f"{length:>6} {pad('平均')}               {mean:7.2%}            {wrong:>4}/{sure:<6}\n")


def print_sound(length: int) -> None:
    """What is changed in sound texts, cut into documents: characters decoded, asked, and defects cleaned."""
    print(f"\n完好文本（每篇{length}字）  字数  误改  存疑  清理  秒/万字")
    total = changed = 0
    for name, text in corpora.load(corpora.SOUND).items():
        began = time.process_time()
        repairs = [
            repair_text(text[start : start + length], source=name) for start in range(0, len(text), length)
        ]
        seconds = time.process_time() - began
        changes = [entry for repair in repairs for entry in repair.log.changes]
        wrong = sum(len(entry.places) for entry in changes if entry.rule == CHARACTER_MAP)
        cleaned = sum(len(entry.places) for entry in changes if entry.rule != CHARACTER_MAP)
        asked = sum(len(doubt.places) for repair in repairs for doubt in repair.doubts)
        total, changed = total + len(text), changed + wrong
        print(
            f"{pad(name)} {len(text):>9,}  {wrong:>4}  {asked:>4}  {cleaned:>4}"
            f"  {seconds * 1e4 / len(text):6.3f}",
            flush=True,
        )
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


def pad(name: str, width: int = 6) -> str:
    """A Chinese name, padded to a width in full-width characters."""
    wide = sum(1 if character > "\xff" else 0.5 for character in name)
    return name + "　" * int(width - wide) + " " * (2 * wide % 2 == 1)


def main() -> None:
    """Print what was asked for; everything by default."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--documents", type=int, default=10, help="每种文本的文档数，按篇幅折算")
    parser.add_argument("--law", action="store_true", help="只量按定律错位的文本")
    parser.add_argument("--unknown", action="store_true", help="只量来历不明的软件所错的文本")
    parser.add_argument("--severity", choices=[s.name for s in Severity], action="append")
    parser.add_argument("--length", type=int, action="append")
    parser.add_argument("--sound", action="store_true", help="只量完好文本")
    parser.add_argument("--calibrate", action="store_true", help="只打印来历不明时置信度的校准")
    chosen = parser.parse_args()
    print(f"存疑的界限：置信度 {DOUBTFUL}")
    if chosen.calibrate:
        print_calibration(chosen.documents)
        return
    everything = not (chosen.law or chosen.unknown or chosen.sound)
    if chosen.law or everything:
        print_law(chosen.documents)
    if chosen.unknown or everything:
        severities = [Severity[name] for name in chosen.severity or [s.name for s in Severity]]
        print_broken(chosen.documents, severities, chosen.length or list(LENGTHS))
    if chosen.sound or everything:
        for length in chosen.length or (10_000, 500):
            print_sound(length)


if __name__ == "__main__":
    main()
