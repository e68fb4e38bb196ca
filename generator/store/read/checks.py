"""What a reader looks out for in keys, words and shapes, and how it says what is wrong with them."""

import re
from collections.abc import Iterable, Mapping

from ...model.problem import Path, Severity
from ...model.suggest import nearest
from ...model.vocabulary import shipped_vocabulary
from ..fields import Field, all_keys
from .positions import GROUP, Mark, Node, ScalarNode
from .reporter import Reporter, shortened
from .scalars import text_of
from .slips import hint_for_wide_comma, wide_indent

UNSEEN = re.compile(
    "[\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
    "|(?<![\u2190-\u2bff\ufe0f\U0001f000-\U0001faff])\u200d"
)
"""Of no width, or turning the direction of what follows; what joins two pictures into one is seen."""
MAX_NAME = 500
MAX_SHOWN = 20
"""Characters of a wrong value that the sentence about it quotes."""


class Checks:
    """Reports on one file; each method says one kind of thing."""

    def __init__(self, reporter: Reporter) -> None:
        self._reporter = reporter
        self._words: dict[str, str] = {}
        self._mixed: set[str] = set()

    def words(self) -> dict[str, str]:
        """Canonical term → the word by which the file calls it, where they differ."""
        return {key: word for key, word in self._words.items() if key != word}

    def shape(self, message: str, node: Node, path: Path, hint: str | None = None) -> None:
        """A text where there should be entries, or the reverse."""
        value = node.text if isinstance(node, ScalarNode) else None
        self._reporter.report("Y09", message, mark=node.start, path=path, value=value, hint=hint)

    def value(self, key: str, node: ScalarNode, path: Path, allowed: str, hint: str | None) -> None:
        """A text that its field cannot hold."""
        text = text_of(node)
        shown = " ".join(text[:MAX_SHOWN].split()) + ("…" if len(text) > MAX_SHOWN else "")
        message = f"「{key}」写的是「{shown}」，应是{allowed}"
        hint = hint_for_wide_comma(text) or hint
        self._reporter.report("Y10", message, mark=node.start, path=path, value=text, hint=hint)

    def named(self, key: str, node: ScalarNode, path: Path) -> None:
        """A name with characters that nobody sees, or longer than any name."""
        text = text_of(node)
        if unseen := UNSEEN.search(text):
            message = f"「{key}」里有看不见的字符（U+{ord(unseen[0]):04X}）"
            self._reporter.report("Y03", message, mark=node.start, path=path, hint="请删去它，重新键入")
        if len(text) > MAX_NAME:
            message = f"「{key}」有 {len(text)} 个字，超过 {MAX_NAME} 个"
            hint = "请核对是不是写错了位置"
            self._reporter.report("Y04", message, mark=node.start, path=path, value=text, hint=hint)

    def is_new(self, key: str, node: ScalarNode, path: Path, seen: dict[str, str]) -> bool:
        """Whether a key stands here for the first time; `seen` is key → the word it was first written as."""
        if key not in seen:
            seen[key] = node.text
            return True
        same = seen[key] == node.text
        message = f"「{node.text}」写了两次" if same else f"「{node.text}」与「{seen[key]}」是同一项"
        self._reporter.report("Y06", message, mark=node.start, path=(*path, key), hint="请只留一处")
        return False

    def unknown(
        self, key: ScalarNode, path: Path, fields: Mapping[str, Field], names: Iterable[str] = ()
    ) -> None:
        """A key that is none of the fields, nor one of the other names possible there."""
        if indent := wide_indent(key.text):
            self._reporter.report("Y01", indent.message, mark=key.start, hint=indent.hint)
            return
        hint = None if self._reporter.is_full else _hint_for_key(key.text, fields, names)
        message = f"不认识「{shortened(key.text)}」"
        self._reporter.report("Y07", message, mark=key.start, path=path, value=key.text, hint=hint)

    def missing(self, field: Field, mark: Mark, path: Path) -> None:
        """A field that every form has."""
        self._reporter.report("Y08", f"缺「{field.key}」（{field.doc}）", mark=mark, path=path)

    def note_word(self, key: str, node: ScalarNode, path: Path) -> None:
        """Remember the word that the form prints for a term; it should be one throughout."""
        first = self._words.setdefault(key, node.text)
        if first != node.text and key not in self._mixed:
            self._mixed.add(key)
            message = f"同一张表里「{first}」又写成「{node.text}」，将一律印作「{first}」"
            self._warn("Y12", message, node, path, "请统一用一个词")

    def name(self, key: ScalarNode, path: Path, known: Mapping[str, str]) -> None:
        """A name that is nearly, but not quite, one that every form uses."""
        word = None if self._reporter.is_full else nearest(key.text, known, cutoff=0.7)
        if word:
            message = f"「{shortened(key.text)}」不是通用的名称"
            self._warn("Y14", message, key, path, f"是不是「{word}」？")

    def folds(self, node: ScalarNode, path: Path) -> None:
        """A text written on several lines, which YAML joins with spaces."""
        if node.style != "|" and node.start.line != node.end.line and node.text:
            message = "这段文字写成了多行，换行处会变成空格"
            self._warn("Y13", message, node, path, "请写成一行，或用「|」分段")

    def _warn(self, rule: str, message: str, node: ScalarNode, path: Path, hint: str) -> None:
        severity = Severity.WARNING
        self._reporter.report(rule, message, mark=node.start, path=path, hint=hint, severity=severity)


def _hint_for_key(key: str, fields: Mapping[str, Field], names: Iterable[str]) -> str | None:
    """What was probably meant: a slip of the pen, or a right key in the wrong place."""
    if word := nearest(key, [*(word for field in fields.values() for word in field.words), *names]):
        return f"是不是「{word}」？"
    if GROUP.fullmatch(key):
        return "花括号里的金额若带千位逗号，要加引号，或去掉逗号"
    if (elsewhere := all_keys().get(shipped_vocabulary().term(key) or key)) is not None:
        return f"「{key}」应写在{elsewhere}"
    if "：" in key:
        return "名称后面要用半角冒号和一个空格「: 」"
    return f"这里可以写：{'、'.join(fields)}"
