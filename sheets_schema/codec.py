"""Between a cell as Google gives it and a value: decode, encode, and what is wrong with a cell.

A bad cell is a `Problem`, never an exception. Raw values come from `values.batchGet` with
UNFORMATTED_VALUE and SERIAL_NUMBER. Nothing is guessed from the look of a value: the column says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from sheets_schema.model import Column, Kind, Value, Writer

EPOCH = date(1899, 12, 30)
_CODE = re.compile(r"S\d{3,}")
_EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]+")
_ERRORS = ("#REF!", "#VALUE!", "#N/A", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#ERROR!")


@dataclass(frozen=True)
class Problem:
    """Why one cell was left alone. `row_index` counts from 0 as the sheet was read; `raw` is not kept."""

    tab: str
    row_id: int | None
    row_index: int
    column: str
    code: str
    text: str
    example: str


@dataclass(frozen=True)
class Fault:
    """What is wrong with a raw cell of a column, before it is known where the cell stands."""

    code: str
    text: str
    example: str


def decode(column: Column, raw: Any, zone: tzinfo) -> tuple[Value, Fault | None]:
    """The value of a raw cell. Blank gives None. A bad cell gives (None, fault).

    A formula column is believed: its text ("never", "overdue") comes back as it is; an error is a fault.
    """
    if isinstance(raw, str):
        raw = raw.strip() if column.kind is not Kind.TEXT else raw
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None, None
    if isinstance(raw, str) and raw.startswith(_ERRORS):
        return None, Fault("formula_error", f"The cell shows {raw.split()[0]}.", "")
    if column.writer is Writer.FORMULA and isinstance(raw, str):
        return raw, None
    return _DECODERS[column.kind](column, raw, zone)


def encode(column: Column, value: Value, zone: tzinfo | None = None) -> dict[str, Any]:
    """The ExtendedValue of a value; {} clears the cell. Text is always `stringValue`.

    An aware datetime is written as the wall clock of `zone`, or of its own zone when none is given.
    """
    if value is None or value == "":
        return {}
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, datetime):
        return {"numberValue": datetime_serial(value, zone)}
    if isinstance(value, date):
        return {"numberValue": date_serial(value)}
    if isinstance(value, int | float):
        if column.kind in (Kind.TEXT, Kind.EMAIL, Kind.STUDENT, Kind.CHOICE, Kind.LINK):
            return {"stringValue": str(value)}
        return {"numberValue": value}
    return {"stringValue": value}


def date_serial(value: date) -> int:
    """Days since 1899-12-30, as Sheets counts."""
    return (value - EPOCH).days


def datetime_serial(value: datetime, zone: tzinfo | None = None) -> float:
    """Days since 1899-12-30 on the wall clock of `zone` (or of the value), to the second."""
    wall = value.astimezone(zone) if zone is not None and value.tzinfo is not None else value
    seconds = wall.hour * 3600 + wall.minute * 60 + wall.second
    return date_serial(wall.date()) + round(seconds / 86400, 9)


def from_serial(serial: float, zone: tzinfo) -> datetime:
    """The aware moment of a serial number, to the second."""
    day = int(serial // 1)
    seconds = round((serial - day) * 86400)
    return datetime.combine(EPOCH + timedelta(days=day), time(0), tzinfo=zone) + timedelta(seconds=seconds)


def _text(_column: Column, raw: Any, _zone: tzinfo) -> tuple[Value, Fault | None]:
    if isinstance(raw, bool):
        return ("TRUE" if raw else "FALSE"), None
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw)), None
    return str(raw), None


def _number(column: Column, raw: Any, _zone: tzinfo) -> tuple[Value, Fault | None]:
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        return None, Fault("not_a_number", f"{column.title} must be a number.", "12.5")
    return raw, None


def _integer(column: Column, raw: Any, _zone: tzinfo) -> tuple[Value, Fault | None]:
    whole = not isinstance(raw, bool) and isinstance(raw, int | float) and float(raw).is_integer()
    if not whole:
        return None, Fault("not_a_whole_number", f"{column.title} must be a whole number.", "12")
    return int(raw), None


def _serial_ok(raw: Any) -> bool:
    return not isinstance(raw, bool) and isinstance(raw, int | float) and 1 <= raw < 2958466


def _date(column: Column, raw: Any, _zone: tzinfo) -> tuple[Value, Fault | None]:
    if not _serial_ok(raw):
        return None, Fault("not_a_date", f"{column.title} must be a date.", "2026-10-05")
    return EPOCH + timedelta(days=int(raw)), None


def _datetime(column: Column, raw: Any, zone: tzinfo) -> tuple[Value, Fault | None]:
    if not _serial_ok(raw):
        return None, Fault("not_a_time", f"{column.title} must be a date and a time.", "2026-10-05 14:30")
    return from_serial(float(raw), zone), None


def _bool(column: Column, raw: Any, _zone: tzinfo) -> tuple[Value, Fault | None]:
    if not isinstance(raw, bool):
        return None, Fault("not_yes_no", f"{column.title} must be ticked or not ticked.", "TRUE")
    return raw, None


def _email(column: Column, raw: Any, _zone: tzinfo) -> tuple[Value, Fault | None]:
    if not isinstance(raw, str) or not _EMAIL.fullmatch(raw):
        return None, Fault("not_an_email", f"{column.title} must be one e-mail address.", "name@school.org")
    return raw, None


def _student(column: Column, raw: Any, _zone: tzinfo) -> tuple[Value, Fault | None]:
    if not isinstance(raw, str) or not _CODE.fullmatch(raw.upper()):
        text = f"{column.title} must hold the student's code from the Students tab, not a name."
        return None, Fault("unknown_student", text, "S001")
    return raw.upper(), None


def _any(_column: Column, raw: Any, _zone: tzinfo) -> tuple[Value, Fault | None]:
    return (raw if isinstance(raw, bool | int | float) else str(raw)), None


_DECODERS = {
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.PERCENT: _number,
    Kind.INTEGER: _integer,
    Kind.DATE: _date,
    Kind.DATETIME: _datetime,
    Kind.BOOL: _bool,
    Kind.EMAIL: _email,
    Kind.STUDENT: _student,
    Kind.CHOICE: _text,
    Kind.LINK: _text,
    Kind.ID: _integer,
    Kind.ANY: _any,
}
