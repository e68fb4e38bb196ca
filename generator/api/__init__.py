"""What other programs may rely on: forms read, checked and rendered, in a few functions.

Everything else in the package may change from one version to the next; what stands here changes only as the
change log says. Refusals are `ZipingbiaoError`, whose `problems` say file, line and what to do.
"""

import os
from datetime import date
from pathlib import Path

from ..audit import Outcome, Verdict, full_audit
from ..model.form import Form
from ..model.problem import Problem, Severity, ZipingbiaoError
from ..model.profile import use_profiles
from ..workspace.profiles import load_profiles
from ..workspace.workspace import Workspace

__all__ = [
    "Form",
    "Outcome",
    "Problem",
    "Severity",
    "Verdict",
    "ZipingbiaoError",
    "check",
    "outcomes",
    "read",
    "recognise",
    "render",
    "use_workspace",
]

PathLike = str | os.PathLike[str]


def use_workspace(root: PathLike) -> None:
    """Read, check and render by the profiles of a workspace from now on, in this thread.

    Raises ZipingbiaoError C01 or C02 where its settings or profiles are wrong.
    """
    use_profiles(load_profiles(Workspace(root=Path(root)).profiles))


def read(path: PathLike) -> Form:
    """The form in a YAML file. Raises ZipingbiaoError with every problem, each at its line."""
    from ..store import load  # noqa: PLC0415 - each function loads what it needs

    return load(Path(path)).sound()


def recognise(path: PathLike) -> tuple[Form, ...]:
    """The forms in a document as received (PDF, DOCX, XLSX, HTML, text), their text restored.

    Declared goals (绩效目标申报表) are among them, by their `kind`; only self-evaluations can be checked and
    rendered.

    What was inferred is not told here: where it matters, use ``zipingbiao ingest``, which lists the doubts.
    Raises ZipingbiaoError where the document cannot be read or holds no form.
    """
    from ..ingest.read import ReadOptions, read_document  # noqa: PLC0415 - heavy

    file = Path(path)
    options = ReadOptions(name=file.name, with_goals=True)
    return tuple(found.form for found in read_document(file, options).forms)


def check(form: Form, *, today: date | None = None) -> tuple[Problem, ...]:
    """What the rules find in a form, what a person has accepted left out; their order is the rules'.

    Rules across forms are not among them. Without a day, nothing is said of years to come.
    """
    return full_audit(form, today=today).problems


def outcomes(form: Form, *, today: date | None = None) -> tuple[Outcome, ...]:
    """What became of every rule about a single form, in the order of the rules, and why."""
    return full_audit(form, today=today).outcomes


def render(form: Form, kind: str) -> bytes:
    """The form as a file: ``yaml``, or a kind of `build --only` that is made of a form (pdf, xlsx, docx).

    Raises ZipingbiaoError for text that the kind cannot hold, and ValueError for another kind.
    """
    from ..outputs.formats import form_renderers  # noqa: PLC0415 - each function loads what it needs
    from ..outputs.product import Source  # noqa: PLC0415
    from ..render.templates import TemplateSet  # noqa: PLC0415
    from ..store import dump  # noqa: PLC0415
    from ..workspace.settings import Settings  # noqa: PLC0415

    yaml, renderers = dump(form).encode(), form_renderers()
    if kind == "yaml":
        return yaml
    if kind not in renderers:
        raise ValueError(f"没有“{kind}”这种格式；可用的有：{'、'.join((*renderers, 'yaml'))}。")
    made_with = Source(yaml=yaml, name="自评表", templates=TemplateSet(), settings=Settings())
    return renderers[kind](form, made_with)
