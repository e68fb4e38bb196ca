"""The log of a repair: every change an entry that can be checked, settled by a person, and replayed.

The same entries serve a text, where a code is what was extracted, and a PDF, where it is the glyph's code in
a font. As plain data the keys are Chinese, because people read and edit them in the repairs file.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from attrs import field, frozen

from ..model.doubt import Box
from .witnesses import EMBEDDED, OPTICAL, OUTLINE, RULE, Grade

CHARACTER_MAP = "文字层错位"
"""The rule of a character restored from a broken ToUnicode; the other rules are in `defects`."""


@frozen(order=True)
class Spot:
    """A place in the raw text: 1-based line and column, counted in code points."""

    line: int
    column: int

    def __str__(self) -> str:
        """``行:列``."""
        return f"{self.line}:{self.column}"


@frozen(kw_only=True)
class Entry:
    """One decision: what was extracted, what is true, who says so and how surely, and where it was applied.

    `true` equals `extracted` where a doubtful character was left as it is. `confidence` is from 0 to 1.
    `settled` entries were decided by a person and are kept by every later repair.
    """

    source: str
    extracted: str
    true: str
    rule: str = CHARACTER_MAP
    page: int | None = None
    region: str = ""
    """The font of a PDF; in a text the lines that behave as one font."""
    code: int | None = None
    font: int | None = None
    """The number of the font in a PDF: fonts may bear one name."""
    witness: str = ""
    figures: Mapping[str, float | str] = field(factory=dict, hash=False)
    confidence: float = 1.0
    doubtful: bool = False
    settled: bool = False
    certified: bool = False
    """Whether the restored text, broken as the writer breaks it, gives exactly what was received."""
    cell: str = ""
    """The cell it stands in, where the text is one of many; places are then counted within it."""
    places: tuple[Spot, ...] = ()
    fields: tuple[str, ...] = ()
    """The fields of the YAML it reached, in words."""
    contexts: tuple[str, ...] = ()
    """The restored text around each place, the character itself between 【 and 】; empty where unknown."""
    boxes: tuple[Box, ...] = ()
    """Where on the page each place is drawn."""
    guess: str | None = None
    """What the program had read where a person decided otherwise."""
    by: str = ""
    """Who settled it."""
    when: str = ""
    """When, in ISO 8601."""

    @property
    def grade(self) -> Grade | None:
        """How the character is known; None of what needs no knowing, as a space."""
        if self.settled:
            return Grade.SETTLED
        if self.doubtful:
            return Grade.DOUBTFUL
        if self.certified or self.witness == EMBEDDED:
            return Grade.PROVEN
        if self.witness == RULE:
            return None
        return Grade.GLYPH if self.witness in {OUTLINE, OPTICAL} else Grade.INFERRED

    def to_data(self) -> dict[str, Any]:
        """Plain data, empty values left out."""
        data: dict[str, Any] = {
            "来源": self.source,
            "规则": self.rule,
            "提取": self.extracted,
            "还原": self.true,
        }
        optional = {
            "页": self.page,
            "单元格": self.cell,
            "区域": self.region,
            "字体号": self.font,
            "码": self.code,
            "依据": self.witness,
            "等级": str(self.grade or ""),
            "数据": dict(self.figures),
            "存疑": self.doubtful,
            "人工": self.settled,
            "验证": self.certified,
            "字段": list(self.fields),
            "确认人": self.by,
            "确认时间": self.when,
        }
        data |= {
            k: v for k, v in optional.items() if v is not None and v is not False and v not in ("", {}, [])
        }
        if self.guess is not None:
            data["原读"] = self.guess
        data["置信度"] = self.confidence
        data["位置"] = [str(spot) for spot in self.places]
        beside = {"上下文": list(self.contexts), "框": [_box_text(box) for box in self.boxes]}
        return data | {key: value for key, value in beside.items() if any(value)}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Entry":
        """The entry that `to_data` wrote. Raises ValueError where the data is none."""
        try:
            return cls(
                source=str(data["来源"]),
                rule=str(data["规则"]),
                extracted=str(data["提取"]),
                true=str(data["还原"]),
                page=data.get("页"),
                region=str(data.get("区域", "")),
                code=data.get("码"),
                font=data.get("字体号"),
                witness=str(data.get("依据", "")),
                figures=dict(data.get("数据", {})),
                confidence=float(data.get("置信度", 1)),
                doubtful=bool(data.get("存疑", False)),
                settled=bool(data.get("人工", False)),
                certified=bool(data.get("验证", False)),
                cell=str(data.get("单元格", "")),
                places=tuple(_spot(text) for text in data.get("位置", ())),
                fields=tuple(data.get("字段", ())),
                contexts=tuple(map(str, data.get("上下文", ()))),
                boxes=tuple(_box(text) for text in data.get("框", ())),
                guess=data.get("原读"),
                by=str(data.get("确认人", "")),
                when=str(data.get("确认时间", "")),
            )
        except (KeyError, TypeError) as error:
            raise ValueError(f"不是修复记录：{error}") from error


def _box_text(box: Box) -> str:
    return " ".join(f"{edge:.1f}" for edge in box)


def _box(text: str) -> Box:
    left, top, right, bottom = map(float, text.split())
    return left, top, right, bottom


def _spot(text: str) -> Spot:
    line, _, column = text.partition(":")
    return Spot(int(line), int(column))


@frozen
class RepairLog:
    """Every entry of one repair."""

    entries: tuple[Entry, ...] = ()

    def to_data(self) -> list[dict[str, Any]]:
        """Plain data for JSON or YAML."""
        return [entry.to_data() for entry in self.entries]

    @classmethod
    def from_data(cls, data: Iterable[Mapping[str, Any]]) -> "RepairLog":
        """The log that `to_data` wrote. Raises ValueError."""
        return cls(tuple(Entry.from_data(item) for item in data))

    @property
    def changes(self) -> tuple[Entry, ...]:
        """The entries that changed something."""
        return tuple(entry for entry in self.entries if entry.true != entry.extracted)


@frozen
class Decisions:
    """What a person has settled: entries of an earlier log, edited or confirmed."""

    entries: tuple[Entry, ...] = ()

    @classmethod
    def from_log(cls, log: RepairLog) -> "Decisions":
        """The settled entries of a log."""
        return cls(tuple(entry for entry in log.entries if entry.settled))


NO_DECISIONS = Decisions()


class ReplayError(ValueError):
    """The log does not belong to this text."""


def replay(log: RepairLog, raw: str) -> str:
    """Apply every entry to the raw text. Raises ReplayError where the text is not what was extracted."""
    lines = raw.split("\n")
    edits: dict[int, list[tuple[int, Entry]]] = {}
    for entry in log.entries:
        for spot in entry.places:
            edits.setdefault(spot.line, []).append((spot.column, entry))
    for number, changes in edits.items():
        if not 1 <= number <= len(lines):
            raise ReplayError(f"原文没有第{number}行")
        lines[number - 1] = _replay_line(lines[number - 1], number, changes)
    return "\n".join(lines)


def _replay_line(line: str, number: int, changes: Sequence[tuple[int, Entry]]) -> str:
    parts, done = [], 0
    for column, entry in sorted(changes, key=lambda change: change[0]):
        start = column - 1
        if start < done or not line.startswith(entry.extracted, start):
            raise ReplayError(f"第{number}行第{column}列不是“{entry.extracted}”")
        parts += [line[done:start], entry.true]
        done = start + len(entry.extracted)
    return "".join([*parts, line[done:]])
