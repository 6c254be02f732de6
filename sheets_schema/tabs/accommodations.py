"""Accommodations: what each student may use, and how far they use it by their own account (S3, S4)."""

from __future__ import annotations

from sheets_schema.model import (
    ALL_STAFF_AND_STUDENT,
    COUNSELORS,
    OWNER_ONLY,
    STUDENTS,
    TEACHERS,
    Colour,
    Kind,
    Shape,
    Tab,
    Tone,
)
from sheets_schema.tabs.columns import computed, name, row_id, student, typed


def _of_last_answer(column: str) -> str:
    return (
        f"IFERROR(INDEX({{survey_answers.{column}:rows}},MATCH({{last_answer}},{{survey_answers.id:rows}},0))"
        '&"","")'
    )


def _worth(answer: str) -> str:
    return f"SUMIFS({{survey_answers.counts_as}},{{survey_answers.id}},{{{answer}}})"


def _counts(answer: str) -> str:
    return f'COUNTIFS({{survey_answers.id}},{{{answer}}},{{survey_answers.counts_as}},">=0")'


_TYPED = (
    typed(
        "accommodation",
        "Accommodation",
        Kind.TEXT,
        ALL_STAFF_AND_STUDENT,
        "What the student may use, in words the student knows.",
        "S3",
        "S18",
        width=240,
        required=True,
    ),
    typed(
        "category", "Category", Kind.CHOICE, TEACHERS, "What sort it is.", "S3", choices="accommodation_kinds"
    ),
    typed(
        "where",
        "Where",
        Kind.TEXT,
        ALL_STAFF_AND_STUDENT,
        "All, exams, or a subject.",
        "S3",
        choices="places",
    ),
    typed("condition", "Condition", Kind.TEXT, TEACHERS, "When or how it applies.", "S3", "S18", width=180),
    typed("start", "Start", Kind.DATE, TEACHERS, "First day.", "S4"),
    typed("end", "End", Kind.DATE, TEACHERS, "Last day; blank while it goes on.", "S4"),
    typed(
        "status",
        "Status",
        Kind.CHOICE,
        TEACHERS,
        "Active ones are asked about in the survey.",
        "S3",
        "S4",
        choices="accommodation_statuses",
        width=80,
    ),
    typed("source", "Source", Kind.TEXT, COUNSELORS, "Where it was decided.", "S3", "S13"),
)

_COMPUTED = (
    computed(
        "last_use",
        "Last Use",
        Kind.TEXT,
        STUDENTS,
        "The student's newest answer about it.",
        '=IF({last_answer}="","",' + _of_last_answer("used") + ")",
        "S3",
        width=200,
    ),
    computed(
        "use_percent",
        "Use %",
        Kind.PERCENT,
        STUDENTS,
        "Mean of all answers that count: often 100 %, sometimes 50 %, no 0 %. Not needed and not offered "
        "leave the count.",
        '=IF({student}="","",IF(COUNTIFS({survey_answers.accommodation},{id},{survey_answers.counts_as},">=0")=0,"",'
        "AVERAGEIFS({survey_answers.counts_as},{survey_answers.accommodation},{id})))",
        "S3",
        "S4",
        width=70,
        colours=(
            Colour("=AND(ISNUMBER({use_percent}),{use_percent}<0.3)", Tone.BAD),
            Colour("=AND(ISNUMBER({use_percent}),{use_percent}>=0.9)", Tone.GOOD),
        ),
    ),
    computed(
        "left_out",
        "Left Out",
        Kind.INTEGER,
        STUDENTS,
        "Answers that Use % leaves out: not needed, or not offered.",
        '=IF({student}="","",COUNTIFS({survey_answers.accommodation},{id})-'
        'COUNTIFS({survey_answers.accommodation},{id},{survey_answers.counts_as},">=0"))',
        "S3",
        "S4",
        width=70,
    ),
    computed(
        "trend",
        "Trend",
        Kind.TEXT,
        STUDENTS,
        "The newest answer against the one before: up, down or steady.",
        '=IF(OR({last_answer}="",{answer_before}=""),"",'
        f'IF({_counts("last_answer")}+{_counts("answer_before")}<2,"",'
        f'IF({_worth("last_answer")}>{_worth("answer_before")},"up",'
        f'IF({_worth("last_answer")}<{_worth("answer_before")},"down","steady"))))',
        "S3",
        "S4",
        width=70,
        colours=(Colour('={trend}="up"', Tone.GOOD), Colour('={trend}="down"', Tone.WARN)),
    ),
    computed(
        "barrier",
        "Barrier",
        Kind.TEXT,
        STUDENTS,
        "What got in the way, by the newest answer.",
        '=IF({last_answer}="","",' + _of_last_answer("what_got_in_the_way") + ")",
        "S3",
        "S11",
        width=190,
    ),
    computed(
        "student_goal",
        "Student Goal",
        Kind.TEXT,
        STUDENTS,
        "The goal the student named in the newest answer, or that one is wanted.",
        '=IF({last_answer}="","",IF(' + _of_last_answer("goal") + '<>"",' + _of_last_answer("goal") + ","
        "IF(" + _of_last_answer("wants_a_goal") + '="yes","wants a goal","")))',
        "S3",
        "S4",
        width=200,
    ),
    typed(
        "review_note",
        "Review Note",
        Kind.TEXT,
        COUNSELORS,
        "What the review decided; ends the reminder about an unused accommodation.",
        "S4",
        width=220,
    ),
    computed(
        "last_answer",
        "Last Answer",
        Kind.INTEGER,
        OWNER_ONLY,
        "Id of the newest Survey Answers row about this accommodation.",
        '=IF({student}="","",IF(COUNTIFS({survey_answers.accommodation},{id})=0,"",'
        "MAXIFS({survey_answers.id},{survey_answers.accommodation},{id})))",
        "S3",
        hidden=True,
    ),
    computed(
        "answer_before",
        "Answer Before",
        Kind.INTEGER,
        OWNER_ONLY,
        "Id of the Survey Answers row before that.",
        '=IF({last_answer}="","",IF(COUNTIFS({survey_answers.accommodation},{id},{survey_answers.id},"<"&{last_answer})'
        '=0,"",MAXIFS({survey_answers.id},{survey_answers.accommodation},{id},{survey_answers.id},"<"&{last_answer})))',
        "S3",
        hidden=True,
    ),
)

ACCOMMODATIONS = Tab(
    key="accommodations",
    title="Accommodations",
    shape=Shape.REGISTER,
    module="accommodations",
    sheet_id=1004,
    columns=(
        row_id(ALL_STAFF_AND_STUDENT),
        student(ALL_STAFF_AND_STUDENT, "Whose accommodation it is.", "S3"),
        name(ALL_STAFF_AND_STUDENT, "S3"),
        *_TYPED,
        *_COMPUTED,
    ),
    capacity=600,
    why="One row per student and accommodation. A survey answer never removes one.",
)
