"""The sentence decides between what an outline leaves open, and never brings in anything else."""

from pathlib import Path

import pikepdf
import pytest

from generator.repair.pdf.sentence import settle_by_sentence
from generator.repair.pdf.verdict import OUTLINE, Decision, FontVerdict
from generator.sources.pdf.content import Glyph, PageContent
from generator.sources.pdf.document import PdfDocument
from generator.sources.pdf.fonts import PdfFont


def judged(text: str, hidden: str, candidates: dict[str, float]) -> Decision:
    """What becomes of a doubt about every `hidden` in a text of one line."""
    claims = {ord(c).to_bytes(2): c for c in text}
    code = ord(hidden).to_bytes(2)
    glyphs = [Glyph(0, ord(c).to_bytes(2), 10.0 * i, 0, 10.0 * i + 10, 10, 10) for i, c in enumerate(text)]
    document = PdfDocument(
        path=Path("文.pdf"),
        pdf=pikepdf.new(),
        fonts=(PdfFont(number=0, name="楷体", object=pikepdf.Dictionary(), claims=claims),),
        pages=(PageContent(1, 100, 100, tuple(glyphs), (), ()),),
        used={0: {code: (1,)}},
    )
    best, second = sorted(candidates, key=lambda c: -candidates[c])[:2]
    doubt = Decision(
        code=code, extracted=hidden, true=best, witness=OUTLINE, confidence=0.6, doubtful=True,
        alternatives=(second,), candidates=candidates,
    )  # fmt: skip
    (decision,) = settle_by_sentence(document, {0: FontVerdict(font=0, decisions=(doubt,))})[0].decisions
    return decision


@pytest.mark.parametrize(
    ("text", "hidden", "candidates", "true"),
    [
        ("负责系统的日常运丂工作", "丂", {"菅": 0.82, "营": 0.80}, "营"),
        ("政府门户网站存在的丂题", "丂", {"问": 0.80, "间": 0.81}, "问"),
        ("项目完成时丂为年底", "丂", {"问": 0.80, "间": 0.80}, "间"),
        ("建立健全长效丂制", "丂", {"杌": 0.83, "机": 0.80}, "机"),
    ],
)
def test_sentence_decides(text: str, hidden: str, candidates: dict[str, float], true: str) -> None:
    decision = judged(text, hidden, candidates)
    assert (decision.true, decision.doubtful, decision.witness) == (true, False, "字形、语言")


def test_never_outside_the_candidates() -> None:
    decision = judged("负责系统的日常运丂工作", "丂", {"菅": 0.82, "荧": 0.80})
    assert decision.guess in {"菅", "荧"}


def test_a_sentence_that_says_nothing_leaves_the_doubt() -> None:
    assert judged("丂", "丂", {"未": 0.80, "末": 0.81}).doubtful
