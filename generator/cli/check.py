"""``zipingbiao check``: audit forms, like a linter."""

import json
from collections.abc import Sequence
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import click
from attrs import asdict

from ..audit.manual import explanation, find_rule
from ..model.problem import Severity
from ..model.profile import load_profile, profile_names
from ..model.terms import AMOUNTS
from ..model.value import parse_number
from ..outputs.checking import Check, Checked, Selection, SeveralDepartmentsError, check_files
from ..outputs.reporting import check_report, is_report
from ..runtime.files import save
from ..workspace.workspace import Workspace
from .app import Exit, ProfileName, output_option, problem_data, workspace_option
from .fixing import fix_files
from .reports.sarif import as_sarif
from .reports.text import as_text, counted
from .reports.workbook import as_workbook

FORMATS = ("text", "json", "sarif", "xlsx")


def _as_total(text: str) -> tuple[str, Decimal]:
    """``全年执行数=230000000`` as key and amount."""
    key, _, amount = text.partition("=")
    if key in AMOUNTS:
        with suppress(ValueError):
            return key, parse_number(amount)
    raise click.BadParameter(f"“{text}”应写成 栏名=金额，栏名为{'、'.join(AMOUNTS)}。")


def _as_rules(_ctx: click.Context, _param: click.Parameter, value: str) -> tuple[str, ...]:
    """``R0,R15``: rule ids or the beginnings of them."""
    return tuple(part for part in value.upper().replace("，", ",").replace(" ", "").split(",") if part)


@click.command(name="check", options_metavar="[选项]")
@click.argument("paths", nargs=-1, metavar="[路径]……", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", help="输出的格式。")
@click.option("--json", "as_json", is_flag=True, help="同 --format json。")
@output_option("写到这个文件。")
@click.option(
    "--select",
    metavar="规则",
    callback=_as_rules,
    default="",
    help="只报这些规则，如 R0,R15（写开头几个字也可）。",
)
@click.option("--ignore", metavar="规则", callback=_as_rules, default="", help="不报这些规则。")
@click.option(
    "--severity",
    type=click.Choice([severity.value for severity in Severity], case_sensitive=False),
    default=Severity.INFORMATION.value,
    help="至少多重的才报：E 只报错误，W 报错误与警告，I 全报（默认）。",
)
@click.option("--verbose", "-v", is_flag=True, help="每条下面附上原文的那一行。")
@click.option(
    "--outcomes", is_flag=True, help="列出每条规则在每张表上的结果：通过、发现、不适用、无法判定，与理由。"
)
@click.option("--explain", metavar="规则", help="说明一条规则：公式、依据、例。")
@click.option("--profile", type=ProfileName(profile_names), help="规则配置；不给则依各表的版式。")
@click.option(
    "--total",
    "totals",
    metavar="栏名=金额",
    callback=lambda _ctx, _param, values: dict(map(_as_total, values)),
    multiple=True,
    help="部门总数（元），与各项目之和核对。",
)
@click.option(
    "--fix", is_flag=True, help="重算执行率、其得分与总分，改正标点与错位的字；先列出改动，问过再改。"
)
@click.option("--yes", "-y", is_flag=True, help="与 --fix 同用：不问就改。")
@workspace_option
def check(
    *,
    paths: Sequence[Path],
    form: str,
    as_json: bool,
    output: Path | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    severity: str,
    verbose: bool,
    outcomes: bool,
    explain: str | None,
    profile: str | None,
    totals: dict[str, Decimal],
    fix: bool,
    yes: bool,
    workspace: Workspace,
) -> int:
    """按规则校核各表；不给路径则校核工作区的全部。给出 report 生成的 DOCX，则核对其中的数有没有被改过。

    退出码：0 没有错误（可有警告），1 有错误，2 没能校核。
    """
    if explain is not None:
        return _explain(explain)
    reports = [path for path in paths if is_report(path)]
    given = [path for path in paths if not is_report(path)]
    files = () if reports and not given else workspace.yaml_files(given)
    chosen = load_profile(profile) if profile else None
    if fix:
        fix_files(files, chosen, confirmed=yes)
    selection = Selection(select=select, ignore=ignore, least=Severity(severity))
    rules = Check(profile=chosen, selection=selection, totals=totals, workspace=workspace)
    try:
        checked = (*check_files(files, rules), *(check_report(path, workspace) for path in reports))
    except SeveralDepartmentsError as error:
        raise click.UsageError("--total 是一个部门一个年度的总数，请只给出这些表的路径。") from error
    _deliver(checked, "json" if as_json else form, output, verbose=verbose, outcomes=outcomes)
    return _exit_code(checked)


def _explain(rule_id: str) -> int:
    rule = find_rule(rule_id)
    if rule is None:
        raise click.BadParameter(f"没有规则 {rule_id}；全部规则见 docs/rules.md。", param_hint="--explain")
    click.echo(explanation(rule))
    return Exit.DONE


def _deliver(
    checked: Sequence[Checked], form: str, output: Path | None, *, verbose: bool, outcomes: bool
) -> None:
    """To the file, or to standard output; a workbook only to a file."""
    if form == "xlsx" and output is None:
        raise click.UsageError("xlsx 要写到文件里，请用 -o 给出文件名。")
    content = _rendered(checked, form, verbose=verbose, outcomes=outcomes)
    if output is None:
        click.echo(content, nl=False)
        return
    save(output, content if isinstance(content, bytes) else content.encode(errors="backslashreplace"))
    click.echo(f"{counted(checked)}结果在 {output}", err=True)


def _rendered(checked: Sequence[Checked], form: str, *, verbose: bool, outcomes: bool) -> str | bytes:
    if form == "xlsx":
        return as_workbook(checked)
    if form == "text":
        return as_text(checked, verbose=verbose, outcomes=outcomes)
    data = as_sarif(checked) if form == "sarif" else _as_data(checked, outcomes=outcomes)
    return json.dumps(data, ensure_ascii=False, indent=2, default=str) + "\n"


def _as_data(checked: Sequence[Checked], *, outcomes: bool) -> dict[str, object]:
    problems = [problem_data(problem) for one in checked for problem in one.problems]
    data: dict[str, object] = {"files": [one.file for one in checked if one.file], "problems": problems}
    told = [{"file": one.file, **asdict(outcome)} for one in checked for outcome in one.outcomes]
    return {**data, "outcomes": told} if outcomes else data


def _exit_code(checked: Sequence[Checked]) -> int:
    """2 where a file could not even be read, 1 for errors in what was read."""
    errors = [p for one in checked for p in one.problems if p.severity is Severity.ERROR]
    if any(problem.rule.startswith("F") for problem in errors):
        return Exit.COULD_NOT
    return Exit.FOUND if errors else Exit.DONE
