"""What a system or a workspace puts in the way: nothing waits, nothing is a defect, and the code says so."""

import contextlib
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from socket import AF_UNIX, socket

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from generator.outputs.formats import PDF, XLSX
from generator.outputs.run import plan, run
from generator.render.templates import TemplateSet
from generator.runtime.files import FileTooLargeError, read_bytes
from generator.workspace.workspace import Workspace
from tests.support.workbooks import edit_workbook
from tests.support.workspaces import TRUE

SOURCE = Path(__file__).parents[2] / "data/sources/shanghai-2020.txt"
SECONDS = 60
"""A command that waits for a pipe waits for ever; none takes a tenth of this."""

FOLDER = "data/上海市大数据中心/2020"
NAME = "数据运营服务"


def zipingbiao(
    root: Path, *arguments: str, prepare: Callable[[], None] | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "generator", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=root,
        timeout=SECONDS,
        preexec_fn=prepare,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **environment},
    )


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A workspace with one form."""
    (tmp_path / FOLDER).mkdir(parents=True)
    shutil.copy(TRUE / f"{NAME}.yaml", tmp_path / FOLDER)
    return tmp_path


PLACES = pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("a.txt", ["ingest", "a.txt"]),
        ("a.pdf", ["repair", "a.pdf", "-o", "b.pdf"]),
        ("a.xlsx", ["import", "a.xlsx"]),
        ("a", ["check", "a"]),
        ("zipingbiao.yaml", ["build"]),
        ("templates/fonts/a.ttf", ["build", "--only", "pdf"]),
        (f"{FOLDER}/repairs/a.yaml", ["ingest", "a.txt"]),
    ],
)
"""Each place that a file is read from, and a command that reads it."""


@PLACES
def test_a_pipe_is_refused_by_name_and_not_waited_for(root: Path, name: str, arguments: list[str]) -> None:
    _is_refused_as("这是管道，不是文件", os.mkfifo, root, name, arguments)


@PLACES
def test_an_endless_device_is_refused_by_name(root: Path, name: str, arguments: list[str]) -> None:
    """Templates have no link that leads out of their folder, whatever it leads to."""
    kind = "链接指到了模板文件夹以外" if name.startswith("templates") else "这是设备，不是文件"
    _is_refused_as(kind, _link_to_zeros, root, name, arguments)


@pytest.mark.parametrize("name", ["a.txt", "zipingbiao.yaml"])
def test_a_socket_is_refused_by_name(root: Path, name: str) -> None:
    _is_refused_as("这是套接字，不是文件", _bind, root, name, ["ingest", "a.txt"])


def _is_refused_as(
    said: str, make: Callable[[Path], object], root: Path, name: str, arguments: list[str]
) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    make(root / name)
    done = zipingbiao(root, *arguments)
    assert done.returncode == 2, done.stderr
    assert name in done.stdout + done.stderr
    assert said in done.stdout + done.stderr


def _link_to_zeros(file: Path) -> None:
    file.symlink_to("/dev/zero")


def _bind(file: Path) -> None:
    with socket(AF_UNIX) as one, contextlib.chdir(file.parent):
        one.bind(file.name)


@pytest.mark.parametrize("make", [os.mkfifo, _bind])
def test_the_schema_may_be_no_file(root: Path, make: Callable[[Path], object]) -> None:
    make(root / "data/schema.json")
    done = zipingbiao(root, "ingest", str(SOURCE))
    assert done.returncode == 0, done.stderr
    assert (root / "data/schema.json").is_file()


def test_a_schema_that_is_a_device_is_said_by_its_name(root: Path) -> None:
    _is_refused_as("这是设备，不是文件", _link_to_zeros, root, "data/schema.json", ["ingest", str(SOURCE)])


def test_a_device_is_no_file() -> None:
    with pytest.raises(OSError, match="这是设备，不是文件"):
        read_bytes(Path("/dev/zero"), 100)


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    file = tmp_path / "大"
    with file.open("wb") as stream:
        stream.truncate(2**40)
    with pytest.raises(FileTooLargeError, match="超过 2 MB"):
        read_bytes(file, 2 * 2**20)


def test_a_form_that_is_not_written_is_no_success(tmp_path: Path) -> None:
    (tmp_path / FOLDER / f"{NAME}.yaml").mkdir(parents=True)
    done = zipingbiao(tmp_path, "ingest", str(SOURCE))
    assert done.returncode == 2
    assert f"{NAME}.yaml: E F01" in done.stderr
    assert len([file for file in (tmp_path / FOLDER).glob("*.yaml") if file.is_file()]) == 3


def test_a_damaged_record_of_the_last_reading_is_said_with_what_to_do(tmp_path: Path) -> None:
    assert zipingbiao(tmp_path, "ingest", str(SOURCE)).returncode == 0
    form = tmp_path / FOLDER / f"{NAME}.yaml"
    form.write_text(form.read_text("utf-8") + "# 已核对\n", "utf-8")
    (tmp_path / FOLDER / "repairs" / f"{NAME}.ingest").write_bytes(bytes(range(256)))
    done = zipingbiao(tmp_path, "ingest", str(SOURCE))
    assert done.returncode == 2
    assert f"{NAME}.ingest:1:1: E Y02" in done.stderr
    assert "请移走它后重新读入" in done.stderr


def no_large_files() -> None:
    """The disk takes no more than a few bytes of a file, as one that is full."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))


