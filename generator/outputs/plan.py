"""Which steps some YAML files call for: their own outputs, their departments' and their years'."""

import hashlib
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import cache, cached_property
from pathlib import Path
from unicodedata import normalize

from .. import __version__
from ..model import problem
from ..model.problem import Problem, ZipingbiaoError
from ..model.profile import SHIPPED
from ..render.pdf.engine import chosen
from ..render.templates import TemplateSet
from ..runtime.files import MIB, digest_of
from ..workspace.belonging import folder_before
from ..workspace.profiles import load_profiles
from ..workspace.settings import load_settings
from ..workspace.workspace import GOALS_FOLDER, OVERALL, REPORT, REVIEW_SHEET, SUMMARY, Workspace
from ..workspace.workspace import TABLES as TABLES_FOLDER
from .formats import PRODUCTS, TABLES
from .freshness import Inputs
from .product import Pages, Product
from .step import Step

TABLE_NAMES = ("项目", "资金", "指标", "校核", "规则", "文字")
PACKAGE_NAMES = (*(f"{name}.csv" for name in TABLE_NAMES), "datapackage.json")
"""As in `generator.tables`, which is heavy."""

_MAX_STEM = 240
"""Bytes of a name: file systems take 255, and what is noted of an output adds to it."""
_OURS = {SUMMARY: "部门的汇总", REVIEW_SHEET: "部门的复核底稿", REPORT: "部门的自评报告"}
"""Names that no form's outputs may have, and whose they are."""

_MAX_BYTES = 64 * MIB
"""Whatever is larger is no form, which its step says."""


def plan(
    files: Sequence[Path], workspace: Workspace, products: Iterable[Product], *, engine: str | None = None
) -> Iterator[Step]:
    """The steps for some YAML files, for the folders they are in, and for the years of these.

    Reports bring the tables with them that they read. Tables come first, reports last. `engine` sets the
    pages, where it is not to be the one that the settings ask for, or that this machine has. Raises
    ZipingbiaoError for a fault in the settings, B08 for a department whose folder is in the way.
    """
    reserved = [
        folder for folder in (workspace.data / OVERALL, workspace.data / TABLES_FOLDER) if folder.is_dir()
    ]
    if reserved:
        raise ZipingbiaoError(*map(_in_the_way, reserved))
    yield from _Planner(files, workspace, needed(products), engine).steps()


def needed(products: Iterable[Product]) -> frozenset[Product]:
    """Some products with what they are made of: reports are read from tables."""
    wanted = frozenset(products)
    return wanted | {TABLES} if any(product.is_report for product in wanted) else wanted


