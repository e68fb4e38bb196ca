"""Random texts of up to 3,000 characters, made and read again: python -m bench.long_texts [FORMS] [FIRST].

Each form is written as YAML and read from it; its PDF and its workbook are made from what was read, and
compared with it cell by cell, the PDF's attachment byte for byte, the workbook's edits with the form. Every
third form holds rare characters. What differs, or cannot be made, is printed with the seed that makes it.
"""

import sys
import time
from collections import Counter

from generator.model.layout import layout_names
from generator.sheet.build import sheet
from generator.store.write.outline import MAX_NAME
from tests.support.long_forms import long_form
from tests.support.made_again import failures


def main() -> int:
    """Make and compare; answers how many forms failed."""
    count, first = (int(given) for given in (*sys.argv[1:], *("200", "0")[len(sys.argv) - 1 :]))
    tally: Counter[str] = Counter()
    began = time.perf_counter()
    for seed in range(first, first + count):
        layout = layout_names()[seed % len(layout_names())]
        form = long_form(layout, seed, longest_name=MAX_NAME, rare=seed % 3 == 0)
        wrong = list(failures(form))
        tally["forms"] += 1
        tally["cells"] += sum(1 for _ in sheet(form).cells())
        tally["characters"] += sum(len(cell.text) for cell in sheet(form).cells())
        tally["failed"] += bool(wrong)
        for line in wrong:
            print(f"{layout} {seed}: {line}", flush=True)
    print(f"{dict(tally)} in {time.perf_counter() - began:,.0f} s")
    return tally["failed"]


if __name__ == "__main__":
    sys.exit(min(main(), 100))
