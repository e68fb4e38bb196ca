"""Names as people write them, compared without what two ways of writing one differ in."""

from unicodedata import normalize

_MARKS = str.maketrans(
    {
        **dict.fromkeys("[{<〔【〈《", "("),
        **dict.fromkeys("]}>〕】〉》", ")"),
        **dict.fromkeys("“”„‟〝〞「」『』", '"'),
    }
)


def plain(name: str) -> str:
    """A name without spaces and dots at its ends, its letters, brackets and quotation marks of one kind."""
    return "".join(normalize("NFKC", name).casefold().split()).translate(_MARKS).strip(".")
