"""Hidden text of word-processor documents: taken out before the document is read, and named."""

from collections.abc import Iterator

from docx.document import Document
from docx.oxml.ns import qn
from lxml import etree

from .omitted import Omitted, omitted

_OFF = frozenset({"0", "false", "off", "none"})
_MAX_DEPTH = 12


def take_out_hidden(document: Document) -> Iterator[Omitted]:
    """Remove the runs that are formatted as hidden, by themselves or by their style, from a document."""
    body = document.element.body
    hiding = _hiding_styles(document)
    hidden = [run for run in body.iter(qn("w:r")) if _is_hidden(run, hiding)]
    texts: dict[int, list[str]] = {}
    for run in hidden:
        paragraph = next(run.iterancestors(qn("w:p")), run)
        said = "".join(str(text.text or "") for text in run.iter(qn("w:t")))
        texts.setdefault(id(paragraph), []).append(said)
        parent = run.getparent()
        if parent is not None:
            parent.remove(run)
    return omitted("文档", "隐藏文字", ("".join(pieces) for pieces in texts.values()))


def _is_hidden(run: etree._Element, hiding: dict[str, bool]) -> bool:
    """Whether a run's own format, else its style, else its paragraph's style hides it."""
    own = _vanish(run.find(qn("w:rPr")))
    if own is not None:
        return own
    named = run.find(f"{qn('w:rPr')}/{qn('w:rStyle')}")
    if named is not None and (named.get(qn("w:val")) or "") in hiding:
        return hiding[named.get(qn("w:val")) or ""]
    paragraph = next(run.iterancestors(qn("w:p")), None)
    style = None if paragraph is None else paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return style is not None and hiding.get(style.get(qn("w:val")) or "", False)


def _vanish(properties: etree._Element | None) -> bool | None:
    mark = None if properties is None else properties.find(qn("w:vanish"))
    return None if mark is None else (mark.get(qn("w:val")) or "1").lower() not in _OFF


def _hiding_styles(document: Document) -> dict[str, bool]:
    """Style → whether it hides, for each style that says so or is based on one that does."""
    try:
        styles = list(document.styles.element.iter(qn("w:style")))
    except (KeyError, AttributeError):  # a document without styles
        return {}
    named = {style.get(qn("w:styleId")) or "": style for style in styles}
    found = {name: _by_base(style, named) for name, style in named.items()}
    return {name: hides for name, hides in found.items() if hides is not None}


def _by_base(style: etree._Element | None, named: dict[str, etree._Element]) -> bool | None:
    for _ in range(_MAX_DEPTH):
        if style is None:
            return None
        own = _vanish(style.find(qn("w:rPr")))
        if own is not None:
            return own
        base = style.find(qn("w:basedOn"))
        style = None if base is None else named.get(base.get(qn("w:val")) or "")
    return None
