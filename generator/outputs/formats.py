"""The products: what `build` makes, each an entry of a table, in the order in which they are made.

What a product needs is loaded when one is made: the libraries take longer to load than a form to render.
"""

from typing import TYPE_CHECKING

from attrs import evolve

from ..model.problem import Problem
from ..render.templates import TemplateSet
from .product import Pages, Product, Scope, Source

if TYPE_CHECKING:
    from ..model.form import Form
    from ..tables import Dataset


def _pdf(form: "Form", source: Source) -> bytes:
    from ..render.pdf.attachment import attachment  # noqa: PLC0415 - heavy, see above
    from ..render.pdf.form import render_pdf  # noqa: PLC0415

    attached = attachment(source.yaml, source.name)
    return render_pdf(form, templates=source.templates, attachments=(attached,), settings=source.settings)


def _verify_pdf(data: bytes, form: "Form", source: Source) -> tuple[Problem, ...]:
    from ..render.pdf.verify import verify_pdf  # noqa: PLC0415 - heavy, see above

    return verify_pdf(data, form, source.settings.signatures)


def _xlsx(form: "Form", source: Source) -> bytes:
    from ..render.xlsx.form import render_xlsx  # noqa: PLC0415 - heavy, see above

    return render_xlsx(form, source.origin)


def _verify_xlsx(data: bytes, form: "Form", _source: Source) -> tuple[Problem, ...]:
    from ..render.xlsx.form import verify_xlsx  # noqa: PLC0415 - heavy, see above

    return verify_xlsx(data, form)


def _docx(form: "Form", source: Source) -> bytes:
    from ..render.docx.form import render_docx  # noqa: PLC0415 - heavy, see above

    return render_docx(form, source.settings, source.origin)


def _verify_docx(data: bytes, form: "Form", source: Source) -> tuple[Problem, ...]:
    from ..render.docx.form import verify_docx  # noqa: PLC0415 - heavy, see above

    return verify_docx(data, form, source.settings)


def _summary_pdf(data: "Dataset", templates: TemplateSet, left_out: tuple[str, ...]) -> bytes:
    from ..render.summary import summary_pdf  # noqa: PLC0415 - heavy, see above

    return summary_pdf(data, templates=templates, left_out=left_out)


def _summary_xlsx(data: "Dataset", _templates: TemplateSet, left_out: tuple[str, ...]) -> bytes:
    from ..render.summary import summary_xlsx  # noqa: PLC0415 - heavy, see above

    return summary_xlsx(data, left_out=left_out)


PDF = Product(
    name="pdf",
    group="pdf",
    suffix=".pdf",
    scope=Scope.FORM,
    pages=Pages.FORM,
    render=_pdf,
    verify=_verify_pdf,
)
XLSX = Product(
    name="xlsx",
    group="xlsx",
    suffix=".xlsx",
    scope=Scope.FORM,
    render=_xlsx,
    verify=_verify_xlsx,
    is_edited=True,
)
DOCX = Product(
    name="docx",
    group="docx",
    suffix=".docx",
    scope=Scope.FORM,
    pages=Pages.SETTINGS,
    render=_docx,
    verify=_verify_docx,
    is_edited=True,
)
TABLES = Product(name="tables", group="tables", suffix=".parquet", scope=Scope.TABLES)
SUMMARY_PDF = Product(
    name="summary.pdf",
    group="summary",
    suffix=".pdf",
    scope=Scope.DEPARTMENT,
    pages=Pages.SUMMARY,
    report=_summary_pdf,
)
SUMMARY_XLSX = Product(
    name="summary.xlsx", group="summary", suffix=".xlsx", scope=Scope.DEPARTMENT, report=_summary_xlsx
)
OVERALL_PDF = Product(
    name="overall.pdf",
    group="summary",
    suffix=".pdf",
    scope=Scope.OVERALL,
    pages=Pages.SUMMARY,
    report=_summary_pdf,
)
OVERALL_XLSX = Product(
    name="overall.xlsx", group="summary", suffix=".xlsx", scope=Scope.OVERALL, report=_summary_xlsx
)

PRODUCTS = [PDF, XLSX, DOCX, TABLES, SUMMARY_PDF, SUMMARY_XLSX, OVERALL_PDF, OVERALL_XLSX]


_ON_REQUEST = (DOCX.group,)
"""What is first made when asked for by name, and kept up to date from then on."""


def every() -> tuple[Product, ...]:
    """What a build makes that is not told what."""
    return tuple(evolve(product, is_kept=product.group in _ON_REQUEST) for product in PRODUCTS)


def quick() -> tuple[Product, ...]:
    """What is made where some forms are named, or one was edited: nothing that reads all departments."""
    return tuple(product for product in every() if not product.is_overall)


def of_groups(groups: list[str]) -> tuple[Product, ...]:
    """The products that `--only` asks for by these names."""
    return tuple(product for product in PRODUCTS if product.group in groups)


def groups() -> tuple[str, ...]:
    """The names that `--only` takes."""
    return tuple(dict.fromkeys(product.group for product in PRODUCTS))
