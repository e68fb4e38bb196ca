"""Which kind of file a document is, by what it holds; its name decides only where that says nothing.

One entry for each kind: how it is called, by which bytes it is known, under which names it comes, and how it
is read, or, where it is not, what to do with it.
"""

import io
import re
import zipfile
from collections.abc import Callable
from enum import Enum, auto
from importlib import import_module
from itertools import pairwise
from pathlib import Path

from attrs import Factory, field, frozen

from ..runtime.files import reason_of, require_file
from .bounds import MAX_FILE_BYTES, read_bytes, refuse
from .document import SourceDocument

HEAD = 65_536
"""Bytes of a file that are looked at."""
OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Way(Enum):
    """How a kind is read: as a PDF, as plain text, by its tables; or not at all."""

    PDF = auto()
    TEXT = auto()
    TABLES = auto()
    NONE = auto()


@frozen(kw_only=True)
class Kind:
    """A kind of file."""

    name: str
    suffixes: tuple[str, ...] = ()
    """The usual ones, in lower case; a kind is recognised by its content under any."""
    holds: Callable[[bytes], bool] = lambda _: False
    """Whether a file that begins with these bytes is one; of archives, the whole file."""
    read: Callable[[Path], SourceDocument] | None = None
    """Its reader, where it is read by its tables."""
    advice: str = ""
    """What to do where it is not read."""
    way: Way = field(default=Factory(lambda kind: Way.NONE if kind.advice else Way.TABLES, takes_self=True))


def _read_xlsx(path: Path) -> SourceDocument:
    from .legacy import libreoffice, read_legacy  # noqa: PLC0415 - with the first document of its kind
    from .xlsx import lacks_values, read_xlsx  # noqa: PLC0415

    document = read_xlsx(path)
    if libreoffice() and lacks_values(path):  # a program saved formulas that nothing has computed
        return read_legacy(path, is_workbook=True, suffix=".xlsx")
    return document


def _by(module: str) -> Callable[[Path], SourceDocument]:
    """Reads by ``read_<module>`` of a module of this room, which is loaded with the first document."""

    def read(path: Path) -> SourceDocument:
        document: SourceDocument = getattr(import_module(f".{module}", __package__), f"read_{module}")(path)
        return document

    return read


def _by_office(suffix: str, *, is_workbook: bool) -> Callable[[Path], SourceDocument]:
    """Reads what LibreOffice converts; it is told the kind by a suffix."""

    def read(path: Path) -> SourceDocument:
        from .legacy import read_legacy  # noqa: PLC0415 - see above

        return read_legacy(path, is_workbook=is_workbook, suffix=suffix)

    return read


def _read_locked(path: Path) -> SourceDocument:
    refuse("F23", path, "文件有密码。", "请去掉密码后再导入")


def _begins(*marks: bytes) -> Callable[[bytes], bool]:
    return lambda data: data.startswith(marks)


def _ole(stream: str) -> Callable[[bytes], bool]:
    """An old office file whose directory names a stream."""
    name = stream.encode("utf-16-le")
    return lambda data: data.startswith(OLE_MARK) and name in data


def _archive(*names: str) -> Callable[[bytes], bool]:
    """A ZIP archive with an entry that begins so."""

    def holds(data: bytes) -> bool:
        from .package import PARSING_ERRORS  # noqa: PLC0415 - see above

        if not data.startswith(b"PK"):
            return False
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as package:
                return any(entry.startswith(names) for entry in package.namelist())
        except PARSING_ERRORS:
            return False

    return holds


def _xml(*words: bytes) -> Callable[[bytes], bool]:
    """XML whose beginning names something."""
    return lambda data: _text_head(data).startswith(b"<") and any(word in _plain(data) for word in words)


def _is_page(data: bytes) -> bool:
    return _PAGE.search(_plain(data)) is not None


