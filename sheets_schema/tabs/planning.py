"""Co-taught, Course Planning, Referrals, Award Winners (S5, S12, S16, S23)."""

from __future__ import annotations

from sheets_schema.model import (
    COUNSELORS,
    OWNER_ONLY,
    STUDENTS,
    TEACHERS,
    Colour,
    Column,
    Kind,
    Shape,
    Tab,
    Tone,
)
from sheets_schema.tabs.columns import computed, name, row_id, student, typed


def _taught(key: str, title: str, kind: Kind, why: str, width: int = 110) -> Column:
    return typed(key, title, kind, TEACHERS, why, "S5", width=width)


CO_TAUGHT = Tab(
    key="co_taught",
    title="Co-taught",
    shape=Shape.LOG,
    module="co-taught",
    sheet_id=1038,
    columns=(
        row_id(TEACHERS),
        _taught("date", "Date", Kind.DATE, "Day of the lesson."),
        typed("class", "Class", Kind.TEXT, TEACHERS, "The class.", "S5", choices="classes", width=140),
        _taught("teacher", "Teacher", Kind.TEXT, "With whom.", 150),
        _taught("student_or_group", "Student or Group", Kind.TEXT, "Whom it was for.", 160),
        typed(
            "action",
            "Action",
            Kind.TEXT,
            TEACHERS,
            "What was done.",
            "S5",
            choices="interventions",
            width=180,
        ),
        _taught("skill", "Skill", Kind.TEXT, "What it was to build.", 160),
        _taught(
            "before", "Before", Kind.NUMBER, "The number before the action, in the same unit as After.", 80
        ),
        _taught("after", "After", Kind.NUMBER, "The number after it.", 80),
        computed(
            "growth",
            "Growth",
            Kind.NUMBER,
            TEACHERS,
            "After less Before: how far it grew.",
            '=IF(AND(ISNUMBER({before}),ISNUMBER({after})),ROUND({after}-{before},6),"")',
            "S5",
            width=80,
            colours=(
                Colour("=AND(ISNUMBER({growth}),{growth}>0)", Tone.GOOD),
                Colour("=AND(ISNUMBER({growth}),{growth}<0)", Tone.WARN),
            ),
        ),
        _taught("target_met", "Target Met", Kind.BOOL, "Ticked: the target of the lesson was met.", 80),
        _taught("next_step", "Next Step", Kind.TEXT, "What comes next.", 220),
    ),
    capacity=2000,
    why="Actions in co-taught classes, with the number before and after.",
)

_OWN = "{course_planning.student},{student},{course_planning.year},{year}"
_TAKEN = _OWN + ",{course_planning.final},TRUE"


def _of_level(level: str) -> str:
    at = f',{{course_planning.level}},"{level}"'
    return f"IF({{decided}}>0,COUNTIFS({_TAKEN}{at}),COUNTIFS({_OWN}{at}))"


def _planned(key: str, title: str, kind: Kind, why: str, formula: str, width: int = 90) -> Column:
    whole = f'=IF(OR({{student}}="",{{year}}=""),"",{formula})'
    return computed(key, title, kind, COUNSELORS, why, whole, "S12", width=width)


def _view(key: str, title: str, why: str) -> Column:
    return typed(key, title, Kind.CHOICE, COUNSELORS, why, "S12", choices="views")


_IB = 'COUNTIFS({students.code},{student},{students.graduation_path},"IB diploma")'

_CHECKS = (
    computed(
        "decided",
        "Decided",
        Kind.INTEGER,
        OWNER_ONLY,
        "Rows of this student and year with Final ticked; where there are any, only they count.",
        f'=IF(OR({{student}}="",{{year}}=""),"",COUNTIFS({_TAKEN}))',
        "S12",
        hidden=True,
    ),
    _planned("hl_count", "HL Count", Kind.INTEGER, "Higher-level courses.", _of_level("HL")),
    _planned("sl_count", "SL Count", Kind.INTEGER, "Standard-level courses of the IB.", _of_level("SL")),
    _planned(
        "core_ok",
        "Core OK",
        Kind.TEXT,
        "On the IB diploma: whether three core rows (extended essay, theory of knowledge, CAS) are there.",
        f'IF({_IB}=0,"",IF({_of_level("core")}>=3,"yes","no"))',
    ),
    _planned(
        "load",
        "Load",
        Kind.NUMBER,
        "Hours a week of all courses together.",
        f"IF({{decided}}>0,SUMIFS({{course_planning.hours_a_week}},{_TAKEN}),"
        f"SUMIFS({{course_planning.hours_a_week}},{_OWN}))",
    ),
    _planned(
        "check",
        "Check",
        Kind.TEXT,
        "What the plan lacks: on the IB diploma three or four HL, six subjects, the core; or too much AP.",
        f'IF({_of_level("AP")}>{{setting:AP limit}},"more AP than the limit",IF({_IB}=0,"",'
        'IF(OR({hl_count}<3,{hl_count}>4),"needs three or four HL",'
        'IF({hl_count}+{sl_count}<6,"needs six subjects",IF({core_ok}="no","needs the core","ok")))))',
        180,
    ),
    _planned(
        "agreement",
        "Agreement",
        Kind.TEXT,
        "Whether case manager and counselor say the same; open while one is blank or undecided.",
        'IF(OR({case_manager_view}="",{counselor_view}=""),"",IF(OR({case_manager_view}="undecided",'
        '{counselor_view}="undecided"),"open",IF({case_manager_view}={counselor_view},"agreed","open")))',
    ),
)

