"""The page of pictures: as its maker writes it, every picture there, each small."""

import re

from PIL import Image

from generator.maintain.gallery import DOCUMENT, MAX_BYTES, PICTURES, page


def test_page_is_as_it_is_made() -> None:
    assert DOCUMENT.read_text("utf-8") == page()


def test_every_picture_is_there_and_small() -> None:
    shown = re.findall(r"\(gallery/(.+?)\)", page())
    assert sorted(shown) == sorted(file.name for file in PICTURES.iterdir())
    for name in shown:
        assert (PICTURES / name).stat().st_size <= MAX_BYTES
        with Image.open(PICTURES / name) as image:
            assert min(image.size) > 300
