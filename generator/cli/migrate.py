"""``zipingbiao migrate``: YAML files of earlier formats brought to the present one."""

from ..store.edit.migrate import migrate as migrated
from .rewriting import rewriting_command

migrate = rewriting_command(
    lambda text, file: migrated(text, file=file).text,
    """把旧格式的 YAML 改成现在的格式，注释保留。

    退出码：0 完成；1 有旧格式的文件（--check）；2 有文件读不出。""",
    check="只报告哪些文件是旧格式，不改动。",
    done="已改为现在的格式：",
    would="旧格式：",
)
