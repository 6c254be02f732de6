"""Behavior and To-Do: points by teachers' forms; the student's own list, which is the ticket (S6, S7)."""

from __future__ import annotations

from sheets_schema.model import (
    COUNSELORS,
    OWNER_ONLY,
    STUDENTS,
    TEACHERS,
    Colour,
    Kind,
    Question,
    Shape,
    Tab,
    Tone,
    Writer,
)
from sheets_schema.tabs.columns import computed, name, row_id, student, typed

_ADDED = Writer.APPENDED
_DAY = "{behavior.student},{student},{behavior.date},{date}"
_MONDAY = "({date}-WEEKDAY({date},2)+1)"
_WEEK = (
    '{behavior.student},{student},{behavior.date},">="&'
    + _MONDAY
    + ',{behavior.date},"<="&('
    + _MONDAY
    + "+6)"
)


def _share(rows: str) -> str:
    possible = f"SUMIFS({{behavior.max}},{rows})"
    return (
        f'=IF(OR({{student}}="",NOT(ISNUMBER({{date}}))),"",'
        f'IF({possible}<=0,"",SUMIFS({{behavior.points}},{rows})/{possible}))'
    )


BEHAVIOR = Tab(
    key="behavior",
    title="Behavior",
    shape=Shape.LOG,
    module="behavior",
    sheet_id=1036,
    columns=(
        row_id(TEACHERS),
        typed("date", "Date", Kind.DATE, TEACHERS, "The day.", "S6", writer=_ADDED, required=True),
        student(TEACHERS, "Who is tracked.", "S6", writer=_ADDED),
        name(TEACHERS, "S6"),
        typed(
            "period",
            "Period",
            Kind.TEXT,
            TEACHERS,
            "The lesson.",
            "S6",
            writer=_ADDED,
            width=80,
            asked=Question("Which period?", required=True),
        ),
        typed("teacher", "Teacher", Kind.EMAIL, TEACHERS, "Who logs it.", "S6", writer=_ADDED, width=180),
        typed(
            "expectation",
            "Expectation",
            Kind.TEXT,
            TEACHERS,
            "What was expected.",
            "S6",
            writer=_ADDED,
            width=220,
            asked=Question("What was expected?"),
        ),
        typed(
            "points",
            "Points",
            Kind.NUMBER,
            TEACHERS,
            "Points reached.",
            "S6",
            writer=_ADDED,
            width=70,
            asked=Question("Points", "How many of the possible points?", required=True),
        ),
        typed(
            "max",
            "Max",
            Kind.NUMBER,
            TEACHERS,
            "Points possible.",
            "S6",
            writer=_ADDED,
            width=70,
            asked=Question("Points possible", required=True),
        ),
        typed(
            "teacher_did_step",
            "Teacher Did Step",
            Kind.BOOL,
            TEACHERS,
            "Whether the teacher did the agreed step.",
            "S6",
            writer=_ADDED,
            asked=Question(
                "Did you do the agreed step first?", "For example: a quiet word before a public one."
            ),
        ),
        typed("note", "Note", Kind.TEXT, COUNSELORS, "Anything to add.", "S6", writer=_ADDED, width=220),
        computed(
            "day_percent",
            "Day %",
            Kind.PERCENT,
            TEACHERS,
            "All points of the student that day, of those possible.",
            _share(_DAY),
            "S6",
            width=70,
            colours=(
                Colour("={under_target}=TRUE", Tone.WARN),
                Colour("=AND(ISNUMBER({day_percent}),{under_target}=FALSE)", Tone.GOOD),
            ),
        ),
        computed(
            "week_percent",
            "Week %",
            Kind.PERCENT,
            TEACHERS,
            "The same from Monday to Sunday of that week.",
            _share(_WEEK),
            "S6",
            width=70,
        ),
        computed(
            "under_target",
            "Under Target",
            Kind.BOOL,
            OWNER_ONLY,
            "Whether Day % is below the behavior target of Settings.",
            "=IF(ISNUMBER({day_percent}),ROUND({day_percent}-{setting:Behavior target},6)<0,FALSE)",
            "S6",
            hidden=True,
        ),
    ),
    capacity=5000,
    why="One row per lesson, from the teacher's form or typed.",
)

_TICKET = "{to_do.student},{student},{to_do.week_of},{week_of}"

TO_DO = Tab(
    key="to_do",
    title="To-Do",
    shape=Shape.LOG,
    module="behavior",
    sheet_id=1037,
    columns=(
        row_id(STUDENTS),
        typed(
            "week_of",
            "Week Of",
            Kind.DATE,
            STUDENTS,
            "The Monday of the week.",
            "S7",
            writer=_ADDED,
            required=True,
        ),
        student(STUDENTS, "Whose list.", "S7", writer=_ADDED),
        name(STUDENTS, "S7"),
        typed(
            "item",
            "Item",
            Kind.TEXT,
            STUDENTS,
            "What is to be done.",
            "S7",
            writer=_ADDED,
            width=260,
            asked=Question("What do you have to do?", "Skip this if you only want to tick."),
        ),
        typed(
            "class",
            "Class",
            Kind.TEXT,
            STUDENTS,
            "For which class.",
            "S7",
            writer=_ADDED,
            choices="classes",
            asked=Question("For which class?"),
            width=140,
        ),
        typed(
            "due",
            "Due",
            Kind.DATE,
            STUDENTS,
            "By when.",
            "S7",
            writer=_ADDED,
            asked=Question("By when?"),
        ),
        typed(
            "done",
            "Done",
            Kind.BOOL,
            STUDENTS,
            "Ticked: done.",
            "S7",
            writer=_ADDED,
            width=60,
            asked=Question("What is done?", "Tick all that you have done.", ticks="item"),
        ),
        typed(
            "carried_from",
            "Carried From",
            Kind.INTEGER,
            STUDENTS,
            "Id of the row of the week before that it goes on from.",
            "S7",
            writer=_ADDED,
            refers="to_do",
        ),
        computed(
            "ticket",
            "Ticket",
            Kind.TEXT,
            STUDENTS,
            "How far the student's ticket of that week is: complete, or so many of so many.",
            '=IF({student}="","",IF('
            f"COUNTIFS({_TICKET},{{to_do.done}},TRUE)=COUNTIFS({_TICKET}),"
            f'"complete",COUNTIFS({_TICKET},{{to_do.done}},TRUE)&" of "'
            f"&COUNTIFS({_TICKET})))",
            "S7",
            colours=(Colour('={ticket}="complete"', Tone.GOOD),),
        ),
    ),
    capacity=3000,
    why="The student's own list, a row an item; all of a week's items are the ticket to the week.",
)
