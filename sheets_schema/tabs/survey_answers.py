"""Survey Answers: what each student says about each accommodation, a row each (S3).

The questions here are the English survey; other languages are data of `app.core.survey_texts`.
"""

from __future__ import annotations

from sheets_schema.model import (
    OWN_STUDENT,
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

_ADDED = Writer.APPENDED

_ANSWERS = (
    typed("round", "Round", Kind.TEXT, STUDENTS, "The round.", "S3", writer=_ADDED, width=80),
    student(STUDENTS, "Who answered.", "S3", writer=_ADDED),
    name(STUDENTS, "S3"),
    typed(
        "accommodation",
        "Accommodation",
        Kind.INTEGER,
        STUDENTS,
        "Id of the Accommodations row; its words stand beside it.",
        "S3",
        writer=_ADDED,
        refers="accommodations",
        width=120,
    ),
    computed(
        "accommodation_name",
        "Accommodation Name",
        Kind.TEXT,
        STUDENTS,
        "The accommodation's words, looked up by its id.",
        '=IF({accommodation}="","",IFERROR(INDEX({accommodations.accommodation},'
        'MATCH({accommodation},{accommodations.id},0))&"",""))',
        "S3",
        width=220,
    ),
    typed(
        "used",
        "Used",
        Kind.CHOICE,
        STUDENTS,
        "Whether the student used it.",
        "S3",
        writer=_ADDED,
        choices="used",
        width=210,
        asked=Question("Did you use it this quarter?", required=True),
    ),
    typed(
        "what_got_in_the_way",
        "What Got In The Way",
        Kind.CHOICE,
        STUDENTS,
        "The main barrier.",
        "S3",
        "S11",
        writer=_ADDED,
        choices="barriers",
        width=200,
        asked=Question("What got in the way?", "Skip this if nothing did."),
    ),
    typed(
        "other",
        "Other",
        Kind.TEXT,
        STUDENTS,
        "The barrier in the student's own words.",
        "S3",
        writer=_ADDED,
        width=180,
        asked=Question("Was it something else? Tell us in your own words.", "You can skip this."),
    ),
    typed(
        "helped",
        "Helped",
        Kind.INTEGER,
        STUDENTS,
        "1 not at all, 2 a little, 3 quite, 4 a lot.",
        "S3",
        writer=_ADDED,
        width=70,
        asked=Question("Did it help you?", "1 is not at all. 4 is a lot.", options=("1", "2", "3", "4")),
    ),
    typed(
        "wants_a_goal",
        "Wants A Goal",
        Kind.CHOICE,
        STUDENTS,
        "Yes becomes a proposed goal.",
        "S3",
        "S4",
        writer=_ADDED,
        choices="goal_wishes",
        asked=Question("Do you want a goal about it?", "A goal is one small thing you want to try."),
    ),
    typed(
        "goal",
        "Goal",
        Kind.TEXT,
        STUDENTS,
        "The goal in the student's words.",
        "S3",
        "S4",
        writer=_ADDED,
        width=220,
        asked=Question(
            "If yes, what is your goal?",
            "Like this: I will ask for it once a week. I will use it in one class. "
            "I will tell my teacher when it does not work.",
        ),
    ),
    typed(
        "keep",
        "Keep",
        Kind.CHOICE,
        STUDENTS,
        "What the student wants done; an answer never removes an accommodation.",
        "S3",
        writer=_ADDED,
        choices="keep_wishes",
        asked=Question("Should it stay as it is?"),
    ),
    typed(
        "who_could_help",
        "Who Could Help",
        Kind.TEXT,
        STUDENTS,
        "Asked once for all: it stands in the first row of the answer.",
        "S3",
        writer=_ADDED,
        width=200,
        asked=Question("Who could help you use these more?", "You can skip this."),
    ),
    typed(
        "anything_to_tell",
        "Anything To Tell",
        Kind.TEXT,
        OWN_STUDENT,
        "Asked once for all: what else the student wants to say.",
        "S3",
        writer=_ADDED,
        width=260,
        asked=Question("Is there more you want to tell us?", "You can skip this."),
    ),
    typed(
        "want_to_talk",
        "Want To Talk",
        Kind.CHOICE,
        STUDENTS,
        "Asked once for all: yes becomes a reminder to talk.",
        "S3",
        writer=_ADDED,
        choices="talk_wishes",
        width=100,
        asked=Question("Do you want to talk about it?"),
    ),
    typed(
        "submitted",
        "Submitted",
        Kind.DATETIME,
        STUDENTS,
        "When it was answered.",
        "S3",
        writer=_ADDED,
        width=140,
    ),
    typed(
        "source",
        "Source",
        Kind.CHOICE,
        STUDENTS,
        "Form, or an interview.",
        "S3",
        writer=_ADDED,
        choices="answer_sources",
    ),
    computed(
        "counts_as",
        "Counts As",
        Kind.NUMBER,
        STUDENTS,
        "What the answer counts in Use %, from Lists (Used Counts As beside Used). Blank: it does not count.",
        '=IF({used}="","",IFERROR(IF(ISNUMBER(INDEX({lists.used_counts_as},MATCH({used},{lists.used},0))),'
        'INDEX({lists.used_counts_as},MATCH({used},{lists.used},0)),""),""))',
        "S3",
        "S4",
    ),
)

_BEFORE = (
    '{survey_answers.student},{student},{survey_answers.round},"<>"&{round},'
    '{survey_answers.id},"<"&{id},{survey_answers.knowledge},">=0"'
)


def _known(key: str, title: str, why: str) -> Column:
    return typed(key, title, Kind.TEXT, STUDENTS, why, "S3", writer=_ADDED, width=220)


_KNOWLEDGE = (
    _known("what_it_is_for", "What It Is For", "Knowledge survey: what the student says a help is for."),
    _known(
        "which_are_mine",
        "Which Are Mine",
        "Knowledge survey: how many of their own the student knows, which not, and which are not theirs.",
    ),
    _known("how_i_ask", "How I Ask", "Knowledge survey: how the student asks for one."),
    typed(
        "knowledge",
        "Knowledge",
        Kind.NUMBER,
        STUDENTS,
        "Knowledge survey: 0 to 10. What it is for 2, which are mine 4, how I ask 4.",
        "S3",
        writer=_ADDED,
        width=90,
    ),
    computed(
        "growth",
        "Growth",
        Kind.NUMBER,
        STUDENTS,
        "Knowledge against the student's round before.",
        f'=IF(NOT(ISNUMBER({{knowledge}})),"",IF(COUNTIFS({_BEFORE})=0,"",ROUND({{knowledge}}-'
        f"SUMIFS({{survey_answers.knowledge}},{{survey_answers.id}},MAXIFS({{survey_answers.id}},{_BEFORE})),1)))",
        "S3",
        width=80,
        colours=(
            Colour("=AND(ISNUMBER({growth}),{growth}>0)", Tone.GOOD),
            Colour("=AND(ISNUMBER({growth}),{growth}<0)", Tone.WARN),
        ),
    ),
)

SURVEY_ANSWERS = Tab(
    key="survey_answers",
    title="Survey Answers",
    shape=Shape.LOG,
    module="surveys",
    sheet_id=1007,
    columns=(row_id(STUDENTS), *_ANSWERS, *_KNOWLEDGE),
    capacity=4000,
    why="One row per accommodation and answer; of the knowledge survey one row per answer. Rows may be typed "
    "after an interview.",
)
