"""What a page is made of, as far as an eye would notice: its size, its lines, its words and where they stand.

``python -m tests.render.structure`` writes the approved structures anew; look at the pages before.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import pdfplumber
from pdfplumber.table import merge_edges

from generator.model.form import Form
from generator.render.pdf.form import render_pdf
from generator.render.templates import TemplateSet
from generator.store import load
from generator.workspace.settings import Settings
from tests.layouts.makers import truth
from tests.support import forms

APPROVED = Path(__file__).parent / "approved"
TOLERANCE = 0.8
"""Points by which a place may differ: less than a line's width beside a line, or a tenth of a character."""

Structure = list[dict[str, Any]]


def _wide() -> Form:
    form = load(truth("L7")).form
    assert form is not None
    return form


SAMPLES: Mapping[str, tuple[Callable[[], Form], Settings]] = {
    "two-pages": (forms.network, Settings(watermark="征求意见稿", signatures=("填报人", "填报日期"))),
    "forty-indicators": (forms.too_much, Settings()),
    "long-side": (_wide, Settings()),
}


def render(name: str, templates: TemplateSet) -> bytes:
    """The file of a sample."""
    make, settings = SAMPLES[name]
    return render_pdf(make(), templates=templates, settings=settings)


def structure(content: bytes) -> Structure:
    """The pages; lengths in points to a tenth, a line as its place, its beginning and its end."""
    with pdfplumber.open(BytesIO(content)) as file:
        return [
            {
                "size": [round(page.width), round(page.height)],
                "across": sorted(_lines(page, "h", ("top", "x0", "x1"))),
                "down": sorted(_lines(page, "v", ("x0", "top", "bottom"))),
                "words": [[w["text"], round(w["x0"], 1), round(w["top"], 1)] for w in page.extract_words()],
            }
            for page in file.pages
        ]


def _lines(page: Any, orientation: str, keys: tuple[str, ...]) -> Iterator[list[float]]:  # noqa: ANN401
    edges = [edge for edge in page.edges if edge["orientation"] == orientation]
    for edge in merge_edges(edges, 1, 1, 1, 1):
        yield [round(edge[key], 1) for key in keys]


def differences(found: Structure, approved: Structure) -> list[str]:
    """Where they differ by more than the tolerance, at most one of a kind and a page."""
    if len(found) != len(approved):
        return [f"{len(found)} pages instead of {len(approved)}"]
    return [
        f"page {number}, {kind}: {difference}"
        for number, (page, other) in enumerate(zip(found, approved, strict=True), start=1)
        for kind in page
        if (difference := _difference(page[kind], other[kind]))
    ]


def _difference(found: list[Any], approved: list[Any]) -> str | None:
    if len(found) != len(approved):
        return f"{len(found)} instead of {len(approved)}"
    pairs = zip(found, approved, strict=True)
    return next((f"{one} instead of {other}" for one, other in pairs if not _alike(one, other)), None)


def _alike(one: Any, other: Any) -> bool:  # noqa: ANN401 - a text, a length, or a list of them
    if isinstance(one, list):
        return all(map(_alike, one, other))
    return bool(one == other if isinstance(one, str) else abs(one - other) <= TOLERANCE)


def approved(name: str) -> Structure:
    """The structure that was looked at."""
    pages: Structure = json.loads((APPROVED / f"{name}.json").read_text("utf-8"))
    return pages


def main() -> None:
    """Write what is found now as approved, an entry a line."""
    for name in SAMPLES:
        text = json.dumps(structure(render(name, TemplateSet())), ensure_ascii=False, separators=(",", ":"))
        (APPROVED / f"{name}.json").write_text(text.replace("],[", "],\n["), "utf-8")


if __name__ == "__main__":
    main()
