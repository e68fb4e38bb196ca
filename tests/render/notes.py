"""Files as people write them: comments, empty lines, trailing space, other line ends."""

from hypothesis import strategies as st

from generator.model.form import Form
from generator.store import dump

from ..store.forms import forms

NOTES = ("# 待核实", "#", "# 得分: 9 # 旧", "", "   ")


def _noted(form: Form, notes: list[str], ends: list[str], newline: str) -> str:
    """The form's text with notes on its own lines and after its lines, where they are no content."""
    lines: list[str] = []
    block = -1
    for number, line in enumerate(dump(form).splitlines()):
        indent = len(line) - len(line.lstrip())
        inside = block >= 0 and (indent > block or not line)
        if not inside:
            block = _block_indent(line, indent)
            note = notes[number % len(notes)]
            lines += [" " * indent + note] if note.strip() and lines else []
            lines.append(line + ends[number % len(ends)])
        else:
            lines.append(line)
    return newline.join([*lines, ""])


def _block_indent(line: str, indent: int) -> int:
    if not line.endswith((": |", ": |2")):
        return -1
    return indent + 2 if line.lstrip().startswith("- ") else indent


noted = st.builds(
    _noted,
    forms,
    st.lists(st.sampled_from(NOTES), min_size=1, max_size=5),
    st.lists(st.sampled_from(["", "", " # 尾注", "  "]), min_size=1, max_size=5),
    st.sampled_from(["\n", "\r\n"]),
)
