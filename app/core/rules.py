"""What this school does its own way: the Settings tab and the holidays of Lists as one frozen value.

A setting that cannot be read keeps its default and is a problem. Only the workbook enters, no environment.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from math import isfinite
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.core.daywords import WEEKDAYS, DateOrder
from app.core.model import Cell
from app.core.names import NameStyle
from app.core.schooldays import SchoolCalendar
from sheets_schema.codec import EPOCH, Problem
from sheets_schema.read import Book, Row
from sheets_schema.tabs.settings import FORMS, SETTING_BY_NAME

_Word = TypeVar("_Word")
_UTC = ZoneInfo("UTC")
_USUAL_WEEK = SchoolCalendar()


class MailMode(StrEnum):
    OFF = "off"
    DRAFT = "draft"
    SEND = "send"


DATE_ORDERS = {"day first": DateOrder.DMY, "month first": DateOrder.MDY, "year first": DateOrder.YMD}


@dataclass(frozen=True)
class Rules:
    """Settings, read. A cycle of None is switched off. `mail` goes by kind, as in "Mail: digest"."""

    school_name: str = ""
    zone: ZoneInfo = _UTC
    today_override: date | None = None
    semester_start: date | None = None
    semester_end: date | None = None
    quarter_starts: tuple[date | None, ...] = (None, None, None, None)
    school: SchoolCalendar = _USUAL_WEEK
    quiet_from: time | None = time(18)
    quiet_until: time | None = time(7)
    date_order: DateOrder = DateOrder.MDY  # of the case manager's own lines
    roster_order: DateOrder | None = None  # of files; None: nobody has said, so 3/4/2026 is asked about
    name_style: NameStyle = NameStyle.INITIALS
    review_cycle_days: int | None = 365
    reevaluation_cycle_days: int | None = 1095
    one_day_less: bool = False
    contact_gap_days: int | None = 14
    first_talk_school_days: int | None = 15
    survey_accommodations: int = 8
    student_accounts: bool = True
    forms: frozenset[str] = frozenset()  # titles of the tabs whose forms are switched on
    coverage_needed: float = 0.8
    respect_needed: float = 2.5
    mail: Mapping[str, MailMode] = field(default_factory=dict)
    counselor_files: bool = True
    student_files: bool = False
    teacher_files: bool = False

    def mode(self, kind: str) -> MailMode:
        """How mails of this kind go out; a draft where Settings does not say."""
        return self.mail.get(kind, MailMode.DRAFT)

    def today(self, day: date) -> date:
        """The day that counts as today: what the workbook's own formulas count from."""
        return self.today_override or day

    def is_quiet(self, at: time) -> bool:
        """Whether no mail goes out at this wall-clock time."""
        if self.quiet_from is None or self.quiet_until is None or self.quiet_from == self.quiet_until:
            return False
        if self.quiet_from < self.quiet_until:
            return self.quiet_from <= at < self.quiet_until
        return at >= self.quiet_from or at < self.quiet_until


class BadSettingError(Exception):
    """Its text is a sentence for the reader; `example` shows a good value."""

    def __init__(self, text: str, example: str) -> None:
        super().__init__(text)
        self.example = example


def read_rules(book: Book) -> tuple[Rules, tuple[Problem, ...]]:
    """The rules of a workbook, and what on Settings could not be read. The first row of a name counts."""
    rows: dict[str, Row] = {}
    for row in book["settings"]:
        if isinstance(row["setting"], str):
            rows.setdefault(_plain(row["setting"]), row)
    problems: list[Problem] = []
    found: dict[str, Any] = {
        name: _value(title, reader, rows, problems) for name, (title, reader) in _READERS.items()
    }
    quiet = found.pop("quiet")
    weekend = found.pop("weekend")
    given = {one.name: found[one.name] for one in fields(Rules) if found.get(one.name) is not None}
    off_when_blank = {name: found[name] for name in _OFF_WHEN_BLANK if _stands(name, rows)}
    return (
        Rules(
            **{
                **given,
                **off_when_blank,
                "quiet_from": quiet[0] if quiet else None,
                "quiet_until": quiet[1] if quiet else None,
                "school": SchoolCalendar(weekend, _holidays(book)),
                "quarter_starts": tuple(found[f"quarter_{number}"] for number in (1, 2, 3, 4)),
                "roster_order": found["date_order"],
                "forms": frozenset(title for title in FORMS if found[f"form {title}"]),
                "mail": {kind: found[f"mail {kind}"] for kind in MAIL_KINDS},
            }
        ),
        tuple(problems),
    )


def _stands(name: str, rows: Mapping[str, Row]) -> bool:
    return _plain(_READERS[name][0]) in rows


