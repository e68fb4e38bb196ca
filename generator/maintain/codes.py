"""Writes docs/exit-codes.md from the table of codes: ``python -m generator.maintain.codes``."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ..model.data_file import data_file

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "exit-codes.md"
PAGES = {
    "Y": "下文，另见 [yaml.md](yaml.md)",
    "C": "下文，另见 [templates.md](templates.md#水印与签章)",
    "S": "下文，另见 [batch.md](batch.md#共享存储与对象存储)",
    "R": "[rules.md](rules.md)",
}
"""Family → where more is said of it; of the others this page says all."""

_HEAD = """# 退出码与编号

本文由程序中的表生成（`python -m generator.maintain.codes`），请勿手改。

## 退出码

每条命令结束时给出一个退出码，脚本据此判断（命令行里 `echo $?`）。五个码的意思处处相同：
"""
_COMMANDS = """
70 和 130 哪条命令都可能出现；参数不对时，哪条命令都是 2。
下表说明各命令在什么情形下给出 0、1、2；“—”为不会出现。
"""
_FAMILIES = """
## 编号的类别

每条提示都带一个不变的编号：一个字母是类别，两位数字是其中的一条。
`check --select`、`--ignore` 按编号的开头挑选。
"""


def codes() -> dict[str, Any]:
    """The table: exits, commands, families, ids."""
    return dict(data_file("codes.yaml", "generator.model"))


def page() -> str:
    """The page made of the table."""
    table = codes()
    lines = [
        *(_HEAD, *_rows(("码", "意思"), table["exits"].items())),
        *(_COMMANDS, *_rows(("命令", "0", "1", "2"), ((f"`{k}`", *v) for k, v in table["commands"].items()))),
        *(_FAMILIES, *_rows(("类别", "说的是", "详见"), _families(table["families"]))),
        *("", *_rows(("编号", "含义", "怎么办"), ((k, *v) for k, v in table["ids"].items()))),
    ]
    return "\n".join(lines) + "\n"


def _families(families: dict[str, str]) -> Iterator[tuple[str, ...]]:
    return ((letter, about, PAGES.get(letter, "下文")) for letter, about in families.items())


def _rows(heads: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> Iterator[str]:
    for row in (heads, ("---",) * len(heads), *rows):
        yield f"| {' | '.join(map(str, row))} |".replace(" --- ", "---")


if __name__ == "__main__":
    DOCUMENT.write_text(page(), encoding="utf-8")
