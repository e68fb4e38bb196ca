"""A form of forty indicators and goals of 3,000 characters: how its pages end and begin."""

import re
from collections.abc import Iterator
from io import BytesIO

import pdfplumber
import pytest
from pdfplumber.page import Page

from generator.render.pdf.continued import cut, split
from generator.render.pdf.form import render_pdf
from generator.render.templates import TemplateSet
from generator.sheet.build import Sheet, sheet
from generator.store import load
from tests.layouts.makers import truth
from tests.support import forms

HEADS = ("一级指标", "三级指标", "实际完成值")


@pytest.fixture(scope="module")
def pages(templates: TemplateSet) -> Iterator[list[Page]]:
    with pdfplumber.open(BytesIO(render_pdf(forms.too_much(), templates=templates))) as file:
        yield file.pages


def _text(page: Page) -> str:
    return re.sub(r"\s", "", page.extract_text_simple())


def _lines(page: Page) -> list[float]:
    return [edge["top"] for edge in page.edges if edge["orientation"] == "h"]


def test_every_page_is_closed_by_a_line_from_side_to_side(pages: list[Page]) -> None:
    for page in pages:
        foot = max(_lines(page))
        closing = [edge for edge in page.edges if edge["orientation"] == "h" and foot - edge["top"] < 1]
        assert min(edge["x0"] for edge in closing) < 30
        assert max(edge["x1"] for edge in closing) > 565
        table = [char for char in page.chars if char["bottom"] < page.height - 42]
        assert max(char["bottom"] for char in table) < foot + 1


def test_pages_are_filled_to_the_foot(pages: list[Page]) -> None:
    """No more than a common row's height is left blank, though two rows are taller than half a page."""
    for page in pages[:-1]:
        assert max(_lines(page)) > page.height - 42 - 60


def test_the_heads_are_printed_again(pages: list[Page]) -> None:
    texts = [_text(page) for page in pages]
    first = next(at for at, text in enumerate(texts) if "一级指标" in text)
    assert all(head in text for text in texts[first:] for head in HEADS)
    assert all("实际完成情况" in text for text in texts[: first + 1])


def test_what_goes_on_is_opened_again_with_its_label(pages: list[Page]) -> None:
    for page in pages[1:]:
        assert "续" in _text(page)
    assert all(_text(page).count("第1项指标") <= 1 for page in pages)


def test_no_head_is_left_alone_at_the_foot(pages: list[Page]) -> None:
    for page in pages:
        words = [word for word in page.extract_words() if word["text"] in ("一级指标", "预算目标")]
        below = max(char["top"] for char in page.chars if char["bottom"] < page.height - 42)
        assert all(below > word["bottom"] for word in words)


def test_a_wide_layout_lies_on_the_long_side_of_the_page(templates: TemplateSet) -> None:
    form = load(truth("L7")).form
    assert form is not None
    with pdfplumber.open(BytesIO(render_pdf(form, templates=templates))) as file:
        assert {(round(page.width), round(page.height)) for page in file.pages} == {(842, 595)}
        for page in file.pages:
            assert min(edge["x0"] for edge in page.edges) == pytest.approx(28.3, abs=1)
            assert max(edge["x1"] for edge in page.edges) == pytest.approx(842 - 28.3, abs=1)


@pytest.fixture
def printed() -> Sheet:
    return sheet(forms.network())


def _texts(printed: Sheet) -> str:
    return "".join(cell.text for cell in printed.cells())


def test_a_cut_row_keeps_every_text_and_moves_what_follows(printed: Sheet) -> None:
    row = next(row for row in printed.rows if row.is_prose)
    rest = {cell.column: cell.text[10:] for cell in row.cells if cell.prose}
    after = cut(printed, row.number, rest)
    assert [r.number for r in after.rows] == list(range(len(printed.rows) + 1))
    assert sorted(_texts(after).replace("\n", "")) == sorted(_texts(printed).replace("\n", ""))
    assert all(cell.row == r.number for r in after.rows for cell in r.cells)


def test_every_place_of_the_table_is_covered_once_after_a_cut(printed: Sheet) -> None:
    row = printed.rows[-4]
    after = split(cut(printed, row.number, {8: "余下的话"}), {row.number + 1})
    covered = [
        (cell.row + down, cell.column + right)
        for cell in after.cells()
        for down in range(cell.row_span)
        for right in range(cell.column_span)
    ]
    assert len(covered) == len(set(covered)) == len(after.rows) * len(after.columns)
    assert f"{row.cells[-6].text}（续）" in {cell.text for cell in after.cells()}
