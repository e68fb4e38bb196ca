"""The instructions of a content stream, by qpdf: several times as quick as pdfminer's own parser.

Where qpdf cannot read a stream, or it is very large, pdfminer reads it piece by piece.
"""

import warnings
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pikepdf
from pdfminer.pdftypes import PDFStream
from pdfminer.psparser import LIT

Instruction = tuple[str, list[Any]]
"""An operator and its operands as pdfminer has them."""

MAX_BYTES = 8 * 2**20
_MAX_DEPTH = 16


def instructions(data: bytes) -> Sequence[Instruction] | None:
    """All instructions of a content stream; None where they are to be read otherwise."""
    if len(data) > MAX_BYTES:
        return None
    try:
        with warnings.catch_warnings(), pikepdf.new() as scratch:
            warnings.simplefilter("error")
            parsed = pikepdf.parse_content_stream(pikepdf.Stream(scratch, data))
            return [_instruction(one) for one in parsed]
    except (pikepdf.PdfError, UserWarning, ValueError, TypeError, RuntimeError, RecursionError):
        return None


def _instruction(one: Any) -> Instruction:  # noqa: ANN401 - pikepdf's two kinds
    if isinstance(one, pikepdf.ContentStreamInlineImage):
        image = one.iimage
        attributes: dict[str, object] = {"W": image.width, "H": image.height}
        if image.image_mask:
            attributes["IM"] = True
        return "EI", [PDFStream(attributes, b"")]
    return str(one.operator), [_operand(operand, 0) for operand in one.operands]


def _operand(operand: Any, depth: int) -> Any:  # noqa: ANN401 - any of the format's types
    if isinstance(operand, Decimal):
        return float(operand)
    if not isinstance(operand, pikepdf.Object):
        return operand
    if depth > _MAX_DEPTH:
        raise ValueError
    if isinstance(operand, pikepdf.Name):
        return LIT(str(operand)[1:])
    if isinstance(operand, pikepdf.String):
        return bytes(operand)
    if isinstance(operand, pikepdf.Array):
        return [_operand(entry, depth + 1) for entry in operand]
    if isinstance(operand, pikepdf.Dictionary):
        return {key[1:]: _operand(value, depth + 1) for key, value in operand.items()}
    raise TypeError