def _holidays(book: Book) -> frozenset[date]:
    return frozenset(row["holidays"] for row in book["lists"] if isinstance(row["holidays"], date))


def _value(
    title: str, reader: Callable[[Cell], Any], rows: Mapping[str, Row], problems: list[Problem]
) -> Any:
    setting = SETTING_BY_NAME[title]
    row = rows.get(_plain(title))
    raw = setting.default if row is None else row["value"]
    try:
        return reader(raw.strip() if isinstance(raw, str) else raw)
    except BadSettingError as error:
        if row is not None:
            text = f"{title}: {error}"
            problems.append(
                Problem("settings", row.id, row.index, "value", "bad_setting", text, error.example)
            )
        return reader(setting.default)


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def _text(raw: Cell) -> str:
    return "" if raw is None else str(raw)


def _day(raw: Cell) -> date | None:
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


def _count(raw: Cell) -> int | None:
    """A whole number above 0; blank or 0 switches it off."""
    number = _number(raw)
    if number is None or number == 0:
        return None
    if number < 0 or number != int(number):
        raise BadSettingError("this must be a whole number.", "14")
    return int(number)


def _number(raw: Cell) -> float | None:
    if raw is None or raw == "":
        return None
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not isfinite(raw):
        raise BadSettingError("this must be a number.", "14")
    return float(raw)


def _tick(raw: Cell) -> bool:
    if raw is None or raw == "":
        return False
    if isinstance(raw, bool):
        return raw
    if str(raw).casefold() in ("yes", "true", "no", "false"):
        return str(raw).casefold() in ("yes", "true")
    raise BadSettingError("this must be ticked or not ticked.", "TRUE")


def _zone(raw: Cell) -> ZoneInfo | None:
    if raw is None or raw == "":
        return None
    try:
        return ZoneInfo(str(raw))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadSettingError("this is not the name of a time zone.", "Europe/Vienna") from None


def _weekend(raw: Cell) -> frozenset[int]:
    words = _text(raw).replace(",", " ").replace(";", " ").replace(" and ", " ").split()
    days = [WEEKDAYS.get(word.casefold().rstrip(".")) for word in words]
    if None in days:
        raise BadSettingError("name the days without school.", "Sat, Sun")
    return frozenset(day for day in days if day is not None)


def _quiet(raw: Cell) -> tuple[time, time] | None:
    text = _text(raw).replace("–", "-").replace(" ", "")
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


def _choice(words: Mapping[str, _Word], example: str) -> Callable[[Cell], _Word | None]:
    def read(raw: Cell) -> _Word | None:
        if raw is None or raw == "":
            return None
        if str(raw).casefold() not in words:
            raise BadSettingError(f"this must be one of: {', '.join(words)}.", example)
        return words[str(raw).casefold()]

    return read


def _mode(raw: Cell) -> MailMode:
    return _choice({mode.value: mode for mode in MailMode}, "draft")(raw) or MailMode.OFF


MAIL_KINDS = tuple(title.removeprefix("Mail: ") for title in SETTING_BY_NAME if title.startswith("Mail: "))
_OFF_WHEN_BLANK = (
    "review_cycle_days",
    "reevaluation_cycle_days",
    "contact_gap_days",
    "first_talk_school_days",
)
_READERS: dict[str, tuple[str, Callable[[Cell], Any]]] = {
    "school_name": ("School name", _text),
    "zone": ("Time zone", _zone),
    "today_override": ("Today override", _day),
    "semester_start": ("Semester start", _day),
    "semester_end": ("Semester end", _day),
    **{f"quarter_{number}": (f"Quarter {number} start", _day) for number in (1, 2, 3, 4)},
    "weekend": ("Weekend days", _weekend),
    "quiet": ("Quiet hours", _quiet),
    "date_order": ("Date order", _choice(DATE_ORDERS, "day first")),
    "name_style": ("Name style", _choice({style.value: style for style in NameStyle}, "initials")),
    "review_cycle_days": ("Review cycle days", _count),
    "reevaluation_cycle_days": ("Re-evaluation cycle days", _count),
    "one_day_less": ("One day less", _tick),
    "contact_gap_days": ("Contact gap days", _count),
    "first_talk_school_days": ("First Talk school days", _count),
    "survey_accommodations": ("Survey accommodations", _count),
    "student_accounts": ("Student accounts", _tick),
    "coverage_needed": ("Award coverage needed", _number),
    "respect_needed": ("Award respect needed", _number),
    "counselor_files": ("Counselors' files", _tick),
    "student_files": ("Students' files", _tick),
    "teacher_files": ("Teachers' files", _tick),
    **{f"mail {kind}": (f"Mail: {kind}", _mode) for kind in MAIL_KINDS},
    **{f"form {title}": (f"Form: {title}", _tick) for title in FORMS},
}
