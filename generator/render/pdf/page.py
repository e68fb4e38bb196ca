"""HTML to pages to PDF with WeasyPrint: no network, no file but the templates, the bundled fonts."""

import gc
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from hashlib import sha256
from typing import Any
from urllib.parse import unquote, urlsplit

from ...model import problem
from ...model.problem import Place, Problem, ZipingbiaoError
from ..fonts import font_configuration, provide
from ..templates import TemplateSet, read_file
from .conformance import VARIANT, finish, name_cells
from .engine import EPOCH, Attached

BASE = "file:///templates/"
"""Where a template's own references start: a name below it is a file of the template set."""

_ENDLESS = "@page { size: 1000mm 100000mm !important }"
"""Room for the longest form that a file may hold; what is printed has its own width."""

_MAX_PAGES = 3_000


def lay_out(
    html: str,
    stylesheet: str,
    templates: TemplateSet,
    *,
    prepare: Callable[[Any], None] | None = None,
    endless: bool = False,
) -> Any:  # noqa: ANN401 - weasyprint is untyped
    """The pages of an HTML text under a stylesheet of the template set: a WeasyPrint Document.

    `prepare` may change the tree of elements before; a page that is `endless` holds every text. Raises
    ZipingbiaoError where a resource is asked for that is no file of the template set.
    """
    weasyprint = _weasyprint(templates.font_folders)
    fonts = font_configuration(templates.font_folders)
    provide(html, templates.font_folders)
    try:
        source = weasyprint.HTML(string=html, base_url=BASE, url_fetcher=_fetcher(templates))
        if prepare is not None:
            prepare(source.etree_element)
        sheets = [_stylesheet(stylesheet, templates.text(stylesheet), templates)]
        if endless:
            sheets.append(_stylesheet("", _ENDLESS, templates))
        document = source.render(font_config=fonts, stylesheets=sheets)
    except weasyprint.urls.FatalURLFetchingError as error:
        raise ZipingbiaoError(*error.args) from error
    except ZipingbiaoError:
        raise
    except Exception as error:
        if not templates.has_own:  # then it is no fault of theirs
            raise
        raise ZipingbiaoError(_fault(error, stylesheet, templates)) from error
    if len(document.pages) > _MAX_PAGES:
        raise ZipingbiaoError(_too_many(len(document.pages), stylesheet, templates))
    return document


def to_pdf(
    document: Any,  # noqa: ANN401
    attachments: Sequence[Attached] = (),
    names: Mapping[Any, str] | None = None,
) -> bytes:
    """The document's file: PDF/A-3a and PDF/UA-1, with the digest of what it was made from as a keyword.

    `names` are the titles that the structure elements of some cells are given, by element. The same document
    always gives the same bytes. Raises ZipingbiaoError where a file is to be attached that is none of the
    template set: attachments are fetched as late as this.
    """
    import weasyprint  # noqa: PLC0415 - loaded by lay_out under the private font configuration

    document.metadata.keywords += [f"sha256:{sha256(one.content).hexdigest()}" for one in attachments]
    document.metadata.attachments = [
        weasyprint.Attachment(
            string=attached.content,
            name=attached.name,
            description=attached.description,
            created=EPOCH,
            modified=EPOCH,
            relationship=attached.relationship,
        )
        for attached in attachments
    ]

    def finished(drawn: Any, pdf: Any) -> None:  # noqa: ANN401
        name_cells(drawn, names or {})
        finish(drawn, pdf)

    try:
        return bytes(document.write_pdf(pdf_variant=VARIANT, finisher=finished))
    except weasyprint.urls.FatalURLFetchingError as error:
        raise ZipingbiaoError(*error.args) from error


@cache
def _weasyprint(folders: tuple[Any, ...]) -> Any:  # noqa: ANN401 - weasyprint is untyped
    """WeasyPrint, first imported under the private font configuration; what it loaded is never collected."""
    font_configuration(folders)
    import weasyprint  # noqa: PLC0415 - see above

    gc.freeze()
    return weasyprint


@lru_cache(maxsize=8)
def _stylesheet(name: str, text: str, templates: TemplateSet) -> Any:  # noqa: ANN401 - weasyprint is untyped
    """A stylesheet as parsed; by its text, because a person may edit it while the process lives."""
    import weasyprint  # noqa: PLC0415 - loaded by lay_out under the private font configuration

    return weasyprint.CSS(
        string=text,
        base_url=BASE + name,
        url_fetcher=_fetcher(templates),
        font_config=font_configuration(templates.font_folders),
    )


@cache
def _fetcher(templates: TemplateSet) -> Any:  # noqa: ANN401 - weasyprint is untyped
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse  # noqa: PLC0415

    class TemplateFetcher(URLFetcher):  # type: ignore[misc] # weasyprint is untyped
        """Answers for files of the template set and for data URLs, and refuses everything else."""

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:  # noqa: ANN401
            if url.startswith("data:"):
                return super().fetch(url, headers)
            if not url.startswith(BASE):
                raise FatalURLFetchingError(_refusal(url, templates))
            try:
                content = read_file(templates.find(unquote(urlsplit(url.removeprefix(BASE)).path)))
            except ZipingbiaoError as error:
                raise FatalURLFetchingError(_refusal(url, templates)) from error
            return URLFetcherResponse(url, content)

    return TemplateFetcher()


def _fault(error: Exception, stylesheet: str, templates: TemplateSet) -> Problem:
    return problem.error(
        "T01",
        f"用改过的模板排版时出错（{type(error).__name__}：{str(error)[:200]}）",
        at=Place(file=str(templates.find(stylesheet))),
        hint="请对照 zipingbiao templates eject 取出的原始模板检查，字体文件也看一看",
    )


def _too_many(pages: int, stylesheet: str, templates: TemplateSet) -> Problem:
    return problem.error(
        "T03",
        f"排出 {pages} 页，超过 {_MAX_PAGES} 页",
        at=Place(file=str(templates.find(stylesheet))),
        hint="请检查模板里纸张的大小（@page）",
    )


def _refusal(url: str, templates: TemplateSet) -> Problem:
    return problem.error(
        "T02",
        f"模板引用的资源不在模板文件夹内，或不存在：{url[:200]}",
        at=_where(url, templates),
        hint="请把图片、样式、附件放进工作区的 templates 文件夹，用相对路径引用",
    )


def _where(url: str, templates: TemplateSet) -> Place | None:
    """The first line of a template that names the address; None where it is put together from parts."""
    named = unquote(url.removeprefix(BASE))
    for name in templates.names():
        for number, line in enumerate(templates.text(name).splitlines(), start=1):
            if named in line or url in line:
                return Place(file=str(templates.find(name)), line=number)
    return None
