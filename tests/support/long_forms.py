"""Forms of every layout whose texts are long and repeat each other's phrases, the same for the same seed."""

from collections.abc import Callable
from decimal import Decimal
from random import Random

from generator.model.form import Form, FundRow, Funds, Goals, Indicator, Level1, Level2
from generator.model.layout import Layout, load_layout
from generator.model.value import Value

WORDS = (
    "项目", "绩效", "数量指标", "社会效益", "完成率", "提高", "服务", "年度", "，", "。", "100%", "10.00",
    "（续）", "续", "第1页共2页", "偏差原因分析", "a", " ", "\n", "\u3000", "<b>&amp;", "https://example.invalid/a/b?c=d&e=f",
    "Supercalifragilistic" * 10,
)  # fmt: skip
RARE = (
    "𠮷", "㐂", "𪛖𥖄", "䨻", "𫍲𬴂", "😀", "👨\u200d👩\u200d👧", "❤\ufe0f", "葛\U000e0101", "☎",
    "Ⅻ", "㎡", "ǖ", "한", "Ж",
)  # fmt: skip
"""Characters that the bundled faces lack, with some that they have."""

_LENGTHS = (0, 1, 5, 20, 60, 200, 800, 3000)
_USUAL = {
    "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "指标性质", "计量单位",
    "指标编码", "偏差原因分析及改进措施",
}  # fmt: skip
_LEVELS = ("产出指标", "效益指标", "满意度指标")


def long_form(
    layout: str, seed: int, longest: int = 3000, *, longest_name: int | None = None, rare: bool = False
) -> Form:
    """A form with texts of up to so many characters in every field that holds text.

    `longest_name` is the bound for what the YAML has as keys; `rare` characters are among them.
    """
    words = WORDS + RARE if rare else WORDS
    bounds = longest, longest_name or longest
    return _Writer(load_layout(layout), Random(f"{layout} {seed}"), bounds, words).form()


class _Writer:
    def __init__(
        self, layout: Layout, random: Random, bounds: tuple[int, int], words: tuple[str, ...]
    ) -> None:
        self._words = words
        self._layout = layout
        self._random = random
        self._longest, self._longest_name = bounds

    def form(self) -> Form:
        text, name = self._text, self._name
        return Form(
            layout=self._layout.name,
            title=self._random.choice(("财政项目支出绩效自评表", name().replace("\n", "") or "表")),
            year=2020,
            project=name(),
            department=name(),
            operator=text() or None,
            particulars=self._some((*self._layout.details(), "备注"), text),
            funds=self._funds(),
            goals=Goals(expected=text(), actual=text()),
            levels=tuple(map(self._level1, _LEVELS)),
            reason=text() or None,
            grade=self._random.choice((None, "优", name())),
            footers=self._some((*self._layout.footer, "说明"), text),
            other={self._key(): text()} if self._random.random() < 0.3 else {},
            labels={"三级指标": self._key()} if self._random.random() < 0.1 else {},
        )

    def _text(self) -> str:
        length = self._random.randint(0, min(self._longest, self._random.choice(_LENGTHS)))
        text = ""
        while len(text) < length:
            text += self._random.choice(self._words)
        return text[:length].strip()

    def _key(self) -> str:
        return self._name()[: self._longest_name].strip()

    def _name(self) -> str:
        return self._text() or "名"

    def _some(self, labels: tuple[str, ...], text: Callable[[], str]) -> dict[str, str]:
        return {label: text() for label in labels if self._random.random() < 0.6}

    def _funds(self) -> Funds:
        amounts = {
            name: Decimal(self._random.randint(1, 10**9)) for name in ("initial", "budget", "executed")
        }
        other = FundRow(name=self._random.choice(("其他资金", self._key())), initial=Decimal(0))
        rows = (FundRow(name="年度资金总额", **amounts), FundRow(name="当年财政拨款", **amounts), other)
        return Funds(rows=rows, weight=Decimal(10), reason=self._text() or None)

    def _level1(self, usual: str) -> Level1:
        name = self._random.choice((usual, usual, (usual + self._text())[: self._longest_name].strip()))
        children = (self._level2(number) for number in range(self._random.randint(1, 2)))
        return Level1(name=name, children=tuple(children))

    def _level2(self, number: int) -> Level2:
        name = self._random.choice((f"二级{number}", f"{number}{self._text()}"[: self._longest_name].strip()))
        rows = (self._indicator() for _ in range(self._random.randint(1, 3)))
        return Level2(name=name, indicators=tuple(rows))

    def _indicator(self) -> Indicator:
        usual = {
            "一级指标",
            "二级指标",
            "三级指标",
            "年度指标值",
            "实际完成值",
            "分值",
            "得分",
            "指标性质",
            "计量单位",
            "指标编码",
            "偏差原因分析及改进措施",
        }
        more = tuple(term for term in self._layout.indicators.spans if term not in usual)
        points = Decimal(self._random.randint(1, 20))
        return Indicator(
            name=self._name(),
            target=Value(self._text()),
            actual=Value(self._text()),
            unit=self._random.choice((None, "个", self._text())),
            weight=points,
            score=points,
            reason=self._text() or None,
            more=self._some(more, self._text),
        )
