"""``zipingbiao ingest``: documents to YAML."""

from collections.abc import Iterator
from pathlib import Path

import click

from ..ingest import IngestedForm, IngestReport, doubt_data
from ..ingest import ingest as ingest_documents
from ..problem import path_in_words
from ..repair.log import Entry
from ..workspace import Workspace
from .door import (
    EXIT_COULD_NOT,
    EXIT_DONE,
    echo_json,
    json_option,
    print_problems,
    problem_data,
    workspace_option,
)

LOOK_BELOW = 0.95
"""Doubts below this confidence are listed one by one; the others are in the repairs file."""


@click.command("ingest", help="读入文件，还原文字，识别出各张表，写成 YAML。人工改过的内容不会被覆盖。")
@click.argument("files", metavar="文件……", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--debug-image",
    "debug_images",
    metavar="文件夹",
    type=click.Path(file_okay=False, path_type=Path),
    help="把 PDF 每页看到的单元格与还原的字画成图，存到这里。",
)
@workspace_option
@json_option
def ingest(files: tuple[Path, ...], debug_images: Path | None, workspace: Workspace, as_json: bool) -> int:
    """Exit 0 when every document gave a form, 2 when one did not; the others are done all the same."""
    failed = False
    data = []
    for report in ingest_documents(_documents(files), workspace, debug_images=debug_images):
        failed |= report.failed
        if as_json:
            data.append(_data(report))
        else:
            _print(report)
    if as_json:
        echo_json(data)
    return EXIT_COULD_NOT if failed else EXIT_DONE


def _documents(files: tuple[Path, ...]) -> Iterator[Path]:
    """The files named, and those directly in the folders named."""
    for file in files:
        if file.is_dir():
            yield from sorted(
                inside for inside in file.iterdir() if inside.is_file() and inside.name[0] != "."
            )
        else:
            yield file


def _print(report: IngestReport) -> None:
    if report.forms:
        restored = sum(form.restored for form in report.forms)
        cleaned = sum(form.cleaned for form in report.forms)
        also = f"，清理空格等 {cleaned} 处" if cleaned else ""
        click.echo(f"{report.source}：{len(report.forms)} 个项目，还原错字 {restored} 处{also}")
    for form in report.forms:
        _print_form(form)
    print_problems(report.problems)


def _print_form(form: IngestedForm) -> None:
    click.echo(f"  {form.outcome}  {form.yaml}")
    print_problems(form.conflicts)
    for entry in form.entries:
        if entry.doubtful:
            click.echo(
                f"      请看：{_taken(entry)}（{len(entry.places)} 处，置信度 {entry.confidence:.2f}），"
                f"见{'；'.join(entry.fields[:2])}"
            )
    listed = [doubt for doubt in form.recognised.doubts if doubt.confidence < LOOK_BELOW]
    for doubt in sorted(listed, key=lambda doubt: doubt.confidence):
        click.echo(
            f"      请看：{doubt.kind} 〔{path_in_words(doubt.path)}〕{_short(doubt.decided)}——{doubt.why}"
        )


def _taken(entry: Entry) -> str:
    if entry.true == entry.extracted:
        return f"“{entry.extracted}”可能有误，暂照原样"
    return f"“{entry.extracted}”读作“{entry.true}”"


def _short(text: str) -> str:
    return text if len(text) <= 24 else text[:24] + "……"


def _data(report: IngestReport) -> dict[str, object]:
    return {
        "source": report.source,
        "problems": [problem_data(problem) for problem in report.problems],
        "forms": [
            {
                "yaml": form.yaml,
                "outcome": form.outcome,
                "conflicts": [problem_data(problem) for problem in form.conflicts],
                "restored": form.restored,
                "cleaned": form.cleaned,
                "entries": [entry.to_data() for entry in form.entries],
                "doubts": [doubt_data(doubt) for doubt in form.recognised.doubts],
            }
            for form in report.forms
        ],
    }
