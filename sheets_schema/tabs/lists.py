"""Lists: every pick list, one a column, its items below the header. People change them freely."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import zip_longest

from sheets_schema.model import OWNER_ONLY, Column, Kind, Shape, Tab, Value
from sheets_schema.tabs.columns import typed

_TEXT_LISTS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("statuses", "Statuses", ("direct", "co-taught", "monitor", "referral", "exited")),
    ("plans", "Plans", ("IEP", "ILP", "504", "none")),
    (
        "roles",
        "Roles",
        (
            "parent",
            "guardian",
            "teacher",
            "counselor",
            "tutor",
            "speech",
            "occupational",
            "psychologist",
            "therapist",
            "psychiatrist",
            "doctor",
            "social worker",
            "agency",
            "administrator",
        ),
    ),
    ("directions", "Directions", ("in", "out")),
    ("methods", "Methods", ("mail", "phone", "video", "meeting", "visit", "message", "letter")),
    ("visibilities", "Visibilities", ("counselor", "team", "private")),
    (
        "accommodation_kinds",
        "Accommodation Kinds",
        ("presentation", "response", "setting", "timing", "organization", "technology", "support"),
    ),
    ("places", "Places", ("all", "exams", "English", "Mathematics", "Science", "Humanities", "Languages")),
    ("accommodation_statuses", "Accommodation Statuses", ("active", "trial", "paused", "ended")),
    ("survey_kinds", "Survey Kinds", ("use", "knowledge")),
    (
        "used",
        "Used",
        (
            "often",
            "sometimes",
            "no, but I could",
            "no, the teacher did not offer it",
            "did not know I had it",
            "not needed",
        ),
    ),
    (
        "barriers",
        "Barriers",
        (
            "forgot",
            "too slow",
            "looks odd in front of others",
            "teacher said no",
            "tool broken",
            "hard to ask",
            "already fine without",
            "other",
        ),
    ),
    ("goal_wishes", "Goal Wishes", ("yes", "no", "tell me more")),
    ("keep_wishes", "Keep Wishes", ("keep", "change how", "talk about it")),
    ("talk_wishes", "Talk Wishes", ("yes", "no")),
    ("answer_sources", "Answer Sources", ("form", "interview")),
    (
        "meeting_kinds",
        "Meeting Kinds",
        ("plan review", "re-evaluation", "parent", "team", "student", "planning", "referral", "other"),
    ),
    ("reminder_states", "Reminder States", ("open", "done", "snoozed", "withdrawn")),
    ("better", "Better", ("higher", "lower")),
    (
        "award_sources",
        "Award Sources",
        (
            "typed",
            "Survey Answers",
            "Attendance",
            "Ratings",
            "Grade Checks",
            "Goals",
            "Activities",
            "Organization Checks",
            "Progress",
        ),
    ),
    ("goal_kinds", "Goal Kinds", ("ILP", "academic", "typing", "accommodation", "organisation")),
    ("goal_statuses", "Goal Statuses", ("proposed", "active", "met", "dropped")),
    ("attendance_kinds", "Attendance Kinds", ("tardy", "absence")),
    (
        "classes",
        "Classes",
        ("English", "Mathematics", "Science", "Humanities", "Languages", "Arts", "PE", "Learning Support"),
    ),
    (
        "hold_reasons",
        "Hold Reasons",
        ("rudeness", "suspension", "dishonesty", "respect rating", "exited", "other"),
    ),
    ("paths", "Graduation Paths", ("full diploma", "IB diploma", "IB courses", "certificate", "undecided")),
    (
        "path_effects",
        "Path Effects",
        (
            "costs credit: ask before it is agreed",
            "costs the IB diploma",
            "costs the certificate of that course",
            "none",
            "depends: choose the path first",
        ),
    ),
    (
        "service_kinds",
        "Service Kinds",
        ("speech", "occupational", "counseling", "reading", "mathematics", "social skills", "physical"),
    ),
    ("frequencies", "Frequencies", ("daily", "weekly", "twice a week", "every two weeks", "monthly")),
    ("levels", "Levels", ("HL", "SL", "AP", "standard", "core")),
    ("views", "Views", ("take", "do not take", "undecided")),
    ("tiers", "Tiers", ("1", "2", "3")),
    (
        "interventions",
        "Interventions",
        ("pre-teaching", "chunking", "visuals", "check for understanding", "small group", "modeling"),
    ),
    ("mail_modes", "Mail Modes", ("off", "draft", "send")),
    ("date_orders", "Date Orders", ("day first", "month first", "year first")),
    ("name_styles", "Name Styles", ("full", "first name and initial", "initials", "code")),
    ("sync_kinds", "Sync Kinds", ("did", "problem", "conflict")),
    (
        "common_helps",
        "Common Helps",
        (
            "Extra time",
            "A quiet room",
            "Text read aloud",
            "Short breaks",
            "A calculator",
            "Notes from the teacher",
            "A seat at the front",
            "Somebody who writes for me",
            "Large print",
            "Headphones",
        ),
    ),
)

_USED_COUNTS_AS: tuple[Value, ...] = (1, 0.5, 0, "-", 0, "-")
FIRST_HOLIDAY = date(2000, 1, 1)


def _list(
    key: str, title: str, kind: Kind = Kind.TEXT, why: str = "Pick list; change it freely.", longest: int = 0
) -> Column:
    return typed(key, title, kind, OWNER_ONLY, why, "all", width=max(150, 20 + 7 * longest))


def _columns() -> tuple[Column, ...]:
    columns = []
    for key, title, items in _TEXT_LISTS:
        columns.append(_list(key, title, longest=max(len(item) for item in items)))
        if key == "used":
            why = "What the answer beside it counts in Use %: 1, 0.5, 0; anything but a number is left out."
            columns.append(_list("used_counts_as", "Used Counts As", Kind.ANY, why))
    why = "Days without school. Leave the first one: formulas need a date at the top."
    return (*columns, _list("holidays", "Holidays", Kind.DATE, why))


def _first_rows() -> tuple[Mapping[str, Value], ...]:
    lists: dict[str, tuple[Value, ...]] = {key: items for key, _, items in _TEXT_LISTS}
    lists["used_counts_as"] = _USED_COUNTS_AS
    lists["holidays"] = (FIRST_HOLIDAY,)
    rows = zip_longest(*lists.values())
    return tuple(
        {key: item for key, item in zip(lists, row, strict=True) if item is not None} for row in rows
    )


LISTS = Tab(
    key="lists",
    title="Lists",
    shape=Shape.REGISTER,
    module="settings",
    sheet_id=1017,
    columns=_columns(),
    capacity=199,
    why="Every pick list of the workbook, one a column.",
    first_rows=_first_rows(),
)
