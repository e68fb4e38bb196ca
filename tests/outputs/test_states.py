"""Whatever is done to the files in whatever order, after a build `out` says exactly what the YAML files say.

`SEQUENCES=1000` runs as many sequences of 25 steps; without it a few, shorter ones.
"""

import os
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from attrs import evolve, frozen
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from generator.model.computed import score_total
from generator.model.form import Form
from generator.model.problem import Problem, ZipingbiaoError
from generator.outputs import formats
from generator.outputs.formats import TABLES, every, quick
from generator.outputs.product import Product, ReportSource, Scope, Source
from generator.outputs.run import plan, run
from generator.outputs.sweep import sweep
from generator.store import load
from generator.store.edit.edits import edit
from generator.tables import Dataset
from generator.workspace.belonging import home
from generator.workspace.moving import move
from generator.workspace.workspace import Workspace

SEQUENCES = int(os.environ.get("SEQUENCES", "20"))
STEPS = 25 if "SEQUENCES" in os.environ else 15

TEXT = """年度: {0.year}
项目名称: {0.project}
主管部门: {0.department}
绩效指标:
  产出指标:
    数量指标:
      - 三级指标: 完成率
        分值: 100
        得分: {0.score}
"""


@frozen
class Says:
    """What a YAML says of itself."""

    department: str
    year: int
    project: str
    score: int

    @property
    def page(self) -> str:
        """The output of it."""
        return f"{self.department} {self.year} {self.project} {self.score}"


def _page(form: Form, _source: Source) -> bytes:
    says = Says(form.department, form.year, form.project, int(score_total(form) or 0))
    return says.page.encode()


def _report(data: Dataset, _source: ReportSource) -> tuple[bytes, tuple[Problem, ...]]:
    rows = data.query("SELECT 文件, 总分 FROM 项目 ORDER BY 文件")
    return "\n".join(f"{file} {score:.0f}" for file, score in rows).encode(), ()


PAGE = Product(name="page", group="page", suffix=".txt", scope=Scope.FORM, render=_page)
SUMMARY = Product(name="summary", group="summary", suffix=".txt", scope=Scope.DEPARTMENT, report=_report)
OVERALL = Product(name="overall", group="summary", suffix=".txt", scope=Scope.OVERALL, report=_report)

departments = st.sampled_from(("甲局", "乙局"))
years = st.sampled_from((2020, 2021))
names = st.sampled_from(("子", "丑", "寅"))
scores = st.integers(0, 99)
suffixes = st.sampled_from((".yaml", ".yaml", ".yaml", ".yml"))
picks = st.integers(0, 99)


