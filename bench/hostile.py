"""Damaged and mutated files through the commands: no traceback, no undocumented code, nothing that hangs.

    python -m bench.hostile [--count 10000] [--seed 1] [--seconds 3600]

Each file is a sound one of its kind (PDF, XLSX, DOCX, HTML, text, YAML, a workbook of ours for import) with a
few bytes, words or parts changed, cut or repeated, packages changed inside too. Each goes through the command
as a person would run it, the reading process kept; the ids in what it prints are looked up among the
documented ones. A line is printed now and then, so that a campaign cut short tells how far it came.
"""

import argparse
import contextlib
import io
import json
import random
import resource
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from unittest import mock

import docx
import yaml
from attrs import define, field, frozen

from generator.cli.app import run
from generator.model.data_file import data_file
from generator.render.pdf.form import render_pdf
from generator.render.templates import TemplateSet
from generator.render.xlsx.form import render_xlsx
from generator.runtime.isolation import end_isolated
from generator.store import dump
from tests.support import forms

DOCUMENTS = Path(__file__).parents[1] / "tests/layouts/documents"
DUMP = Path(__file__).parents[1] / "data/sources/shanghai-2020.txt"
MOST_SECONDS = 25.0
MOST_BYTES = 1.2 * 10**9
_TOLD = 100
EXITS = (0, 1, 2)
KINDS = (".pdf", ".xlsx", ".docx", ".html", ".txt", ".yaml", ".import.xlsx")


@frozen(kw_only=True)
class Outcome:
    """What came of a file."""

    suffix: str
    seconds: float
    rules: Counter[str]
    faults: tuple[str, ...]


@define
class Campaign:
    """What was run, and what should not have been."""

    count: int = 0
    seconds: float = 0.0
    peak: int = 0
    slowest: float = 0.0
    by_kind: Counter[str] = field(factory=Counter)
    rules: Counter[str] = field(factory=Counter)
    faults: list[str] = field(factory=list)

    def add(self, outcome: Outcome) -> None:
        """Count a file in."""
        self.count += 1
        self.seconds += outcome.seconds
        self.peak = max(self.peak, _peak())
        self.slowest = max(self.slowest, outcome.seconds)
        self.by_kind[outcome.suffix] += 1
        self.rules += outcome.rules
        self.faults += outcome.faults


def sound() -> dict[str, bytes]:
    """A file of each kind, by its suffix; `.import.xlsx` is a workbook to be brought back."""
    form = forms.data_service()
    table = (DOCUMENTS / "L1.html").read_bytes()
    book = render_xlsx(form)
    return {
        ".pdf": render_pdf(form, templates=TemplateSet()),
        ".xlsx": book,
        ".docx": _document(),
        ".html": table,
        ".txt": DUMP.read_bytes(),
        ".yaml": dump(form).encode(),
        ".import.xlsx": book,
    }


def _document() -> bytes:
    document = docx.Document()
    document.add_paragraph("项目支出绩效自评表（2020年度）")
    rows = (
        ("项目名称", "云服务", "主管部门", "某局"),
        ("一级指标", "二级指标", "年度指标值", "实际完成值"),
        ("产出指标", "数量指标", "≥5次", "5次"),
    )
    table = document.add_table(rows=len(rows), cols=4)
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def mutated(data: bytes, suffix: str, chance: random.Random) -> bytes:
    """A file changed in a few places; packages in one of their parts, or as they are."""
    if suffix in (".xlsx", ".docx", ".import.xlsx") and chance.random() < 0.8:
        return _in_package(data, chance)
    return _changed(data, chance)


def _changed(data: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        data = chance.choice(_CHANGES)(data, chance)
    return data


def _in_package(data: bytes, chance: random.Random) -> bytes:
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(changed, "w") as target:
        names = source.namelist()
        chosen = chance.choice(names)
        for name in names:
            part = source.read(name)
            if name == chosen and chance.random() < 0.1:
                continue
            target.writestr(name, _changed(part, chance) if name == chosen else part)
    return changed.getvalue()


def _flip(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) or 1)
    return data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]


def _cut(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data) or 1)
    return data[:start] + data[start + chance.choice((1, 10, 200, len(data))) :]


def _repeat(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data) or 1)
    piece = data[start : start + chance.choice((1, 8, 60, 400))]
    return data[:start] + piece * chance.choice((2, 30, 500)) + data[start:]


def _plant(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) or 1)
    return data[:at] + chance.choice(_WORDS) + data[at:]


def _number(data: bytes, chance: random.Random) -> bytes:
    """One digit becomes a number that is out of every range."""
    digits = [at for at, byte in enumerate(data[:200_000]) if 48 <= byte <= 57]
    if not digits:
        return data
    at = chance.choice(digits)
    return data[:at] + chance.choice((b"-1", b"9" * 20, b"1e999", b"0")) + data[at + 1 :]


