"""What one value on the Settings tab means: a day, a count, hours. Each says how a good value looks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from math import isfinite
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.core.daywords import WEEKDAYS
from app.core.model import Cell
from sheets_schema.codec import EPOCH

_Word = TypeVar("_Word")


class BadSettingError(Exception):
    """Its text is a sentence for the reader; `example` shows a good value."""

    def __init__(self, text: str, example: str) -> None:
        super().__init__(text)
        self.example = example


def as_text(raw: Cell) -> str:
    return "" if raw is None else str(raw)


def as_address(raw: Cell) -> str:
    address = as_text(raw).strip()
    if address and ("@" not in address or any(sign.isspace() for sign in address)):
        raise BadSettingError("this must be one e-mail address.", "office@school.org")
    return address


def as_day(raw: Cell) -> date | None:
    if raw is None or raw == "":
        return None
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    if isinstance(raw, int | float) and not isinstance(raw, bool) and 1 <= raw < 2958466:
        return EPOCH + timedelta(days=int(raw))
    try:
        return date.fromisoformat(str(raw))
    except ValueError:
        raise BadSettingError("this must be a date.", "2026-10-05") from None


def as_count(raw: Cell) -> int | None:
    """A whole number above 0; blank or 0 switches it off."""
    number = as_number(raw)
    if number is None or number == 0:
        return None
    if number < 0 or number != int(number):
        raise BadSettingError("this must be a whole number.", "14")
    return int(number)


def as_number(raw: Cell) -> float | None:
    if raw is None or raw == "":
        return None
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not isfinite(raw):
        raise BadSettingError("this must be a number.", "14")
    return float(raw)


def as_tick(raw: Cell) -> bool:
    if raw is None or raw == "":
        return False
    if isinstance(raw, bool):
        return raw
    if str(raw).casefold() in ("yes", "true", "no", "false"):
        return str(raw).casefold() in ("yes", "true")
    raise BadSettingError("this must be ticked or not ticked.", "TRUE")


def as_zone(raw: Cell) -> ZoneInfo | None:
    if raw is None or raw == "":
        return None
    try:
        return ZoneInfo(str(raw))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadSettingError(
            "this is not the name of a time zone, so the one of before goes on.", "Europe/Vienna"
        ) from None


def as_weekend(raw: Cell) -> frozenset[int]:
    words = as_text(raw).replace(",", " ").replace(";", " ").replace(" and ", " ").split()
    days = [WEEKDAYS.get(word.casefold().rstrip(".")) for word in words]
    if None in days:
        raise BadSettingError("name the days without school.", "Sat, Sun")
    return frozenset(day for day in days if day is not None)


def as_quiet(raw: Cell) -> tuple[time, time] | None:
    text = as_text(raw).replace("–", "-").replace(" ", "")
    if not text:
        return None
    start, dash, end = text.partition("-")
    try:
        return (_clock(start), _clock(end)) if dash else _clock_error()
    except ValueError:
        return _clock_error()


def _clock(text: str) -> time:
    hours, _, minutes = text.partition(":")
    return time(int(hours) % 24, int(minutes or "0"))


def _clock_error() -> tuple[time, time]:
    raise BadSettingError("say from when until when.", "18:00-07:00")


def as_addresses(raw: Cell) -> frozenset[str]:
    found = frozenset(as_text(raw).replace(",", " ").replace(";", " ").casefold().split())
    if any("@" not in one for one in found):
        raise BadSettingError("name mail addresses with commas between.", "me@school.org, office@school.org")
    return found


def as_choice(words: Mapping[str, _Word], example: str) -> Callable[[Cell], _Word | None]:
    def read(raw: Cell) -> _Word | None:
        if raw is None or raw == "":
            return None
        if str(raw).casefold() not in words:
            raise BadSettingError(f"this must be one of: {', '.join(words)}.", example)
        return words[str(raw).casefold()]

    return read
