"""``zipingbiao fmt``: the canonical order and style of YAML files."""

from ..store import fmt as tidied
from .rewriting import rewriting_command

fmt = rewriting_command(
    lambda text, file: tidied(text, file=file),
    """整理 YAML 的次序与写法，注释保留，内容不变。

    退出码：0 完成；1 有文件需要整理（--check）；2 有文件读不出。""",
    check="只报告哪些文件需要整理，不改动。",
    done="已整理",
    would="需要整理",
)
