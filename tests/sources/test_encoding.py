from pathlib import Path

import pytest

from generator.model.problem import ZipingbiaoError
from generator.sources.encoding import decode_text

PATH = Path("文件.txt")
TEXT = "财政项目支出绩效自评表（2020 年度）\n完成率≥90%，㎡、①、〇"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_what_programs_save_is_read(encoding: str) -> None:
    assert decode_text(TEXT.encode(encoding), PATH) == TEXT


@pytest.mark.parametrize(
    ("data", "rule", "words"),
    [
        ("財政項目支出績效自評表，不是的".encode("big5"), "F02", "Big5"),
        ("これはテストです。予算の評価".encode("shift_jis"), "F02", "Shift_JIS"),
        (TEXT.encode("utf-16") + b"\0", "F02", "UTF-16"),
        (b"abc\0def", "F03", "二进制"),
        (b" \n", "F03", "空"),
    ],
)
def test_everything_else_is_refused_by_name(data: bytes, rule: str, words: str) -> None:
    with pytest.raises(ZipingbiaoError) as refusal:
        decode_text(data, PATH)
    assert refusal.value.problems[0].rule == rule
    assert words in refusal.value.problems[0].message
