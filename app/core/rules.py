"""What this school does its own way: the Settings tab and the holidays of Lists as one frozen value.

A setting that cannot be read keeps its default and is a problem. Only the workbook enters, no environment.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, time
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from app.core.daywords import DateOrder
from app.core.model import Cell
from app.core.names import NameStyle
from app.core.schooldays import SchoolCalendar
from app.core.setting_values import (
    BadSettingError,
    as_address,
    as_addresses,
    as_choice,
    as_count,
    as_day,
    as_number,
    as_quiet,
    as_text,
    as_tick,
    as_weekend,
    as_zone,
)
from sheets_schema.codec import Problem
from sheets_schema.read import Book, Row
from sheets_schema.tabs.settings import FORMS, MODULES, SETTING_BY_NAME

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
    zone: ZoneInfo | None = None  # None: it cannot be read, and the one of before goes on
    today_override: date | None = None
    semester_start: date | None = None
    semester_end: date | None = None
    quarter_starts: tuple[date | None, ...] = (None, None, None, None)
    knowledge_survey: bool = True
    knowledge_starts: tuple[date | None, ...] = (None, None, None)
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
    grade_check_days: int | None = 21
    organization_check_days: int | None = 21
    goal_measure_days: int | None = 14
    points_under_aim: int | None = 4
    behavior_target: float = 0.8
    behavior_days_under: int | None = 3
    behavior_log_school_days: int | None = 2
    consequences_days: int | None = 5
    course_choice_by: date | None = None
    failing_below: float = 0.6
    sharp_drop: float = 0.1
    our_room: str = "Learning Support"
    weight_scheme: str = "Virginia"
    department_head: str = ""
    technician: str = ""
    survey_accommodations: int = 8
    student_accounts: bool = True
    forms: frozenset[str] = frozenset()  # titles of the tabs whose forms are switched on
    off: frozenset[str] = frozenset()  # modules that are switched off
    coverage_needed: float = 0.8
    respect_needed: float = 2.5
    mail: Mapping[str, MailMode] = field(default_factory=dict)
    mails_a_day: int | None = 100
    only_labelled: bool = False
    mail_label: str = "Holdfast"
    mail_subjects: bool = True  # whether they go into the Contact Log
    own_addresses: frozenset[str] = frozenset()
    calendars: frozenset[str] = frozenset()  # to watch for meetings without the case manager
    counselor_files: bool = True
    student_files: bool = False
    teacher_files: bool = False

    @property
    def label(self) -> str:
        """The Gmail label that mail must have to become a contact; empty where all mail counts."""
        return (self.mail_label.strip() or "Holdfast") if self.only_labelled else ""

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
                "knowledge_starts": tuple(found[f"knowledge_{number}"] for number in (1, 2, 3)),
                "roster_order": found["date_order"],
                "forms": frozenset(title for title in FORMS if found[f"form {title}"]),
                "off": frozenset(module for module in MODULES if not found[f"module {module}"]),
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
    default = None if title == _ZONE else SETTING_BY_NAME[title].default
    row = rows.get(_plain(title))
    raw = default if row is None else row["value"]
    try:
        return reader(raw.strip() if isinstance(raw, str) else raw)
    except BadSettingError as error:
        if row is not None:
            text = f"{title}: {error}"
            problems.append(
                Problem("settings", row.id, row.index, "value", "bad_setting", text, error.example)
            )
        return reader(default)


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def _mode(raw: Cell) -> MailMode:
    return as_choice({mode.value: mode for mode in MailMode}, "draft")(raw) or MailMode.OFF


_ZONE = "Time zone"  # a caseload has one from the beginning, which counts as long as Settings has no other
MAIL_KINDS = tuple(title.removeprefix("Mail: ") for title in SETTING_BY_NAME if title.startswith("Mail: "))
_OFF_WHEN_BLANK = (
    "review_cycle_days",
    "reevaluation_cycle_days",
    "contact_gap_days",
    "first_talk_school_days",
    "mails_a_day",
    "grade_check_days",
    "organization_check_days",
    "goal_measure_days",
    "points_under_aim",
    "behavior_days_under",
    "behavior_log_school_days",
    "consequences_days",
)
_READERS: dict[str, tuple[str, Callable[[Cell], Any]]] = {
    "school_name": ("School name", as_text),
    "zone": (_ZONE, as_zone),
    "today_override": ("Today override", as_day),
    "semester_start": ("Semester start", as_day),
    "semester_end": ("Semester end", as_day),
    **{f"quarter_{number}": (f"Quarter {number} start", as_day) for number in (1, 2, 3, 4)},
    "knowledge_survey": ("Knowledge survey", as_tick),
    **{f"knowledge_{number}": (f"Knowledge {number} start", as_day) for number in (1, 2, 3)},
    "weekend": ("Weekend days", as_weekend),
    "quiet": ("Quiet hours", as_quiet),
    "date_order": ("Date order", as_choice(DATE_ORDERS, "day first")),
    "name_style": ("Name style", as_choice({style.value: style for style in NameStyle}, "initials")),
    "review_cycle_days": ("Review cycle days", as_count),
    "reevaluation_cycle_days": ("Re-evaluation cycle days", as_count),
    "one_day_less": ("One day less", as_tick),
    "contact_gap_days": ("Contact gap days", as_count),
    "first_talk_school_days": ("First Talk school days", as_count),
    "grade_check_days": ("Grade check days", as_count),
    "organization_check_days": ("Organization check days", as_count),
    "goal_measure_days": ("Goal measure days", as_count),
    "points_under_aim": ("Points under aim line", as_count),
    "behavior_target": ("Behavior target", as_number),
    "behavior_days_under": ("Behavior days under", as_count),
    "behavior_log_school_days": ("Behavior log school days", as_count),
    "consequences_days": ("Consequences days", as_count),
    "course_choice_by": ("Course choice by", as_day),
    "failing_below": ("Failing below", as_number),
    "sharp_drop": ("Sharp drop", as_number),
    "our_room": ("Our room", as_text),
    "weight_scheme": ("Weight scheme", as_text),
    "department_head": ("Department head", as_address),
    "technician": ("Technician", as_address),
    "survey_accommodations": ("Survey accommodations", as_count),
    "student_accounts": ("Student accounts", as_tick),
    "coverage_needed": ("Award coverage needed", as_number),
    "respect_needed": ("Award respect needed", as_number),
    "counselor_files": ("Counselors' files", as_tick),
    "mails_a_day": ("Mails a day", as_count),
    "only_labelled": ("Only mail I label", as_tick),
    "mail_label": ("Mail label", as_text),
    "mail_subjects": ("Mail subjects", as_tick),
    "own_addresses": ("My other addresses", as_addresses),
    "calendars": ("Calendars to watch", as_addresses),
    "student_files": ("Students' files", as_tick),
    "teacher_files": ("Teachers' files", as_tick),
    **{f"mail {kind}": (f"Mail: {kind}", _mode) for kind in MAIL_KINDS},
    **{f"module {module}": (f"Module: {module}", as_tick) for module in MODULES},
    **{f"form {title}": (f"Form: {title}", as_tick) for title in FORMS},
}
