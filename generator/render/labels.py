"""Where labels break: between words, which no program that shows them knows."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate, pairwise

from attrs import frozen

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

_TOLERANCE = 1e-9


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


@frozen
class _Words:
    """Where the words of a label end, from 0 on, and what stands before each such place, in em."""

    edges: tuple[int, ...]
    starts: tuple[float, ...]

    def lines_before(self, em: float) -> list[int]:
        """The lines up to each edge, words kept whole."""
        found, began = [0], 0.0
        for start, end in pairwise(self.starts):
            is_over = end - began > em + _TOLERANCE and start > began
            began = start if is_over else began
            found.append(max(1, found[-1] + is_over))
        return found

    def lines_after(self, em: float) -> list[int]:
        """The lines from each edge on, words kept whole."""
        last = len(self.edges) - 1
        found = [0] * (last + 1)
        for at in range(last - 1, -1, -1):
            after = max(at + 1, bisect_right(self.starts, self.starts[at] + em + _TOLERANCE) - 1)
            found[at] = 1 + found[after]
        return found


@lru_cache(maxsize=4096)
def _broken(text: str, em: float) -> str:
    """The text in as few lines as hold its words; it is parted where it is best parted, then each part."""
    return "\n".join(_parts(text, em))


def _parts(text: str, em: float) -> Iterator[str]:
    words = _words(text)
    if words.starts[-1] <= em or len(words.edges) == 2:
        yield text
        return
    before, after = words.lines_before(em), words.lines_after(em)

    def badness(at: int) -> tuple[int, bool, float]:
        place = words.edges[at]
        is_good = text.endswith(_AFTER, 0, place) or text.startswith(_BEFORE, place)
        return before[at] + after[at], not is_good, abs(2 * words.starts[at] - words.starts[-1])

    best = words.edges[min(range(1, len(words.edges) - 1), key=badness)]
    yield from _parts(text[:best].rstrip(), em)
    yield from _parts(text[best:].lstrip(), em)


@lru_cache(maxsize=4096)
def _words(text: str) -> _Words:
    edges = (0, *_places(text), len(text))
    wide = (measure.width(text[start:end]) for start, end in pairwise(edges))
    return _Words(edges, tuple(accumulate(wide, initial=0.0)))


def _places(text: str) -> list[int]:
    """Where words end: not before a mark that ends, nor behind one that begins."""
    ends = [found.end() for found in _PIECE.finditer(text)][:-1]
    return [end for end in ends if text[end] not in _CLOSING and text[end - 1] not in _BEFORE]
