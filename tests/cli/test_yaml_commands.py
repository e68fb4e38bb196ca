"""The commands that write YAML files: schema, fmt, migrate, new."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.cli.fmt import fmt
from generator.cli.migrate import migrate
from generator.cli.new import new
from generator.cli.schema import schema
from generator.store import load
from generator.store.write.schema import schema_text
from tests.store.test_fmt import TIDY
from tests.store.test_migrate import NEW, OLD
from tests.store.test_read import HEAD

UNTIDY = TIDY.replace("  单位: 元\n", "")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data" / "乙" / "2020"
    folder.mkdir(parents=True)
    return folder


def run(command: object, *arguments: str | Path) -> tuple[int, Result]:
    """The exit code that the command would give, and what was printed."""
    from click import Command

    assert isinstance(command, Command)
    result = CliRunner().invoke(command, [str(argument) for argument in arguments], standalone_mode=False)
    return (result.return_value or 0) if result.exception is None else 2, result


def test_fmt_tidies_what_is_untidy_and_goes_on_after_a_bad_file(data: Path) -> None:
    (data / "甲.yaml").write_text(UNTIDY)
    (data / "坏.yaml").write_text("年度: 二〇\n")
    (data / "齐.yaml").write_text(TIDY)
    code, result = run(fmt, "-w", data.parents[2])
    assert code == 2
    assert (data / "甲.yaml").read_text() == TIDY
    assert result.stdout == f"已整理 {data / '甲.yaml'}\n"
    assert "坏.yaml:1:5: E Y10" in result.stderr


def test_fmt_check_changes_nothing(data: Path) -> None:
    (data / "甲.yaml").write_text(UNTIDY)
    code, result = run(fmt, "--check", "--json", data)
    assert code == 1
    assert json.loads(result.stdout) == [{"file": str(data / "甲.yaml"), "changed": True, "problems": []}]
    assert (data / "甲.yaml").read_text() == UNTIDY


def test_fmt_takes_off_a_byte_order_mark_and_keeps_windows_line_ends(data: Path) -> None:
    windows = TIDY.replace("\n", "\r\n").encode()
    (data / "甲.yaml").write_bytes(b"\xef\xbb\xbf" + windows)
    assert run(fmt, data)[0] == 0
    assert (data / "甲.yaml").read_bytes() == windows
    assert run(fmt, "--check", data)[0] == 0


def test_a_file_that_cannot_be_written_is_a_problem(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, data: bytes) -> None:
        raise PermissionError(13, "Permission denied")

    (data / "甲.yaml").write_text(UNTIDY)
    monkeypatch.setattr("generator.cli.rewriting.rewrite_atomically", refuse)
    code, result = run(fmt, data)
    assert code == 2
    assert "E Y18 写不了这个文件" in result.stderr


def test_migrate_brings_old_files_to_the_present_format(data: Path) -> None:
    (data / "旧.yaml").write_text(OLD)
    assert run(migrate, "--check", data)[0] == 1
    assert run(migrate, data)[0] == 0
    assert (data / "旧.yaml").read_text() == NEW
    assert run(migrate, "--check", data)[0] == 0


def test_schema_prints_or_writes(tmp_path: Path) -> None:
    assert run(schema)[1].stdout == schema_text()
    assert run(schema, "-o", tmp_path / "schema.json")[0] == 0
    assert (tmp_path / "schema.json").read_text() == schema_text()


def test_new_writes_a_form_to_fill_in_and_never_over_another(tmp_path: Path) -> None:
    arguments = ("-p", "甲", "-d", "乙", "-y", "2020", "-w", tmp_path)
    assert run(new, *arguments)[0] == 0
    path = tmp_path / "data" / "乙" / "2020" / "甲.yaml"
    loaded = load(path)
    assert loaded.problems == ()
    assert loaded.source.startswith("# yaml-language-server: $schema=../../schema.json\n")
    assert (path.parent / "../../schema.json").read_text() == schema_text()
    path.write_text(HEAD)
    code, result = run(new, *arguments)
    assert code == 2
    assert "文件已经存在" in str(result.exception)
    assert path.read_text() == HEAD


@pytest.mark.parametrize("kind", ["pdf", "docx", "xlsx"])
def test_new_prints_a_paper_blank_and_never_over_a_file(kind: str, tmp_path: Path) -> None:
    paper = tmp_path / f"空白.{kind}"
    assert run(new, "--print", paper, "--profile", "hubei", "-w", tmp_path)[0] == 0
    printed = paper.read_bytes()
    assert printed[:2] in (b"PK", b"%P")
    assert run(new, "--print", paper, "-w", tmp_path)[0] == 2
    assert paper.read_bytes() == printed
    assert list(tmp_path.iterdir()) == [paper]


def test_new_prints_on_known_kinds_only(tmp_path: Path) -> None:
    code, result = run(new, "--print", tmp_path / "空白.doc", "-w", tmp_path)
    assert code == 2
    assert ".docx" in str(result.exception)


def test_new_asks_in_a_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.cli.new._can_ask", lambda: True)
    answers = ["甲", "乙", "去年", "2021年", "丙", "火星", "hubei"]
    result = CliRunner().invoke(new, ["-w", str(tmp_path)], input="".join(f"{one}\n" for one in answers))
    assert result.exit_code == 0, result.output
    form = load(tmp_path / "data" / "乙" / "2021" / "甲.yaml").form
    assert form is not None
    assert (form.operator, form.layout) == ("丙", "hubei")


def test_new_asks_nothing_where_nobody_can_answer(tmp_path: Path) -> None:
    assert run(new, "-w", tmp_path)[0] == 0
    assert (tmp_path / "空白表.yaml").exists()
