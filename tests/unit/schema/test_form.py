from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_schema.form import asked_columns, filled_by, form_tabs, row_of, tab_form
from sheets_schema.model import Kind
from sheets_schema.tabs.lists import LISTS
from sheets_schema.workbook import WORKBOOK
from tests.flows.town import OWNER, Town

TABS = {tab.key: tab for tab in form_tabs(WORKBOOK)}
LISTED = {
    column.key: [str(row[column.key]) for row in LISTS.first_rows if column.key in row]
    for column in LISTS.columns
}
DAY = date(2026, 11, 26)  # a Thursday


def test_every_tab_with_a_question_has_a_form_and_no_other() -> None:
    assert set(TABS) == {"progress", "first_talk", "grade_checks", "ratings", "behavior", "to_do"}
    assert {key for key, tab in TABS.items() if filled_by(tab)} == {"ratings", "behavior"}


@pytest.mark.parametrize("key", TABS)
def test_the_same_person_gets_the_same_form_and_another_one_other_ids(key: str) -> None:
    tab = TABS[key]
    form = tab_form(tab, "S001", LISTED)
    assert form == tab_form(tab, "S001", LISTED)
    assert set(form.questions.values()) == {column.key for column in asked_columns(tab)}
    assert set(form.questions).isdisjoint(tab_form(tab, "S002", LISTED).questions)
    ids = [
        found
        for request in form.requests
        if "createItem" in request
        for item in [request["createItem"]["item"]]
        for found in (item["itemId"], item["questionItem"]["question"]["questionId"])
    ]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("key", TABS)
def test_google_takes_the_form(key: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    town = Town(tmp_path_factory.mktemp("town"))
    google = town.deps.connect(OWNER)
    made = google.forms.create("A form", "A form")
    form = tab_form(TABS[key], "S001", LISTED, ("Ana (S001)", "Ben (S002)"))
    google.forms.batch(made["formId"], form.requests, made["revisionId"])
    shown = google.forms.get(made["formId"])
    assert [item["questionItem"]["question"]["questionId"] for item in shown["items"]] == list(form.questions)
    town.store.close()


def test_an_answer_becomes_the_cells_of_a_row() -> None:
    said = {"item": "=1+1", "class": "English", "due": "2026-11-30"}
    cells, unread = row_of(TABS["to_do"], said, DAY, "S001")
    assert cells == {
        "student": "S001", "week_of": date(2026, 11, 23), "item": "=1+1", "class": "English",
        "due": date(2026, 11, 30),
    }  # fmt: skip
    assert unread == ()


def test_a_teachers_answer_says_whose_it_is() -> None:
    said = {"student": "S002", "period": "3", "points": "1,5", "max": "2", "teacher_did_step": "yes"}
    cells, unread = row_of(TABS["behavior"], said, DAY, by="t@school.test")
    assert (cells["student"], cells["teacher"], cells["date"]) == ("S002", "t@school.test", DAY)
    assert (cells["points"], cells["max"], cells["teacher_did_step"]) == (1.5, 2, True)
    assert unread == ()


def test_what_cannot_be_read_stays_blank_and_is_named() -> None:
    cells, unread = row_of(TABS["behavior"], {"points": "lots", "max": "nan"}, DAY, "S001")
    assert (cells["points"], unread) == (None, ("Points", "Max"))


@given(st.dictionaries(st.sampled_from([c.key for t in TABS.values() for c in asked_columns(t)]), st.text()))
def test_any_answer_is_read(said: dict[str, str]) -> None:
    for tab in TABS.values():
        cells, _ = row_of(tab, said, datetime(2026, 11, 26, tzinfo=UTC).date(), "S001")
        for column in asked_columns(tab):
            if column.kind is Kind.TEXT:
                assert cells[column.key] == (said.get(column.key, "").strip() or None)
