from datetime import UTC, date, datetime

import pytest

from app.core.model import FormAnswer, FormRecord
from app.core.rules import Rules
from app.core.survey import KNOWLEDGE, Asking, kind_named, round_of, round_to_open
from app.core.survey_answers import answer_rows
from app.core.survey_knowledge import MINE, NOT_MINE, knowledge_form
from app.core.survey_knowledge_texts import HOW, KNOWLEDGE_WORDING, MORE, RIGHT, SAY, WHAT_FOR
from tests.unit.core.books import book, row

NOON = datetime(2026, 8, 20, 12, tzinfo=UTC)
OWN = [row(10, student="S001", accommodation="Extra time"), row(11, student="S001", accommodation="Pizza")]
BOOK = book(accommodations=OWN, survey_rounds=[row(5, round="2026K1", kind=KNOWLEDGE)])
PLAN = knowledge_form(Asking("S001", OWN))
RECORD = FormRecord("f1", "2026K1", KNOWLEDGE, "S001", "https://x", "r1", PLAN.questions)
OTHERS = sorted(field for _, field in PLAN.questions.values() if field.startswith(NOT_MINE))
KNOWS = {(0, field): item for field, item in RIGHT.items()} | {(10, MINE): "yes", (11, MINE): "yes"}
KNOWS |= {(0, field): "no" for field in OTHERS}


def scored(said, plan=PLAN):
    question = {meaning: key for key, meaning in plan.questions.items()}
    values = {question[meaning]: (text,) for meaning, text in said.items()}
    given = FormAnswer("f1", "a1", NOON, "ana@s.org", values)
    (cells,) = answer_rows(given, RECORD, BOOK, UTC, student_email="ana@s.org").rows
    return cells


def test_whoever_knows_it_all_has_ten_and_says_how_they_ask():
    cells = scored({**KNOWS, (0, MORE): "=Pizza"})
    assert (cells["knowledge"], cells["which_are_mine"]) == (10, "knows 2 of 2")
    assert cells["what_it_is_for"] == RIGHT[WHAT_FOR]
    assert cells["how_i_ask"] == f"{RIGHT[HOW]}; {RIGHT[SAY]}"
    assert (cells["anything_to_tell"], cells["source"], cells["round"]) == ("=Pizza", "form", "2026K1")
    assert "used" not in cells


@pytest.mark.parametrize(
    ("changed", "score", "which"),
    [
        ({(0, WHAT_FOR): "It is a prize for good work"}, 8, "knows 2 of 2"),
        ({(11, MINE): "I do not know"}, 8, "knows 1 of 2; not: Pizza"),
        ({(0, OTHERS[0]): "yes"}, 8.7, f"knows 2 of 2; took for theirs: {OTHERS[0].removeprefix(NOT_MINE)}"),
        ({(0, field): "yes" for field in OTHERS}, 6, None),
        ({(10, MINE): "no", (11, MINE): "no"}, 6, "knows 0 of 2; not: Extra time, Pizza"),
    ],
)
def test_the_score(changed, score, which):
    cells = scored({**KNOWS, **changed})
    assert cells["knowledge"] == pytest.approx(score)
    assert which is None or cells["which_are_mine"] == which


@pytest.mark.parametrize("language", ["es", "fr"])
def test_answers_in_another_language_are_kept_and_scored_the_same(language):
    words = KNOWLEDGE_WORDING[language]
    said = {meaning: words.shown(text) for meaning, text in KNOWS.items()}
    assert scored(said, knowledge_form(Asking("S001", OWN, language))) == scored(KNOWS)


def test_no_help_of_the_others_is_one_of_their_own_by_another_name():
    asked = [
        row(10, student="S001", accommodation="Extended time"),
        row(11, accommodation="Room to be quiet"),
    ]
    others = [
        f for _, f in knowledge_form(Asking("S001", asked)).questions.values() if f.startswith(NOT_MINE)
    ]
    assert others == [f"{NOT_MINE}{help_}" for help_ in ("A calculator", "Short breaks", "Text read aloud")]


def test_the_order_of_the_helps_gives_nothing_away():
    titles = [r["createItem"]["item"]["title"] for r in PLAN.requests if "createItem" in r]
    assert titles[2:7] == ["A quiet room", "Extra time", "Pizza", "Short breaks", "Text read aloud"]


def test_when_it_is_asked():
    days = (date(2026, 8, 15), date(2027, 1, 11), None)  # a Saturday, a Monday
    rules = Rules(knowledge_starts=days)
    assert round_to_open(BOOK, date(2026, 8, 17), rules, KNOWLEDGE) == "", "it is there already"
    assert round_to_open(book(), date(2026, 8, 15), rules, KNOWLEDGE) == ""
    assert round_to_open(book(), date(2026, 8, 17), rules, KNOWLEDGE) == "2026K1"
    assert round_to_open(book(), date(2027, 1, 11), rules, KNOWLEDGE) == "2027K2"
    assert round_to_open(book(), date(2027, 1, 11), rules) == "", "the other survey has its own days"
    off = Rules(knowledge_starts=days, knowledge_survey=False)
    assert round_to_open(book(), date(2026, 8, 17), off, KNOWLEDGE) == ""
    asked = [round_of(date(2026, month, 15), Rules(), KNOWLEDGE) for month in (1, 6, 8)]
    assert asked == ["2026K2", "2026K3", "2026K1"]
    assert [kind_named(name) for name in ("2026K1", "2026Q1")] == [KNOWLEDGE, "use"]
