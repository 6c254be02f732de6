"""Survey Rounds and Survey Links: four times a year each student is asked (S3)."""

from __future__ import annotations

from sheets_schema.model import (
    COUNSELORS,
    OWNER_ONLY,
    Colour,
    Kind,
    Shape,
    Tab,
    Tone,
    Writer,
)
from sheets_schema.tabs.columns import computed, name, row_id, student, typed
from sheets_schema.tabs.survey_answers import SURVEY_ANSWERS

__all__ = ["SURVEY_ANSWERS", "SURVEY_LINKS", "SURVEY_ROUNDS"]

_ADDED = Writer.APPENDED
_EXCUSED = "COUNTIFS({survey_links.round},{round},{survey_links.excused},TRUE)"
_ALL = "COUNTIFS({survey_links.round},{round})"

SURVEY_ROUNDS = Tab(
    key="survey_rounds",
    title="Survey Rounds",
    shape=Shape.LOG,
    module="surveys",
    sheet_id=1005,
    columns=(
        row_id(COUNSELORS),
        typed(
            "round",
            "Round",
            Kind.TEXT,
            COUNSELORS,
            "Year and quarter: 2026Q4; of the knowledge survey 2026K1.",
            "S3",
            writer=_ADDED,
            width=80,
        ),
        typed(
            "kind",
            "Kind",
            Kind.CHOICE,
            COUNSELORS,
            "What is asked.",
            "S3",
            writer=_ADDED,
            choices="survey_kinds",
        ),
        typed("opens", "Opens", Kind.DATE, COUNSELORS, "First day students may answer.", "S3"),
        typed("closes", "Closes", Kind.DATE, COUNSELORS, "Last day students may answer.", "S3"),
        computed(
            "sent",
            "Sent",
            Kind.INTEGER,
            COUNSELORS,
            "Students whose invitation has gone out.",
            '=IF({round}="","",COUNTIFS({survey_links.round},{round},{survey_links.invited},">0"))',
            "S3",
        ),
        computed(
            "answered",
            "Answered",
            Kind.INTEGER,
            COUNSELORS,
            "Students who have answered.",
            '=IF({round}="","",COUNTIFS({survey_links.round},{round},{survey_links.answered},">0"))',
            "S3",
        ),
        computed(
            "percent",
            "Percent",
            Kind.PERCENT,
            COUNSELORS,
            "Answered, of those with a link who are not excused.",
            f'=IF({{round}}="","",IF({_ALL}-{_EXCUSED}<=0,"",MIN(1,{{answered}}/({_ALL}-{_EXCUSED}))))',
            "S3",
        ),
        computed(
            "state",
            "State",
            Kind.TEXT,
            COUNSELORS,
            "planned, open or closed, by the dates.",
            '=IF({round}="","",IF(NOT(ISNUMBER({opens})),"planned",IF({setting:Today}<{opens},"planned",'
            'IF(NOT(ISNUMBER({closes})),"open",IF({setting:Today}>{closes},"closed","open")))))',
            "S3",
            colours=(Colour('={state}="open"', Tone.NOTE), Colour('={state}="closed"', Tone.QUIET)),
        ),
    ),
    capacity=100,
    why="One row a survey round. Holdfast adds the row, the dates are yours.",
)

SURVEY_LINKS = Tab(
    key="survey_links",
    title="Survey Links",
    shape=Shape.LOG,
    module="surveys",
    sheet_id=1006,
    columns=(
        row_id(OWNER_ONLY),
        typed("round", "Round", Kind.TEXT, OWNER_ONLY, "The round.", "S3", writer=_ADDED, width=80),
        student(OWNER_ONLY, "Whose form it is.", "S3", writer=_ADDED),
        name(OWNER_ONLY, "S3"),
        typed(
            "form_link",
            "Form Link",
            Kind.LINK,
            OWNER_ONLY,
            "Opens this student's form.",
            "S3",
            writer=_ADDED,
            width=260,
        ),
        computed(
            "invited",
            "Invited",
            Kind.DATETIME,
            OWNER_ONLY,
            "When the invitation went out.",
            '=IF({id}="","",IFERROR(INDEX({holdfast.value:rows},MATCH("invited:"&{id},{holdfast.key:rows},0)),""))',
            "S3",
            width=140,
        ),
        computed(
            "answered",
            "Answered",
            Kind.DATETIME,
            OWNER_ONLY,
            "When the newest answer came.",
            '=IF({student}="","",IF(COUNTIFS({survey_answers.student},{student},{survey_answers.round},{round},'
            '{survey_answers.submitted},">0")=0,"",MAXIFS({survey_answers.submitted},{survey_answers.student},{student},'
            "{survey_answers.round},{round})))",
            "S3",
            width=140,
        ),
        typed("excused", "Excused", Kind.BOOL, OWNER_ONLY, "Ticked: the student need not answer.", "S3"),
    ),
    capacity=1000,
    why="One row per student and round: the form, when it went out, when it came back.",
)
