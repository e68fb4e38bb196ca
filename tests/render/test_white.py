"""Pages as a typesetter would sign them: filled to the foot, no lone characters, no text at its rule."""

from collections.abc import Callable, Mapping
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pdfplumber
import pytest

from generator.model.form import Form
from generator.model.layout import layout_names
from generator.render import lines, measure
from generator.render.columns import fitted_page
from generator.render.labels import page_text
from generator.render.pdf.form import render_pdf
from generator.render.pdf.verify import verify_pdf
from generator.render.templates import TemplateSet
from generator.sheet.build import Sheet, sheet
from generator.sheet.cells import Cell, Role
from generator.store import load
from tests.support import forms
from tests.support.long_forms import long_form

DATA = Path(__file__).parents[2] / "data" / "上海市大数据中心" / "2020"
FOOT = 42.5
"""Points of the lower margin."""

MOST_WHITE = 0.15
"""Of a page that is not the last."""

NEAREST = 1.4
"""Points from the ink of a text to a rule beside it; a mark's blank half may reach it."""


def _of(file: Path) -> Callable[[], Form]:
    def form() -> Form:
        found = load(file).form
        assert found is not None
        return found

    return form


def _long(layout: str) -> Callable[[], Form]:
    return lambda: long_form(layout, seed=1, longest=200)


FORMS: Mapping[str, tuple[Callable[[], Form], int]] = {
    **{
        file.stem[:12]: (_of(file), pages)
        for file, pages in zip(sorted(DATA.glob("*.yaml")), (1, 1, 2, 1), strict=True)
    },
    "forty indicators": (forms.too_much, 6),
    **{
        name: (_long(name), pages)
        for name, pages in zip(layout_names(), (3, 3, 3, 2, 3, 5, 3, 3, 2, 4, 3, 3, 3), strict=True)
    },
}
"""Each with the pages it may have at most: no more than before its columns followed their texts."""


@pytest.fixture(scope="module", params=FORMS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@cache
def _form(name: str) -> Form:
    return FORMS[name][0]()


@cache
def _file(name: str) -> bytes:
    return render_pdf(_form(name), templates=TemplateSet())


def _printed(form: Form) -> Sheet:
    return fitted_page(sheet(form))


def _pages(name: str) -> list[Any]:
    with pdfplumber.open(BytesIO(_file(name))) as file:
        return [(page, page.edges, page.chars) for page in file.pages]


def test_no_page_is_more_than_before_and_each_is_filled(name: str) -> None:
    pages = _pages(name)
    assert len(pages) <= FORMS[name][1]
    for page, edges, _ in pages[:-1]:
        foot = max(edge["top"] for edge in edges if edge["orientation"] == "h")
        assert (page.height - FOOT - foot) / page.height <= MOST_WHITE


def test_every_text_is_the_form_s(name: str) -> None:
    assert verify_pdf(_file(name), _form(name)) == ()


def test_no_text_stands_at_its_rule(name: str) -> None:
    for _, edges, chars in _pages(name):
        walls = sorted((edge for edge in edges if edge["orientation"] == "v"), key=lambda edge: edge["x0"])
        for char in chars:
            if char["text"].isspace() or not _has_sides(char["text"]):
                continue
            middle = (char["top"] + char["bottom"]) / 2
            beside = [wall["x0"] for wall in walls if wall["top"] < middle < wall["bottom"]]
            for wall in beside:
                assert wall <= char["x0"] - NEAREST or wall >= char["x1"] + NEAREST, char["text"]


def _has_sides(character: str) -> bool:
    """Whether its ink fills its width: an ideograph, a letter, a digit."""
    return character.isalnum()


def test_no_name_leaves_a_character_alone(name: str) -> None:
    printed = _printed(_form(name))
    alone = [cell.text for cell in printed.cells() if cell.role is not Role.TEXT and _ends_alone(cell)]
    assert alone == []


def _ends_alone(cell: Cell) -> bool:
    room = measure.line_room(cell)
    if not cell.text or measure.is_on_one_line(cell) or cell.is_narrow or room < 3:
        return False
    set_lines = lines.broken(page_text(cell, room), room)
    return any(
        len(found[-1]) == 1 and len(found) > 1 and found[-1] >= "\u3400" and len(found[-2]) > 2
        for found in set_lines
    )


def test_amounts_are_not_shrunk_where_there_is_room() -> None:
    for file in sorted(DATA.glob("*.yaml")):
        assert all(measure.fit(cell) == 1 for cell in _printed(_of(file)()).cells())


@pytest.mark.parametrize("character", ["环", "感"])
def test_a_name_takes_the_width_that_an_empty_column_has(character: str) -> None:
    form = _of(next(DATA.glob("*一网通办*.yaml")))()
    names = [cell for cell in _printed(form).cells() if cell.role is Role.NAME and character in cell.text]
    assert names
    assert all(lines.count(cell.text, measure.room(cell)) == 1 for cell in names)


def test_columns_stay_within_their_bounds_and_fill_the_table(name: str) -> None:
    usual, found = sheet(_form(name)), _printed(_form(name))
    assert sum(found.columns) == sum(usual.columns)
    low, high = usual.bounds
    for width, before in zip(found.columns, usual.columns, strict=True):
        assert low * before - 1 < width < high * before + 1


def test_goals_of_unlike_length_are_parted_at_another_column() -> None:
    form = _of(next(DATA.glob("*一网通办*.yaml")))()
    goals = next(block for block in _printed(form).blocks if block.name == "目标").body[0].cells
    assert goals[0].width < goals[1].width
    assert [cell.origin[1] for cell in goals] == [1, 5]


def test_columns_of_a_blank_form_and_of_short_texts_stay_as_the_layout_has_them() -> None:
    usual = sheet(forms.data_service())
    short = [cell for cell in usual.cells() if cell.role is Role.NAME and len(cell.text) > 8]
    assert short or _printed(forms.data_service()).columns == usual.columns


def test_lines_that_go_on_end_at_the_measure() -> None:
    """Within a third of a point, where they hold whole characters."""
    pages = _pages(next(name for name in FORMS if "一网通办" in name))
    _, edges, chars = pages[0]
    right = max(edge["x0"] for edge in edges)
    ends = _line_ends([char for char in chars if char["x0"] > 300 and char["size"] == 9])
    full = [end for end in ends if end > right - 8]
    assert len(full) > 15
    assert max(full) - min(full) < 0.7 or all(right - 5.5 < end < right for end in full)


def _line_ends(chars: list[Any]) -> list[float]:
    """Where the lines of the longer goal end; a closing mark at the end counts without its blank half."""
    ordered = sorted(chars, key=lambda char: (round(char["top"]), char["x0"]))
    last = [one for one, other in pairwise(ordered) if round(one["top"]) != round(other["top"])]
    return [char["x1"] - (0 if _has_sides(char["text"]) else char["width"] / 2) for char in last]
