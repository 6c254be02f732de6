"""Decisions, Modifications, Status History: what was decided about a student, and by whom (S13, S14, S24)."""

from __future__ import annotations

from sheets_schema.model import COUNSELORS, OWNER_ONLY, Colour, Kind, Shape, Tab, Tone, Writer
from sheets_schema.tabs.columns import computed, name, row_id, student, typed

DECISIONS = Tab(
    key="decisions",
    title="Decisions",
    shape=Shape.LOG,
    module="decisions",
    sheet_id=1028,
    columns=(
        row_id(COUNSELORS),
        typed("date", "Date", Kind.DATE, COUNSELORS, "Day of the decision.", "S14", required=True),
        student(COUNSELORS, "Whom it is about.", "S14"),
        name(COUNSELORS, "S14"),
        typed("decision", "Decision", Kind.TEXT, COUNSELORS, "What was decided.", "S14", width=260),
        typed("decided_by", "Decided By", Kind.TEXT, COUNSELORS, "Who decided.", "S14", width=160),
        typed(
            "case_manager_consulted", "Case Manager Consulted", Kind.BOOL, COUNSELORS, "Ticked: yes.", "S14"
        ),
        typed("counselor_consulted", "Counselor Consulted", Kind.BOOL, COUNSELORS, "Ticked: yes.", "S14"),
        typed("reason", "Reason", Kind.TEXT, COUNSELORS, "The reason given.", "S14", width=220),
        typed("effect", "Effect", Kind.TEXT, COUNSELORS, "What it means for the student.", "S14", width=220),
        computed(
            "flag",
            "Flag",
            Kind.TEXT,
            COUNSELORS,
            "Who was not consulted.",
            '=IF({decision}="","",IF({case_manager_consulted}=TRUE,'
            'IF({counselor_consulted}=TRUE,"","counselor not consulted"),'
            'IF({counselor_consulted}=TRUE,"case manager not consulted","nobody consulted")))',
            "S14",
            width=210,
            colours=(
                Colour('={flag}="counselor not consulted"', Tone.WARN),
                Colour('=OR({flag}="case manager not consulted",{flag}="nobody consulted")', Tone.BAD),
            ),
        ),
    ),
    capacity=500,
    why="Every decision about a student, so that none is found out by mail.",
)

MODIFICATIONS = Tab(
    key="modifications",
    title="Modifications",
    shape=Shape.REGISTER,
    module="decisions",
    sheet_id=1029,
    columns=(
        row_id(COUNSELORS),
        student(COUNSELORS, "Whose course is modified.", "S13"),
        name(COUNSELORS, "S13"),
        typed(
            "subject", "Subject", Kind.TEXT, COUNSELORS, "The course.", "S13", choices="classes", width=140
        ),
        typed(
            "what",
            "What",
            Kind.TEXT,
            COUNSELORS,
            "What is taught or graded otherwise than for the class.",
            "S13",
            width=220,
        ),
        typed("since", "Since", Kind.DATE, COUNSELORS, "First day.", "S13"),
        typed("decided_in", "Decided In", Kind.TEXT, COUNSELORS, "The meeting or mail.", "S13", width=160),
        typed(
            "consequences_told",
            "Consequences Told",
            Kind.DATE,
            COUNSELORS,
            "Day the family was told what it can cost later.",
            "S13",
        ),
        computed(
            "effect_on_path",
            "Effect On Path",
            Kind.TEXT,
            COUNSELORS,
            "What a modified course does to the student's Graduation Path, by Path Effects on Lists.",
            '=IF(OR({student}="",{subject}=""),"",IFERROR(INDEX({lists.path_effects},'
            'MATCH(INDEX({students.graduation_path},MATCH({student},{students.code},0))&"",{lists.paths},0))&"",'
            '"no path chosen yet"))',
            "S13",
            width=260,
            colours=(Colour('=LEFT({effect_on_path},4)="cost"', Tone.BAD),),
        ),
        typed("review", "Review", Kind.DATE, COUNSELORS, "Day to look at it again.", "S13"),
    ),
    capacity=150,
    why="A modified course in grade 6 can cost the diploma in grade 12: say so while it can be changed.",
)

_ADDED = Writer.APPENDED

STATUS_HISTORY = Tab(
    key="status_history",
    title="Status History",
    shape=Shape.LOG,
    module="decisions",
    sheet_id=1030,
    columns=(
        row_id(COUNSELORS),
        typed("date", "Date", Kind.DATE, COUNSELORS, "Day of the change.", "S24", writer=_ADDED),
        student(COUNSELORS, "Whose status changed.", "S24", writer=_ADDED),
        name(COUNSELORS, "S24"),
        typed(
            "what",
            "What",
            Kind.TEXT,
            COUNSELORS,
            "Status, Plan or Path: which of them changed.",
            "S24",
            writer=_ADDED,
        ),
        typed("from", "From", Kind.TEXT, COUNSELORS, "What it was.", "S24", writer=_ADDED),
        typed("to", "To", Kind.TEXT, COUNSELORS, "What it became.", "S24", writer=_ADDED),
        typed("reason", "Reason", Kind.TEXT, OWNER_ONLY, "Why, in your words.", "S24", width=260),
    ),
    capacity=500,
    why="Added when Status, Plan or Graduation Path of a student changes.",
)
