"""Where labels break: between words, which no program that shows them knows."""

import re
from functools import lru_cache
from itertools import pairwise

from ..sheet.cells import Cell, Role
from . import measure

_PIECE = re.compile(
    "满意度|可持续|未完成|负责人|联系人|拟采取|年度|总体|目标|绩效|指标|项目|资金|预算|执行|全年|当年|年初|实际|完成|情况|一级|二级|三级|"
    "偏差|原因|分析|改进|措施|主管|部门|实施|单位|名称|得分|分值|权重|总分|财政|拨款|上年|结转|其他|产出|效益|服务|对象|数量|质量|时效|"
    "成本|社会|经济|生态|影响|自评|评价|等级|结论|说明|备注|计量|性质|编码|联系|电话|填报|填表|日期|时间|金额|存在|问题|建议|意见|结果|"
    "应用|评分|标准|依据|方法|数据|来源|核心|是否|调整|系数|专项|补助|地方|中央|省级|市级|县级|基本|支出|总额|合计|小计|批复|审核|专户|"
    r"管理|债券|转移|支付|预期|设定|具体|[\x21-\x7e]+|.",
    re.DOTALL,
)
"""The words of labels; any other character is one by itself."""

_AFTER = ("及", "和", "与", "或", "、", "，", "：", "/")
"""Where a label may well break: behind these."""

_BEFORE = ("（", "(", "【", "[")
"""Or before these."""

_LONGEST_LEVEL = 24
"""Characters of a level's name up to which it is made of the words of labels."""

_CLOSING = "）)】]、，：/及和与或值数率额"
"""What does not begin a line."""


def label_text(cell: Cell, em: float) -> str:
    """What a cell of so many em prints: a label with its lines broken, any other text as it is."""
    if cell.role is not Role.LABEL or not cell.text:
        return cell.text
    return "\n".join(_broken(line, min(em, 2.0) if cell.is_narrow else em) for line in cell.text.split("\n"))


def page_text(cell: Cell, em: float) -> str:
    """As `label_text`, for a page, which is not read back: levels are broken between words as labels are."""
    if cell.role is Role.LEVEL and len(cell.text) <= _LONGEST_LEVEL:
        return "\n".join(_broken(line, em) for line in cell.text.split("\n"))
    return label_text(cell, em)


@lru_cache(maxsize=1024)
def _broken(text: str, em: float) -> str:
    """The text in as few lines as hold its words; it is parted where it is best parted, then each part."""
    if measure.width(text) <= em:
        return text
    places = _places(text)
    if not places:
        return text
    whole = measure.width(text)

    def badness(place: int) -> tuple[int, bool, float]:
        first, rest = text[:place], text[place:]
        is_good = first.endswith(_AFTER) or rest.startswith(_BEFORE)
        return _lines(first, em) + _lines(rest, em), not is_good, abs(2 * measure.width(first) - whole)

    best = min(places, key=badness)
    return f"{_broken(text[:best].rstrip(), em)}\n{_broken(text[best:].lstrip(), em)}"


def _places(text: str) -> list[int]:
    """Where words end: not before a mark that ends, nor behind one that begins."""
    ends = [found.end() for found in _PIECE.finditer(text)][:-1]
    return [
        end
        for end in ends
        if text[end] not in "）)】]、，：/及和与或值数率额" and text[end - 1] not in _BEFORE
    ]


def _lines(text: str, em: float) -> int:
    """How many lines the text takes, its words kept whole."""
    lines, used = 1, 0.0
    edges = [0, *_places(text), len(text)]
    for start, end in pairwise(edges):
        width = measure.width(text[start:end])
        if used and used + width > em:
            lines, used = lines + 1, 0.0
        used += width
    return lines
