"""A PDF as departments publish them: a broken text layer, a character nothing explains, a wrong score."""

import io
from decimal import Decimal

import pikepdf
from attrs import evolve

from generator.model.form import Form
from generator.repair.text.breakage import Severity
from generator.sources.pdf.fonts import collect_fonts
from generator.sources.pdf.tounicode import write_tounicode
from tests.support.broken_pdf import break_tounicode, form_html, produce, without_embedded_cmap
from tests.support.forms import data_service

FACE = "AR PL UMing CN"
RARE = "㑇"
"""No reference of the glyph witness has it."""
ECOLOGY = ("绩效指标", "效益指标", "生态效益指标", 0)


def truth() -> Form:
    """The form as it should have been printed, its computed fields left out."""
    form = data_service()
    goal = form.goals.expected
    return evolve(form, goals=evolve(form.goals, expected=f"{goal[:60]}{RARE}{goal[60:]}"))


def broken() -> bytes:
    """Its PDF, with 50.00 for the score of 生态效益, which can have 5.00 at most."""
    printed = produce(form_html(_with_wrong_score(truth()), FACE), "weasyprint")
    return _unclaimed(without_embedded_cmap(break_tounicode(printed, Severity.SEED, 3).data))


def _with_wrong_score(form: Form) -> Form:
    _, level1, level2, row = ECOLOGY
    levels = []
    for one in form.levels:
        children = list(one.children)
        for at, child in enumerate(children):
            if (one.name, child.name) == (level1, level2):
                rows = list(child.indicators)
                rows[row] = evolve(rows[row], score=Decimal("50.00"))
                children[at] = evolve(child, indicators=tuple(rows))
        levels.append(evolve(one, children=tuple(children)))
    return evolve(form, levels=tuple(levels))


def _unclaimed(data: bytes) -> bytes:
    """The PDF without what it says of the rare character."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for font in collect_fonts(pdf):
            claims = {code: "" if text == RARE else text for code, text in font.claims.items()}
            font.object.ToUnicode = pdf.make_stream(write_tounicode(claims))
        file = io.BytesIO()
        pdf.save(file)
    return file.getvalue()
