"""The page about the layouts says what is so."""

from bench.layouts import DOCUMENT, HEAD, line, table


def cells(lines: list[str]) -> list[list[str]]:
    """Rows of cells, the columns left out that a PDF is read for."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [[cell for number, cell in enumerate(row) if number not in (6, 8)] for row in rows]


def test_the_page_is_not_stale() -> None:
    text = DOCUMENT.read_text("utf-8")
    assert text.startswith(HEAD)
    written = text.removeprefix(HEAD).splitlines()
    assert cells(written) == cells(list(table(with_pdf=False))), "运行 python -m bench.layouts"


def test_a_line_is_written_with_what_was_read_from_pdf() -> None:
    assert line("L11") in DOCUMENT.read_text("utf-8").splitlines()


def test_every_field_is_recognised_in_two_formats_at_least() -> None:
    for row in cells(DOCUMENT.read_text("utf-8").removeprefix(HEAD).splitlines())[2:]:
        shares = [cell.split("／") for cell in row if "／" in cell]
        assert all(found == wanted for found, wanted in shares), row
