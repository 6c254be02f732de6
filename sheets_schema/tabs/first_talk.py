"""First Talk: needs, goals and action plan agreed with each student, pull-out or monitor alike (S8)."""

from __future__ import annotations

from sheets_schema.model import COUNSELORS, Column, Kind, Question, Shape, Tab, Writer
from sheets_schema.tabs.columns import computed, name, row_id, student, typed

_ADDED = Writer.APPENDED


def _told(key: str, title: str, why: str, question: str) -> Column:
    return typed(
        key, title, Kind.TEXT, COUNSELORS, why, "S8", writer=_ADDED, width=220, asked=Question(question)
    )


FIRST_TALK = Tab(
    key="first_talk",
    title="First Talk",
    shape=Shape.LOG,
    module="progress",
    sheet_id=1022,
    columns=(
        row_id(COUNSELORS),
        typed("date", "Date", Kind.DATE, COUNSELORS, "Day of the talk.", "S8", writer=_ADDED, required=True),
        student(COUNSELORS, "With whom.", "S8", writer=_ADDED),
        name(COUNSELORS, "S8"),
        _told("going_well", "Going Well", "What goes well.", "What is going well for you?"),
        _told("hard", "Hard", "What is hard.", "What is hard for you right now?"),
        _told("needs", "Needs", "What the student says they need.", "What do you need from us?"),
        _told("goal_1", "Goal 1", "A goal the student names.", "What is one goal you have?"),
        _told("goal_2", "Goal 2", "A second one.", "A second goal, if you like."),
        _told("goal_3", "Goal 3", "A third one.", "A third goal, if you like."),
        _told("action_plan", "Action Plan", "What happens next.", "What is the first step?"),
        typed("who", "Who", Kind.TEXT, COUNSELORS, "Who does it.", "S8"),
        typed("follow_up", "Follow Up", Kind.DATE, COUNSELORS, "Day to look at it again.", "S8"),
        computed(
            "moved_to_goals",
            "Moved To Goals",
            Kind.DATE,
            COUNSELORS,
            "Day its goals were put on Goals as proposed.",
            '=IF({id}="","",IFERROR(INDEX({holdfast.value:rows},MATCH("moved:"&{id},{holdfast.key:rows},0)),""))',
            "S8",
            "S4",
            width=120,
        ),
    ),
    capacity=500,
    why="One row a talk; its goals go on to Goals as proposed.",
)
