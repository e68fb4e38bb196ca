"""HTML to pages to PDF with WeasyPrint: no network, no file but the templates, the bundled fonts."""

import gc
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from hashlib import md5
from typing import Any
from urllib.parse import unquote, urlsplit

from attrs import frozen

from .fonts import font_configuration
from .templates import TemplateSet

BASE = "file:///templates/"
"""Where a template's own references start: a name below it is a file of the template set."""

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
"""The date of every attachment, so that equal forms give equal files."""


@frozen(kw_only=True)
class Attached:
    """A file embedded in a PDF; `relationship` as ISO 32000-2, 7.11.3 names it."""

    name: str
    content: bytes
    description: str
    relationship: str = "Source"


def lay_out(html: str, stylesheet: str, templates: TemplateSet) -> Any:  # noqa: ANN401 - weasyprint is untyped
    """The pages of an HTML text under a stylesheet of the template set: a WeasyPrint Document."""
    weasyprint = _weasyprint(templates.font_folders)
    fonts = font_configuration(templates.font_folders)
    source = weasyprint.HTML(string=html, base_url=BASE, url_fetcher=_fetcher(templates))
    return source.render(font_config=fonts, stylesheets=[_stylesheet(stylesheet, templates)], pdf_tags=True)


def to_pdf(document: Any, attachments: Iterable[Attached] = (), variant: str | None = None) -> bytes:  # noqa: ANN401
    """The document's file. The same document always gives the same bytes."""
    import weasyprint  # noqa: PLC0415 - loaded by lay_out under the private font configuration

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
    identifier = md5(document._html.etree_element.text.encode() if 0 else b"", usedforsecurity=False)
    return bytes(document.write_pdf(pdf_variant=variant, pdf_identifier=identifier.digest(), pdf_tags=True))


@cache
def _weasyprint(folders: tuple[Any, ...]) -> Any:  # noqa: ANN401 - weasyprint is untyped
    """WeasyPrint, first imported under the private font configuration; what it loaded is never collected."""
    font_configuration(folders)
    import weasyprint  # noqa: PLC0415 - see above

    gc.freeze()
    return weasyprint


@cache
def _stylesheet(name: str, templates: TemplateSet) -> Any:  # noqa: ANN401 - weasyprint is untyped
    import weasyprint  # noqa: PLC0415 - loaded by lay_out under the private font configuration

    return weasyprint.CSS(
        string=templates.text(name),
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
                raise FatalURLFetchingError(_refusal(url))
            path = templates.find(unquote(urlsplit(url.removeprefix(BASE)).path))
            return URLFetcherResponse(url, path.read_bytes())

    return TemplateFetcher()


def _refusal(url: str) -> str:
    return f"模板引用了模板文件夹以外的资源：{url[:200]}"
