"""A date as it stands in a roster: 2026-12-05, 5/12/2026, 5 Dec 2026. Nothing is guessed."""

from __future__ import annotations

import re
from datetime import date

from app.core.daywords import MONTHS, DateOrder, full_year, real_day

_ISO = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?:[T ].*)?")
_FIGURES = re.compile(r"([0-9]{1,2})\s*[-/.]\s*([0-9]{1,2})\s*[-/.]\s*([0-9]{4}|[0-9]{2})(?:[T ,].*)?")
_DOTTED = re.compile(r"([0-9]{1,2})\.\s*([0-9]{1,2})\.\s*([0-9]{4}|[0-9]{2})(?:[T ,].*)?")
_DAY_MONTH = re.compile(
    r"([0-9]{1,2})(?:st|nd|rd|th|\.)?[\s-]*(?:of\s+)?([A-Za-z]+)\.?,?[\s-]+([0-9]{4}|[0-9]{2})"
)
_MONTH_DAY = re.compile(r"([A-Za-z]+)\.?\s+([0-9]{1,2})(?:st|nd|rd|th)?,?\s+([0-9]{4}|[0-9]{2})")
_NO_YEAR = re.compile(r"[0-9]{1,2}\s*[-/.]\s*[0-9]{1,2}\.?")
_WEEKDAY = re.compile(r"^[A-Za-z]{2,9}\.?,\s+(?=[0-9A-Za-z])")

NO_DATE = frozenset({"", "-", "--", "n/a", "na", "none", "tbd", "?", "nil", "n.a.", "not yet", "never"})


class NotADateError(Exception):
    """Its text is a sentence for the reader, without the place."""


def read_date(text: str, order: DateOrder | None, today: date) -> date | None:
    """The day; None for the words that mean there is none. Raises NotADateError."""
    said = " ".join(text.split())[:60]
    if said.casefold() in NO_DATE:
        return None
    if match := _ISO.fullmatch(said):
        return _checked(said, int(match[1]), int(match[2]), int(match[3]))
    if match := _DOTTED.fullmatch(said):  # dots are only ever written day first
        return _by_order(said, int(match[1]), int(match[2]), full_year(match[3], today), DateOrder.DMY)
    if match := _FIGURES.fullmatch(said):
        return _by_order(said, int(match[1]), int(match[2]), full_year(match[3], today), order)
    worded = _WEEKDAY.sub("", said)
    if (match := _DAY_MONTH.fullmatch(worded)) and match[2].lower() in MONTHS:
        return _checked(said, full_year(match[3], today), MONTHS[match[2].lower()], int(match[1]))
    if (match := _MONTH_DAY.fullmatch(worded)) and match[1].lower() in MONTHS:
        return _checked(said, full_year(match[3], today), MONTHS[match[1].lower()], int(match[2]))
    if _NO_YEAR.fullmatch(said):
        raise NotADateError(f"“{said}” has no year; write it like 2026-10-05.")
    raise NotADateError(f"“{said}” is not a date; write it like 2026-10-05.")


def _by_order(said: str, first: int, second: int, year: int, order: DateOrder | None) -> date:
    if order is DateOrder.DMY:
        return _checked(said, year, second, first)
    if order is DateOrder.MDY:
        return _checked(said, year, first, second)
    day_first, month_first = real_day(year, second, first), real_day(year, first, second)
    if day_first and month_first and day_first != month_first:
        raise NotADateError(
            f"“{said}” can be {spelled(day_first)} or {spelled(month_first)}; "
            "set the date order, or write it like 2026-10-05."
        )
    found = day_first or month_first
    if found is None:
        raise NotADateError(f"“{said}” is no day of the calendar.")
    return found


def _checked(said: str, year: int, month: int, day: int) -> date:
    found = real_day(year, month, day)
    if found is None:
        raise NotADateError(f"“{said}” is no day of the calendar.")
    return found


def spelled(day: date) -> str:
    """ "4 March 2026", whatever the machine's language."""
    names = list(MONTHS)
    full = next(name for name in names if MONTHS[name] == day.month)
    return f"{day.day} {full.capitalize()} {day.year}"
