import json
from pathlib import Path

import pytest

from generator.repair.log import RepairLog, replay
from tests.support.command import zipingbiao

ROOT = Path(__file__).parents[2]
SHANGHAI = ROOT / "data" / "sources" / "shanghai-2020.txt"
TRUE = ROOT / "tests" / "repair" / "cases" / "wild" / "shanghai-2020.true.txt"


def test_writes_text_and_log_and_reports_doubts_first(tmp_path: Path) -> None:
    out, log = tmp_path / "out.txt", tmp_path / "log.json"
    result = zipingbiao("repair", str(SHANGHAI), "-o", str(out), "--log", str(log))
    assert result.exit_code == 0
    assert out.read_text("utf-8") == TRUE.read_text("utf-8")
    replayed = RepairLog.from_data(json.loads(log.read_text("utf-8")))
    assert replay(replayed, SHANGHAI.read_text("utf-8")) == out.read_text("utf-8")
    assert "证明 280 处" in result.stdout


def test_doubts_come_first(tmp_path: Path) -> None:
    text = tmp_path / "in.txt"
    text.write_text("提高服务敁率，丌得挪用。\n评审专家：亓丌然、劢勋。\n记作“幵”。", "utf-8")
    result = zipingbiao("repair", str(text), "-o", str(tmp_path / "out.txt"))
    assert result.stdout.index("存疑，请核对") < result.stdout.index("已还原")


def test_a_dash_reads_standard_input() -> None:
    result = zipingbiao("repair", "-", input="提高服务敁率\n".encode())
    assert result.stdout == "提高服务效率\n"
    assert "推断" in result.stderr
    refused = zipingbiao("repair", "-", input=b"")
    assert refused.exit_code == 2
    assert "标准输入" in refused.stderr


def test_text_goes_to_standard_output_and_the_report_beside_it(tmp_path: Path) -> None:
    sound = tmp_path / "sound.txt"
    sound.write_text("预算绩效自评。\n", "gb18030")
    result = zipingbiao("repair", str(sound))
    assert result.stdout == "预算绩效自评。\n"
    assert "未发现错误" in result.stderr


def test_strict_fails_while_doubts_remain_and_not_once_they_are_settled(tmp_path: Path) -> None:
    log = tmp_path / "log.json"
    quoted = tmp_path / "in.txt"
    quoted.write_text("记录：“丌”。", "utf-8")
    arguments = [str(quoted), "--strict", "-o", str(tmp_path / "out.txt"), "--log", str(log)]
    assert zipingbiao("repair", *arguments).exit_code == 1
    entries = json.loads(log.read_text("utf-8"))
    for entry in entries:
        entry["人工"] = True
    log.write_text(json.dumps(entries), "utf-8")
    assert zipingbiao("repair", *arguments).exit_code == 0


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "没有这个文件"),
        (b"", "空"),
        ("绩效\n".encode("utf-16")[:-1], "UTF-16"),
        ("預算績效自評的報告".encode("big5"), "Big5"),
        (b"%PDF-1.7\0\1\2", "二进制"),
        ("绩效".encode() + b"\xff\xfe" + "绩效".encode("gb18030"), "读不通"),
    ],
)
def test_unreadable_input_is_refused_in_words(content: bytes | None, message: str, tmp_path: Path) -> None:
    path = tmp_path / "in.txt"
    if content is not None:
        path.write_bytes(content)
    result = zipingbiao("repair", str(path))
    assert result.exit_code == 2
    assert message in result.stderr


def test_a_log_that_is_none_is_refused_in_words(tmp_path: Path) -> None:
    log = tmp_path / "log.json"
    log.write_text("{", "utf-8")
    result = zipingbiao("repair", str(SHANGHAI), "--log", str(log))
    assert result.exit_code == 2
    assert "读不懂" in result.stderr
