"""A group of doubts in words, for people."""

from ..model.doubt import Group

_LONGEST = 24
BLANK = "（空）"
"""What is printed of a reading that says that nothing stands there."""


def in_words(group: Group) -> str:
    """One line: what was taken, where, and why it is in doubt."""
    doubt = group.first
    if doubt.is_character:
        fields = dict.fromkeys(field for place in group.places for field in place.fields)
        reached = f"，见{'；'.join([*fields][:2])}" if fields else ""
        return f"{doubt.why}（{len(group.places)} 处，置信度 {group.confidence:.2f}）{reached}"
    count = f"（同样的 {len(group.doubts)} 处）" if len(group.doubts) > 1 else ""
    return f"{doubt.rule} 〔{doubt.field}〕{short(doubt.taken)}——{doubt.why}{count}"


def short(text: str, longest: int = _LONGEST) -> str:
    """The beginning of a text, on one line."""
    line = " ".join(text.split()) or BLANK
    return line if len(line) <= longest else f"{line[:longest]}……"
