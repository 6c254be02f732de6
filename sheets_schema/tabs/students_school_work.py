"""Students, the columns that follow Grade Checks, Organization Checks, First Talk, Goals (S4, S8, S9)."""

from __future__ import annotations

from sheets_schema.model import COUNSELORS, STUDENTS, Colour, Column, Kind, Tone
from sheets_schema.tabs.columns import computed


def _newest_day(tab: str, date: str = "date") -> str:
    found = f"MAXIFS({{{tab}.{date}}},{{{tab}.student}},{{code}})"
    return f'=IF({{code}}="","",IF({found}=0,"",{found}))'


_FAILING = "{grade_checks.student},{code},{grade_checks.failing},TRUE"
_CHECKED = "{grade_checks.student},{code},{grade_checks.newest},TRUE"
_TYPING = '{goals.student},{code},{goals.kind},"typing",{goals.status},"active"'

SCHOOL_WORK: tuple[Column, ...] = (
    computed(
        "last_grade_check",
        "Last Grade Check",
        Kind.DATE,
        COUNSELORS,
        "Day of the newest grade check.",
        _newest_day("grade_checks"),
        "S9",
    ),
    computed(
        "failing",
        "Failing",
        Kind.INTEGER,
        COUNSELORS,
        "Classes failing by their newest check.",
        f'=IF({{last_grade_check}}="","",COUNTIFS({_FAILING}))',
        "S9",
        width=70,
        colours=(Colour("=AND(ISNUMBER({failing}),{failing}>0)", Tone.BAD),),
    ),
    computed(
        "missing_work",
        "Missing Work",
        Kind.INTEGER,
        COUNSELORS,
        "Pieces of work missing by the newest check of each class.",
        f'=IF({{last_grade_check}}="","",SUMIFS({{grade_checks.missing}},{_CHECKED}))',
        "S9",
        width=80,
        colours=(Colour("=AND(ISNUMBER({missing_work}),{missing_work}>=3)", Tone.WARN),),
    ),
    computed(
        "failing_elsewhere",
        "Failing Elsewhere",
        Kind.TEXT,
        COUNSELORS,
        'Says "yes" when every class but our room is failing.',
        f'=IF({{last_grade_check}}="","",IF(COUNTIFS({_CHECKED},{{grade_checks.ours}},FALSE)=0,"",'
        f"IF(COUNTIFS({_FAILING},{{grade_checks.ours}},FALSE)=COUNTIFS({_CHECKED},{{grade_checks.ours}},FALSE),"
        '"yes","")))',
        "S9",
        colours=(Colour('={failing_elsewhere}="yes"', Tone.BAD),),
    ),
    computed(
        "last_organization_check",
        "Last Organization Check",
        Kind.DATE,
        COUNSELORS,
        "Day of the newest organization check.",
        _newest_day("organization_checks"),
        "S9",
    ),
    computed(
        "organization_score",
        "Organization Score",
        Kind.NUMBER,
        STUDENTS,
        "Score of the newest organization check.",
        '=IF({last_organization_check}="","",IFERROR(AVERAGEIFS({organization_checks.score},'
        '{organization_checks.student},{code},{organization_checks.date},{last_organization_check}),""))',
        "S9",
    ),
    computed(
        "last_first_talk",
        "Last First Talk",
        Kind.DATE,
        COUNSELORS,
        "Day of the newest First Talk.",
        _newest_day("first_talk"),
        "S8",
    ),
)

GOALS: tuple[Column, ...] = (
    computed(
        "open_goals",
        "Open Goals",
        Kind.INTEGER,
        STUDENTS,
        "Goals that are active.",
        '=IF({code}="","",COUNTIFS({goals.student},{code},{goals.status},"active"))',
        "S4",
        width=80,
    ),
    computed(
        "goals_on_track",
        "Goals On Track",
        Kind.INTEGER,
        STUDENTS,
        "Active goals on track, or met.",
        '=IF({code}="","",COUNTIFS({goals.student},{code},{goals.verdict},"on track")'
        '+COUNTIFS({goals.student},{code},{goals.verdict},"met"))',
        "S4",
        width=80,
    ),
    computed(
        "typing_wpm",
        "Typing WPM",
        Kind.NUMBER,
        STUDENTS,
        "Newest measure of the active typing goal.",
        f'=IF({{code}}="","",IFERROR(ROUND(AVERAGEIFS({{goals.latest}},{_TYPING}),1),""))',
        "S4",
        width=80,
    ),
    computed(
        "typing_trend",
        "Typing Trend",
        Kind.NUMBER,
        STUDENTS,
        "Words a minute gained a week.",
        f'=IF({{code}}="","",IFERROR(ROUND(AVERAGEIFS({{goals.trend_per_week}},{_TYPING}),2),""))',
        "S4",
        width=80,
        pattern="0.00",
    ),
)
