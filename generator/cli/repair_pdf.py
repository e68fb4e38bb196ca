"""``zipingbiao repair`` for PDFs: the same pages with a right text layer."""

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import click

from ..model import problem
from ..repair.grades import grades_in_words
from ..repair.log import Decisions, Entry, RepairLog
from ..repair.pdf.read import repair_pdf
from ..runtime.files import save
from ..runtime.isolation import isolated
from ..workspace.workspace import legible
from .app import Exit, echo_json, print_problems


def run_pdf_repair(
    file: Path,
    output: Path | None,
    log_file: Path | None,
    decisions: Callable[[Path | None], Decisions],
    *,
    as_json: bool,
    strict: bool,
) -> int:
    """Repair a PDF, report, and return the exit code."""
    target = _target(file, output)
    settled = decisions(log_file)
    result = isolated(file, repair_pdf, file, source=legible(file.name), decisions=settled)
    if result.written:
        save(target, result.data)
    if log_file is not None:
        save(log_file, (json.dumps(result.log.to_data(), ensure_ascii=False, indent=1) + "\n").encode())
    print_problems(result.problems)
    if as_json:
        echo_json({"summary": pdf_summary(result.log), "entries": result.log.to_data()})
    else:
        click.echo("\n".join(_report_lines(result.log)))
    if not result.written:
        return Exit.COULD_NOT
    return Exit.FOUND if strict and result.doubts else Exit.DONE


def _target(file: Path, output: Path | None) -> Path:
    if output is None:
        raise problem.refusal("F07", "修复 PDF 要写成新文件。", at=file, hint="请用 -o 指定输出文件")
    if output.exists() and output.resolve() == file.resolve():
        hint = "请用 -o 指定另一个文件"
        raise problem.refusal("F07", "输出文件就是原文件，没有修复。", at=file, hint=hint)
    return output


def pdf_summary(log: RepairLog) -> str:
    """One line: how many codes were changed, by which grade, and how many are doubtful, once per font."""
    changed, doubtful = _codes(log.changes), _codes(entry for entry in log.entries if entry.doubtful)
    known = grades_in_words(log.changes)
    by_grade = f"（{known}）" if known else ""
    parts = [f"还原{len(changed)}个字码，共{_places(log.changes)}处{by_grade}"] if changed else []
    parts += [f"存疑{len(doubtful)}个字码"] if doubtful else []
    return "；".join(parts) + "。" if parts else "未发现错误，文件未改动。"


def _codes(entries: Iterable[Entry]) -> dict[tuple[int | None, str, int | None, str], Entry]:
    return {(entry.font, entry.region, entry.code, entry.extracted): entry for entry in entries}


def _places(entries: Iterable[Entry]) -> int:
    return sum(len(entry.places) for entry in entries)


def _report_lines(log: RepairLog) -> Iterator[str]:
    yield pdf_summary(log)
    codes = sorted(_codes(log.entries).values(), key=lambda entry: entry.confidence)
    for title, doubtful in (("存疑，请对照页面核对", True), ("已还原", False)):
        chosen = [entry for entry in codes if entry.doubtful is doubtful]
        if chosen:
            yield ""
            yield f"{title}："
            yield from map(_entry_line, chosen)


def _entry_line(entry: Entry) -> str:
    rival = entry.figures.get("次选")
    other = f"，也可能是“{rival}”" if entry.doubtful and rival else ""
    change = (
        f"{entry.extracted or '（无）'} → {entry.true}"
        if entry.true != entry.extracted
        else f"{entry.true} 未改"
    )
    spot = f" 第{entry.page}页" if entry.page else ""
    known = f"{entry.grade} {entry.witness}" if entry.grade else entry.witness
    return f"  {change}  {known} 置信度 {entry.confidence:.3f}{other}  字体 {entry.region}{spot}"
