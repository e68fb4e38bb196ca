"""How well broken PDFs are restored: ``python -m bench.pdf [--quick]``.

For each face × producer × severity: distinct codes used, those with a wrong claim, wrong ones accepted
without a mark, right ones damaged, share sent to a person, seconds of CPU. Sound PDFs must come through
untouched.
"""

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from attrs import frozen

from generator.model.form import Form
from generator.repair.text.breakage import Severity
from generator.sources.pdf.document import read_document
from tests.support import broken_pdf, forms

PROJECTS = (forms.one_stop, forms.data_service, forms.network)


@frozen
class Measure:
    """The figures of one PDF."""

    codes: int
    wrong: int
    unmarked: int
    damaged: int
    doubts: int
    needless: int
    seconds: float
    examples: tuple[str, ...]


def measure(broken: broken_pdf.Broken, folder: Path) -> Measure:
    """Repair one PDF and count."""
    path = folder / "broken.pdf"
    path.write_bytes(broken.data)
    started = time.process_time()
    judged = broken_pdf.judged_codes(read_document(path))
    seconds = time.process_time() - started
    pairs = {
        key: (*broken.truth[key], text, doubtful)
        for key, (text, doubtful) in judged.items()
        if key in broken.truth
    }
    bad = {key: pair for key, pair in pairs.items() if pair[2] != pair[1]}
    unmarked = [pair for pair in bad.values() if not pair[3]]
    return Measure(
        codes=len(pairs),
        wrong=sum(claim != true for claim, true, _, _ in pairs.values()),
        unmarked=len(unmarked),
        damaged=sum(claim == true for claim, true, _, _ in bad.values()),
        doubts=sum(doubtful for *_, doubtful in pairs.values()),
        needless=sum(doubtful and text == true for _, true, text, doubtful in pairs.values()),
        seconds=seconds,
        examples=tuple(f"{claim}>{text}({true})" for claim, true, text, _ in unmarked),
    )


def cases(quick: bool) -> Iterator[tuple[str, str, str, bytes]]:
    """Face, producer, project and sound PDF."""
    producers = [p for p in broken_pdf.PRODUCERS if broken_pdf.available(p)]
    for face in sorted(broken_pdf.installed_faces()):
        for producer in producers[:1] if quick else producers:
            for project in PROJECTS[:1] if quick else PROJECTS:
                form: Form = project()
                yield (
                    face,
                    producer,
                    project.__name__,
                    broken_pdf.produce(broken_pdf.form_html(form, face), producer),
                )


def main() -> None:
    """Print the table."""
    quick = "--quick" in sys.argv
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for face, producer, project, data in cases(quick):
            bare = broken_pdf.without_embedded_cmap(data)
            variants = {"sound": broken_pdf.break_tounicode(bare, None)} | {
                severity.name: broken_pdf.break_tounicode(bare, severity) for severity in Severity
            }
            for name, broken in variants.items():
                m = measure(broken, folder)
                print(
                    f"{face:20} {producer:11} {project:12} {name:5} codes {m.codes:4} wrong {m.wrong:4} "
                    f"unmarked {m.unmarked} damaged {m.damaged} doubts {m.doubts} ({m.doubts / m.codes:.2%}, "
                    f"needless {m.needless}) {m.seconds:.2f}s {' '.join(m.examples[:5])}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
