"""The fonts of a document, each once, with what their ToUnicode claims."""

from collections.abc import Iterator, Mapping

import pikepdf
from attrs import field, frozen

from .names import font_name, key_name
from .tounicode import parse_tounicode

FONT_NUMBER = "/ZipingbiaoFont"
"""The key under which a working copy of a document numbers its fonts."""
_MAX_DEPTH = 12


@frozen(kw_only=True)
class PdfFont:
    """One font object: its number, its name, its dictionary, and code → text as the file claims it."""

    number: int
    name: str
    object: pikepdf.Dictionary = field(eq=False, repr=False)
    claims: Mapping[bytes, str] = field(factory=dict, repr=False, hash=False)

    @property
    def program(self) -> pikepdf.Object | None:
        """The embedded font file, where there is one."""
        descriptor = self.descendant.get("/FontDescriptor")
        if not isinstance(descriptor, pikepdf.Dictionary):
            return None
        files = (descriptor.get(key) for key in ("/FontFile2", "/FontFile3", "/FontFile"))
        return next((file for file in files if isinstance(file, pikepdf.Stream)), None)

    @property
    def is_drawn_by_file(self) -> bool:
        """Whether the file itself says how the glyphs look; else the viewer substitutes a font of its own."""
        return self.object.get("/Subtype") == "/Type3" or self.program is not None

    @property
    def is_composite(self) -> bool:
        """Whether codes may be longer than a byte."""
        return bool(self.object.get("/Subtype") == "/Type0")

    @property
    def descendant(self) -> pikepdf.Dictionary:
        """The CIDFont of a composite font, else the font itself."""
        children = self.object.get("/DescendantFonts")
        if (
            isinstance(children, pikepdf.Array)
            and len(children)
            and isinstance(children[0], pikepdf.Dictionary)
        ):
            return children[0]
        return self.object


def collect_fonts(pdf: pikepdf.Pdf) -> tuple[PdfFont, ...]:
    """Every font of the pages and of what they draw, numbered from 0; each is marked with FONT_NUMBER.

    The document is changed: call it on a working copy.
    """
    fonts: list[PdfFont] = []
    seen: set[tuple[int, int]] = set()
    for holder, key in _font_entries(pdf):
        dictionary = holder[key_name(key)]
        if not isinstance(dictionary, pikepdf.Dictionary) or dictionary.objgen in seen:
            continue
        if not dictionary.is_indirect:
            dictionary = pdf.make_indirect(dictionary)
            holder[key_name(key)] = dictionary
        seen.add(dictionary.objgen)
        dictionary[FONT_NUMBER] = len(fonts)
        fonts.append(_font(len(fonts), dictionary))
    return tuple(fonts)


def _font(number: int, dictionary: pikepdf.Dictionary) -> PdfFont:
    return PdfFont(
        number=number,
        name=font_name(dictionary.get("/BaseFont", dictionary.get("/Name"))),
        object=dictionary,
        claims=parse_tounicode(dictionary.get("/ToUnicode")),
    )


def _font_entries(pdf: pikepdf.Pdf) -> Iterator[tuple[pikepdf.Dictionary, str]]:
    """Each place where a font is named in some resources."""
    seen: set[tuple[int, int]] = set()
    for page in pdf.pages:
        for resources in _resources(page.obj, seen):
            fonts = resources.get("/Font")
            if isinstance(fonts, pikepdf.Dictionary):
                yield from (
                    (fonts, key) for key, font in fonts.items() if isinstance(font, pikepdf.Dictionary)
                )


def _resources(page: pikepdf.Dictionary, seen: set[tuple[int, int]]) -> Iterator[pikepdf.Dictionary]:
    """The resources of a page, inherited ones included, and of the forms drawn on it."""
    node: pikepdf.Object | None = page
    for _ in range(_MAX_DEPTH):
        if not isinstance(node, pikepdf.Dictionary):
            return
        resources = node.get("/Resources")
        if isinstance(resources, pikepdf.Dictionary):
            yield from _with_nested(resources, seen, 0)
        node = node.get("/Parent")


def _with_nested(
    resources: pikepdf.Dictionary, seen: set[tuple[int, int]], depth: int
) -> Iterator[pikepdf.Dictionary]:
    if resources.is_indirect:
        if resources.objgen in seen:
            return
        seen.add(resources.objgen)
    yield resources
    if depth < _MAX_DEPTH:
        for holder in _holders(resources):
            if holder.is_indirect and holder.objgen in seen:
                continue
            seen.add(holder.objgen)
            nested = holder.get("/Resources")
            if isinstance(nested, pikepdf.Dictionary):
                yield from _with_nested(nested, seen, depth + 1)


def _holders(resources: pikepdf.Dictionary) -> Iterator[pikepdf.Object]:
    for group in ("/XObject", "/Pattern", "/Font"):
        entries = resources.get(group)
        if isinstance(entries, pikepdf.Dictionary):
            found = (entry for _, entry in entries.items())
            yield from (entry for entry in found if isinstance(entry, (pikepdf.Stream, pikepdf.Dictionary)))
