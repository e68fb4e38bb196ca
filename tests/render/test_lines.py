"""Where lines break, what is closed up, what is spread; see "Requirements for Chinese Text Layout"."""

import pytest

from generator.render import lines
from generator.render.lines import HALF, QUARTER, paragraphs


def texts(text: str, room: float) -> list[str]:
    return [line for paragraph in lines.broken(text, room) for line in paragraph]


@pytest.mark.parametrize(
    ("text", "room", "found"),
    [
        ("一二三四五六七八九十", 5, ["一二三四五", "六七八九十"]),
        ("一二三四五六七", 3, ["一二三", "四五", "六七"]),  # no character alone on the last line
        ("一二三四五六七。", 6, ["一二三四五", "六七。"]),  # nor one with its mark
        ("营造良好的营商环境", 8, ["营造良好的营商", "环境"]),
        ("一二三，四五六", 3, ["一二", "三，四", "五六"]),  # a closing mark does not begin a line
        ("一二“三四”五六", 3.5, ["一二", "“三四”", "五六"]),  # an opening mark does not end one
        ("一二三 HTTP", 4, ["一二三", "HTTP"]),
        ("一\n二", 5, ["一", "二"]),
        ("一二三四——五六七", 4.8, ["一二三", "四——五", "六七"]),
        ("见 https://example.invalid/a/b", 9, ["见", "https://example.", "invalid/a/b"]),
    ],
)
def test_lines_break_where_a_typesetter_breaks_them(text: str, room: float, found: list[str]) -> None:
    assert texts(text, room) == found


def test_a_closing_mark_may_stand_with_its_half_beyond_the_measure() -> None:
    assert texts("一二三四。五六", 4.5) == ["一二三四。", "五六"]
    assert texts("一二三四！五六", 4.5) == ["一二三", "四！五六"]


def test_an_opening_mark_at_a_line_s_start_leaves_no_hole() -> None:
    ((line,),) = paragraphs("“一网通办”", 10) or ()
    assert line.lead == 0.5


def test_marks_beside_each_other_are_closed_up() -> None:
    ((line,),) = paragraphs("《办法》（试行），“办”。", 20, flush=True) or ()
    after = {piece.text[-1]: piece.after for piece in line.pieces if piece.after}
    assert after == {"》": HALF, "）": HALF, "，": HALF, "”": HALF}
    assert line.text == "《办法》（试行），“办”。"


def test_a_quarter_em_stands_between_chinese_and_latin() -> None:
    ((line,),) = paragraphs("达20G能力，PC端7*24小时", 20, flush=True) or ()
    apart = [piece.text for piece in line.pieces if piece.after == QUARTER]
    assert apart == ["达", "20G", "能力，PC", "端", "7*24"]
    assert line.text == "达20G能力，PC端7*24小时"
    ((spaced,),) = paragraphs("了 23 次", 20, flush=True) or ()
    assert spaced.is_plain


def test_lines_that_go_on_are_spread_to_the_measure_and_the_last_is_not() -> None:
    ((first, second),) = paragraphs("一二三四五六七八九十一二三四五", 10.4, flush=True) or ()
    assert first.spread == pytest.approx(0.4 / 9)
    assert second.spread == 0


def test_a_line_that_gives_a_character_to_the_last_does_not_look_like_a_paragraph_s_end() -> None:
    ((first, second),) = paragraphs("一二三四五六七八九十一。", 10.8, flush=True) or ()
    assert (first.text, second.text) == ("一二三四五六七八九", "十一。")
    assert first.spread == pytest.approx(1.8 / 8)


def test_a_line_that_lacks_much_is_left_ragged() -> None:
    ((first, _),) = paragraphs("一二三四五ABCDEFGHIJKLMNOPQR", 13, flush=True) or ()
    assert first.spread == 0


def test_texts_of_characters_that_the_face_lacks_are_left_to_the_engine() -> None:
    assert paragraphs("𠮷野家", 10) is None
    assert lines.count("𠮷野家", 2) == 2