def _is_message(data: bytes) -> bool:
    from .mht import is_saved_page  # noqa: PLC0415 - see above

    return is_saved_page(data)


def _text_head(data: bytes) -> bytes:
    return _plain(data)[:200].lstrip(b"\xef\xbb\xbf \t\r\n")


def _plain(data: bytes) -> bytes:
    """The beginning of a file with the zeros of a wide encoding left out."""
    head = data[:HEAD]
    return head.replace(b"\0", b"")[2:] if head.startswith((b"\xff\xfe", b"\xfe\xff")) else head


_PAGE = re.compile(rb"<\s*(?:!doctype\s+html|html|table|body|head|div|meta)\b", re.IGNORECASE)
_is_flat_workbook = _xml(b"opendocument.spreadsheet")
_CONVERT = "请另存为 PDF、.xlsx 或 .docx 后再导入"

KINDS = (
    Kind(name="PDF", suffixes=(".pdf",), holds=lambda data: b"%PDF-" in data[:1024], way=Way.PDF),
    Kind(
        name="Excel 工作簿",
        suffixes=(".xlsx", ".xlsm", ".xltx", ".xltm"),
        holds=_archive("xl/"),
        read=_read_xlsx,
    ),
    Kind(
        name="Word 文档",
        suffixes=(".docx", ".docm", ".dotx", ".dotm"),
        holds=_archive("word/"),
        read=_by("docx"),
    ),
    Kind(name="加密的办公文件", holds=_ole("EncryptedPackage"), read=_read_locked),
    Kind(
        name="旧版 Word 或 WPS 文档",
        suffixes=(".doc", ".dot", ".wps", ".wpt"),
        holds=_ole("WordDocument"),
        read=_by_office(".doc", is_workbook=False),
    ),
    Kind(name="演示文稿", suffixes=(".ppt", ".dps"), holds=_ole("PowerPoint Document"), advice=_CONVERT),
    Kind(name="邮件", suffixes=(".msg",), holds=_ole("__properties_version"), advice="请把附件另存后再导入"),
    Kind(
        name="旧版 Excel 或 WPS 表格",
        suffixes=(".xls", ".xlt", ".et", ".ett"),
        holds=_begins(OLE_MARK),
        read=_by_office(".xls", is_workbook=True),
    ),
    Kind(name="演示文稿", suffixes=(".pptx", ".pptm"), holds=_archive("ppt/"), advice=_CONVERT),
    Kind(
        name="OFD 版式文件",
        suffixes=(".ofd",),
        holds=_archive("OFD.xml"),
        advice="请用 OFD 阅读器打开，另存为 PDF 后再导入",
    ),
    Kind(
        name="OpenDocument 表格",
        suffixes=(".ods", ".fods"),
        holds=lambda data: (
            (data.startswith(b"PK") and b"opendocument.spreadsheet" in data[:200]) or _is_flat_workbook(data)
        ),
        read=_by("opendocument"),
    ),
    Kind(
        name="OpenDocument 文档",
        suffixes=(".odt",),
        holds=lambda data: data.startswith(b"PK") and b"opendocument.text" in data[:200],
        read=_by_office(".odt", is_workbook=False),
    ),
    Kind(
        name="iWork 文件",
        suffixes=(".pages", ".numbers", ".key"),
        holds=_archive("Index/", "Index.zip"),
        advice=_CONVERT,
    ),
    Kind(
        name="压缩包",
        suffixes=(".zip", ".rar", ".7z", ".gz", ".tar", ".tgz"),
        holds=lambda data: (
            data.startswith((b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b")) or _archive("")(data)
        ),
        advice="请解压后再导入里面的文件",
    ),
    Kind(
        name="图片",
        suffixes=(".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".heic"),
        holds=lambda data: (
            data.startswith((b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*"))
            or (data.startswith(b"RIFF") and data[8:12] == b"WEBP")
            or (data.startswith(b"BM") and data[6:10] == bytes(4))
            or data[4:12] in (b"ftypheic", b"ftypmif1")
        ),
        advice="请取得原来的文件；只有图片时，请把图片合成 PDF 并安装文字识别组件",
    ),
    Kind(
        name="RTF 文档",
        suffixes=(".rtf",),
        holds=_begins(b"{\\rtf"),
        read=_by_office(".rtf", is_workbook=False),
    ),
    Kind(name="整个保存的网页", suffixes=(".mht", ".mhtml", ".eml"), holds=_is_message, read=_by("mht")),
    Kind(
        name="Excel 2003 XML 表格",
        holds=_xml(b"urn:schemas-microsoft-com:office:spreadsheet"),
        read=_by("spreadsheetml"),
    ),
    Kind(
        name="Word XML 文档",
        holds=_xml(b"schemas.microsoft.com/office/word/2003/wordml", b"office/2006/xmlPackage"),
        read=_by_office(".xml", is_workbook=False),
    ),
    Kind(name="网页", suffixes=(".html", ".htm", ".xhtml"), holds=_is_page, read=_by("html")),
    Kind(name="本程序的 YAML", suffixes=(".yaml", ".yml"), advice="它不用导入，请直接用 check、build"),
    Kind(
        name="文本", suffixes=(".txt", ".csv", ".tsv", ".tab", ".prn", ".asc", ".text", ".md"), way=Way.TEXT
    ),
)
_TEXT = KINDS[-1]
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def suffixes() -> tuple[str, ...]:
    """The usual names of what can be read."""
    return tuple(sorted(suffix for kind in KINDS if kind.way is not Way.NONE for suffix in kind.suffixes))


def kind_of(path: Path) -> Kind:
    """The kind of a file. Raises ZipingbiaoError: F01 unreadable, F04 not a kind that is read."""
    head = _head(path)
    named = next((kind for kind in KINDS if path.suffix.lower() in kind.suffixes), None)
    kind = _by_content(head, path) or (_TEXT if _is_text(head, named) else named)
    if kind is None:
        refuse("F04", path, f"不认识这种文件，可读的有 {'、'.join(suffixes())}", "请另存为其中一种")
    if kind.way is Way.NONE:
        refuse("F04", path, f"这是{kind.name}，不能直接读取。", kind.advice)
    return kind


def _head(path: Path) -> bytes:
    try:
        require_file(path)
        with path.open("rb") as file:
            return file.read(HEAD)
    except OSError as error:
        refuse("F01", path, f"打不开文件：{reason_of(error)}。", "请检查路径和权限")


def _by_content(head: bytes, path: Path) -> Kind | None:
    """The kind that the bytes tell; archives and old office files are looked at whole."""
    whole = head
    if head.startswith((b"PK", OLE_MARK)) and HEAD <= path.stat().st_size <= MAX_FILE_BYTES:
        whole = read_bytes(path)
    return next((kind for kind in KINDS if whole and kind.holds(whole)), None)


def _is_text(head: bytes, named: Kind | None) -> bool:
    """Whether a file is text under the name of a kind that it is not, or a table as text under any name."""
    is_plain = bool(head) and not _BINARY.search(_plain(head))
    known = named is not None and named.way is not Way.NONE
    return is_plain and (known or _has_cells(_plain(head)))


def _has_cells(head: bytes) -> bool:
    """Whether two lines, one after the other, have several cells that tabs keep apart."""
    return any(min(one.count(b"\t"), other.count(b"\t")) > 1 for one, other in pairwise(head.split(b"\n")))


def read_tables(path: Path, kind: Kind | None = None) -> SourceDocument:
    """The tables of a workbook, document or page. Raises ZipingbiaoError as `kind_of` and its reader do."""
    found = kind or kind_of(path)
    if found.read is None:
        refuse("F04", path, f"这是{found.name}，不是表格文件。", "请另存为表格或文档")
    return found.read(path)
