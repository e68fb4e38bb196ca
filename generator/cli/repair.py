"""``zipingbiao repair``: the true text of a document with a broken text layer."""

import json
import sys
from pathlib import Path

import click

from ..model import problem
from ..model.problem import ZipingbiaoError
from ..repair.log import Decisions, RepairLog
from ..repair.report import report, summary
from ..repair.text.restore import TextRepair, repair_text
from ..runtime.files import MIB, read_bytes, reason_of, save
from ..runtime.isolation import isolated
from ..sources.encoding import MAX_BYTES, decode_text, read_text
from ..workspace.workspace import legible
from .app import Exit, json_option
from .repair_pdf import run_pdf_repair

STANDARD_INPUT = "-"
_MAX_LOG = 64 * MIB


@click.command("repair")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="还原后的文本写到这里；不给则打印出来。"
)
@click.option(
    "--log",
    "log_file",
    type=click.Path(path_type=Path),
    help="修复记录（JSON）；人工确认过的条目会保留。",
)
@click.option("--strict", is_flag=True, help="仍有存疑的字时退出码为 1。")
@json_option
def repair(file: Path, output: Path | None, log_file: Path | None, *, strict: bool, as_json: bool) -> int:
    """还原文本文件或 PDF 里错位的字，打印改了什么、哪里存疑。

    PDF 的页面一点不变，只改正其中的文字层，须用 -o 指定写到哪里。
    文件写成 - 时从标准输入读文本，一句话、一个单元格也可以。

    退出码：0 完成；1 加了 --strict 且仍有存疑；2 无法运行。
    """
    if file.suffix.lower() == ".pdf":
        return run_pdf_repair(file, output, log_file, _decisions, as_json=as_json, strict=strict)
    text, source = _read(file)
    result = isolated(file, repair_text, text, source=source, decisions=_decisions(log_file))
    _write(result, output, log_file)
    _show(result, output, as_json=as_json)
    return Exit.FOUND if strict and result.doubts else Exit.DONE


def _read(file: Path) -> tuple[str, str]:
    """The text of a file or of standard input, and the name it has in the log."""
    if str(file) != STANDARD_INPUT:
        return read_text(file), legible(file.name)
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise _failure(Path("标准输入"), f"超过{MAX_BYTES >> 20}MB，不读取。", "请拆成几份。")
    return decode_text(data, Path("标准输入")), "标准输入"


def _decisions(log_file: Path | None) -> Decisions:
    """What was settled in the log of an earlier run, where there is one."""
    if log_file is None or not log_file.exists():
        return Decisions()
    try:
        return Decisions.from_log(RepairLog.from_data(json.loads(read_bytes(log_file, _MAX_LOG))))
    except (OSError, ValueError, AttributeError, TypeError, RecursionError) as error:
        reason = reason_of(error) if isinstance(error, OSError) else error
        message = f"读不懂已有的修复记录：{reason}"
        raise _failure(log_file, message, "请改正，或移走这个文件后重新运行。") from error


def _write(result: TextRepair, output: Path | None, log_file: Path | None) -> None:
    log = json.dumps(result.log.to_data(), ensure_ascii=False, indent=1) + "\n"
    for path, text in ((output, result.text), (log_file, log)):
        if path is not None:
            save(path, text.encode("utf-8", "surrogatepass"))


def _failure(path: Path, message: str, hint: str) -> ZipingbiaoError:
    return problem.refusal("F01", message, at=path, hint=hint)


def _show(result: TextRepair, output: Path | None, *, as_json: bool) -> None:
    """The report; on standard error where standard output takes the text."""
    if as_json:
        found = {"summary": summary(result), "entries": result.log.to_data()}
        click.echo(json.dumps(found, ensure_ascii=False, indent=1), err=output is None)
    else:
        click.echo(report(result), err=output is None)
    if output is None:
        click.echo(result.text, nl=False)
