"""Days as a teacher writes them: "by 12/5", "5 Dec", "Fri", "next Tue", "@ 3/12", "tomorrow".

Finds the first day in a line and says where its words stand. Text and today's date in, values out;
what the line is about is `things`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

# A date without a year means the coming one; only what went by lately is taken as overdue.
LOOK_BACK = timedelta(days=62)

MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
            "august aug", "september sept sep", "october oct", "november nov", "december dec",
        ),
        start=1,
    )
    for word in words.split()
}  # fmt: skip
WEEKDAYS = {
    word: number
    for number, words in enumerate(
        (
            "monday mon", "tuesday tues tue", "wednesday wed", "thursday thurs thur thu",
            "friday fri", "saturday sat", "sunday sun",
        )
    )
    for word in words.split()
}  # fmt: skip


class DateOrder(StrEnum):
    DMY = "dmy"
    MDY = "mdy"
    YMD = "ymd"


@dataclass(frozen=True)
class FoundDay:
    """A day in a line. `words` are `start:end` of the line. `doubt` is why there is no day after all."""

    day: date | None
    start: int
    end: int
    words: str
    relative: bool = False  # counted from the day it was written
    doubt: str = ""


def _any(words: dict[str, int]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_LEAD = r"(?:(?P<lead>\b(?:due\s+(?:by|on)|due|by|on|before|until|till|til|for|from|at)\b|@)\s*(?:the\s+)?)?"
_YEAR = r"(?P<year>[0-9]{4}|[0-9]{2})"
_WEEKDAY_BEFORE = rf"(?:\b(?:{_any(WEEKDAYS)})\b\.?,?\s+(?:the\s+)?)?"
_ISO = re.compile(
    _LEAD + r"(?<![0-9/.-])(?P<y>[0-9]{4})-(?P<m>[0-9]{1,2})-(?P<d>[0-9]{1,2})(?![0-9/-])", re.I
)
_FIGURES = re.compile(
    _LEAD + _WEEKDAY_BEFORE + r"(?<![0-9/.:-])(?P<a>[0-9]{1,2})(?P<sep>[/.-])(?P<b>[0-9]{1,2})"
    r"(?:(?P=sep)(?P<year>[0-9]{4}|[0-9]{2})(?![0-9])|(?P<dot>\.)(?![0-9]))?(?![0-9/%]|[.:-][0-9])",
    re.I,
)
_DAY_MONTH = re.compile(
    _LEAD + _WEEKDAY_BEFORE + rf"(?<![0-9/.:-])(?P<d>[0-9]{{1,2}})(?:st|nd|rd|th)?\s*(?:of\s+)?(?:-\s*)?"
    rf"\b(?P<mon>{_any(MONTHS)})\b\.?(?:,?\s+(?P<year>[0-9]{{4}})(?![0-9]))?",
    re.I,
)
_MONTH_DAY = re.compile(
    _LEAD
    + _WEEKDAY_BEFORE
    + rf"\b(?P<mon>{_any(MONTHS)})\b\.?\s+(?P<d>[0-9]{{1,2}})(?:st|nd|rd|th)?(?![0-9/]|:[0-9])"
    r"(?:,?\s+(?P<year>[0-9]{4})(?![0-9]))?",
    re.I,
)
_WEEKDAY = re.compile(_LEAD + rf"(?:\b(?P<which>this|next|coming)\s+)?\b(?P<wd>{_any(WEEKDAYS)})\b\.?", re.I)
_SOON = re.compile(
    _LEAD + r"\b(?:(?P<word>today|tonight|tomorrow|tmrw|tmw)|(?P<week>next\s+week)"
    r"|in\s+(?P<n>[0-9]{1,2}|a|one|two|three|four)\s+(?P<unit>day|week)s?)\b",
    re.I,
)
_NUMBERS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4}
_BEFORE_FIGURES = re.compile(
    r"\b(?:grades?|gr|years?|yr|class|room|rm|scored?|got|pages?|pp?|chapter|ch|units?|period|block|level|"
    r"with|only|another|extra|about|around|did|read|wrote)\.?\s*$",
    re.I,
)
_AFTER_FIGURES = re.compile(
    r"^\s*(?:of|an?\s+hour|hours?|hrs?|h|days?|pages?|points?|pts?|correct|right|classes|lessons?|cups?|"
    r"min|mins|minutes|x|times|full|done|grade|graders?|am|pm)\b",
    re.I,
)
_SHORT_WEEKEND = frozenset({"sat", "sun"})
_EVERY = re.compile(r"\b(?:every|each|on\s+a)\s*$", re.I)


def find_day(line: str, today: date, order: DateOrder | None) -> FoundDay | None:
    """The first day the line names, or None. Figures like "12/5" follow `order`."""
    found = [
        day
        for day in (
            _iso(line),
            _figures(line, today, order),
            _month(_DAY_MONTH, line, today),
            _month(_MONTH_DAY, line, today),
            _weekday(line, today),
            _soon(line, today),
        )
        if day is not None
    ]
    # "Fri 5 Dec": the longer reading from the same place is the more exact one.
    return min(found, key=lambda day: (day.start, -day.end), default=None)


def sensible_year(day: int, month: int, today: date) -> date | None:
    """The day in the year that was meant: not more than about two months back, else the coming one."""
    for year in (today.year - 1, today.year, today.year + 1):
        meant = real_day(year, month, day)
        if meant is not None and meant >= today - LOOK_BACK:
            return meant
    return None


def real_day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def full_year(text: str, today: date) -> int:
    """Two figures mean the century that puts the year at most twenty years ahead."""
    year = int(text)
    if len(text) > 2:
        return year
    return 2000 + year if 2000 + year <= today.year + 20 else 1900 + year


def _iso(line: str) -> FoundDay | None:
    match = _ISO.search(line)
    if match is None:
        return None
    return _exact(match, real_day(int(match["y"]), int(match["m"]), int(match["d"])))


def _figures(line: str, today: date, order: DateOrder | None) -> FoundDay | None:
    for match in _FIGURES.finditer(line):
        sure = bool(match["lead"] or match["year"] or match["dot"])
        if match["sep"] != "/" and not sure:
            continue
        before, after = line[: match.start()], line[match.end() :]
        if match[0] == "24/7":
            continue
        if not sure and (_BEFORE_FIGURES.search(before) or _AFTER_FIGURES.search(after)):
            continue
        if match["lead"] and _AFTER_FIGURES.search(after) and not match["year"]:
            continue
        return _reading(match, today, order, sure)
    return None


def _reading(match: re.Match[str], today: date, order: DateOrder | None, sure: bool) -> FoundDay | None:
    first, second = int(match["a"]), int(match["b"])
    month_first = order is not DateOrder.DMY and match["sep"] != "."
    pairs = [(second, first), (first, second)] if month_first else [(first, second), (second, first)]
    days = [_with_year(day, month, match["year"], today) for day, month in pairs]
    real = [day for day in days if day is not None]
    if order is None and match["sep"] != "." and len(set(real)) > 1:
        return _exact(
            match, None, f"“{match[0].strip()}” can be two days; choose the date order in Settings."
        )
    if real:
        return _exact(match, real[0])
    return _exact(match, None) if sure else None


def _with_year(day: int, month: int, year: str | None, today: date) -> date | None:
    if year is None:
        return sensible_year(day, month, today)
    return real_day(full_year(year, today), month, day)


def _month(pattern: re.Pattern[str], line: str, today: date) -> FoundDay | None:
    match = pattern.search(line)
    if match is None:
        return None
    return _exact(match, _with_year(int(match["d"]), MONTHS[match["mon"].lower()], match["year"], today))


def _weekday(line: str, today: date) -> FoundDay | None:
    for match in _WEEKDAY.finditer(line):
        if _is_other_word(match, line):
            continue
        ahead = (WEEKDAYS[match["wd"].lower()] - today.weekday()) % 7
        if (match["which"] or "").lower() == "next":
            monday = today + timedelta(days=7 - today.weekday())
            return _relative(match, monday + timedelta(days=WEEKDAYS[match["wd"].lower()]))
        return _relative(match, today + timedelta(days=ahead))
    return None


def _is_other_word(match: re.Match[str], line: str) -> bool:
    """ "every Fri", "Mon-Fri" and "sat with Ana" name no single day."""
    before, after = line[: match.start()], line[match.end() :]
    if _EVERY.search(before) or re.match(r"\s*(?:-|–|to)\s*(?:" + _any(WEEKDAYS) + r")\b", after, re.I):
        return True
    if re.search(r"(?:-|–)\s*$", before) and re.search(
        rf"\b(?:{_any(WEEKDAYS)})\s*(?:-|–)\s*$", before, re.I
    ):
        return True
    short = match["wd"].lower() in _SHORT_WEEKEND
    return short and not (match["lead"] or match["which"]) and re.match(r"\s*(?:$|[,;:.)-])", after) is None


def _soon(line: str, today: date) -> FoundDay | None:
    match = _SOON.search(line)
    if match is None:
        return None
    if match["week"]:
        return _relative(match, today + timedelta(days=7 - today.weekday()))
    if match["n"]:
        count = _NUMBERS.get(match["n"].lower()) or int(match["n"])
        return _relative(match, today + timedelta(days=count * (7 if match["unit"].lower() == "week" else 1)))
    return _relative(match, today + timedelta(days=0 if match["word"].lower() in ("today", "tonight") else 1))


def _exact(match: re.Match[str], day: date | None, doubt: str = "") -> FoundDay:
    if day is None and not doubt:
        doubt = f"“{match[0].strip()}” is no day of the calendar."
    return FoundDay(day, match.start(), match.end(), match[0].strip(), doubt=doubt)


def _relative(match: re.Match[str], day: date) -> FoundDay:
    return FoundDay(day, match.start(), match.end(), match[0].strip(), relative=True)
