"""Make ``generator/repair/pdf/glyph_references.npz``: ``python -m generator.maintain.glyph_references``.

Every character of the CJK Unified Ideographs block and the symbols of forms is drawn in Noto Serif SC,
Noto Sans SC and LXGW WenKai (all OFL) at several weights. Of the gradient features a linear map is learnt
that keeps what tells characters apart and drops what tells faces apart (linear discriminant analysis); the
weights' mean in each face, mapped and cut to 4 bits a component, is the reference.
Needs ``npm``, ``apt-get`` and ``dpkg-deb``.
"""

import io
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pikepdf
from attrs import frozen
from fontTools.ttLib import TTFont

from ..repair.pdf.glyph import Features, gradient_features, ink_extents
from ..repair.pdf.glyph_sheet import draw_glyphs
from ..repair.pdf.references import pack, unit
from .fonts import SYMBOLS, debian, member, npm

TARGET = Path(__file__).parents[1] / "repair" / "pdf" / "glyph_references.npz"
IDEOGRAPHS = range(0x4E00, 0xA000)
DIMENSIONS = 96
_RIDGE = 0.1
"""Share of the mean variance added to every direction, against directions that hardly vary in these faces."""


@frozen
class Source:
    """One face: the package it comes in, and its weights' files in it."""

    package: str
    files: tuple[str, ...]


NOTO = "@expo-google-fonts/noto-{0}-sc@0.4.3"
_WEIGHTS = ("300Light", "400Regular", "700Bold")
SERIF = Source(NOTO.format("serif"), tuple(f"package/{w}/NotoSerifSC_{w}.ttf" for w in _WEIGHTS))
SANS = Source(NOTO.format("sans"), tuple(f"package/{w}/NotoSansSC_{w}.ttf" for w in _WEIGHTS))
KAI = Source("fonts-lxgw-wenkai", tuple(f"LXGWWenKai-{w}.ttf" for w in ("Regular", "Bold")))


def main() -> None:
    """Fetch the faces, draw them, learn the map, write the references."""
    characters = sorted({*IDEOGRAPHS, *map(ord, SYMBOLS)} - {0x20, 0xA0, 0x3000})
    with tempfile.TemporaryDirectory() as scratch:
        faces = [_face(files, characters) for files in _fetch(Path(scratch))]
    mean, projection = _discriminant([weight for features, _ in faces for weight in features], characters)
    vectors = [unit((features.mean(axis=0) - mean) @ projection) for features, _ in faces]
    present = [np.abs(features).sum(axis=(0, 2)) > 0 for features, _ in faces]
    vectors = [np.where(shown[:, None], vector, 0) for vector, shown in zip(vectors, present, strict=True)]
    extents = np.stack([extent for _, extent in faces])
    np.savez_compressed(
        TARGET,
        characters=np.array(characters, np.uint32),
        vectors=pack(np.stack(vectors)),
        extents=np.clip(np.round(extents * 100), -127, 127).astype(np.int8),
        mean=mean.astype(np.float16),
        projection=projection.astype(np.float16),
    )


def _fetch(scratch: Path) -> list[list[bytes]]:
    """The font files of each face."""
    noto = [
        [member(npm(source.package, scratch), file).read_bytes() for file in source.files]
        for source in (SERIF, SANS)
    ]
    kai = debian(KAI.package, scratch)
    return [*noto, [next(kai.rglob(file)).read_bytes() for file in KAI.files]]


def _face(files: Iterable[bytes], characters: Sequence[int]) -> tuple[Features, Features]:
    """Features (weights, characters, dimensions) and the extents in the second weight, or the only one."""
    drawn = [_draw(file, characters) for file in files]
    regular = drawn[min(1, len(drawn) - 1)] if len(drawn) > 2 else drawn[0]
    return np.stack([features for features, _ in drawn]), regular[1]


def _draw(file: bytes, characters: Sequence[int]) -> tuple[Features, Features]:
    glyphs = glyph_ids(file)
    there = [i for i, character in enumerate(characters) if character in glyphs]
    with pikepdf.new() as pdf:
        ink = draw_glyphs(whole_font(pdf, file), [glyphs[characters[i]].to_bytes(2) for i in there])
    features, extents = gradient_features(ink), ink_extents(ink)
    shape = (len(characters),)
    all_features = np.zeros((*shape, features.shape[1]), np.float32)
    all_extents = np.zeros((*shape, 4), np.float32)
    all_features[there], all_extents[there] = features, extents
    return all_features, all_extents


def glyph_ids(file: bytes) -> Mapping[int, int]:
    """Character → glyph of a font file."""
    font = TTFont(io.BytesIO(file), lazy=True)
    numbers = {name: number for number, name in enumerate(font.getGlyphOrder())}
    return {character: numbers[name] for character, name in font.getBestCmap().items()}


def whole_font(pdf: pikepdf.Pdf, file: bytes) -> pikepdf.Dictionary:
    """A font object that embeds a TrueType file, its codes being glyph numbers."""
    name, dictionary = pikepdf.Name.Reference, pikepdf.Dictionary
    descriptor = dictionary(
        Type=pikepdf.Name.FontDescriptor, FontName=name, Flags=4, FontBBox=[0, -250, 1000, 1000],
        ItalicAngle=0, Ascent=880, Descent=-120, CapHeight=700, StemV=80, FontFile2=pdf.make_stream(file),
    )  # fmt: skip
    descendant = dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.CIDFontType2, BaseFont=name, DW=1000,
        CIDSystemInfo=dictionary(Registry="Adobe", Ordering="Identity", Supplement=0),
        FontDescriptor=pdf.make_indirect(descriptor), CIDToGIDMap=pikepdf.Name.Identity,
    )  # fmt: skip
    font = dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type0, BaseFont=name,
        Encoding=pikepdf.Name("/Identity-H"),
        DescendantFonts=[pdf.make_indirect(descendant)],
    )  # fmt: skip
    return pdf.make_indirect(font)


def _discriminant(weights: Sequence[Features], characters: Sequence[int]) -> tuple[Features, Features]:
    """Mean and projection: variance between the drawings of one character made even, the rest ranked."""
    ideographs = [i for i, c in enumerate(characters) if c in IDEOGRAPHS]
    samples = np.stack([weight[ideographs] for weight in weights])
    samples = samples[:, (np.abs(samples).sum(axis=2) > 0).all(axis=0)]
    mean, centres = samples.mean(axis=(0, 1)), samples.mean(axis=0)
    within = _scatter((samples - centres).reshape(-1, samples.shape[2]))
    within += _RIDGE * np.trace(within) / len(within) * np.eye(len(within), dtype=np.float32)
    values, vectors = np.linalg.eigh(within)
    whitening = vectors / np.sqrt(values)
    _, directions = np.linalg.eigh(whitening.T @ _scatter(centres - mean) @ whitening)
    return mean, np.asarray(whitening @ directions[:, ::-1][:, :DIMENSIONS], np.float32)


def _scatter(deviations: Features) -> Features:
    return np.asarray(deviations.T @ deviations / len(deviations), np.float32)


if __name__ == "__main__":
    main()
