import unicodedata
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.model import FormAnswer, FormRecord
from app.core.rules import Rules
from app.core.survey import Asking, asked_accommodations, form_requests, is_open, round_of, round_row
from app.core.survey_answers import LONGEST_TEXT, answer_rows
from app.core.survey_texts import wording
from tests.unit.core.books import book, row

TODAY = date(2026, 11, 18)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def accommodation(row_id, **cells):
    return row(row_id, **{"student": "S001", "accommodation": f"Help {row_id}", "status": "active", **cells})


PLANS = [accommodation(10), accommodation(11)]
BOOK = book(
    accommodations=PLANS,
    survey_rounds=[row(5, round="2026Q4", kind="use", opens=date(2026, 11, 16), closes=date(2026, 11, 30))],
)
PLAN = form_requests(Asking("S001", PLANS))
RECORD = FormRecord("f1", "2026Q4", "use", "S001", "https://x", "r1", PLAN.questions)


def question(row_id, field):
    return next(key for key, meaning in PLAN.questions.items() if meaning == (row_id, field))


def answer(*given_ones, respondent="ana@s.org", submitted=NOON):
    values = {question(row_id, "used"): ("",) for row_id in (10, 11)}  # required, so never missing
    values |= {question(row_id, field): (text,) for row_id, field, text in given_ones}
    return FormAnswer("f1", "resp1", submitted, respondent, values)


def outcome(given_one, a_book=BOOK, **more):
    return answer_rows(given_one, RECORD, a_book, UTC, student_email="ana@s.org", own={"me@s.org"}, **more)


def test_rounds():
    assert round_of(TODAY, Rules()) == "2026Q4"
    quarters = (date(2026, 8, 17), date(2026, 10, 26), date(2027, 1, 11), None)
    assert round_of(TODAY, Rules(quarter_starts=quarters)) == "2026Q2"
    assert round_of(date(2026, 8, 1), Rules(quarter_starts=quarters)) == "2026Q3"
    here = round_row(BOOK, "2026Q4")
    assert [is_open(here, date(2026, 11, day)) for day in (15, 16, 30)] == [False, True, True]
    assert not is_open(here, date(2026, 12, 1))
    assert round_row(BOOK, "2026Q3") is None


def test_which_accommodations_are_asked():
    answers = [
        row(50, accommodation=10, student="S001", submitted=NOON),
        row(51, accommodation=11, student="S001", submitted=NOON - timedelta(days=90)),
    ]
    plans = [
        accommodation(10), accommodation(11), accommodation(12, status="trial"), accommodation(13,
        status="ended"),
        accommodation(14, end=date(2026, 11, 17)), accommodation(15, start=date(2026, 11, 19)),
        accommodation(16, student="S002"), accommodation(17),
    ]  # fmt: skip
    here = book(accommodations=plans, survey_answers=answers)
    assert [one.id for one in asked_accommodations(here, "S001", TODAY)] == [12, 17, 11, 10]
    assert [one.id for one in asked_accommodations(here, "S001", TODAY, most=2)] == [12, 17]


def test_the_form_has_our_ids_once_and_every_question():
    items = [request["createItem"]["item"] for request in PLAN.requests if "createItem" in request]
    ids = [item["itemId"] for item in items]
    ids += [item["questionItem"]["question"]["questionId"] for item in items if "questionItem" in item]
    assert len(ids) == len(set(ids))
    assert all(len(one) == 8 and 0 < int(one, 16) < 2**31 for one in ids)
    assert [request["createItem"]["location"]["index"] for request in PLAN.requests[2:]] == list(
        range(len(items))
    )
    assert sorted(PLAN.questions.values()).count((10, "used")) == 1
    assert len(PLAN.questions) == 2 * 7 + 3
    assert form_requests(Asking("S001", PLANS)) == PLAN
    assert set(form_requests(Asking("S002", PLANS)).questions).isdisjoint(PLAN.questions)


def test_options_are_those_of_lists():
    here = book(lists=[row(1, used="yes"), row(2, used="no")])
    requests = form_requests(Asking("S001", PLANS, book=here)).requests
    items = [request["createItem"]["item"] for request in requests if "createItem" in request]
    used = items[1]["questionItem"]["question"]
    assert used["required"]
    assert used["choiceQuestion"]["options"] == [{"value": "yes"}, {"value": "no"}]


def test_an_answer_becomes_one_row_for_each_accommodation():
    said = answer(
        (10, "used", "no, but I could"),
        (10, "what_got_in_the_way", "forgot"),
        (10, "wants_a_goal", "yes"),
        (11, "used", "often"),
        (11, "helped", "4"),
        (0, "anything_to_tell", "=IMPORTXML(1)"),
    )
    result = outcome(said)
    assert [(one["accommodation"], one["used"], one["helped"]) for one in result.rows] == [
        (10, "no, but I could", None),
        (11, "often", 4),
    ]
    assert all(
        (one["source"], one["submitted"], one["round"]) == ("form", NOON, "2026Q4") for one in result.rows
    )
    assert [one.get("anything_to_tell") for one in result.rows] == ["=IMPORTXML(1)", None]
    assert result.notes == ()


