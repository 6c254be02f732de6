"""Progress: one row a measure towards a goal, typed or from a form (S4)."""

from __future__ import annotations

from sheets_schema.model import STUDENTS, Kind, Question, Shape, Tab, Writer
from sheets_schema.tabs.columns import computed, name, row_id, student, typed

_ADDED = Writer.APPENDED

PROGRESS = Tab(
    key="progress",
    title="Progress",
    shape=Shape.LOG,
    module="progress",
    sheet_id=1021,
    columns=(
        row_id(STUDENTS),
        typed("date", "Date", Kind.DATE, STUDENTS, "Day of the measure.", "S4", writer=_ADDED, required=True),
        student(STUDENTS, "Whom it measures.", "S4", writer=_ADDED),
        name(STUDENTS, "S4"),
        typed(
            "goal",
            "Goal",
            Kind.INTEGER,
            STUDENTS,
            "Id of the Goals row; its words stand beside it.",
            "S4",
            writer=_ADDED,
            refers="goals",
            width=70,
        ),
        computed(
            "goal_name",
            "Goal Name",
            Kind.TEXT,
            STUDENTS,
            "The goal's words, looked up by its id.",
            '=IF({goal}="","",IFERROR(INDEX({goals.goal:rows},MATCH({goal},{goals.id:rows},0))&"",""))',
            "S4",
            width=240,
        ),
        typed(
            "value",
            "Value",
            Kind.NUMBER,
            STUDENTS,
            "The number measured.",
            "S4",
            writer=_ADDED,
            width=80,
            asked=Question("What did you measure?", required=True),
        ),
        typed(
            "accuracy",
            "Accuracy",
            Kind.PERCENT,
            STUDENTS,
            "Share right, where it is taken.",
            "S4",
            writer=_ADDED,
        ),
        typed(
            "setting", "Setting", Kind.TEXT, STUDENTS, "Where or how it was measured.", "S4", writer=_ADDED
        ),
        typed("note", "Note", Kind.TEXT, STUDENTS, "Anything to add.", "S4", writer=_ADDED, width=220),
    ),
    capacity=5000,
    why="One row a measure, by hand or by form.",
)
