"""The reminder rules R1 to R25 as data, and what a reminder is. `docs/reminders.md` is made from it.

What makes a rule true is one function a rule, in `reminder_sources.py` and its neighbours.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

CASE_MANAGER = "case manager"


class Told(StrEnum):
    """Who is told besides the case manager, each by the mail kind of Settings that is theirs."""

    NOBODY = ""
    COUNSELOR = "counselor"
    STUDENT = "student"
    TEACHER = "teacher"
    OWNER = "owner"
    HEAD = "department head"
    TECHNICIAN = "technician"


@dataclass(frozen=True)
class Rule:
    """`leads` are the days before the due day on which a digest names it; negative ones come after.

    `reads` are the tabs it is worked out from: while one of them is refused, the rule rests. `settings` are
    its thresholds. `title` is what the calendar shows, safe to be read by anybody.
    """

    id: str
    when: str
    ends: str
    title: str
    leads: tuple[int, ...]
    reads: tuple[str, ...]
    settings: tuple[str, ...] = ()
    told: Told = Told.NOBODY
    weekly_after: bool = False
    in_school_days: bool = False
    waits_for: str = ""


@dataclass(frozen=True)
class Reminder:
    """`key` never changes for the same rule, student and object; no text changes from day to day.

    `title` is for the calendar, without the student. `audience` are the addresses told besides the case
    manager. `named` are the days on which a digest names it. `is_new`: no digest has gone out since it began.
    `back` is the day to which a person put it off, `called` what they call it: for the case manager alone.
    """

    key: str
    rule: str
    student: str  # code; empty when it is about nobody alone
    what: str
    due: date
    why: str
    who: str
    done: bool = False
    title: str = ""
    audience: tuple[str, ...] = ()
    named: tuple[date, ...] = ()
    is_new: bool = False
    back: date | None = None
    called: str = ""


_LIST = (
    Rule(
        "R1", "plan review due", "a new Last Review", "Review due", (60, 35, 28, 14, 7, 0), ("students",),
        ("Review cycle days", "One day less"), Told.COUNSELOR, weekly_after=True,
    ),
    Rule(
        "R2", "re-evaluation due", "a new Last Evaluation", "Evaluation due", (90, 60, 30, 7), ("students",),
        ("Re-evaluation cycle days", "One day less"), weekly_after=True,
    ),
    Rule(
        "R3", "45 days before the review no meeting is booked", "a Meetings row", "Book a meeting", (0,),
        ("students", "meetings"), ("Review cycle days",), weekly_after=True,
    ),
    Rule(
        "R4", "five school days before a review meeting its notice is not sent", "Notice Sent",
        "Send the meeting notice", (5, 0), ("meetings",), in_school_days=True,
    ),
    Rule(
        "R5", "survey open, not answered: opening day, day 5, day 10, 2 before close", "answered or excused",
        "Survey open", (2,), ("students", "survey_rounds", "survey_links", "survey_answers"),
        told=Told.STUDENT,
    ),
    Rule(
        "R6", "the school day after an answer that says no, wants a goal, or asks to talk",
        "a Review Note on each accommodation named, or a goal about it that is taken up", "Talk it over",
        (0,), ("students", "survey_answers", "accommodations", "goals"),
    ),
    Rule(
        "R7", "an accommodation unused two rounds running", "a Review Note", "Look at it again", (0,),
        ("students", "survey_answers", "survey_rounds", "accommodations"),
    ),
    Rule(
        "R8", "five school days after a teacher's file is there it is not ticked as read", "the tick",
        "Not read yet", (0, -5), ("students", "team"), ("Teachers' files",), Told.TEACHER,
        in_school_days=True, waits_for="the teachers' files, which nothing makes yet",
    ),
    Rule(
        "R9", "no contact with a parent or guardian", "a Contact Log row with one", "Contact home", (0,),
        ("students", "team", "contact_log"), ("Contact gap days",), weekly_after=True,
    ),
    Rule(
        "R10", "an action of the Contact Log has a day", "Done", "Promised action", (0, -3),
        ("students", "team", "contact_log"), told=Told.OWNER,
    ),
    Rule(
        "R11", "grade check old; a sharp drop; failing everywhere but in our room", "a new check",
        "Grade check", (0,), ("students", "grade_checks"),
        ("Grade check days", "Sharp drop", "Failing below", "Our room"), Told.COUNSELOR, weekly_after=True,
    ),
    Rule(
        "R12", "organization check old", "a new check", "Organization check", (0,),
        ("students", "organization_checks"), ("Organization check days",), weekly_after=True,
    ),
    Rule(
        "R13", "no First Talk so many school days after joining; the Follow Up day of a talk",
        "a First Talk row, of that day or later", "First Talk", (0,),
        ("students", "first_talk"), ("First Talk school days",), weekly_after=True,
    ),
    Rule(
        "R14", "active goal without a measure", "a Progress row", "Measure", (0,),
        ("students", "goals", "progress"), ("Goal measure days",), weekly_after=True,
    ),
    Rule(
        "R15", "the newest measures of a goal all lie under its aim line",
        "a Note on a measure since, a new target, or a measure on the line", "Look at a goal", (0,),
        ("students", "goals", "progress"), ("Points under aim line",),
    ),
    Rule(
        "R16", "behaviour under target on so many of five logged days; a teacher has not logged",
        "a Note on a row since; a log", "Tracker", (0,), ("students", "team", "behavior"),
        ("Behavior target", "Behavior days under", "Behavior log school days"), Told.TEACHER,
    ),
    Rule(
        "R17", "the week's ticket is not complete on its last two school days",
        "all ticked, or the week over", "Ticket", (1, 0), ("students", "to_do"),
        told=Told.STUDENT, in_school_days=True,
    ),
    Rule(
        "R18", "Random Things to Do line with a date", "the line closed or gone", "A thing to do", (0,),
        ("students",), weekly_after=True,
    ),
    Rule(
        "R19", "course choice closes and nothing is final; case manager and counselor do not say the same",
        "Final ticked; the same view", "Course choice", (30, 10, 0), ("students", "course_planning"),
        ("Course choice by",), Told.COUNSELOR,
    ),
    Rule(
        "R20", "a decision without the case manager",
        "a line under Acknowledged, or Case Manager Consulted ticked", "A decision", (0,),
        ("students", "decisions"),
    ),
    Rule(
        "R21", "a modification without its consequences told", "a day in Consequences Told",
        "Tell consequences", (0,), ("students", "modifications"), ("Consequences days",), weekly_after=True,
    ),
    Rule(
        "R22", "outside release expires", "a new date in Release Expires", "Release expires", (30, 0),
        ("students", "team"), weekly_after=True,
    ),
    Rule(
        "R23", "award notes of the 1st of the month wait as drafts; the semester closes",
        "all sent or discarded; a row on Award Winners", "Award", (14, 0), ("students", "award_winners"),
        ("Semester start", "Semester end"), Told.STUDENT,
    ),
    Rule(
        "R24", "the caseload weighs more than its limit", "under the limit", "Caseload weight", (0,),
        ("students", "weight_schemes"), ("Weight scheme", "Department head"), Told.HEAD,
    ),
    Rule(
        "R25", "a tab is refused, a form is gone, a mail is stuck", "put right", "Holdfast needs you",
        (0,), (), ("Technician",), Told.TECHNICIAN,
    ),
)  # fmt: skip

RULES = {rule.id: rule for rule in _LIST}
BOOKING_DAYS = 45  # R3: by so many days before the review a meeting should be booked
NOTICE_SCHOOL_DAYS = 5  # R4: the last day for the notice
COUNSELOR_FROM_DAYS = 14  # R1: the counselor is told from here on
READ_SCHOOL_DAYS = 5  # R8: a teacher's time to read
LOGGED_DAYS = 5  # R16: so many logged days are looked at
AWARD_NOTE = "award note"  # R23: the kind of its mail
TRACKED_FOR_DAYS = 14  # R16: after so many days without any log a student is not tracked any more


def key_of(rule: str, student: str, *about: object) -> str:
    """The name of one reminder for good: rule, student, object."""
    return "/".join([rule, student or "-", *(str(part) for part in about)])
