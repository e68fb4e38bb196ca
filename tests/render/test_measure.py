from generator.render import measure


def test_ideographs_are_an_em_wide_and_digits_about_half() -> None:
    assert measure.width("绩效、“”") == 5
    assert 0.4 < measure.width("0") < 0.6


def test_lines_break_between_ideographs_and_around_words() -> None:
    assert measure.lines("一二三四五六七八九十", 5) == 2
    assert measure.lines("一二三四五六七八九十一", 5) == 3
    assert measure.lines("一\n二", 5) == 2
    assert measure.lines("一二三 HTTP", 4) == 2
    assert measure.lines("", 4) == 1


def test_a_word_wider_than_the_line_is_broken() -> None:
    assert measure.lines("M" * 40, 5) >= 6
