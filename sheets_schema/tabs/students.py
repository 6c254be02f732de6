"""Students: one row a student, the sheet the case manager lives in (S1, S2, S19)."""

from __future__ import annotations

from sheets_schema.model import (
    ALL_STAFF_AND_STUDENT,
    COUNSELORS,
    OWNER_ONLY,
    TEACHERS,
    Colour,
    Kind,
    Shape,
    Tab,
    Tone,
)
from sheets_schema.tabs.columns import computed, row_id, typed
from sheets_schema.tabs.students_live import LIVE

_WHO = (
    computed(
        "code",
        "Code",
        Kind.STUDENT,
        ALL_STAFF_AND_STUDENT,
        "Stands for the student on every other tab. It appears as soon as a name is typed.",
        '=IF({name}="","","S"&TEXT({id},"000"))',
        "S1",
        width=60,
    ),
    typed(
        "name",
        "Name",
        Kind.TEXT,
        ALL_STAFF_AND_STUDENT,
        "First and last name.",
        "S1",
        width=160,
        required=True,
    ),
    typed(
        "preferred_name",
        "Preferred Name",
        Kind.TEXT,
        ALL_STAFF_AND_STUDENT,
        "What the student is called.",
        "S1",
    ),
    typed(
        "school_number",
        "School Number",
        Kind.TEXT,
        COUNSELORS,
        "The school's own id of the student; a roster import finds the row again by it.",
        "S1",
    ),
    typed("grade", "Grade", Kind.TEXT, TEACHERS, "Grade level, as the school writes it.", "S1", width=60),
    typed(
        "status", "Status", Kind.CHOICE, COUNSELORS, "How the student is served.", "S1", choices="statuses"
    ),
    typed(
        "plan", "Plan", Kind.CHOICE, COUNSELORS, "The plan in force.", "S1", "S19", choices="plans", width=60
    ),
    typed(
        "case_manager",
        "Case Manager",
        Kind.EMAIL,
        TEACHERS,
        "E-mail address of the case manager.",
        "S1",
        "S15",
        width=170,
    ),
    typed(
        "counselor",
        "Counselor",
        Kind.EMAIL,
        COUNSELORS,
        "E-mail address of the counselor; decides whose shared file shows the student.",
        "S16",
        width=170,
    ),
    typed(
        "homeroom",
        "Homeroom",
        Kind.EMAIL,
        TEACHERS,
        "E-mail address of the homeroom teacher.",
        "S18",
        width=170,
    ),
    typed(
        "student_email",
        "Student Email",
        Kind.EMAIL,
        COUNSELORS,
        "Where surveys and private notes go.",
        "S3",
        "S10",
        width=225,
    ),
    typed(
        "language", "Language", Kind.TEXT, COUNSELORS, "Home language, for meetings and letters.", "S1", "S15"
    ),
    typed("joined", "Joined", Kind.DATE, COUNSELORS, "First day on this caseload.", "S1", "S8"),
)

_PLAN = (
    typed("plan_start", "Plan Start", Kind.DATE, COUNSELORS, "First day of the plan in force.", "S19"),
    typed("last_review", "Last Review", Kind.DATE, COUNSELORS, "Day of the last plan review.", "S19"),
    typed("last_evaluation", "Last Evaluation", Kind.DATE, COUNSELORS, "Day of the last evaluation.", "S19"),
    computed(
        "next_review",
        "Next Review",
        Kind.DATE,
        COUNSELORS,
        "Last Review plus the review cycle of Settings. Blank while either is blank.",
        "=IFERROR(IF(AND(ISNUMBER({last_review}),{setting:Review cycle days}>0),"
        '{last_review}+{setting:Review cycle days}-IF({setting:One day less},1,0),""),"")',
        "S19",
    ),
    computed(
        "next_evaluation",
        "Next Evaluation",
        Kind.DATE,
        COUNSELORS,
        "Last Evaluation plus the re-evaluation cycle of Settings.",
        "=IFERROR(IF(AND(ISNUMBER({last_evaluation}),{setting:Re-evaluation cycle days}>0),"
        '{last_evaluation}+{setting:Re-evaluation cycle days}-IF({setting:One day less},1,0),""),"")',
        "S19",
    ),
    computed(
        "days_left",
        "Days Left",
        Kind.INTEGER,
        COUNSELORS,
        "Days until Next Review; negative when it is past.",
        '=IF({next_review}="","",{next_review}-{setting:Today})',
        "S19",
    ),
    computed(
        "due",
        "Due",
        Kind.TEXT,
        COUNSELORS,
        "overdue; week (7 days or less); month (28); prepare (60); ok.",
        '=IF({days_left}="","",IFS({days_left}<0,"overdue",{days_left}<=7,"week",{days_left}<=28,"month",'
        '{days_left}<=60,"prepare",TRUE,"ok"))',
        "S19",
        colours=(
            Colour('={due}="overdue"', Tone.BAD),
            Colour('={due}="week"', Tone.WARN),
            Colour('={due}="month"', Tone.NOTE),
            Colour('={due}="prepare"', Tone.QUIET),
            Colour('={due}="ok"', Tone.GOOD),
        ),
    ),
)

_NOTES = (
    typed("needs", "Needs", Kind.TEXT, COUNSELORS, "What the student needs.", "S1", "S8", width=200),
    typed("strengths", "Strengths", Kind.TEXT, TEACHERS, "What the student is good at.", "S1", width=200),
    typed(
        "assessments",
        "Assessments",
        Kind.TEXT,
        COUNSELORS,
        "Assessments, dates and results.",
        "S1",
        width=200,
    ),
    typed("reading_level", "Reading Level", Kind.TEXT, TEACHERS, "Any scale, as it was reported.", "S1"),
    typed("reading_notes", "Reading Notes", Kind.TEXT, COUNSELORS, "Notes on reading.", "S1", width=200),
    typed(
        "make_up_time",
        "Make-up Time",
        Kind.TEXT,
        TEACHERS,
        "When the student makes work up.",
        "S1",
        width=140,
    ),
    typed(
        "random_things_to_do",
        "Random Things to Do",
        Kind.TEXT,
        OWNER_ONLY,
        'One line a thing. A line with a date ("by 12/5", "Fri", "3 Dec") becomes a reminder; '
        '"x " or "✓" in front closes it. Holdfast never writes here.',
        "S2",
        width=260,
    ),
)

STUDENTS_TAB = Tab(
    key="students",
    title="Students",
    shape=Shape.REGISTER,
    module="students",
    sheet_id=1001,
    columns=(row_id(ALL_STAFF_AND_STUDENT), *_WHO, *_PLAN, *_NOTES, *LIVE),
    capacity=120,
    why="One row a student: what was typed stays as it is, what can be worked out stands beside it.",
)
