"""Attendance, Ratings, Activities: what feeds the award besides the work itself (S10)."""

from __future__ import annotations

from sheets_schema.model import COUNSELORS, STUDENTS, Kind, Question, Shape, Tab, Writer
from sheets_schema.tabs.columns import name, row_id, student, typed

_ADDED = Writer.APPENDED

ATTENDANCE = Tab(
    key="attendance",
    title="Attendance",
    shape=Shape.LOG,
    module="award",
    sheet_id=1025,
    columns=(
        row_id(STUDENTS),
        typed("date", "Date", Kind.DATE, STUDENTS, "The day.", "S10", writer=_ADDED, required=True),
        student(STUDENTS, "Who was late or away.", "S10", writer=_ADDED),
        name(STUDENTS, "S10"),
        typed(
            "kind",
            "Kind",
            Kind.CHOICE,
            STUDENTS,
            "Tardy or absence.",
            "S10",
            writer=_ADDED,
            choices="attendance_kinds",
        ),
        typed(
            "excused",
            "Excused",
            Kind.BOOL,
            STUDENTS,
            "Ticked: it does not count.",
            "S10",
            writer=_ADDED,
            width=80,
        ),
        typed(
            "disability_linked",
            "Disability-linked",
            Kind.BOOL,
            COUNSELORS,
            "Ticked: it comes from the disability and does not count.",
            "S10",
            writer=_ADDED,
        ),
        typed("note", "Note", Kind.TEXT, COUNSELORS, "Anything to add.", "S10", writer=_ADDED, width=220),
    ),
    capacity=5000,
    why="One row per tardy or absence. What is not here did not happen.",
)

RATINGS = Tab(
    key="ratings",
    title="Ratings",
    shape=Shape.LOG,
    module="award",
    sheet_id=1026,
    columns=(
        row_id(COUNSELORS),
        typed(
            "date", "Date", Kind.DATE, COUNSELORS, "Day of the rating.", "S10", writer=_ADDED, required=True
        ),
        student(COUNSELORS, "Who is rated.", "S10", writer=_ADDED),
        name(COUNSELORS, "S10"),
        typed("rater", "Rater", Kind.TEXT, COUNSELORS, "Who rates.", "S10", writer=_ADDED, width=180),
        typed(
            "respect",
            "Respect",
            Kind.NUMBER,
            COUNSELORS,
            "Respect shown, from 1 (seldom) to 4 (always).",
            "S10",
            writer=_ADDED,
            width=80,
            asked=Question(
                "How respectful was the student?", "1 rarely, 4 always.", options=("1", "2", "3", "4")
            ),
        ),
        typed(
            "effort",
            "Effort",
            Kind.PERCENT,
            COUNSELORS,
            "Share of what could be given, 0 to 100 %.",
            "S10",
            writer=_ADDED,
            width=80,
            asked=Question("How much effort, in percent?", options=("100", "90", "80", "70", "60", "50")),
        ),
        typed("note", "Note", Kind.TEXT, COUNSELORS, "Anything to add.", "S10", writer=_ADDED, width=220),
    ),
    capacity=3000,
    why="Teachers' ratings, by form or typed.",
)

ACTIVITIES = Tab(
    key="activities",
    title="Activities",
    shape=Shape.LOG,
    module="award",
    sheet_id=1027,
    columns=(
        row_id(STUDENTS),
        student(STUDENTS, "Who takes part.", "S10"),
        name(STUDENTS, "S10"),
        typed(
            "activity",
            "Activity",
            Kind.TEXT,
            STUDENTS,
            "Club, team, service.",
            "S10",
            width=200,
            required=True,
        ),
        typed("start", "Start", Kind.DATE, STUDENTS, "First day; blank: always.", "S10"),
        typed("end", "End", Kind.DATE, STUDENTS, "Last day; blank: it goes on.", "S10"),
    ),
    capacity=500,
    why="What students do outside class.",
)
