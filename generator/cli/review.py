"""``zipingbiao review``: what is in doubt, settled one after another in the terminal."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click
from attrs import asdict

from ..model.doubt import Doubt, Group, Occurrence
from ..model.problem import ZipingbiaoError
from ..review.accept import accept_all, login_name, settle_group
from ..review.queue import list_doubts
from ..review.settling import Settlement, undo
from ..review.words import BLANK, short
from ..runtime.files import save
from ..workspace.workspace import Workspace
from .app import Exit, echo_json, json_option, output_option, print_problems, workspace_option

_KEYS = "回车＝读得对　1–9＝选　写字＝改成（数字写成 =5，空白写成 =）　n＝跳过　u＝退回　q＝离开"
_SHOWN = 3
_LONGEST = 120


by_option = click.option(
    "--by", metavar="姓名", default=lambda: login_name() or "未署名", help="记作谁定的；默认为登录名。"
)


@click.command(
    "review",
    help="""逐个定下存疑的字、归属和冲突，最没有把握的在前；同样的合在一起，一次定下。

    定下的写进 YAML（只改有关的几行）和修复记录，记明是谁、何时；以后再读入不再问，原文变了的除外。

    退出码：0 都定下了，或已列出、写出；1 还有没定的；2 有的没能定下，或无法运行。""",
)
@click.argument("paths", metavar="[路径]…", nargs=-1, type=click.Path(path_type=Path))
@click.option("--accept-all", is_flag=True, help="全部照读出的定下，不逐个问；供脚本使用。")
@output_option("写成一个工作簿（.xlsx），填好后用 zipingbiao import 收回。", metavar="文件")
@click.option("--all", "again", is_flag=True, help="定过的也列出来，可以改定。")
@by_option
@workspace_option
@json_option
def review(
    paths: tuple[Path, ...],
    accept_all: bool,
    output: Path | None,
    again: bool,
    by: str,
    workspace: Workspace,
    as_json: bool,
) -> int:
    """Settle the doubts of some YAML files, or of the workspace."""
    if as_json and not accept_all:
        groups = list_doubts(workspace, paths, settled=True)
        echo_json([_data(doubt, group) for group in groups for doubt in group.doubts])
        return Exit.DONE
    groups = list_doubts(workspace, paths, settled=again and not accept_all)
    if output is not None:
        return _write(groups, output)
    if accept_all:
        return _accept(workspace, groups, by, as_json=as_json)
    if not groups:
        click.echo("没有存疑。")
        return Exit.DONE
    return _Session(workspace, groups, by).run()


def _write(groups: Sequence[Group], file: Path) -> int:
    from ..review.workbook import queue_workbook  # noqa: PLC0415 - heavy, and seldom asked for

    if file.suffix.lower() != ".xlsx":
        raise click.BadParameter("只能写成 .xlsx", param_hint="--output")
    save(file, queue_workbook(groups))
    click.echo(
        f"{len(groups)} 个待定的写在 {file}；在“定为”一栏填“对”或正确的文字，再用 zipingbiao import 收回"
    )
    return Exit.DONE


def _accept(workspace: Workspace, groups: Sequence[Group], by: str, *, as_json: bool) -> int:
    outcomes = list(accept_all(workspace, groups, by=by))
    problems = [problem for outcome in outcomes for problem in outcome.problems]
    settled = sum(outcome.settlement is not None for outcome in outcomes)
    print_problems(problems)
    if as_json:
        echo_json({"settled": settled, "failed": len(outcomes) - settled})
    else:
        click.echo(f"定下 {settled} 个" + (f"，{len(outcomes) - settled} 个没能定下" if problems else ""))
    return Exit.COULD_NOT if problems else Exit.DONE


class _Session:
    """A person at a terminal, or a script that types for one."""

    def __init__(self, workspace: Workspace, groups: Sequence[Group], by: str) -> None:
        self._workspace, self._groups, self._by = workspace, groups, by
        self._done: list[tuple[int, Settlement]] = []
        self._at = 0

    def run(self) -> int:
        """Ask until all are settled or the person leaves."""
        click.echo(_KEYS)
        while self._at < len(self._groups):
            _show(self._groups[self._at], self._at + 1, len(self._groups))
            typed = self._typed()
            if typed is None or typed in ("q", "Q"):
                break
            try:
                self._answer(typed)
            except ZipingbiaoError as error:
                print_problems(error.problems)
        left = len(self._groups) - len(self._done)
        click.echo(f"定下 {len(self._done)} 个" + (f"，还有 {left} 个没定" if left else "，都定下了"))
        return Exit.FOUND if left else Exit.DONE

    def _typed(self) -> str | None:
        click.echo("＞ ", nl=False)
        line = sys.stdin.readline()
        return line.strip() if line else None

    def _answer(self, typed: str) -> None:
        group = self._groups[self._at]
        if typed in ("u", "U"):
            self._undo()
        elif typed in ("n", "N"):
            self._at += 1
        elif typed in "123456789" and len(typed) == 1:
            self._choose(group, int(typed))
        else:
            self._settle(group, _meant(typed, group))

    def _choose(self, group: Group, number: int) -> None:
        readings = group.first.readings
        if number > len(readings):
            click.echo(f"没有第 {number} 种读法；要改成数字，请写 ={number}")
            return
        self._settle(group, readings[number - 1].text)

    def _settle(self, group: Group, text: str) -> None:
        self._done.append((self._at, settle_group(self._workspace, group, text, by=self._by)))
        self._at += 1

    def _undo(self) -> None:
        if not self._done:
            click.echo("没有可以退回的")
            return
        at, settlement = self._done[-1]
        undo(self._workspace, settlement)
        self._done.pop()
        self._at = at


def _meant(typed: str, group: Group) -> str:
    if not typed:
        return group.first.taken
    return typed[1:] if typed[0] in "=＝" else typed


def _show(group: Group, number: int, count: int) -> None:
    doubt = group.first
    places = f"，{len(group.places)} 处" if len(group.places) > 1 else ""
    click.echo(f"\n[{number}/{count}] {doubt.rule} {doubt.field}（置信度 {group.confidence:.2f}{places}）")
    click.echo(f"  {doubt.why}")
    if doubt.decision is not None:
        by = f"，{doubt.decision.by} {doubt.decision.when}" if doubt.decision.by else ""
        click.echo(f"  {doubt.state}：{short(doubt.says, _LONGEST)}{by}")
    for place in group.places[:_SHOWN]:
        click.echo(f"  {_place(doubt, place)}")
    if len(group.places) > _SHOWN:
        click.echo(f"  ……共 {len(group.places)} 处")
    for index, reading in enumerate(doubt.readings[:9], start=1):
        evidence = f"　（{reading.evidence}）" if reading.evidence else ""
        click.echo(f"  {index}  {short(reading.text, _LONGEST) or BLANK}{evidence}")


def _place(doubt: Doubt, place: Occurrence) -> str:
    spot = place.within
    at = f"{doubt.source}:{spot}" if spot[:1].isdigit() else f"{doubt.source} {spot}".strip()
    field = f"〔{place.fields[0]}〕" if place.fields else ""
    return "  ".join(filter(None, (at, place.context, f"{place.yaml.stem}{field}")))


def _data(doubt: Doubt, group: Group) -> dict[str, object]:
    own = asdict(doubt)
    shown = {
        key: own[key] for key in ("source", "field", "why", "confidence", "readings", "decision", "places")
    }
    return {"id": doubt.id, "group": group.first.id, "rule": doubt.rule, "state": str(doubt.state), **shown}
