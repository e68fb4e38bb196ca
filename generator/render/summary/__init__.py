"""A department's year in one document, or all departments' in a year.

Key figures, ranking, money, lost points, deviations, findings: read from the tables, printed as PDF and XLSX.
"""

from .document import summary_pdf
from .figures import Figures
from .queries import figures
from .spreadsheet import summary_xlsx

__all__ = ["Figures", "figures", "summary_pdf", "summary_xlsx"]
