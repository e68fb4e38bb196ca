"""The folders of a workspace and the names of the files in them."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from attrs import frozen

from ..model import problem
from ..model.form import GOAL_DECLARATION, Form
from ..model.problem import Problem, ZipingbiaoError
from ..runtime.files import MIB, read_bytes

SUMMARY = "汇总"
"""The name of a department's summary; no project's file may take it."""

REVIEW_SHEET = "复核底稿"
"""The name of the working paper of a department's review; no project's file may take it either."""

REPORT = "自评报告"
"""The name of a department's report, and of the file beside its forms that says what they do not."""

OVERALL = "全部部门"
"""The folder of the reports over all departments; no department may take its name, nor the next."""

TABLES = "数据表"
"""The folder of the tables, a folder for each of them."""

CSV = "CSV"
"""The folder beside them, of the same as data packages."""

GOALS_FOLDER = "目标"
"""The folder, in that of a department's year, of the goals declared for its projects."""

_REPAIRS = "repairs"
_SOURCES = "sources"
_SUFFIXES = (".yaml", ".yml")
_MAX_NAME_BYTES = 200
_FULL_WIDTH = str.maketrans('/\\:*?"<>|', "／＼：＊？＂＜＞｜")
"""What file systems refuse in names, as the full-width character that reads the same."""


def safe_name(name: str) -> str:
    """A file name for a project or department: any text, made harmless, still readable and still distinct."""
    printable = "".join(c for c in name.translate(_FULL_WIDTH) if c.isprintable()).strip(" .")
    if printable in ("", _REPAIRS, _SOURCES, GOALS_FOLDER, SUMMARY, REVIEW_SHEET, REPORT, OVERALL, TABLES):
        printable = f"{printable}（项目）"
    if len(printable.encode()) <= _MAX_NAME_BYTES:
        return printable
    digest = hashlib.sha256(name.encode(errors="surrogatepass")).hexdigest()[:8]
    return printable.encode()[: _MAX_NAME_BYTES - 9].decode(errors="ignore") + "-" + digest