COURSE_PLANNING = Tab(
    key="course_planning",
    title="Course Planning",
    shape=Shape.REGISTER,
    module="planning",
    sheet_id=1039,
    columns=(
        row_id(COUNSELORS),
        student(COUNSELORS, "Whose plan.", "S12"),
        name(COUNSELORS, "S12"),
        typed("year", "Year", Kind.INTEGER, COUNSELORS, "School year, by the year it ends.", "S12", width=70),
        typed("subject", "Subject", Kind.TEXT, COUNSELORS, "The subject.", "S12", width=140),
        typed("option", "Option", Kind.TEXT, COUNSELORS, "The course.", "S12", width=160),
        typed(
            "level", "Level", Kind.CHOICE, COUNSELORS, "HL, SL, AP, standard, core.", "S12", choices="levels"
        ),
        typed("current_grade", "Current Grade", Kind.TEXT, COUNSELORS, "Grade now.", "S12", width=80),
        typed(
            "teacher_view", "Teacher View", Kind.TEXT, COUNSELORS, "What the teacher says.", "S12", width=160
        ),
        typed(
            "hours_a_week",
            "Hours A Week",
            Kind.NUMBER,
            COUNSELORS,
            "Hours of work it takes in a week.",
            "S12",
            width=80,
        ),
        typed("supports", "Supports", Kind.TEXT, COUNSELORS, "What would be in place.", "S12", width=180),
        typed(
            "student_reason",
            "Student Reason",
            Kind.TEXT,
            COUNSELORS,
            "Why the student wants it.",
            "S12",
            width=180,
        ),
        _view("case_manager_view", "Case Manager View", "What the case manager recommends."),
        _view("counselor_view", "Counselor View", "What the counselor recommends."),
        typed("parent_told", "Parent Told", Kind.DATE, COUNSELORS, "Day the parents were told.", "S12"),
        typed(
            "final", "Final", Kind.BOOL, COUNSELORS, "Ticked: this is what will be taken.", "S12", width=60
        ),
        *_CHECKS,
    ),
    capacity=300,
    why="Course options side by side, with what each view is and what the plan lacks.",
)


def _referred(key: str, title: str, why: str, width: int = 160) -> Column:
    return typed(key, title, Kind.TEXT, COUNSELORS, why, "S16", width=width)


REFERRALS = Tab(
    key="referrals",
    title="Referrals",
    shape=Shape.LOG,
    module="planning",
    sheet_id=1040,
    columns=(
        row_id(COUNSELORS),
        typed("date", "Date", Kind.DATE, COUNSELORS, "Day it came.", "S16", required=True),
        _referred(
            "student_or_initials", "Student Or Initials", "Who; initials while not on the caseload.", 130
        ),
        _referred("from", "From", "Who referred."),
        typed(
            "tier", "Tier", Kind.CHOICE, COUNSELORS, "Level of support now.", "S16", choices="tiers", width=60
        ),
        _referred("concern", "Concern", "What worries them.", 240),
        _referred("tried", "Tried", "What was tried.", 240),
        _referred("decision", "Decision", "What was decided.", 200),
        typed("next_date", "Next Date", Kind.DATE, COUNSELORS, "Day to look at it again.", "S16"),
    ),
    capacity=300,
    why="Referrals, so that two lanes do not overlap.",
)

AWARD_WINNERS = Tab(
    key="award_winners",
    title="Award Winners",
    shape=Shape.REGISTER,
    module="award",
    sheet_id=1041,
    columns=(
        row_id(STUDENTS),
        typed("semester", "Semester", Kind.TEXT, STUDENTS, "Which semester.", "S23", width=150),
        student(STUDENTS, "Who won; you decide.", "S23"),
        name(STUDENTS, "S23"),
        typed("name_on_board", "Name On Board", Kind.TEXT, STUDENTS, "As it is painted.", "S23", width=160),
        typed("made", "Made", Kind.DATE, OWNER_ONLY, "Day the board was ready.", "S23"),
        typed("handed_over", "Handed Over", Kind.DATE, STUDENTS, "Day it was handed over.", "S23"),
        typed(
            "photo_consent", "Photo Consent", Kind.BOOL, OWNER_ONLY, "Ticked: a photo may be shown.", "S23"
        ),
    ),
    capacity=60,
    why="Who won the hand-painted board, and whether it has reached them.",
)
