"""What a document holds but a reader of it does not see as its text: left out, and said."""

import re
from collections.abc import Iterable, Iterator

from attrs import frozen

OUR_SHEET = "_zipingbiao"
"""The hidden worksheet in which our workbooks keep what they were made from."""

_PACKED = re.compile(r"[0-9A-Za-z+/=]*")

LONGEST = 200
"""Characters of a text that are quoted."""


@frozen(kw_only=True)
class Omitted:
    """Where it stands (``第1页``, ``Sheet1 第5行``), what it is (``水印``), and its text, shortened."""

    place: str
    what: str
    text: str

    def __str__(self) -> str:
        """``第1页的水印“样张”``."""
        return f"{self.place}的{self.what}“{self.text}”"


def omitted(place: str, what: str, texts: Iterable[str]) -> Iterator[Omitted]:
    """An entry for some pieces of text; none where they say nothing."""
    whole = "｜".join(dict.fromkeys(filter(None, (" ".join(text.split()) for text in texts))))
    if whole:
        text = whole if len(whole) <= LONGEST else f"{whole[:LONGEST]}……"
        yield Omitted(place=place, what=what, text=text)


def hidden_sheet(title: str, texts: Iterable[str]) -> Iterator[Omitted]:
    """An entry for a hidden worksheet; none where it is empty, or ours and holds nothing to be read."""
    texts = list(texts)
    if not (title == OUR_SHEET and all(map(_PACKED.fullmatch, texts))):
        yield from omitted(f"工作表“{title}”", "隐藏内容", texts)
