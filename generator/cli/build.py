"""``zipingbiao build``: everything that is stale, rendered."""

import os
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

import click

from ..model import problem
from ..model.problem import Problem, is_error
from ..outputs import aside
from ..outputs.formats import described, every, groups, of_groups, on_request
from ..outputs.outdated import planned
from ..outputs.product import Product
from ..outputs.run import Done, Step, plan, run, warm
from ..outputs.sweep import sweep
from ..remote.publish import Published, Publisher
from ..render.pdf.engine import Choice, chosen, expected, ready
from ..runtime.cluster import cluster
from ..runtime.pool import Pool, processes
from ..workspace.settings import ENGINES, load_settings
from ..workspace.workspace import Workspace
from .app import Exit, echo_json, json_option, print_problems, problem_data, workspace_option
from .progress import Progress
from .results import Results, results


def _products(_ctx: click.Context, _param: click.Parameter, value: str | None) -> tuple[Product, ...]:
    if value is None:
        return every()
    names = [name.strip() for name in value.split(",")]
    if unknown := [name for name in names if name not in groups()]:
        raise click.BadParameter(f"没有 {'、'.join(unknown)}；可选 {'、'.join(groups())}，用逗号隔开")
    return of_groups(names)


@click.command(
    "build",
    help="""由 YAML 生成 PDF、XLSX、数据表与汇总；只做已经过时的。

    给出路径时，只做这些表和它们部门的汇总；不给路径时，做全部，包括各部门合在一起的总汇总。""",
)
@click.argument("paths", metavar="[路径]……", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--only",
    "products",
    metavar="种类",
    callback=_products,
    help=f"只生成其中几种：{described()}，用逗号隔开。"
    f"不写时做除 {on_request()} 以外的全部；生成过的这几种也随着更新。",
)
@click.option(
    "--jobs", "-j", type=click.IntRange(1, 256), default=1, help="同时用几个进程。", show_default=True
)
@click.option(
    "--dask",
    metavar="地址",
    help="在 Dask 集群上生成，给出调度器的地址；各台机器须在同一路径看到工作区。",
)
@click.option(
    "--publish",
    "destination",
    metavar="地址",
    help="生成之后，把 out 里的结果发布到这个地址下，如 s3://存储桶/文件夹；只发布还没有发布的。",
)
@click.option(
    "--engine",
    metavar="引擎",
    type=click.Choice(ENGINES),
    help="用哪个引擎制作 PDF：weasyprint 或 typst；不写时按 zipingbiao.yaml 的 引擎，再不写时用 weasyprint，"
    "本机不能用它时用 typst。",
)
@click.option("--force", is_flag=True, help="不管是否过时，全部重做。")
@click.option("--strict", is_flag=True, help="所给的表里有校核错误时退出码为 1；没有重做的表也校核。")
@click.option(
    "--explain",
    metavar="文件",
    type=click.Path(path_type=Path),
    help="只说明这个结果文件（或这份 YAML 的各个结果）为什么过时，不生成。",
)
@workspace_option
@json_option
def build(
    paths: tuple[Path, ...],
    products: tuple[Product, ...],
    jobs: int,
    dask: str | None,
    destination: str | None,
    engine: str | None,
    force: bool,
    strict: bool,
    explain: Path | None,
    workspace: Workspace,
    as_json: bool,
) -> int:
    """Exit 0 when everything asked for is in place, 1 for errors in the forms, 2 when it is not."""
    if dask is not None:  # the workers start in other folders
        workspace = Workspace(root=workspace.root.resolve())
        paths = tuple(path.resolve() for path in paths)
    if paths:
        products = tuple(product for product in products if not product.is_overall)
    files = workspace.yaml_files(paths)
    if explain is not None:
        return _explain(explain, list(plan(files, workspace, products, engine=engine)), as_json=as_json)
    publisher = None if destination is None else Publisher(destination, workspace)
    wanted = engine or load_settings(workspace.root).engine
    choice = _expected(wanted, products)
    before = aside.contents(workspace)
    steps, mended = planned(files, workspace, products, force=force, engine=choice.name)
    stale = [step.product for step in steps if force or not step.is_fresh]
    if (
        wanted is None
        and any(product.pages.are_set for product in stale)
        and (loaded := ready(None)) != choice
    ):
        choice = loaded
        steps, more = planned(files, workspace, products, force=force, engine=choice.name)
        mended = [*mended, *more]
    pool = cluster(dask) if dask is not None else _pool(jobs, workspace, stale, choice.name)
    is_whole = not paths and products == every()
    swept = () if paths else tuple(sweep(workspace, steps if is_whole else None))
    if not as_json:
        print_problems((*choice.said, *mended, *swept))
    done = _watched(run(steps, workspace, force=force, pool=pool), Progress(len(steps)), quiet=as_json)
    published = {} if publisher is None else _publish(publisher, done, force=force, quiet=as_json)
    found = results(done, workspace, also=files if strict else ())
    if as_json:
        said = [_said_data(one, "failed" if is_error(one) else "mended") for one in mended]
        said += [_said_data(p, "left" if p.rule == "B11" or is_error(p) else "moved") for p in swept]
        echo_json([*said, *({**_data(one, found), **_published_data(one, published)} for one in done)])
    else:
        _report(done, found)
    if publisher is not None and not as_json:
        _report_published(publisher, list(published.values()))
    could_not = any(result.failed for result in done) or any(map(is_error, (*mended, *swept)))
    if is_whole and not could_not:
        aside.clear(before, workspace)
    if could_not or any(put.failed for put in published.values()):
        return Exit.COULD_NOT
    return Exit.FOUND if strict and found.errors else Exit.DONE


