"""A font that keeps its face's glyph numbers is restored exactly, whatever else was taken out of the file."""

import io
from functools import partial
from pathlib import Path

import pikepdf
import pytest

from generator.repair.log import RepairLog
from generator.repair.pdf.read import repair_pdf
from generator.repair.text.faces import Face, constant, gb2312_by_code, gb2312_by_unicode, yahei
from generator.repair.witnesses import Grade
from generator.sources.pdf.fonts import collect_fonts
from generator.store import load
from tests.support.broken_pdf import Broken
from tests.support.order_pdf import order_pdf

SHANGHAI = Path(__file__).parents[1] / "shanghai/上海市政务云基础设施服务费 (运维).yaml"
OTHER = Path("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc")


@pytest.fixture(scope="module")
def text() -> str:
    form = load(SHANGHAI).form
    assert form is not None
    return "".join((form.goals.expected + form.goals.actual).split())[:900] + "不与专且下上于云互五，。12"


def repaired(broken: Broken, folder: Path) -> tuple[dict[bytes, str], RepairLog]:
    path = folder / "次序.pdf"
    path.write_bytes(broken.data)
    result = repair_pdf(path)
    (font,) = collect_fonts(pikepdf.open(io.BytesIO(result.data)))
    return dict(font.claims), result.log


FACES = {
    "YaHei": partial(yahei),
    "YaHei Bold": partial(yahei, bold=True),
    "GB 2312 by code point": partial(gb2312_by_unicode, 694),
    "GB 2312 by its own order": partial(gb2312_by_code, 780),
}


@pytest.mark.parametrize("face", FACES.values(), ids=FACES)
@pytest.mark.parametrize("cmap", [True, False])
def test_law_is_undone_exactly(face: partial[Face], cmap: bool, text: str, tmp_path: Path) -> None:
    broken = order_pdf(text, face(), cmap=cmap)
    claims, log = repaired(broken, tmp_path)
    assert claims == {code: true for (_, code), (_, true) in broken.truth.items()}
    assert {entry.extracted + entry.true for entry in log.entries} == {
        a + b for a, b in broken.wrong.values()
    }
    assert all(entry.grade is Grade.PROVEN for entry in log.entries)


@pytest.mark.skipif(not OTHER.exists(), reason="没有 fonts-wqy-zenhei")
def test_outlines_of_a_face_that_is_no_reference(text: str, tmp_path: Path) -> None:
    broken = order_pdf(text, yahei(), outlines=OTHER, name="ABCDEE+Hidden")
    claims, log = repaired(broken, tmp_path)
    assert claims == {code: true for (_, code), (_, true) in broken.truth.items()}
    assert all(entry.grade is Grade.PROVEN for entry in log.entries)


@pytest.mark.parametrize("face", [yahei(), constant(0x4DA0)], ids=["packed", "constant"])
def test_font_that_claims_nothing(face: Face, text: str, tmp_path: Path) -> None:
    broken = order_pdf(text, face, claims="none", name="ABCDEE+Hidden")
    claims, log = repaired(broken, tmp_path)
    ideographs = {code: true for (_, code), (_, true) in broken.truth.items() if face.gid(true)}
    assert {code: claims.get(code) for code in ideographs} == ideographs
    proven = {entry.true for entry in log.entries if entry.grade is Grade.PROVEN}
    assert proven == set(ideographs.values())


def test_sound_font_is_left_alone(text: str, tmp_path: Path) -> None:
    broken = order_pdf(text, yahei(), claims="true")
    claims, log = repaired(broken, tmp_path)
    assert claims == {code: true for (_, code), (_, true) in broken.truth.items()}
    assert log.entries == ()


def test_order_that_the_outlines_deny_is_not_believed(text: str, tmp_path: Path) -> None:
    """The name says YaHei, the numbers are another face's."""
    broken = order_pdf(text, gb2312_by_unicode(5_000), claims="true", name="ABCDEE+MicrosoftYaHei")
    assert repaired(broken, tmp_path)[1].entries == ()
