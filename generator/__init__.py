"""zipingbiao: restore, audit and re-typeset 财政项目支出绩效自评表 (budget self-evaluation forms)."""

__version__ = "0.1.0"
