"""The caseload at a glance: what the add-on's cards show, kept as one JSON text a caseload.

The sync works a Glance out from the state it has just seen; the web only shows it. Facts as the case
manager sees them in the workbook, no decisions. How a card looks belongs to `app.core.cards`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter, ValidationError


@dataclass(frozen=True)
class Due:
    """One open reminder with its date; `student` is the name as the caseload shows it, "" for none."""

    what: str
    student: str
    on: date


@dataclass(frozen=True)
class ContactGap:
    """A student whose parents have not been spoken with for too long."""

    student: str
    days: int | None  # None: no contact on record


@dataclass(frozen=True)
class Round:
    """How far the survey round in hand has come."""

    name: str  # "2026Q4"
    kind: str  # "use" or "knowledge"
    state: str
    closes: date | None
    sent: int
    answered: int


@dataclass(frozen=True)
class Standing:
    """One line of the skateboard award."""

    rank: int
    student: str
    score: float


@dataclass(frozen=True)
class StudentBrief:
    """One student as far as a side panel needs: no needs, no assessments, no private notes."""

    code: str
    name: str
    grade: str = ""
    status: str = ""
    plan: str = ""
    next_review: date | None = None
    days_since_contact: int | None = None
    things_to_do: tuple[str, ...] = ()  # open lines of Random Things to Do
    accommodations: int = 0
    open_goals: int = 0
    award_rank: int | None = None
    award_score: float | None = None


@dataclass(frozen=True)
class TeamMember:
    """One person of the Team tab, with the codes of the students they belong to."""

    email: str  # lower case
    name: str
    role: str
    students: tuple[str, ...]


@dataclass(frozen=True)
class Glance:
    """One caseload, as of the last sync."""

    caseload: str
    workbook: str  # the workbook's address
    zone: str = "UTC"  # the caseload's time zone
    students: int = 0
    due_soon: tuple[Due, ...] = ()  # within 14 days, soonest first
    overdue: tuple[Due, ...] = ()  # longest overdue first
    contact_gaps: tuple[ContactGap, ...] = ()
    survey: Round | None = None
    award: tuple[Standing, ...] = ()  # the top three, ties may make it longer
    synced: datetime | None = None
    problems: int = 0  # lines on the Sync tab that wait for a person
    roster: tuple[StudentBrief, ...] = ()
    team: tuple[TeamMember, ...] = ()
    meeting_kinds: tuple[str, ...] = ()  # as on the Lists tab

    @property
    def tzinfo(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @property
    def synced_here(self) -> datetime | None:
        """The last sync by the caseload's own clock."""
        return self.synced.astimezone(self.tzinfo) if self.synced else None

    def members(self, emails: Iterable[str]) -> tuple[TeamMember, ...]:
        """Those of `emails` who are on the Team, each once, in the order given."""
        known = {one.email.casefold(): one for one in self.team}
        wanted = dict.fromkeys(email.casefold() for email in emails)
        return tuple(known[email] for email in wanted if email in known)

    def student(self, code: str) -> StudentBrief | None:
        return next((one for one in self.roster if one.code == code), None)


_JSON = TypeAdapter(Glance)


def glance_to_json(glance: Glance) -> str:
    return _JSON.dump_json(glance).decode()


def glance_from_json(text: str) -> Glance | None:
    """The Glance in `text`; None when it was written by a version that meant something else."""
    try:
        return _JSON.validate_json(text)
    except ValidationError:
        return None
