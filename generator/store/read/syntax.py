"""libyaml's syntax errors in words that a finance clerk can act on."""

import re

import yaml

from .reporter import Point, Reporter, shortened
from .slips import Slip, open_quote, prose, text_after_quote, wide_comma, wide_indent

_MESSAGES = {
    "mapping values are not allowed in this context": "这里不应再出现「: 」，或者上一行缺了「: 」、缩进不对",
    "block sequence entries are not allowed in this context": "这里不应出现「- 」开头的一项",
    "mapping keys are not allowed in this context": "这里不应出现「? 」",
    "could not find expected ':'": "这一行没有「: 」，看不出哪里是名称、哪里是内容",
    "did not find expected comment or line break": "「>」「|」开头的内容要加引号",
    "found unexpected end of stream": "引号只有开头，没有结尾",
    "found unexpected document indicator": "引号还没有结尾，就遇到了「---」或「...」",
    "found unknown escape character": "双引号里的「\\」是转义符，这里写错了",
    "found a tab character where an indentation space is expected": "缩进用了制表符（Tab）",
    "found a tab character that violates indentation": "缩进用了制表符（Tab）",
    "did not find expected key": "这一行与上面各行对不齐，或内容写完后又多出了文字",
    "did not find expected '-' indicator": "这里应是「- 」开头的一项，或者缩进不对",
    "did not find expected ',' or '}'": "花括号「{」没有配上「}」，或各项之间缺了半角逗号",
    "did not find expected ',' or ']'": "方括号「[」没有配上「]」，或各项之间缺了半角逗号",
    "did not find expected alphabetic or numeric character": "「*」「&」开头的内容要加引号",
    "did not find expected hexdecimal number": "双引号里的「\\」是转义符，这里写错了",
    "found an indentation indicator equal to 0": "「|」后面不能写 0，一般什么也不用写",
    "could not find expected directive name": "「%」开头的行不是内容",
    "did not find expected whitespace or line break": "这里应有一个空格或换行",
    "found unexpected ':'": "冒号「:」后面要有一个空格",
    "did not find expected node content": "括号没有写完",
    "did not find expected <document start>": "「%」开头的行不是内容",
}
_AT_CONTEXT = frozenset({"could not find expected ':'", "found unexpected end of stream"})
_SPECIAL_START = re.compile(r"""[@`%*&!>|]""")
_WIDE_COLON = re.compile(r"^\s*(?:- )?[^\s:#'\"{\[][^:#'\"]*：")
_TIGHT_COLON = re.compile(r"^\s*(?:- )?[^\s:#'\"{\[][^:#'\"]*:(?=\S)")


def explain(error: yaml.MarkedYAMLError, text: str, reporter: Reporter) -> None:
    """Report a syntax error: what, where, and how to mend it."""
    problem = error.problem or ""
    mark = error.context_mark if problem in _AT_CONTEXT and error.context_mark else error.problem_mark
    spot = Point(mark.line, mark.column) if mark else Point(0, 0)
    lines = text.splitlines()
    above = spot.line - 1
    if above >= 0 and wide_indent(lines[above]):  # its indentation makes YAML stumble over the next
        spot = Point(above, 0)
    line = lines[spot.line] if spot.line < len(lines) else ""
    if slip := _slip_of(problem, lines, spot):
        at = Point(spot.line, slip.column)
        reporter.report("Y01", slip.message, mark=at, value=shortened(line) or None, hint=slip.hint)
        return
    message = _MESSAGES.get(problem, f"不合 YAML 的写法（{problem}）")
    if problem == "found character that cannot start any token":
        character = line[spot.column : spot.column + 1]
        message = "缩进用了制表符（Tab）" if character == "\t" else f"「{character}」开头的内容要加引号"
    reporter.report("Y01", message, mark=spot, value=shortened(line) or None, hint=_hint(lines, spot))


_PROSE = frozenset({"could not find expected ':'", "mapping values are not allowed in this context"})


def _slip_of(problem: str, lines: list[str], spot: Point) -> Slip | None:
    """The slip on the line itself that explains the error."""
    line = lines[spot.line] if spot.line < len(lines) else ""
    if slip := wide_indent(line) or wide_comma(line):
        return slip
    if problem == "found unexpected end of stream":
        return open_quote(line)
    if problem == "did not find expected key":
        return text_after_quote(line)
    return prose(lines, spot) if problem in _PROSE and line else None


def _hint(lines: list[str], spot: Point) -> str | None:
    """The likeliest slip on the line itself or on the one above it."""
    for number in (spot.line, spot.line - 1):
        if 0 <= number < len(lines) and (hint := _slip(lines[number], spot if number == spot.line else None)):
            return hint if number == spot.line else f"请看上一行：{hint}"
    return None


def _slip(line: str, spot: Point | None) -> str | None:
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return "请改用空格缩进，每级两个"
    if _WIDE_COLON.match(line):
        return "名称后面要用半角冒号和一个空格「: 」，不是全角「：」"
    if _TIGHT_COLON.match(line):
        return "半角冒号后面要有一个空格"
    start = re.search(r"(?:: |- |^)(\S.*)$", line)
    if start and _SPECIAL_START.match(start[1]) and start[1] not in ("|", ">"):
        return f"请写成 '{shortened(start[1])}'（加半角单引号）"
    if spot and line.count(": ") > 1:
        return "文字里带有「: 」时，整段要加半角引号"
    return None