def export_and_rename(root: Path) -> None:
    """A workbook of all forms, in which a person has renamed an indicator."""
    assert zipingbiao(root, "export", "-o", "表.xlsx").returncode == 0

    def rename(sheet: Worksheet) -> None:
        cell = next(c for row in sheet.iter_rows() for c in row if c.value == "质量问题整改率")
        cell.value = "质量问题的整改率"

    edit_workbook(root / "表.xlsx", rename, sheet=4)


@pytest.mark.parametrize(
    "arguments",
    [["export", "-o", "全部.xlsx"], ["check", "--format", "xlsx", "-o", "校核.xlsx"], ["import", "表.xlsx"]],
    ids=lambda arguments: arguments[0],
)
def test_a_full_disk_is_said_and_is_no_defect(root: Path, arguments: list[str]) -> None:
    export_and_rename(root)
    before = {file: file.read_bytes() for file in root.rglob("*") if file.is_file()}
    done = zipingbiao(root, *arguments, prepare=no_large_files)
    assert done.returncode == 2, done.stderr
    assert "E F08" in done.stderr
    assert "Traceback" not in done.stderr
    assert {file: file.read_bytes() for file in root.rglob("*") if file.is_file()} == before


def test_a_full_temporary_folder_is_none_of_a_workbooks_business(root: Path) -> None:
    done = zipingbiao(root, "export", "-o", "全部.xlsx", TMPDIR="/proc/self")
    assert done.returncode == 0, done.stderr


def test_output_that_nobody_takes_is_said(root: Path) -> None:
    with open("/dev/full", "w") as full:  # noqa: PTH123 - a device
        done = subprocess.run(
            [sys.executable, "-m", "generator", "check", "-w", str(root)],
            stdout=full, stderr=subprocess.PIPE, text=True, check=False, timeout=SECONDS,
        )  # fmt: skip
    assert done.returncode == 2
    assert "磁盘已满" in done.stderr
    assert "Traceback" not in done.stderr


def test_one_bad_workbook_does_not_keep_the_others_from_being_brought_back(root: Path) -> None:
    export_and_rename(root)
    (root / "坏.xlsx").write_bytes(b"PK")
    done = zipingbiao(root, "import", "坏.xlsx", "表.xlsx")
    assert done.returncode == 2
    assert "坏.xlsx: E F20" in done.stderr
    assert "已写回" in done.stdout


def test_forms_whose_outputs_have_one_name_are_both_named_each_time(root: Path) -> None:
    first = root / FOLDER / f"{NAME}.yaml"
    shutil.copy(first, first.with_suffix(".yml"))
    shutil.copy(TRUE / "“一网通办”及“随申办”运营.yaml", root / FOLDER)
    for _ in range(2):
        done = zipingbiao(root, "build", "--only", "xlsx")
        assert done.returncode == 2
        assert done.stderr.count("B09") == 1
        assert f"{NAME}.yaml: E B09" in done.stderr
        assert f"{NAME}.yml" in done.stderr
    assert [file.name for file in (root / "out").rglob("*.xlsx")] == ["“一网通办”及“随申办”运营.xlsx"]


def test_of_two_such_forms_the_one_asked_for_is_not_made_either(root: Path) -> None:
    first = root / FOLDER / f"{NAME}.yaml"
    shutil.copy(first, first.with_suffix(".yml"))
    done = zipingbiao(root, "build", "--only", "xlsx", str(first))
    assert (done.returncode, "B09" in done.stderr) == (2, True)


def test_a_form_named_as_the_summary_is_said(root: Path) -> None:
    shutil.copy(root / FOLDER / f"{NAME}.yaml", root / FOLDER / "汇总.yaml")
    done = zipingbiao(root, "build", "--only", "xlsx")
    assert done.returncode == 2
    assert "汇总.yaml: E B09" in done.stderr


@pytest.mark.parametrize("address", ["file:///x", "没有.png", "https://example.org/a"])
def test_a_template_that_attaches_what_it_may_not_is_named_and_the_others_go_on(
    root: Path, address: str
) -> None:
    template = root / "templates/form.html"
    template.parent.mkdir()
    text = TemplateSet().text("form.html")
    line = text[: text.index("</body>")].count("\n") + 1
    template.write_text(text.replace("</body>", f'<a rel=attachment href="{address}">a</a></body>'), "utf-8")
    workspace = Workspace(root=root)
    products = (PDF, XLSX)
    pdf, xlsx = run(plan(workspace.yaml_files(), workspace, products), workspace)
    assert not xlsx.problems
    (problem,) = pdf.problems
    assert str(problem).startswith(f"{template}:{line}: E T02")
    assert not pdf.step.target.exists()