def _watched(results: Iterable[Done], progress: Progress, *, quiet: bool) -> list[Done]:
    """All of them, each said as it comes."""
    done: list[Done] = []
    said: set[str] = set()
    for result in results:
        done.append(result)
        progress.tell(str(result.step.target), failed=result.failed, fresh=result.fresh)
        if not quiet:  # a form that cannot be read is said by each step that needs it
            print_problems(problem for problem in result.problems if str(problem) not in said)
            said.update(map(str, result.problems))
    return done


def _publish(
    publisher: Publisher, done: Sequence[Done], *, force: bool, quiet: bool
) -> dict[Path, Published]:
    """Publish the outputs that are in place: those made now, those that were fresh, older ones too."""
    found = ((target, result) for result in done for target in result.step.targets)
    targets = [target for target, one in found if one.fresh or one.is_made or target.is_file()]
    progress = Progress(len(targets))
    published: dict[Path, Published] = {}
    for result in publisher.publish(targets, force=force):
        published[result.target] = result
        progress.tell(f"发布 {result.address}", failed=result.failed, fresh=result.fresh)
        if not quiet:
            print_problems(result.problems)
    return published


def _report_published(publisher: Publisher, published: Sequence[Published]) -> None:
    """The last line, for people."""
    failed = sum(result.failed for result in published)
    fresh = sum(result.fresh for result in published)
    made = len(published) - failed - fresh
    wrong = f"，{failed} 个没有发布成" if failed else ""
    click.echo(f"发布 {made} 个文件到 {publisher.address}，{fresh} 个已是最新{wrong}")


def _expected(wanted: str | None, products: Iterable[Product]) -> Choice:
    """The engine, where there are pages to set; raises ZipingbiaoError where it cannot run."""
    has_pages = any(product.pages.are_set for product in products)
    return expected(wanted) if has_pages else Choice(chosen(wanted))


def _pool(jobs: int, workspace: Workspace, products: Iterable[Product], engine: str) -> Pool | None:
    workers = min(jobs, 4 * (os.cpu_count() or 1))
    names = {product.name for product in products}
    return processes(workers, partial(warm, workspace.templates, names, engine)) if workers > 1 else None


def _explain(file: Path, steps: list[Step], *, as_json: bool) -> int:
    """Say of every output that is the file, or is made from it, whether it is stale and why."""
    wanted = file.resolve()
    meant = [step for step in steps if wanted in {path.resolve() for path in (*step.targets, *step.sources)}]
    if not meant:
        raise problem.refusal(
            "F01",
            "它不是由这个工作区的 YAML 生成的文件，也不是其中的 YAML",
            at=file,
            hint="请给出 out 里的结果文件，或 data 里的 YAML 文件",
        )
    reasons = {str(step.target): step.why_stale() for step in meant}
    if as_json:
        echo_json([{"target": target, "reasons": list(why)} for target, why in reasons.items()])
        return Exit.DONE
    for target, why in reasons.items():
        click.echo(f"{target}：{'；'.join(why) or '是最新的'}")
    return Exit.DONE


def _said_data(problem: Problem, state: str) -> dict[str, object]:
    """A YAML file in which a value was outdated, an output that is gone, a person's file that was left."""
    target = problem.place.file if problem.place else None
    return {"targets": [target], "product": None, "state": state, "problems": [problem_data(problem)]}


def _report(done: Sequence[Done], results: Results) -> None:
    made = [result for result in done if result.is_made]
    for result in made:
        for target in result.step.targets:
            click.echo(str(target))
    failed = sum(result.failed for result in done)
    fresh = sum(len(result.step.targets) for result in done if result.fresh)
    files = sum(len(result.step.targets) for result in made)
    results.say(str(problem) for result in done for problem in result.problems)
    counts = f"生成 {files} 个文件，{fresh} 个已是最新" + (f"，{failed} 个没有做成" if failed else "")
    click.echo("；".join(filter(None, (counts, results.in_words()))))


def _data(result: Done, results: Results) -> dict[str, object]:
    source = result.step.sources[0] if result.step.product.is_of_a_form else None
    found = {} if source is None else {"errors": list(map(problem_data, results.errors.get(source, ())))}
    return {
        **found,
        "targets": result.step.targets,
        "product": result.step.product.name,
        "state": result.state,
        "problems": [problem_data(problem) for problem in result.problems],
    }


def _published_data(result: Done, published: dict[Path, Published]) -> dict[str, object]:
    """Where the outputs were published to, where that was asked for."""
    puts = [published[target] for target in result.step.targets if target in published]
    data = [
        {
            "address": put.address,
            "state": "fresh" if put.fresh else "failed" if put.failed else "published",
            "problems": [problem_data(problem) for problem in put.problems],
        }
        for put in puts
    ]
    return {"published": data} if puts else {}
