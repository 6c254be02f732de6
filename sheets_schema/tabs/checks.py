"""Organization Checks and Grade Checks: done together every few weeks (S9)."""

from __future__ import annotations

from sheets_schema.model import (
    COUNSELORS,
    OWNER_ONLY,
    STUDENTS,
    Colour,
    Column,
    Kind,
    Question,
    Shape,
    Tab,
    Tone,
    Writer,
)
from sheets_schema.tabs.columns import computed, name, row_id, student, typed


def _tick(key: str, title: str, why: str) -> Column:
    return typed(key, title, Kind.BOOL, STUDENTS, why, "S9", width=90)


ORGANIZATION_CHECKS = Tab(
    key="organization_checks",
    title="Organization Checks",
    shape=Shape.LOG,
    module="checks",
    sheet_id=1023,
    columns=(
        row_id(STUDENTS),
        typed("date", "Date", Kind.DATE, STUDENTS, "Day of the check.", "S9", required=True),
        student(STUDENTS, "Whose things were looked at.", "S9"),
        name(STUDENTS, "S9"),
        typed("inbox_count", "Inbox Count", Kind.INTEGER, STUDENTS, "Messages in the inbox.", "S9"),
        computed(
            "inbox_ok",
            "Inbox OK",
            Kind.BOOL,
            STUDENTS,
            "Whether the inbox is below the limit of Settings.",
            '=IF(ISNUMBER({inbox_count}),{inbox_count}<{setting:Inbox limit},"")',
            "S9",
            colours=(Colour("={inbox_ok}=TRUE", Tone.GOOD), Colour("={inbox_ok}=FALSE", Tone.WARN)),
        ),
        _tick("files", "Files", "Ticked: files lie in their folders."),
        _tick("tabs_closed", "Tabs Closed", "Ticked: no more tabs are open than are needed."),
        _tick("restarted", "Restarted", "Ticked: the computer was restarted."),
        _tick("planner", "Planner", "Ticked: the planner is filled in."),
        computed(
            "score",
            "Score",
            Kind.INTEGER,
            STUDENTS,
            "One point for each thing that is in order, five at most.",
            '=IF({student}="","",IF({inbox_ok}=TRUE,1,0)+IF({files}=TRUE,1,0)+IF({tabs_closed}=TRUE,1,0)'
            "+IF({restarted}=TRUE,1,0)+IF({planner}=TRUE,1,0))",
            "S9",
            "S10",
        ),
    ),
    capacity=2000,
    why="One row a check; nobody types it on the first try, so a missing tick is a no.",
)

_KEY = (
    '=IF(OR({student}="",{class}=""),"",'
    '{student}&"|"&SUBSTITUTE(SUBSTITUTE(SUBSTITUTE({class},"*","."),"?","."),"~","."))'
)

_GRADE_COMPUTED = (
    computed(
        "drop",
        "Drop",
        Kind.PERCENT,
        COUNSELORS,
        "How far the percent has fallen since the check before in this class; 0 where it has not.",
        '=IF({change}="","",MAX(0,0-{change}))',
        "S9",
        colours=(Colour("={sharp_drop}=TRUE", Tone.BAD),),
    ),
    typed("note", "Note", Kind.TEXT, COUNSELORS, "Anything to add.", "S9", width=220),
    computed(
        "key",
        "Key",
        Kind.TEXT,
        OWNER_ONLY,
        "Student and class in one, for finding the other checks of the class.",
        _KEY,
        "S9",
        hidden=True,
    ),
    computed(
        "day_before",
        "Day Before",
        Kind.DATE,
        OWNER_ONLY,
        "Day of the check before in this class.",
        '=IF(OR({key}="",NOT(ISNUMBER({date}))),"",'
        'IF(COUNTIFS({grade_checks.key},{key},{grade_checks.date},"<"&{date})=0,"",'
        'MAXIFS({grade_checks.date},{grade_checks.key},{key},{grade_checks.date},"<"&{date})))',
        "S9",
        hidden=True,
    ),
    computed(
        "change",
        "Change",
        Kind.PERCENT,
        OWNER_ONLY,
        "Percent now less percent then.",
        '=IF(OR({day_before}="",NOT(ISNUMBER({percent}))),"",IFERROR(ROUND({percent}-'
        'AVERAGEIFS({grade_checks.percent},{grade_checks.key},{key},{grade_checks.date},{day_before}),6),""))',
        "S9",
        "S10",
        hidden=True,
    ),
    computed(
        "newest",
        "Newest",
        Kind.BOOL,
        OWNER_ONLY,
        "Whether this is the newest check of the class.",
        '=IF(OR({key}="",NOT(ISNUMBER({date}))),FALSE,'
        "{date}=MAXIFS({grade_checks.date},{grade_checks.key},{key}))",
        "S9",
        hidden=True,
    ),
    computed(
        "ours",
        "Ours",
        Kind.BOOL,
        OWNER_ONLY,
        "Whether it is our own room, named in Settings.",
        '=IF({class}="",FALSE,{class}={setting:Our room})',
        "S9",
        hidden=True,
    ),
    computed(
        "failing",
        "Failing",
        Kind.BOOL,
        OWNER_ONLY,
        "Whether the newest percent of the class is below the limit of Settings.",
        "=IF(AND({newest}=TRUE,ISNUMBER({percent})),{percent}<{setting:Failing below},FALSE)",
        "S9",
        hidden=True,
    ),
    computed(
        "sharp_drop",
        "Sharp Drop",
        Kind.BOOL,
        OWNER_ONLY,
        "Whether Drop has reached the sharp drop of Settings.",
        "=IF(AND(ISNUMBER({drop}),{setting:Sharp drop}>0),{drop}>={setting:Sharp drop},FALSE)",
        "S9",
        hidden=True,
    ),
)

GRADE_CHECKS = Tab(
    key="grade_checks",
    title="Grade Checks",
    shape=Shape.LOG,
    module="checks",
    sheet_id=1024,
    columns=(
        row_id(COUNSELORS),
        typed("date", "Date", Kind.DATE, COUNSELORS, "Day of the check.", "S9", required=True),
        student(COUNSELORS, "Whose grade.", "S9"),
        name(COUNSELORS, "S9"),
        typed(
            "class",
            "Class",
            Kind.TEXT,
            COUNSELORS,
            "The class, always written the same.",
            "S9",
            writer=Writer.APPENDED,
            choices="classes",
            asked=Question("Which class?", required=True),
            width=140,
        ),
        typed(
            "grade",
            "Grade",
            Kind.TEXT,
            COUNSELORS,
            "The grade as the school writes it.",
            "S9",
            writer=Writer.APPENDED,
            width=70,
            asked=Question("What is your grade in it now?", required=True),
        ),
        typed("percent", "Percent", Kind.PERCENT, COUNSELORS, "The grade as a percentage.", "S9", width=80),
        typed(
            "missing",
            "Missing",
            Kind.INTEGER,
            COUNSELORS,
            "Pieces of work missing.",
            "S9",
            writer=Writer.APPENDED,
            width=80,
            asked=Question("How many things have you not handed in?", "A number, like 0 or 2."),
        ),
        typed(
            "make_up_plan",
            "Make-up Plan",
            Kind.TEXT,
            COUNSELORS,
            "When it will be made up.",
            "S9",
            writer=Writer.APPENDED,
            width=180,
            asked=Question("When will you do them?"),
        ),
        *_GRADE_COMPUTED,
    ),
    capacity=5000,
    why="One row per student, class and check.",
)