def test_an_answer_whose_rows_are_there_already_adds_none():
    """A run that died between the workbook and its own record reads the answer again."""
    stored = row(50, round="2026Q4", student="S001", accommodation=10, submitted=NOON.replace(microsecond=0))
    here = book(accommodations=PLANS, survey_answers=[stored])
    result = outcome(answer((10, "used", "often"), (11, "used", "often")), here)
    assert [one["accommodation"] for one in result.rows] == [11]


def test_another_account_is_kept_out_and_told():
    result = outcome(answer((10, "used", "often"), respondent="ben@s.org"))
    assert not result.counted
    assert "another account" in result.notes[0].text
    assert outcome(answer((10, "used", "often"), respondent="Ana+x@s.org")).counted
    assert outcome(answer((10, "used", "often"), respondent="")).counted


def test_the_case_manager_may_answer_with_the_student():
    (only,) = outcome(answer((10, "used", "often"), respondent="me@s.org")).rows
    assert only["source"] == "interview"


def test_late_answers_and_lost_rows_are_told():
    late = outcome(answer((10, "used", "often"), submitted=NOON + timedelta(days=20)))
    assert late.counted
    assert "after it had closed" in late.notes[0].text
    without = book(accommodations=[PLANS[0]])
    gone = outcome(answer((10, "used", "often"), (11, "used", "often")), without)
    assert [one["accommodation"] for one in gone.rows] == [10]
    assert "row is gone" in gone.notes[0].text


@pytest.mark.parametrize("touched", [True, False])
def test_an_edited_answer_changes_its_rows_until_a_person_did(touched):
    stored = row(50, round="2026Q4", student="S001", accommodation=10, used="often", submitted=NOON)
    here = book(accommodations=PLANS, survey_answers=[stored])
    later = answer((10, "used", "not needed"), (11, "used", "often"), submitted=NOON + timedelta(hours=1))
    result = outcome(later, here, before=NOON, touched=lambda row: touched)
    assert result.rows == ()
    if touched:
        assert result.changes == ()
        assert "stayed as they are" in result.notes[0].text
    else:
        ((changed, cells),) = result.changes
        assert (changed, cells["used"]) == (stored, "not needed")


def test_an_answer_seen_before_is_nothing_new():
    assert not outcome(answer((10, "used", "often")), before=NOON).counted


@given(
    st.dictionaries(
        st.sampled_from([*PLAN.questions, "00000bad"]), st.lists(st.text(), max_size=3).map(tuple)
    )
)
def test_any_answer_is_read(values):
    for one in outcome(FormAnswer("f1", "resp1", NOON, "", values)).rows:
        assert one["helped"] in (None, 1, 2, 3, 4)
        assert one["accommodation"] in (10, 11)


NASTY = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "<script>alert(1)</script>",
    "👩‍👩‍👧‍👦 ok",
    "שלום \u202eabc",
    "نعم",
    "'",
)


@given(st.one_of(st.sampled_from(NASTY), st.text()))
def test_nothing_a_student_writes_is_lost(text):
    only = outcome(answer((10, "used", "often"), (10, "other", text))).rows[0]
    kept = only["other"] or ""
    unholdable = {c for c in text if c not in "\n\t" and unicodedata.category(c) in ("Cc", "Cs")}
    assert "".join(c for c in kept if not c.isspace()) == "".join(
        c for c in text if not c.isspace() and c not in unholdable
    )


def test_a_text_too_long_for_a_cell_is_told():
    whole = outcome(answer((10, "other", "x" * LONGEST_TEXT)))
    assert (len(whole.rows[0]["other"]), whole.notes) == (LONGEST_TEXT, ())
    cut = outcome(answer((10, "other", "👍" * LONGEST_TEXT)))
    assert cut.rows[0]["other"] == "👍" * (LONGEST_TEXT // 2)
    assert "The whole text stands in the form" in cut.notes[0].text


def test_answers_in_another_language_are_kept_in_the_words_of_the_lists():
    said = answer((10, "used", "a veces"), (10, "keep", "la garder"), (10, "other", "souvent"))
    first = outcome(said).rows[0]
    assert (first["used"], first["keep"], first["other"]) == ("sometimes", "keep", "souvent")


def test_the_language_column_is_read_as_people_type_it():
    titles = {
        typed: wording(typed).title for typed in ("Español (México)", "es-MX", "SPANISH", "Français", "fr")
    }
    assert set(titles.values()) == {wording("es").title, wording("fr").title}
    assert wording("Estonian") == wording("") == wording("English")
