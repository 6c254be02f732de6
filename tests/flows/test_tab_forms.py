"""Forms of tabs from Settings to rows: First Talk, To-Do, Behavior; what flows on from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from app.core.form_access import address_digest
from app.core.model import FormRecord
from app.demo.person import FormPage
from tests.flows.first_mails import send_first_mails
from tests.flows.survey_days import LENA, NIA, told
from tests.flows.town import BASE, Kept, Town

TEACHER = "teacher@school.test"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Town, Kept]]:
    town = Town(tmp_path_factory.mktemp("town"))
    town.open()
    for title in ("First Talk", "To-Do", "Behavior"):
        town.owner.set_setting(town.book, f"Form: {title}", True)
    town.owner.set_setting(town.book, "Mail: teacher nudge", "send")
    people = [
        {"Name": "Lena Vogt", "Status": "direct", "Student Email": LENA},
        {"Name": "Nia Adler", "Status": "direct", "Student Email": NIA},
    ]
    town.type("Students", people, first=2)
    team = {"Person": "Mr Hall", "Email": TEACHER, "Role": "teacher"}
    town.type("Team", [{**team, "Student": code} for code in ("S001", "S002")], first=2)
    send_first_mails(town)
    yield town, town.keep()
    town.store.close()


@pytest.fixture
def town(opened: tuple[Town, Kept]) -> Iterator[Town]:
    town, start = opened
    yield town
    town.put_back(start)


def form_of(town: Town, kind: str, who: str) -> FormRecord:
    forms = town.store.observed.forms(town.caseload.id)
    return next(one for one in forms if one.kind == kind and one.student == who and not one.closed)


def fill(town: Town, form: FormRecord, email: str, said: Mapping[str, str | list[str]]) -> None:
    person = town.person(email)
    page = FormPage()
    page.feed(person.http.get(form.link, params={"as": email}).text)
    entries = {field: f"entry.{int(question, 16)}" for question, (_, field) in form.questions.items()}
    data = {**page.hidden, **{entries[field]: text for field, text in said.items()}}
    url = page.action if page.action.startswith("http") else BASE + page.action
    person.http.post(url, data=data).raise_for_status()


def links(town: Town) -> set[tuple[Any, Any]]:
    return {(row["Round"], row["Student"]) for row in town.rows("Survey Links")}


def test_each_student_has_a_link_and_each_teacher_a_mail(town: Town) -> None:
    assert links(town) == {(tab, code) for tab in ("First Talk", "To-Do") for code in ("S001", "S002")}
    (mail,) = town.owner.inbox(f"in:sent to:{TEACHER}")
    assert "S001" not in str(mail["payload"]["headers"])


def test_a_talks_goals_flow_to_goals_once(town: Town) -> None:
    fill(town, form_of(town, "first_talk", "S001"), LENA, {"goal_1": "Read more", "hard": "=1+1"})
    town.rest()
    (talk,) = town.rows("First Talk")
    assert (talk["Student"], talk["Goal 1"], talk["Hard"], talk["Date"]) == (
        "S001", "Read more", "=1+1", town.day(0)
    )  # fmt: skip
    (goal,) = town.rows("Goals")
    assert (goal["Student"], goal["Goal"], goal["Status"]) == ("S001", "Read more", "proposed")
    moved = talk["Moved To Goals"]
    assert moved
    assert told(town) == []
    town.pass_time(days=3)
    town.edit({"set": [f"Goals!{town.column('Goals', 'Goal')}2", "Read every day"]})
    town.rest()
    assert [row["Goal"] for row in town.rows("Goals")] == ["Read every day"], "no second one"
    assert [row["Moved To Goals"] for row in town.rows("First Talk")] == [moved]


def test_a_students_items_are_carried_to_the_next_week_until_they_are_done(town: Town) -> None:
    form = form_of(town, "to_do", "S001")
    fill(town, form, LENA, {"item": "Essay", "due": town.day(2)})
    town.pass_time(minutes=1)
    fill(town, form, LENA, {"item": "Map"})
    town.rest()
    place = next(row["#"] for row in town.rows("To-Do") if row["Item"] == "Map")
    town.edit({"set": [f"To-Do!{town.column('To-Do', 'Done')}{place}", True]})
    town.rest()
    assert {row["Ticket"] for row in town.rows("To-Do")} == {"1 of 2"}
    town.pass_time(days=7)
    town.rest()
    assert [(row["Item"], row["Week Of"]) for row in town.rows("To-Do")] == [
        ("Essay", town.day(-7)), ("Map", town.day(-7)), ("Essay", town.day(0))
    ]  # fmt: skip


def offered(town: Town, form: FormRecord) -> list[str]:
    """The boxes on the student's form."""
    question = next(key for key, (_, field) in form.questions.items() if field == "done")
    page = town.deps.connect(town.caseload.owner).forms.get(form.form_id)
    questions = (item["questionItem"]["question"] for item in page["items"])
    found = next(one for one in questions if one["questionId"] == question)
    return [option["value"] for option in found["choiceQuestion"]["options"]]