_CHANGES: tuple[Callable[[bytes, random.Random], bytes], ...] = (_flip, _cut, _repeat, _plant, _number)
_WORDS = (
    b"\0", b"\xff\xfe", b"<", b">", b"&", b'"', b"'", b"<![CDATA[", b"<!DOCTYPE x>", b"]]>", b"%PDF-",
    b"endobj", b"stream\n", b"/Kids", b"<<", b">>", b"[" * 500, b"(" * 500, b"{" * 50, b"- " * 200,
    b"*a", b"&a", b"!!python", b": |", b"\t", b"\r", "\u202e".encode(), "\u200b".encode(),
    "\U000e0041".encode(), b"\xed\xa0\x80", "年".encode() * 300, b" " * 3000, b"1" * 3000, b"=1+1",
    b"../../x", b"<table>" * 100, b"<td rowspan=99999>",
)  # fmt: skip


def files(count: int, seed: int, kinds: Sequence[str] = KINDS) -> Iterator[tuple[str, bytes]]:
    """Suffix and bytes of each file, the kinds in turn; a kind that is named twice comes twice as often."""
    chance = random.Random(seed)
    every = sound()
    for suffix in islice(cycle(kinds), count):
        yield suffix, mutated(every[suffix], suffix, chance)


def outcomes(count: int, seed: int, kinds: Sequence[str] = KINDS) -> Iterator[Outcome]:
    """Run so many files, one after the other."""
    with tempfile.TemporaryDirectory() as folder:
        for number, (suffix, data) in enumerate(files(count, seed, kinds)):
            yield _outcome(suffix, data, number, Path(folder))
        end_isolated()


def _outcome(suffix: str, data: bytes, number: int, folder: Path) -> Outcome:
    faults: list[str] = []
    name = folder / f"{suffix.split('.')[1]}-{number}{suffix}"
    name.write_bytes(data)
    seconds, text = _run(_command(suffix), name, folder, faults)
    name.unlink()
    found = _rules(text)
    ids = frozenset(data_file("codes.yaml")["ids"])
    unknown = {rule for rule in found if rule not in ids and not rule.startswith("R")}
    faults += [f"{name.name}: 没有写明的 {rule}" for rule in sorted(unknown)]
    faults += [f"{name.name}: B03 {line}" for line in text.splitlines() if "B03" in line][:1]
    if seconds > MOST_SECONDS:
        faults.append(f"{name.name}: {seconds:.1f} s")
    return Outcome(suffix=suffix, seconds=seconds, rules=Counter(found), faults=tuple(faults))


def _peak() -> int:
    used = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return max(used) * 1024


def campaign(count: int, seed: int, kinds: Sequence[str] = KINDS) -> Campaign:
    """All of it at once; memory counts only where nothing else ran in this process."""
    found = Campaign()
    for outcome in outcomes(count, seed, kinds):
        found.add(outcome)
    return found


def _command(suffix: str) -> tuple[str, ...]:
    return {".yaml": ("check", "--json"), ".import.xlsx": ("import", "--json", "--dry-run")}.get(
        suffix, ("ingest", "--json")
    )


def _run(command: tuple[str, ...], name: Path, folder: Path, faults: list[str]) -> tuple[float, str]:
    """The seconds that a command took, and what it printed."""
    out, err = io.StringIO(), io.StringIO()
    argv = ["zipingbiao", command[0], str(name), *command[1:]]
    argv += [] if command[0] == "check" else ["-w", str(folder)]
    start = time.perf_counter()
    with (
        mock.patch.object(sys, "argv", argv),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            code: object = run()
        except BaseException as error:
            code = repr(error)
    text = out.getvalue() + err.getvalue()
    if code not in EXITS or "Traceback" in text:
        faults.append(f"{name.name}: {code} {err.getvalue()[-300:]}")
    return time.perf_counter() - start, text


def _rules(text: str) -> list[str]:
    marks = [line.split('"')[3] for line in text.splitlines() if line.strip().startswith('"rule": "')]
    return [mark for mark in marks if mark[:1].isalpha() and mark[1:].isdigit()]


def main() -> None:
    """Print the campaign's table as it goes; exit 1 where anything went wrong."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=float("inf"), help="no file is begun after so many")
    options = parser.parse_args()
    found, start = Campaign(), time.monotonic()
    for outcome in outcomes(options.count, options.seed):
        found.add(outcome)
        for fault in outcome.faults:
            print(fault, flush=True)
        if found.count % _TOLD == 0:
            print(_line(found), flush=True)
        if time.monotonic() - start > options.seconds:
            break
    print(_line(found))
    print(f"kinds {json.dumps(found.by_kind)}")
    print(yaml.safe_dump(dict(found.rules.most_common()), allow_unicode=True, sort_keys=False))
    if found.peak > MOST_BYTES:
        found.faults.append(f"{found.peak / 10**9:.2f} GB")
    print("\n".join(found.faults) or "0 faults")
    sys.exit(bool(found.faults))


def _line(found: Campaign) -> str:
    return (
        f"{found.count:6} files {found.seconds:7.0f} s; slowest {found.slowest:5.1f} s; "
        f"largest process {found.peak / 10**6:5.0f} MB; {len(found.faults)} faults"
    )


if __name__ == "__main__":
    main()
