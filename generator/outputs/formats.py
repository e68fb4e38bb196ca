"""The products: what `build` makes, each an entry of a table, in the order in which they are made.

What a product needs is loaded when one is made: the libraries take longer to load than a form to render.
"""

from functools import partial
from typing import TYPE_CHECKING

from attrs import evolve

from ..model.problem import Problem
from ..workspace.report_file import load_known
from ..workspace.workspace import REPORT
from .product import FormRenderer, Pages, Product, ReportSource, Scope, Source

if TYPE_CHECKING:
    from ..model.form import Form
    from ..render.templates import TemplateSet
    from ..tables import Dataset

Reported = tuple[bytes, tuple[Problem, ...]]


def _pdf(form: "Form", source: Source) -> bytes:
    from ..render.pdf.attachment import attachment  # noqa: PLC0415 - heavy, see above
    from ..render.pdf.form import render_pdf  # noqa: PLC0415

    attached = attachment(source.yaml, source.name)
    return render_pdf(form, templates=source.templates, attachments=(attached,), settings=source.settings)


def _verify_pdf(data: bytes, form: "Form", source: Source) -> tuple[Problem, ...]:
    from ..render.pdf.verify import verify_pdf  # noqa: PLC0415 - heavy, see above

    return verify_pdf(data, form, source.settings.signatures)


def _warm_pdf(templates: "TemplateSet", engine: str | None) -> None:
    from ..render.pdf import verify  # noqa: F401, PLC0415 - heavy, see above
    from ..render.pdf.form import warm_up  # noqa: PLC0415

    warm_up(templates, engine)


def _xlsx(form: "Form", source: Source) -> bytes:
    from ..render.xlsx.form import render_xlsx  # noqa: PLC0415 - heavy, see above

    return render_xlsx(form, source.origin)


def _verify_xlsx(data: bytes, form: "Form", _source: Source) -> tuple[Problem, ...]:
    from ..render.xlsx.form import verify_xlsx  # noqa: PLC0415 - heavy, see above

    return verify_xlsx(data, form)


def _warm_xlsx(_templates: "TemplateSet", _engine: str | None) -> None:
    from ..render import measure  # noqa: F401, PLC0415 - heavy, see above
    from ..render.xlsx import form  # noqa: F401, PLC0415


def _docx(form: "Form", source: Source) -> bytes:
    from ..render.docx.form import render_docx  # noqa: PLC0415 - heavy, see above

    return render_docx(form, source.settings, source.origin)


def _verify_docx(data: bytes, form: "Form", source: Source) -> tuple[Problem, ...]:
    from ..render.docx.form import verify_docx  # noqa: PLC0415 - heavy, see above

    return verify_docx(data, form, source.settings)


def _summary(suffix: str, data: "Dataset", source: ReportSource) -> Reported:
    from ..render.summary import summary_pdf, summary_xlsx  # noqa: PLC0415 - heavy, see above

    if suffix == ".xlsx":
        return summary_xlsx(data, left_out=source.left_out), ()
    made = summary_pdf(data, templates=source.templates, left_out=source.left_out, wanted=source.engine)
    return made, ()


def _report(suffix: str, data: "Dataset", source: ReportSource) -> Reported:
    from ..render import report  # noqa: PLC0415 - heavy, see above

    content = report.contents(data, load_known(source.known), source.left_out)
    if suffix == ".docx":
        return report.report_docx(content, source.templates), report.missing(content)
    return report.report_pdf(content, source.templates, source.engine), report.missing(content)


PDF = Product(
    name="pdf",
    group="pdf",
    suffix=".pdf",
    scope=Scope.FORM,
    pages=Pages.FORM,
    render=_pdf,
    verify=_verify_pdf,
    warm=_warm_pdf,
)
XLSX = Product(
    name="xlsx",
    group="xlsx",
    suffix=".xlsx",
    scope=Scope.FORM,
    render=_xlsx,
    verify=_verify_xlsx,
    warm=_warm_xlsx,
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
    noun="Word 文档",
    is_on_request=True,
)
TABLES = Product(name="tables", group="tables", suffix=".parquet", scope=Scope.TABLES, noun="数据表")
SUMMARY_PDF = Product(
    name="summary.pdf",
    group="summary",
    suffix=".pdf",
    scope=Scope.DEPARTMENT,
    pages=Pages.SUMMARY,
    report=partial(_summary, ".pdf"),
    noun="汇总",
)
SUMMARY_XLSX = evolve(
    SUMMARY_PDF, name="summary.xlsx", suffix=".xlsx", pages=Pages.NONE, report=partial(_summary, ".xlsx")
)
OVERALL_PDF = evolve(SUMMARY_PDF, name="overall.pdf", scope=Scope.OVERALL)
OVERALL_XLSX = evolve(SUMMARY_XLSX, name="overall.xlsx", scope=Scope.OVERALL)
REPORT_DOCX = Product(
    name="report.docx",
    group="report",
    suffix=".docx",
    scope=Scope.DEPARTMENT,
    title=REPORT,
    pages=Pages.REPORT_TEXT,
    report=partial(_report, ".docx"),
    noun=REPORT,
    is_on_request=True,
)
REPORT_PDF = evolve(
    REPORT_DOCX, name="report.pdf", suffix=".pdf", pages=Pages.REPORT, report=partial(_report, ".pdf")
)

PRODUCTS = [
    PDF, XLSX, DOCX, TABLES, SUMMARY_PDF, SUMMARY_XLSX, OVERALL_PDF, OVERALL_XLSX, REPORT_DOCX, REPORT_PDF,
]  # fmt: skip


def every() -> tuple[Product, ...]:
    """What a build makes that is not told what."""
    return tuple(evolve(product, is_kept=product.is_on_request) for product in PRODUCTS)


def quick() -> tuple[Product, ...]:
    """What is made where some forms are named, or one was edited: nothing that reads all departments."""
    return tuple(product for product in every() if not product.is_overall)


def of_groups(groups: list[str]) -> tuple[Product, ...]:
    """The products that `--only` asks for by these names."""
    return tuple(product for product in PRODUCTS if product.group in groups)


def groups() -> tuple[str, ...]:
    """The names that `--only` takes."""
    return tuple(dict.fromkeys(product.group for product in PRODUCTS))


def described() -> str:
    """Those names, each with what it is, as the help lists them."""
    nouns = {product.group: product.noun for product in reversed(PRODUCTS)}
    return "、".join(f"{group}（{nouns[group]}）" if nouns[group] else group for group in groups())


def on_request() -> str:
    """Those of them that a build makes which is not told what only where they have been made before."""
    return "、".join(dict.fromkeys(product.group for product in PRODUCTS if product.is_on_request))


def form_renderers() -> dict[str, FormRenderer]:
    """What renders a form, by the name of its product."""
    return {product.name: product.render for product in PRODUCTS if product.render is not None}