def test_a_student_adds_and_ticks_by_the_form_and_the_week_keeps_its_state(town: Town) -> None:
    form = form_of(town, "to_do", "S001")
    assert offered(town, form) == ["Nothing is on my list"]
    for item in ("Essay; with notes", "Map"):
        fill(town, form, LENA, {"item": item})
        town.pass_time(minutes=1)
    town.rest()
    assert form_of(town, "to_do", "S001").form_id == form.form_id, "the link stays"
    assert offered(town, form) == ["Essay; with notes", "Map"]
    fill(town, form, LENA, {"done": ["Essay; with notes"]})
    town.rest()
    assert [(row["Item"], row["Done"], row["Ticket"]) for row in town.rows("To-Do")] == [
        ("Essay; with notes", True, "1 of 2"), ("Map", "", "1 of 2")
    ]  # fmt: skip
    assert offered(town, form) == ["Map"]
    assert told(town) == []
    town.pass_time(days=7)
    town.rest()
    fill(town, form, LENA, {"done": ["Map"], "item": "Poster"})
    town.rest()
    assert [(row["Week Of"], row["Item"], row["Ticket"]) for row in town.rows("To-Do")] == [
        (town.day(-7), "Essay; with notes", "1 of 2"),
        (town.day(-7), "Map", "1 of 2"),
        (town.day(0), "Map", "1 of 2"),
        (town.day(0), "Poster", "1 of 2"),
    ]
    assert offered(town, form) == ["Poster"]


def test_what_is_ticked_and_not_on_the_list_any_more_is_told(town: Town) -> None:
    form = form_of(town, "to_do", "S001")
    fill(town, form, LENA, {"item": "Essay"})
    town.rest()
    place = town.rows("To-Do")[0]["#"]
    town.edit({"set": [f"To-Do!{town.column('To-Do', 'Item')}{place}", "Essay on bees"]})
    fill(town, form, LENA, {"done": ["Essay"]})
    town.rest()
    assert [row["Done"] for row in town.rows("To-Do")] == [""]
    (problem,) = told(town)
    assert "S001 ticked something on the To-Do form that is not on their list any more" in problem


def test_a_student_with_a_new_address_takes_the_form_along(town: Town) -> None:
    form = form_of(town, "to_do", "S001")
    town.edit({"set": [f"Students!{town.column('Students', 'Student Email')}2", "lena.vogt@students.test"]})
    town.rest()
    assert form_of(town, "to_do", "S001").shared_with == address_digest("lena.vogt@students.test")
    fill(town, form, "lena.vogt@students.test", {"item": "Essay"})
    town.rest()
    assert len(town.rows("To-Do")) == 1
    assert told(town) == []


def test_a_teacher_logs_behavior_of_their_own_students(town: Town) -> None:
    who = next(f.student for f in town.store.observed.forms(town.caseload.id) if f.kind == "behavior")
    form = form_of(town, "behavior", who)
    page = FormPage()
    page.feed(town.person(TEACHER).http.get(form.link, params={"as": TEACHER}).text)
    offered = next(options for options in page.choices.values() if any("S00" in one for one in options))
    said = {"student": offered[1], "period": "2", "points": "3", "max": "4", "teacher_did_step": "yes"}
    fill(town, form, TEACHER, said)
    town.rest()
    (row,) = town.rows("Behavior")
    assert (row["Student"], row["Teacher"], row["Points"], row["Day %"]) == ("S002", TEACHER, 3, 0.75)


def test_a_teacher_with_another_student_gets_another_form(town: Town) -> None:
    before = {f.form_id for f in town.store.observed.forms(town.caseload.id) if f.kind == "behavior"}
    town.type("Students", [{"Name": "Tom Ro", "Status": "direct"}], first=4)
    town.type(
        "Team", [{"Person": "Mr Hall", "Email": TEACHER, "Role": "teacher", "Student": "S003"}], first=4
    )
    town.rest()
    forms = [f for f in town.store.observed.forms(town.caseload.id) if f.kind == "behavior"]
    assert {f.closed for f in forms if f.form_id in before} == {True}
    assert len([f for f in forms if not f.closed]) == 1


def test_switched_off_the_forms_close(town: Town) -> None:
    town.owner.set_setting(town.book, "Form: To-Do", False)
    town.rest()
    forms = town.store.observed.forms(town.caseload.id)
    assert {form.closed for form in forms if form.kind == "to_do"} == {True}
    assert {form.closed for form in forms if form.kind == "first_talk"} == {False}