class _Planner:
    """Digests each file once, whatever it is a source of."""

    def __init__(
        self, files: Sequence[Path], workspace: Workspace, wanted: frozenset[Product], engine: str | None
    ) -> None:
        self._files = files
        self._workspace = workspace
        self._wanted = wanted
        self._kept = frozenset(product for product in wanted if product.is_kept)
        self._settings = load_settings(workspace.root)
        self._engine = chosen(engine or self._settings.engine)
        profiles = load_profiles(workspace.profiles)
        own = repr((profiles.own, profiles.default))
        self._profiles = "" if profiles is SHIPPED else hashlib.sha256(own.encode()).hexdigest()
        self._digest = cache(digest)
        self._inside = cache(workspace.forms_in)
        self._output_folder = cache(lambda folder: workspace.output_folder(folder / "_"))
        self._pages = cache(self._pages_of)

    def steps(self) -> Iterator[Step]:
        folders = tuple(dict.fromkeys(file.parent for file in self._files))
        years = self._years(folders) if any(product.is_overall for product in self._wanted) else {}
        if TABLES in self._wanted:
            beside = (folder for departments in years.values() for folder in departments)
            for folder in dict.fromkeys((*folders, *beside)):
                yield self._tables(folder)
        for product in PRODUCTS:
            if product in self._wanted and product.is_of_a_form:
                steps = (self._form(product, file) for file in self._files)
                yield from (step for step in steps if product not in self._kept or step.target.exists())
        for folder in folders:
            yield from self._reports(self._output_folder(folder), (folder,), overall=False)
        for year, departments in years.items():
            yield from self._reports(self._workspace.overall_folder(year), departments, overall=True)

    def _years(self, folders: Iterable[Path]) -> dict[str, tuple[Path, ...]]:
        """Year → the folders of all departments that have it, where there are several."""
        years = dict.fromkeys(folder.name for folder in folders if self._workspace.is_of_a_department(folder))
        found = {year: self._workspace.department_folders(year) for year in years}
        return {year: departments for year, departments in found.items() if len(departments) > 1}

    def _form(self, product: Product, file: Path) -> Step:
        target = self._output_folder(file.parent) / f"{file.stem}{product.suffix}"
        return Step(
            product=product,
            targets=(target,),
            record=self._record(target),
            sources=(file,),
            inputs=self._inputs(product, {file.name: self._digest(file)}, home=self._home(file.parent)),
            engine=self._engine,
            obstacles=self._obstacles(file),
        )

    def _obstacles(self, file: Path) -> tuple[Problem, ...]:
        """Why a form has no outputs of its own: another one, or the summary, would have the same names."""
        alike = self._namesakes[self._output_folder(file.parent), _folded(file)]
        others = [other for other in alike - {file} if other.resolve() != file.resolve()]
        problems = [_same_outputs(*sorted((file, other))) for other in sorted(others)]
        if len(os.fsencode(file.stem)) > _MAX_STEM:
            problems.append(_named_too_long(file))
        return (*problems, *([_named_as_ours(file)] if file.stem in _OURS else []))

    @cached_property
    def _namesakes(self) -> Mapping[tuple[Path, str], Set[Path]]:
        """Folder of outputs and name → the forms whose outputs have it, those not asked for included."""
        found: defaultdict[tuple[Path, str], set[Path]] = defaultdict(set)
        beside = (file for folder in {file.parent for file in self._files} for file in self._inside(folder))
        for file in (*self._files, *beside):
            found[self._output_folder(file.parent), _folded(file)].add(file)
        return found

    def _tables(self, folder: Path) -> Step:
        """The tables of a department's year: as Parquet, and as CSV with their description."""
        targets = tuple(self._workspace.table_path(table, folder) for table in TABLE_NAMES)
        digests, home = self._digests_in(folder), self._home(folder)
        return Step(
            product=TABLES,
            folder="/".join(folder.resolve().parts[-2:]),
            targets=(*targets, *(self._workspace.package_path(name, folder) for name in PACKAGE_NAMES)),
            record=self._record(targets[0]),
            sources=self._inside(folder),
            inputs=Inputs(version=__version__, templates=self._profiles, sources=digests, home=home),
        )

    def _reports(self, into: Path, folders: Sequence[Path], *, overall: bool) -> Iterator[Step]:
        products = [
            product
            for product in PRODUCTS
            if product.is_report and product in self._wanted and product.is_overall is overall
            if product not in self._kept or (into / product.file).exists()
        ]
        if not products:
            return
        tables = tuple(self._tables(folder) for folder in folders)
        sources = tuple(file for folder in folders for file in self._inside(folder))
        digests = (
            {one.folder: _together(one.inputs.sources) for one in tables}
            if overall
            else tables[0].inputs.sources
        )
        home = "" if overall else self._home(folders[0])
        for product in products:
            file = into / product.file
            beside = self._beside(product, folders[0])
            yield Step(
                product=product,
                targets=(file,),
                record=self._record(file),
                sources=sources,
                inputs=self._inputs(product, {**digests, **beside}, home=home),
                engine=self._engine,
                tables=tables,
            )

    def _beside(self, product: Product, folder: Path) -> dict[str, str]:
        """What a report is made from beside the tables, where it is there."""
        file = self._workspace.report_file(folder)
        return {file.name: self._digest(file)} if product.title == REPORT and file.exists() else {}

    def _digests_in(self, folder: Path) -> dict[str, str]:
        """Its forms, the goals declared for them and the forms of the year before, by their names from it."""
        files = {file.name: file for file in self._inside(folder)}
        files |= {f"{GOALS_FOLDER}/{file.name}": file for file in self._workspace.goal_files(folder)}
        before = folder_before(folder) if self._workspace.is_of_a_department(folder) else None
        files |= {
            f"../{file.parent.name}/{file.name}": file for file in (self._inside(before) if before else ())
        }
        return {name: self._digest(file) for name, file in files.items()}

    def _home(self, folder: Path) -> str:
        """A folder outside the workspace's data, in full; nothing for those inside."""
        real = folder.resolve()
        return "" if real.is_relative_to(self._workspace.data.resolve()) else str(real)

    def _inputs(self, product: Product, sources: Mapping[str, str], *, home: str) -> Inputs:
        templates = self._pages(product.pages) + self._profiles
        return Inputs(version=__version__, templates=templates, sources=sources, home=home)

    def _pages_of(self, pages: Pages) -> str:
        """What a product depends on beside its forms."""
        return " ".join(self._parts(pages))

    def _parts(self, pages: Pages) -> Iterator[str]:
        if pages.are_set:
            yield self._engine
        if pages.templates:
            others = {other.templates for other in Pages} - {pages.templates, ""}
            suffixes = pages.suffixes(self._engine)
            yield self._templates.fingerprint(without=others, suffixes=suffixes)
        if pages in (Pages.FORM, Pages.SETTINGS):
            yield str(self._settings)

    @cached_property
    def _templates(self) -> TemplateSet:
        return TemplateSet((self._workspace.templates,))

    def _record(self, target: Path) -> Path:
        inside = target.relative_to(self._workspace.out)
        return self._workspace.out / ".build" / inside.with_name(f"{inside.name}.json")


def _together(digests: Mapping[str, str]) -> str:
    """One digest for the files of a folder."""
    return hashlib.sha256(repr(sorted(digests.items())).encode()).hexdigest()


def digest(file: Path) -> str:
    """SHA-256 of a file; nothing of one that cannot be read, whose step then says why."""
    try:
        return digest_of(file, _MAX_BYTES)
    except (OSError, ValueError):
        return ""


def _folded(file: Path) -> str:
    """The name that outputs take, alike where a file system would take them for the same."""
    return normalize("NFC", file.stem).casefold()


def _same_outputs(file: Path, other: Path) -> Problem:
    return problem.error(
        "B09",
        f"它与 {other} 会生成同名的文件，互相覆盖，所以都没有生成",
        at=file,
        hint="请删去多余的一份，或给其中一份改名",
    )


def _named_as_ours(file: Path) -> Problem:
    return problem.error(
        "B09", f"名称“{file.stem}”留给了{_OURS[file.stem]}，没有生成这张表", at=file, hint="请给这个文件改名"
    )


def _named_too_long(file: Path) -> Problem:
    return problem.error(
        "B60",
        f"文件名太长（{len(file.stem)} 个字），放不下生成的结果的名称，没有生成这张表",
        at=file,
        hint=f"请改短，汉字不超过 {_MAX_STEM // 3} 个",
    )


def _in_the_way(folder: Path) -> Problem:
    return problem.error(
        "B08", f"文件夹“{folder.name}”的名称留给了生成的结果", at=folder, hint="请给这个文件夹改名"
    )
