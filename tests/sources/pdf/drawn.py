"""PDFs written by hand: a small ruled table, and whatever is drawn before and after it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from generator.repair.pdf.read import PdfReading, read_pdf

FONT = "STSong-Light"
SIZE = 9
CELLS = (("三级指标", "年度指标值", "得分"), ("整改率", "≥90%", "80"), ("及时性", "100%", "90"))
LEFT, TOP, WIDTH, HEIGHT = 50, 700, 100, 20


def text(said: str, x: float, y: float, size: float = SIZE) -> str:
    """Operators that print a text."""
    return f"BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm <{said.encode('utf-16-be').hex()}> Tj ET\n"


def at(row: int, column: int) -> tuple[float, float]:
    """Where the text of a cell begins."""
    return LEFT + column * WIDTH + 5, TOP - (row + 1) * HEIGHT + 6


def in_cell(said: str, row: int, column: int, size: float = SIZE) -> str:
    """Operators that print a text in a cell of the table."""
    return text(said, *at(row, column), size)


def box(row: int, column: int) -> tuple[float, float, float, float]:
    """A cell's rectangle, inside its lines."""
    x, y = LEFT + column * WIDTH, TOP - (row + 1) * HEIGHT
    return x + 2, y + 2, x + WIDTH - 2, y + HEIGHT - 2


def rules() -> str:
    """The lines of the table."""
    right, bottom = LEFT + 3 * WIDTH, TOP - 3 * HEIGHT
    across = [f"{LEFT} {TOP - n * HEIGHT} m {right} {TOP - n * HEIGHT} l S\n" for n in range(4)]
    down = [f"{LEFT + n * WIDTH} {TOP} m {LEFT + n * WIDTH} {bottom} l S\n" for n in range(4)]
    return "".join((*across, *down))


def cells(texts: Sequence[Sequence[str]] = CELLS) -> str:
    """The table's texts."""
    return "".join(
        in_cell(said, row, column)
        for row, line in enumerate(texts)
        for column, said in enumerate(line)
        if said
    )


def font(pdf: pikepdf.Pdf) -> pikepdf.Object:
    """A Chinese font that is not embedded."""
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name(f"/{FONT}"),
        Flags=6,
        FontBBox=[-25, -254, 1000, 880],
        ItalicAngle=0,
        Ascent=880,
        Descent=-120,
        CapHeight=880,
        StemV=93,
    )
    info = Dictionary(Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("GB1"), Supplement=4)
    child = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType0,
        BaseFont=Name(f"/{FONT}"),
        CIDSystemInfo=info,
        DW=1000,
        W=Array([1, Array([500] * 95)]),
        FontDescriptor=pdf.make_indirect(descriptor),
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=Name(f"/{FONT}-UniGB-UCS2-H"),
            Encoding=Name("/UniGB-UCS2-H"),
            DescendantFonts=Array([pdf.make_indirect(child)]),
        )
    )


class Page:
    """A document of one page that is still open to change."""

    def __init__(self, *content: str, size: tuple[int, int] = (595, 842)) -> None:
        self.pdf = pikepdf.new()
        self.page = self.pdf.add_blank_page(page_size=size)
        self.font = font(self.pdf)
        self.page.obj.Resources = Dictionary(Font=Dictionary(F1=self.font))
        self.page.obj.Contents = self.pdf.make_stream("".join(content).encode())

    @property
    def resources(self) -> pikepdf.Object:
        """The page's."""
        return self.page.obj.Resources

    def annotate(self, **entries: Any) -> pikepdf.Object:  # noqa: ANN401 - what pikepdf takes
        """Add an annotation, a field of the document's form where it is a widget."""
        made = self.pdf.make_indirect(Dictionary(Type=Name.Annot, F=4, **entries))
        if "/Annots" not in self.page.obj:
            self.page.obj.Annots = Array([])
        self.page.obj.Annots.append(made)
        if made.Subtype == "/Widget":
            if "/AcroForm" not in self.pdf.Root:
                self.pdf.Root.AcroForm = Dictionary(
                    Fields=Array([]), DR=Dictionary(Font=Dictionary(F1=self.font))
                )
            self.pdf.Root.AcroForm.Fields.append(made)
        return made

    def read(self, folder: Path) -> PdfReading:
        """The page as it is read."""
        path = folder / "表.pdf"
        self.pdf.save(path)
        return read_pdf(path)


def shown(reading: PdfReading) -> list[list[str]]:
    """The texts of the only table, row by row."""
    (grid,) = reading.grids
    texts = {(cell.row, cell.column): cell.text for cell in grid.cells}
    return [[texts.get((row, column), "") for column in range(grid.columns)] for row in range(grid.rows)]


TABLE = [list(row) for row in CELLS]
