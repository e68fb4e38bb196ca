"""Characters to lines, lines to paragraphs."""

import pytest

from generator.sources.pdf.content import Glyph
from generator.sources.pdf.text import Placed, cell_text, join_wrapped, text_lines

SIZE = 10.0


def written(text: str, x: float = 0, y: float = 0, step: float | None = None) -> list[Placed]:
    """Characters side by side: ideographs full width, others half."""
    placed = []
    for character in text:
        width = SIZE if ord(character) > 0x2000 else SIZE / 2
        placed.append(Placed(Glyph(0, b"", x, y, x + width, y + SIZE, SIZE), character))
        x += step or width
    return placed


def cell(*lines: str, width: float, x: float = 2) -> str:
    characters = [p for n, line in enumerate(lines) for p in written(line, x, n * 14)]
    return cell_text(text_lines(characters), 0, width)


def test_lines_from_top_to_bottom_whatever_the_order() -> None:
    characters = [*written("下行", y=20), *written("上行", y=0)]
    assert [line.text for line in text_lines(characters)] == ["上行", "下行"]


def test_wide_gap_between_latin_words_is_a_space() -> None:
    assert text_lines([*written("PC"), *written("APP", x=20)])[0].text == "PC APP"


def test_gap_between_ideographs_is_none() -> None:
    assert text_lines(written("绩效", step=18))[0].text == "绩效"


def test_spaces_of_a_justified_line_go() -> None:
    assert text_lines(written("制 定 政 务 云 应"))[0].text == "制定政务云应"


def test_single_space_between_words_stays() -> None:
    assert text_lines(written("1、 项目管理"))[0].text == "1、 项目管理"


def test_faked_bold_is_read_once() -> None:
    assert text_lines([*written("绩效"), *written("绩效", x=0.3)])[0].text == "绩效"


def test_repeated_character_is_kept() -> None:
    assert text_lines(written("整整齐齐"))[0].text == "整整齐齐"


def test_wrapped_lines_are_joined() -> None:
    assert (
        cell("通过制定数据资产的统筹规", "划，提供服务。", width=124)
        == "通过制定数据资产的统筹规划，提供服务。"
    )


def test_short_line_ends_a_paragraph() -> None:
    assert cell("一是提供服务。", "二是加强管理。", width=124) == "一是提供服务。\n二是加强管理。"


def test_full_line_before_an_item_ends_a_paragraph() -> None:
    assert (
        cell("通过制定数据资产的统筹。", "2、提供服务。", width=124)
        == "通过制定数据资产的统筹。\n2、提供服务。"
    )


def test_centred_label_is_one_line() -> None:
    characters = [*written("质量问题", 10), *written("整改率", 15, 14)]
    assert cell_text(text_lines(characters), 0, 60) == "质量问题整改率"


def test_line_kept_short_by_punctuation_is_joined() -> None:
    # ，may not begin a line, so 规，moved down together
    assert cell("通过制定资产的统筹", "规，提供服务。", width=104) == "通过制定资产的统筹规，提供服务。"


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("in", "Excel", "in Excel"),
        ("43,918,", "000.00", "43,918,000.00"),
        ("应用", "APP", "应用APP"),
        ("", "a", "a"),
    ],
)
def test_join_wrapped(first: str, second: str, joined: str) -> None:
    assert join_wrapped(first, second) == joined


def test_no_lines_no_text() -> None:
    assert cell_text((), 0, 100) == ""
