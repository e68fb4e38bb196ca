"""The watermark, drawn as outlines: it is a picture behind the table, and adds no character to its text."""

from urllib.parse import quote

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.ttLib import TTFont

from ...model import problem
from ..measure import FACE
from ..templates import packaged_folder

_COLOUR = "#ececec"
_SHARE = 0.8
"""How much of the picture's side the text may fill."""


def watermark_url(text: str) -> str:
    """`watermark_svg` as a ``data:`` URL."""
    return f"data:image/svg+xml,{quote(watermark_svg(text))}"


def watermark_svg(text: str) -> str:
    """A square SVG with the text from its lower left to its upper right corner.

    Raises ZipingbiaoError for a character that the bundled face does not have.
    """
    paths, width, height = _outlines(text)
    side = width / _SHARE
    placed = (
        f"translate({side / 2:.0f} {side / 2:.0f}) rotate(-45) scale(1 -1) "
        f"translate({-width / 2:.0f} {-height / 2:.0f})"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side:.0f} {side:.0f}">'
        f'<g fill="{_COLOUR}" transform="{placed}">{paths}</g></svg>'
    )


def _outlines(text: str) -> tuple[str, float, float]:
    """The glyphs as SVG paths on one line; its width, and the height of an ideograph, in font units."""
    with TTFont(packaged_folder() / "fonts" / FACE, lazy=True) as font:
        names, glyphs, x, paths = font.getBestCmap(), font.getGlyphSet(), 0.0, []
        for character in text:
            if ord(character) not in names:
                raise problem.refusal(
                    "G01",
                    f"水印里的“{character}”（U+{ord(character):04X}）没有可用的字形。",
                    value=character,
                    hint="请在 zipingbiao.yaml 里改用规范汉字。",
                )
            glyph, pen = glyphs[names[ord(character)]], SVGPathPen(glyphs)
            glyph.draw(pen)
            paths.append(f'<path transform="translate({x:.0f} 0)" d="{pen.getCommands()}"/>')
            x += glyph.width
        return "".join(paths), x, font["OS/2"].sCapHeight