class Clerk(RuleBasedStateMachine):
    """A clerk at work; `says` is what the YAML files say, None where one is no form."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp())
        self.workspace = Workspace(root=self.root)
        self.workspace.data.mkdir()
        self.says: dict[Path, Says | None] = {}
        self.persons: dict[Path, bytes] = {}
        """What a person wrote in `out`, by the path below it."""
        self.kept: list[bytes] = []
        """What a person wrote and a new output took the place of."""
        self.written = 0
        self.is_built = False

    def teardown(self) -> None:
        self.build()
        self.what_lies_in_out_is_what_the_files_say()
        shutil.rmtree(self.root)

    # What a person does to the YAML files.

    @initialize()
    def begin(self) -> None:
        for department, year, name in (("甲局", 2020, "子"), ("甲局", 2020, "丑"), ("乙局", 2020, "子")):
            self.create(department, year, name, 50, ".yaml")

    @rule(department=departments, year=years, name=names, score=scores, suffix=suffixes)
    def create(self, department: str, year: int, name: str, score: int, suffix: str) -> None:
        path = Path(department, str(year), f"{name}{suffix}")
        if path not in self.says:
            self._write(path, Says(department, year, name, score))

    @precondition(lambda self: self.says)
    @rule(pick=picks, score=scores)
    def edit_score(self, pick: int, score: int) -> None:
        path, says = self._picked(pick)
        if says:
            self._write(path, evolve(says, score=score))

    @precondition(lambda self: self.says)
    @rule(pick=picks, department=departments, year=years)
    def edit_head(self, pick: int, department: str, year: int) -> None:
        path, says = self._picked(pick)
        if says:
            self._write(path, evolve(says, department=department, year=year))

    @precondition(lambda self: self.says)
    @rule(pick=picks, name=names)
    def edit_name(self, pick: int, name: str) -> None:
        path, says = self._picked(pick)
        if says:
            self._write(path, evolve(says, project=name))

    @precondition(lambda self: self.says)
    @rule(pick=picks, score=scores)
    def break_or_mend(self, pick: int, score: int) -> None:
        path, says = self._picked(pick)
        mended = Says(path.parts[0], int(path.parts[1]), path.stem, score)
        self._write(path, None if says else mended)

    @precondition(lambda self: self.says)
    @rule(pick=picks, department=departments, year=years, name=names)
    def rename(self, pick: int, department: str, year: int, name: str) -> None:
        """The file alone, with a file manager; what it says stays."""
        path, says = self._picked(pick)
        new = Path(department, str(year), f"{name}{path.suffix}")
        if new not in self.says:
            (self.workspace.data / new).parent.mkdir(parents=True, exist_ok=True)
            (self.workspace.data / path).rename(self.workspace.data / new)
            del self.says[path]
            self._changed(new, says)

    @precondition(lambda self: self.says)
    @rule(pick=picks, year=years)
    def mv(self, pick: int, year: int) -> None:
        """As the command does it: the year written, then the file moved; never over another."""
        path, says = self._picked(pick)
        if says is None:
            return
        file = self.workspace.data / path
        file.write_text(edit(file.read_text("utf-8"), {("年度",): str(year)}), "utf-8")
        says = evolve(says, year=year)
        self._changed(path, says)
        form = load(file).sound()
        target = home(form, file, self.workspace)
        new = target.relative_to(self.workspace.data)
        assert new == Path(says.department, str(year), f"{says.project}{path.suffix}")
        if new != path and new in self.says:
            with pytest.raises(ZipingbiaoError, match="Y23"):
                move(file, target, self.workspace)
            return
        move(file, target, self.workspace)
        del self.says[path]
        self._changed(new, says)

    @precondition(lambda self: self.says)
    @rule(pick=picks, changes_the_page=st.booleans())
    def delete(self, pick: int, changes_the_page: bool) -> None:
        path, _ = self._picked(pick)
        page = path.with_suffix(".txt")
        if changes_the_page and (self.workspace.out / page).exists():
            self._put(page)
        (self.workspace.data / path).unlink()
        del self.says[path]
        self.is_built = False

    @rule(department=departments)
    def delete_department(self, department: str) -> None:
        shutil.rmtree(self.workspace.data / department, ignore_errors=True)
        self.says = {path: says for path, says in self.says.items() if path.parts[0] != department}
        self.is_built = False

    # What a person does in `out`.

    @rule(department=departments, year=years, name=names)
    def put_a_file_of_ones_own(self, department: str, year: int, name: str) -> None:
        self._put(Path(department, str(year), f"{name}.txt"))

    @rule(department=departments)
    def put_a_note(self, department: str) -> None:
        self._put(Path(department, "说明.docx"))

    @rule(pick=picks)
    def change_an_output(self, pick: int) -> None:
        if files := list(self._in_out()):
            self._put(files[pick % len(files)])

    @rule(pick=picks)
    def delete_an_output(self, pick: int) -> None:
        if files := list(self._in_out()):
            path = files[pick % len(files)]
            (self.workspace.out / path).unlink()
            self.persons.pop(path, None)
            self.is_built = False

    @precondition(lambda self: self.is_built)
    @rule()
    def lose_the_records(self) -> None:
        """And build at once: without records an old page cannot be told from a person's file."""
        for record in (self.workspace.out / ".build").glob("*/*/*.json"):
            record.unlink()
        self.build()

    # Builds.

    @rule()
    def build(self) -> None:
        steps = list(plan(self.workspace.yaml_files(), self.workspace, every()))
        list(sweep(self.workspace, steps))
        list(run(steps, self.workspace))
        self._take_note_of_what_was_kept()
        self.is_built = True

    @precondition(lambda self: self.says)
    @rule(pick=picks)
    def build_one(self, pick: int) -> None:
        path, _ = self._picked(pick)
        list(run(plan([self.workspace.data / path], self.workspace, quick()), self.workspace))
        self._take_note_of_what_was_kept()
        page = self.workspace.out / path.with_suffix(".txt")
        if self._has_page(path):
            says = self.says[path]
            assert says
            assert page.read_text("utf-8") == says.page
        else:
            assert not page.exists() or page.relative_to(self.workspace.out) in self.persons

    @rule(steps=st.integers(0, 12))
    def interrupt_a_build(self, steps: int) -> None:
        planned = list(plan(self.workspace.yaml_files(), self.workspace, every()))
        list(sweep(self.workspace, planned))
        going = run(planned, self.workspace)
        list(islice(going, steps))
        going.close()  # type: ignore[attr-defined]
        self._take_note_of_what_was_kept()
        self.is_built = False

    # What must hold.

    @invariant()
    def what_lies_in_out_is_what_the_files_say(self) -> None:
        if not self.is_built:
            return
        out = self.workspace.out
        expected = self._expected()
        found = {path: (out / path).read_bytes() for path in self._in_out()}
        assert found == {**{path: text.encode() for path, text in expected.items()}, **self.persons}
        assert self._tables() == {path.parent for path in self.says if self._fits(path)}

    @invariant()
    def nothing_that_a_person_wrote_is_lost(self) -> None:
        for path, content in self.persons.items():
            assert (self.workspace.out / path).read_bytes() == content
        aside = self.workspace.out / ".build/改过"
        there = [file.read_bytes() for file in aside.rglob("*") if file.is_file()]
        assert sorted(there) == sorted(self.kept)

    # The model.

    def _expected(self) -> dict[Path, str]:
        """Path below `out` → what stands there, but for what a person put."""
        pages: dict[Path, str] = {}
        reports: defaultdict[Path, list[str]] = defaultdict(list)
        has: defaultdict[str, set[str]] = defaultdict(set)
        for path in self.says:
            has[path.parts[1]].add(path.parts[0])
        for path, says in sorted(self.says.items()):
            if says and self._fits(path):
                line = f"{path.as_posix()} {says.score}"
                reports[path.parent / "汇总.txt"].append(line)
                if len(has[path.parts[1]]) > 1:
                    reports[Path("全部部门", path.parts[1], "汇总.txt")].append(line)
            if says and self._has_page(path):
                pages[path.with_suffix(".txt")] = says.page
        return {**pages, **{path: "\n".join(sorted(lines)) for path, lines in reports.items()}}

    def _fits(self, path: Path) -> bool:
        says = self.says[path]
        return says is not None and (says.department, str(says.year)) == path.parts[:2]

    def _has_twin(self, path: Path) -> bool:
        return sum(other.with_suffix("") == path.with_suffix("") for other in self.says) > 1

    def _has_page(self, path: Path) -> bool:
        return self._fits(path) and not self._has_twin(path)

    def _take_note_of_what_was_kept(self) -> None:
        for path, content in list(self.persons.items()):
            file = self.workspace.out / path
            if not file.exists() or file.read_bytes() != content:
                del self.persons[path]
                self.kept.append(content)

    def _picked(self, pick: int) -> tuple[Path, Says | None]:
        return sorted(self.says.items())[pick % len(self.says)]

    def _write(self, path: Path, says: Says | None) -> None:
        file = self.workspace.data / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("[" if says is None else TEXT.format(says), "utf-8")
        self._changed(path, says)

    def _changed(self, path: Path, says: Says | None) -> None:
        self.says[path] = says
        self.is_built = False

    def _put(self, path: Path) -> None:
        self.written += 1
        file = self.workspace.out / path
        file.parent.mkdir(parents=True, exist_ok=True)
        self.persons[path] = b"mine " * self.written
        file.write_bytes(self.persons[path])
        self.is_built = False

    def _in_out(self) -> Iterator[Path]:
        """The files in `out`, the tables left out."""
        for file in sorted(self.workspace.out.rglob("*")):
            path = file.relative_to(self.workspace.out)
            if file.is_file() and path.parts[0] not in (".build", "数据表"):
                yield path

    def _tables(self) -> set[Path]:
        found = (self.workspace.out / "数据表/指标").rglob("*.parquet")
        return {Path(file.parent.name, file.stem) for file in found}


def test_out_follows_the_files_through_any_sequence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "PRODUCTS", [PAGE, TABLES, SUMMARY, OVERALL])
    monkeypatch.setattr("generator.outputs.plan.PRODUCTS", formats.PRODUCTS)
    monkeypatch.setattr(os, "fsync", lambda _: None)
    case = Clerk.TestCase
    case.settings = settings(
        max_examples=SEQUENCES,
        stateful_step_count=STEPS,
        deadline=None,
        derandomize="SEQUENCES" not in os.environ,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate,) if "SEQUENCES" in os.environ else tuple(Phase),
    )
    case().runTest()
