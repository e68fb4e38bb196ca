"""A Form to its canonical YAML text, which reads back as exactly that form.

The text is built in two steps: an outline (keys, values, what is nested in what), then lines. `edit`, `fmt`
and `merge` work on the same outline.
"""

from ...model.form import Form
from .lines import render
from .outline import outline

HEADER = "# yaml-language-server: $schema="
"""The comment by which editors find the schema."""


def dump(form: Form, *, schema: str | None = None) -> str:
    """The YAML text of a form, with the header line that names its schema where one is given.

    Raises ZipingbiaoError where YAML cannot hold the form: a level or a fund named twice.
    """
    header = f"{HEADER}{schema}\n" if schema else ""
    return header + "".join(f"{line.text}\n" for line in render(outline(form)))
