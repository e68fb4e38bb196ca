"""A department's year in one document: key figures, ranking, money, lost points, deviations, findings."""

from .document import summary_pdf
from .figures import Figures, figures
from .spreadsheet import summary_xlsx

__all__ = ["Figures", "figures", "summary_pdf", "summary_xlsx"]
