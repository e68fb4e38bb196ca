"""What is said of the forms that were built: each project's total and grade, and what is wrong in it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from pathlib import Path

import click
from attrs import field, frozen

from ..model.computed import final_total
from ..model.form import Form
from ..model.problem import Problem, Severity
from ..model.profile import profile_for
from ..outputs.checking import findings
from ..outputs.run import Done
from ..store import load
from ..workspace.workspace import Workspace
from .app import print_problems

MOST_PROJECTS = 20
MOST_ERRORS = 200


def built(done: Iterable[Done]) -> tuple[Path, ...]:
    """The forms of which something was made."""
    made = (result.step for result in done if result.is_made)
    return tuple(dict.fromkeys(step.sources[0] for step in made if step.product.is_of_a_form))


@frozen(kw_only=True, slots=False)
class Results:
    """The forms that were built, and what was found in these, and in others that were asked about."""

    projects: tuple[Path, ...] = ()
    found: Mapping[Path, Sequence[Problem]] = field(factory=dict)

    @cached_property
    def errors(self) -> dict[Path, tuple[Problem, ...]]:
        """File → the errors in it, where it has any."""
        errors = {file: _of(Severity.ERROR, problems) for file, problems in self.found.items()}
        return {file: problems for file, problems in errors.items() if problems}

    def say(self, said: Iterable[str] = ()) -> None:
        """The projects, then the errors that have not been `said`; of many only the first, and how many."""
        for line in islice(map(project_line, self.projects), MOST_PROJECTS):
            click.echo(line)
        _more(len(self.projects) - MOST_PROJECTS, "个项目")
        known = set(said)
        errors = [one for problems in self.errors.values() for one in problems if str(one) not in known]
        print_problems(errors[:MOST_ERRORS])
        _more(len(errors) - MOST_ERRORS, "个错误", "，zipingbiao check 全部列出")

    def in_words(self) -> str:
        """How much was found, for the end of a line; nothing where nothing was."""
        errors = sum(map(len, self.errors.values()))
        counts = {severity: self._count(severity) for severity in (Severity.WARNING, Severity.INFORMATION)}
        others = "、".join(f"{count} 个{severity.term}" for severity, count in counts.items() if count)
        wrong = f"校核出 {errors} 个错误，已列出，生成的文件照表上所填" if errors else ""
        also = f"{'另有' if errors else '校核出'} {others}，可用 zipingbiao check 查看" if others else ""
        return "；".join(filter(None, (wrong, also)))

    def _count(self, severity: Severity) -> int:
        return sum(len(_of(severity, problems)) for problems in self.found.values())


def results(done: Iterable[Done], workspace: Workspace, also: Iterable[Path] = ()) -> Results:
    """What was built, and what is found in it and in other files."""
    projects = built(done)
    return Results(projects=projects, found=findings((*projects, *also), workspace))


def project_line(file: Path) -> str:
    """A project with its total and its grade."""
    form = load(file).form
    return f"{file.stem}：读不出" if form is None else f"{form.project}：{_total(form)}"


def _total(form: Form) -> str:
    total = final_total(form)
    if total is None:
        return "总分还算不出，有得分没有填"
    return f"总分 {total:f}，{form.grade or profile_for(form.layout).grade(total)}"


def _of(severity: Severity, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(problem for problem in problems if problem.severity is severity)


def _more(count: int, what: str, where: str = "") -> None:
    if count > 0:
        click.echo(f"……还有 {count} {what}没有列出{where}")


def problems_of(done: Iterable[Done]) -> Iterator[Problem]:
    """What is to be said of some steps, each once: what is wrong in a form keeps several from being made."""
    yield from {str(found): found for result in done for found in result.problems}.values()
