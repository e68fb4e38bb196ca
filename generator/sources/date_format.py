"""A workbook's dates as their cells show them: 2020-01-01 in the format yyyy"年度" is 2020年度."""

import calendar
import re
from collections.abc import Iterator
from datetime import date, datetime, time

_TOKEN = re.compile(
    r'"([^"]*)"|[\\!](.)|_.|\*.|\[([^\[\]]*)\]|(AM/PM|A/P|上午/下午|yyyy|yy|e|m{1,5}|d{1,4}|a{3,4}|h{1,2}|s{1,2}(?:\.0+)?)|(.)',
    re.IGNORECASE | re.DOTALL,
)
_AS_SET_UP = {"mm-dd-yy": "yyyy/m/d", "m/d/yy h:mm": "yyyy/m/d h:mm", "m/d/yyyy": "yyyy/m/d"}
"""Formats that stand for what the computer is set to; as a Chinese one shows them."""
_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")
_MONTHS = tuple(calendar.month_name)[1:]
_DAYS = tuple(calendar.day_name)
_WEEK = "一二三四五六日"


def shown_date(value: datetime | date | time, number_format: str) -> str:
    """A date or a time as shown; formats without any part of one fall back to ISO 8601."""
    section = _AS_SET_UP.get(number_format.strip().lower(), number_format).split(";")[0]
    tokens = list(_tokens(section))
    if not any(code for _, code in tokens) or section.strip().lower() in ("general", "g/通用格式"):
        return _plain(value)
    moment = _moment(value)
    parts = [_Part(tokens, place) for place in range(len(tokens))]
    in_words = "[dbnum1]" in section.lower()
    return "".join(part.shown(moment, in_words) for part in parts).strip()


def _plain(value: datetime | date | time) -> str:
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()


def _moment(value: datetime | date | time) -> datetime:
    if isinstance(value, datetime):
        return value
    return (
        datetime.combine(value, time())
        if isinstance(value, date)
        else datetime.combine(date(1900, 1, 1), value)
    )


def _tokens(section: str) -> Iterator[tuple[str, str]]:
    """(text, "") for what is printed as it is, ("", code) for a part of the date."""
    for quoted, escaped, bracket, code, other in _TOKEN.findall(section):
        if code:
            yield "", code.lower()
        elif bracket and bracket.lower().strip("hms") == "":
            yield "", bracket.lower()  # hours that count on over a day
        elif other != "@":
            yield quoted or escaped or other, ""


class _Part:
    """One token, and whether the hour stands before it or the second after it: then mm are minutes."""

    def __init__(self, tokens: list[tuple[str, str]], place: int) -> None:
        self._text, self._code = tokens[place]
        before = next((code for _, code in reversed(tokens[:place]) if code), "")
        after = next((code for _, code in tokens[place + 1 :] if code), "")
        self._is_minute = before[:1] == "h" or after[:1] == "s"
        self._halves = any(code in ("am/pm", "a/p", "上午/下午") for _, code in tokens)

    def shown(self, moment: datetime, in_words: bool) -> str:
        code = self._code
        if not code:
            return self._text
        if code in ("am/pm", "a/p", "上午/下午"):
            return code.split("/")[moment.hour >= 12].upper()
        if code[0] == "a":
            return ("星期" if len(code) == 4 else "") + _WEEK[moment.weekday()]
        if code[0] in "dm" and len(code) > 2 and not (code[0] == "m" and self._is_minute):
            names = _MONTHS if code[0] == "m" else _DAYS
            name = names[moment.month - 1 if code[0] == "m" else moment.weekday()]
            return name if len(code) == 4 else name[: 1 if len(code) == 5 else 3]
        return self._number(moment, in_words)

    def _number(self, moment: datetime, in_words: bool) -> str:
        code = self._code
        if code[0] in "ye":
            year = str(moment.year) if code != "yy" else f"{moment.year % 100:02}"
            return year.translate(_DIGITS) if in_words else year
        hour = (moment.hour - 1) % 12 + 1 if self._halves else moment.hour
        minutes = moment.minute if self._is_minute else moment.month
        number = {"m": minutes, "d": moment.day, "h": hour, "s": moment.second}[code[0]]
        return _in_words(number) if in_words else f"{number:02}" if len(code) > 1 else str(number)


def _in_words(number: int) -> str:
    """A number below 100 as dates print it: 三十一."""
    tens, ones = divmod(number, 10)
    head = ("" if tens < 2 else str(tens).translate(_DIGITS)) + "十" if tens else ""
    return head + (str(ones).translate(_DIGITS) if ones or not tens else "")
