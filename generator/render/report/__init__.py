"""A department's report on its self-evaluations, as Word document and PDF in the form of official documents.

The figures are read from the tables; a template makes paragraphs and tables of them, which both writers
print.
"""

from .contents import BLANK, Contents, contents, missing
from .document import report_docx
from .page import report_pdf
from .paragraph import paragraph

__all__ = ["BLANK", "Contents", "contents", "missing", "paragraph", "report_docx", "report_pdf"]