def is_readable(name: str) -> bool:
    """Whether a file's name is text: one of another encoding, as from an archive, is not."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


@frozen(kw_only=True)
class Workspace:
    """A folder with `data/`, `out/` and optionally `templates/`; the repository is one."""

    root: Path

    @property
    def data(self) -> Path:
        """Where the YAML files are."""
        return self.root / "data"

    @property
    def sources(self) -> Path:
        """Documents as received."""
        return self.data / _SOURCES

    @property
    def out(self) -> Path:
        """Where what is generated goes."""
        return self.root / "out"

    @property
    def templates(self) -> Path:
        """Where a workspace may keep templates of its own."""
        return self.root / "templates"

    @property
    def profiles(self) -> Path:
        """Where a workspace may keep rules and layouts of its own."""
        return self.root / "profiles"

    @property
    def schema(self) -> Path:
        """The JSON Schema that the header of each YAML file points to."""
        return self.data / "schema.json"

    def yaml_path(self, form: Form) -> Path:
        """``data/<主管部门>/<年度>/<项目名称>.yaml``; for declared goals in the folder 目标 there."""
        folder = self.data / safe_name(form.department) / str(form.year)
        if form.kind == GOAL_DECLARATION:
            folder = folder / GOALS_FOLDER
        return folder / f"{safe_name(form.project)}.yaml"

    def repairs_files(self) -> tuple[Path, ...]:
        """Every log of what was restored, of forms and of declared goals."""
        patterns = (f"*/*/{_REPAIRS}/*.yaml", f"*/*/{GOALS_FOLDER}/{_REPAIRS}/*.yaml")
        return tuple(file for pattern in patterns for file in sorted(self.data.glob(pattern)))

    def repairs_path(self, yaml: Path) -> Path:
        """Where the log of what was restored in a form stands."""
        return yaml.parent / _REPAIRS / yaml.name

    def last_ingest_path(self, yaml: Path) -> Path:
        """The form as the last ingest read it, for merging with a person's edits."""
        return yaml.parent / _REPAIRS / f"{yaml.stem}.ingest"

    def output_folder(self, yaml: Path) -> Path:
        """``out/<主管部门>/<年度>`` for a YAML file; files from elsewhere go to ``out`` itself."""
        folder = yaml.resolve().parent
        data = self.data.resolve()
        return self.out / folder.relative_to(data) if folder.is_relative_to(data) else self.out

    def overall_folder(self, year: str) -> Path:
        """``out/全部部门/<年度>``: where the report over all departments in a year goes."""
        return self.out / OVERALL / year

    def table_path(self, table: str, folder: Path) -> Path:
        """``out/数据表/<表>/<主管部门>/<年度>.parquet`` for a department's year.

        What is read from any other folder is no part of the tables for analysis, and goes to ``out/.build``.
        """
        if self.is_of_a_department(folder):
            return self.out / TABLES / table / folder.parent.name / f"{folder.name}.parquet"
        inside = self.output_folder(folder / "_").relative_to(self.out)
        return self.out / ".build" / TABLES / table / inside / f"{SUMMARY}.parquet"

    def package_path(self, name: str, folder: Path) -> Path:
        """``out/数据表/CSV/<主管部门>/<年度>/<名称>``: a file of the data package of a department's year."""
        beside = self.table_path(CSV, folder)
        return beside.with_suffix("") / name

    def is_of_a_department(self, folder: Path) -> bool:
        """Whether a folder is ``data/<主管部门>/<年度>``."""
        return folder.resolve().parent.parent == self.data.resolve() and folder.parent.name != _SOURCES

    def department_folders(self, year: str) -> tuple[Path, ...]:
        """``data/<主管部门>/<年度>`` of every department that has forms of a year."""
        folders = (department / year for department in sorted(self.data.iterdir()) if department.is_dir())
        return tuple(f for f in folders if f.parent.name != _SOURCES and self.forms_in(f))

    def forms_in(self, folder: Path) -> tuple[Path, ...]:
        """The YAML files right in a folder; none where there is no such folder."""
        return tuple(
            sorted(
                file
                for file in folder.glob("*.y*ml")
                if file.suffix in _SUFFIXES and is_readable(file.name) and not _is_of_the_report(file)
            )
        )

    def report_file(self, folder: Path) -> Path:
        """What a department's report needs and no form in the folder says."""
        return folder / f"{REPORT}.yaml"

    def goal_files(self, folder: Path) -> tuple[Path, ...]:
        """The YAML files of the goals declared for the projects of a department's year."""
        return self.forms_in(folder / GOALS_FOLDER)

    def yaml_files(self, paths: Iterable[Path] = ()) -> tuple[Path, ...]:
        """The YAML files that some paths name, folders searched; all of the workspace's where none is given.

        Declared goals are among them only where they, or their folder, are named themselves.

        Raises ZipingbiaoError where a path does not exist or a workspace has no data folder.
        """
        given = tuple(paths) or (self.data,)
        missing = [path for path in given if not path.exists()]
        if missing:
            raise ZipingbiaoError(*(_not_there(path) for path in missing))
        return tuple(dict.fromkeys(file for path in given for file in _yaml_below(path)))


def _yaml_below(path: Path) -> Iterator[Path]:
    if not path.is_dir():  # what is no file either, reading it says
        yield path
        return
    for file in sorted(path.rglob("*.y*ml")):
        inside = file.relative_to(path).parts[:-1]
        if (
            file.suffix in _SUFFIXES
            and not {_REPAIRS, _SOURCES, GOALS_FOLDER} & set(inside)
            and not _is_of_the_report(file)
        ):
            yield file


def _is_of_the_report(file: Path) -> bool:
    """Whether a YAML file is what `Workspace.report_file` names; a form that has its name is none."""
    if file.name != f"{REPORT}.yaml":
        return False
    try:
        lines = read_bytes(file, MIB).splitlines()
    except (OSError, ValueError):
        return False
    return not any(line.startswith("项目名称".encode()) for line in lines)


def _not_there(path: Path) -> Problem:
    return problem.error(
        "F01",
        "没有这个文件或文件夹",
        at=path,
        hint="请检查路径；在工作区文件夹内运行，或用 --workspace 指定工作区",
    )
