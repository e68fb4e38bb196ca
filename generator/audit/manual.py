"""The rules in words: one for `check --explain`, all of them for the manual."""

from collections.abc import Iterable

from .catalogue import DEPARTMENT_RULES, RULES
from .rule import AnyRule

_HEAD = """\
# 校核规则

本文由程序中的规则生成（`python -m generator.maintain.rules`），请勿手改。

严重程度：E 错误——表内自相矛盾；W 警告——细心的审核人会追问；I 提示——供参考。一处笔误引起的其他不符，
只在起因处报一次，后果写在同一句里。规则的参数（分值、档次、容差）来自规则配置，
见 `generator/model/profiles/`。

认可一项发现而不改表的，在 YAML 里写明规则编号与理由，此后不再报：

```yaml
核对: {R12: 经财政部门同意}
```

没有写理由的、没有这条规则的，不算认可，报 R44；认可的与理由列在汇总里。

每条规则在每张表上都有一个结果，没有不作声的：

- **通过**：核过了，没有发现。说明里写核了什么；部分核不了的，也写明几项、为什么。
- **发现**：有发现，已核对认可的也在内。
- **不适用**：这种表、这张表或规则配置没有这条规则所说的东西，如没有成本指标。
- **无法判定**：该有的没有填，或前一处不对，这里无从判断。

`check --outcomes` 逐条列出（也可 `--json`）；`check --format xlsx` 的“规则结果”、汇总.xlsx 的“规则结果”、
数据表“规则”里也有。
"""


def find_rule(rule_id: str) -> AnyRule | None:
    """The rule of that id, in either case."""
    return next((rule for rule in RULES if rule.id == rule_id.strip().upper()), None)


def explanation(rule: AnyRule) -> str:
    """A rule for a terminal: what, how computed, on what ground, an example."""
    return (
        f"{rule.id}　{rule.title}（{rule.severity.term}{_across(rule)}）\n"
        f"  公式：{rule.formula}\n"
        f"  依据：{rule.source}\n"
        f"  例：{rule.example}"
    )


def manual() -> str:
    """All rules as Markdown: a table of contents, then each."""
    table = ["| 编号 | 程度 | 规则 |", "|---|---|---|"]
    table += [f"| [{r.id}](#{r.id.lower()}) | {r.severity.value} | {r.title} |" for r in RULES]
    sections = ["\n".join(_section(rule)) for rule in RULES]
    return "\n".join([_HEAD, *table, "", "\n\n".join(sections), ""])


def _section(rule: AnyRule) -> Iterable[str]:
    yield f"## {rule.id}"
    yield ""
    yield f"**{rule.title}**（{rule.severity.value} {rule.severity.term}{_across(rule)}）"
    yield ""
    yield f"- 公式：{rule.formula}"
    yield f"- 依据：{rule.source}"
    yield f"- 例：{rule.example}"


def _across(rule: AnyRule) -> str:
    return "，跨表" if rule in DEPARTMENT_RULES else ""
