"""``zipingbiao ingest``: documents to YAML."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import click

from ..ingest.journal import Journal, Record, record_of
from ..ingest.records import INFERRED, REPAIRS
from ..ingest.repairs_file import omitted_data
from ..ingest.write import IngestReport
from ..ingest.write import ingest as ingest_documents
from ..repair.grades import grades_in_words
from ..review.queue import grouped, list_doubts
from ..review.words import in_words
from ..runtime.files import save
from ..runtime.pool import Pool, processes
from ..workspace.workspace import Workspace
from .app import Exit, echo_json, json_option, print_problems, problem_data, workspace_option
from .fetching import Missing, gathered
from .progress import Progress

_SHOWN = 3
"""Doubts of a document that are shown, the least certain; `review` shows all."""

_REPORTS = (".json", ".xlsx")


def _report_file(_ctx: click.Context, _param: click.Parameter, value: Path | None) -> Path | None:
    if value is not None and value.suffix.lower() not in _REPORTS:
        raise click.BadParameter(f"报告只能写成 {'、'.join(_REPORTS)}")
    return value


@click.command("ingest", help="读入文件，还原文字，识别出各张表，写成 YAML。人工改过的内容不会被覆盖。")
@click.argument("files", metavar="文件或地址……", nargs=-1, required=True)
@click.option(
    "--debug-image",
    "debug_images",
    metavar="文件夹",
    type=click.Path(file_okay=False, path_type=Path),
    help="把 PDF 每页看到的单元格与还原的字画成图，存到这里。",
)
@click.option(
    "--jobs", "-j", type=click.IntRange(1, 256), default=1, help="同时用几个进程读。", show_default=True
)
@click.option("--resume", is_flag=True, help="接着上次没做完的做：读过且没有变的文件不再读。")
@click.option(
    "--report",
    metavar="文件",
    callback=_report_file,
    type=click.Path(dir_okay=False, path_type=Path),
    help="每个文件读得怎样，写成一张表：.json 或 .xlsx。",
)
@click.option(
    "--goals",
    "with_goals",
    is_flag=True,
    help="自评表与绩效目标申报表在一个文件里的，两种都读入；不写时只读自评表，另一种列出来。",
)
@click.option("--strict", is_flag=True, help="读入的表还有存疑没有定下时，退出码为 1。")
@workspace_option
@json_option
def ingest(
    files: tuple[str, ...],
    debug_images: Path | None,
    jobs: int,
    resume: bool,
    report: Path | None,
    with_goals: bool,
    strict: bool,
    workspace: Workspace,
    as_json: bool,
) -> int:
    """Exit 0 when every document gave its forms, 2 when one did not; the others are done all the same.

    With `strict` 1 when doubts are left to be settled.
    """
    sources, missing = gathered(files, workspace)
    journal = Journal(workspace, with_goals=with_goals)
    lines = {source: journal.record(source) if resume else None for source in sources}
    left = [source for source, line in lines.items() if line is None]
    pool = processes(jobs) if min(jobs, len(left)) > 1 else None
    data = _say(missing, as_json=as_json)
    progress = Progress(len(left))

    def read(some: list[Path], pool: Pool | None) -> None:
        for result, key in _read(some, journal, workspace, debug_images, pool):
            line = lines[result.source] = record_of(result, workspace)
            if key is not None and not result.failed:
                journal.write(result.source, key, line)
            progress.tell(str(result.source), failed=result.failed)
            if as_json:
                data.append(_data(result))
            else:
                _print(result)

    try:
        read(left, pool)
        read(overtaken := _overtaken(lines, left), None)
    finally:
        if report is not None:
            kept = [line for line in lines.values() if line is not None]
            lacking = (Record(file=gone.address, problems=map(str, gone.problems)) for gone in missing)
            _write_report(report, [*kept, *lacking])
    if as_json:
        echo_json(data)
    elif resumed := len(sources) - len(left) - len(overtaken):
        click.echo(f"{resumed} 个文件上次已经读过，没有再读")
    if progress.failed or missing:
        return Exit.COULD_NOT
    written = [workspace.root / file for line in lines.values() if line is not None for file in line.yaml]
    return Exit.FOUND if strict and list_doubts(workspace, written) else Exit.DONE


def _overtaken(lines: Mapping[Path, Record | None], read: Sequence[Path]) -> list[Path]:
    """Documents that were read before one that stands ahead of them and writes the same forms.

    They are read once more: the order of the documents decides what a form says, not the time of reading.
    """
    new, written, found = set(read), set[str](), []
    for source, line in lines.items():
        forms = line.yaml if line is not None else ()
        if source not in new and not written.isdisjoint(forms):
            found.append(source)
            new.add(source)
        if source in new:
            written.update(forms)
    return found


def _read(
    sources: list[Path], journal: Journal, workspace: Workspace, debug_images: Path | None, pool: Pool | None
) -> Iterator[tuple[IngestReport, str | None]]:
    """Each report with the key that its document had before it was read; none where it cannot be read."""
    keys: dict[Path, str | None] = {}

    def noted() -> Iterator[Path]:
        for source in sources:
            keys[source] = None
            with suppress(OSError):
                keys[source] = journal.key(source)
            yield source

    for result in ingest_documents(
        noted(),
        workspace,
        debug_images=debug_images,
        pool=pool,
        settled=journal.settled,
        with_goals=journal.with_goals,
    ):
        yield result, keys.pop(result.source)


def _write_report(file: Path, lines: list[Record]) -> None:
    from ..ingest.report import as_json, as_workbook  # noqa: PLC0415 - heavy, and seldom asked for

    write = as_json if file.suffix.lower() == ".json" else as_workbook
    save(file, write(lines))


def _say(missing: list[Missing], *, as_json: bool) -> list[dict[str, object]]:
    """What could not be had, said at once to a person; for a program the beginning of its list."""
    if not as_json:
        print_problems(problem for gone in missing for problem in gone.problems)
    return [
        {"source": gone.address, "problems": list(map(problem_data, gone.problems)), "forms": []}
        for gone in missing
    ]


def _print(report: IngestReport) -> None:
    if report.forms:
        restored = sum(form.restored for form in report.forms)
        cleaned = sum(form.cleaned for form in report.forms)
        also = f"，清理空格等 {cleaned} 处" if cleaned else ""
        grades = grades_in_words(entry for form in report.forms for entry in form.entries)
        known = f"（{grades}）" if grades else ""
        click.echo(f"{report.source}：{len(report.forms)} 个项目，还原错字 {restored} 处{known}{also}")
    for form in report.forms:
        click.echo(f"  {form.outcome}  {form.yaml}")
        print_problems(form.conflicts)
    _print_doubts(report)
    for entry in dict.fromkeys(entry for form in report.forms for entry in form.omitted):
        click.echo(f"  没有读入：{entry}")
    print_problems(report.problems)


def _print_doubts(report: IngestReport) -> None:
    """How many there are, and those that are least certain."""
    groups = grouped(doubt for form in report.forms for doubt in form.doubts)
    if not groups:
        return
    count = sum(len(group.doubts) for group in groups)
    decisions = f"，同样的合在一起是 {len(groups)} 个" if len(groups) < count else ""
    click.echo(f"  存疑 {count} 处{decisions}；请用 zipingbiao review 逐个定下，定过的不再问")
    for group in groups[:_SHOWN]:
        click.echo(f"      请看：{in_words(group)}")
    if len(groups) > _SHOWN:
        click.echo(f"      ……还有 {len(groups) - _SHOWN} 个，这里只列最没有把握的")


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
                "entries": form.repairs[REPAIRS],
                "doubts": form.repairs[INFERRED],
                "omitted": [omitted_data(entry) for entry in form.omitted],
            }
            for form in report.forms
        ],
    }
