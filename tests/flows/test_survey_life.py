"""Two rounds of eighteen students, from the first invitation to the second summary; in this process."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.flows.first_mails import send_first_mails
from tests.flows.letters import read
from tests.flows.survey_days import answer, form_of, helps_of, told
from tests.flows.town import OWNER, Town

pytestmark = pytest.mark.slow
QUARTERS = {"Quarter 1 start": "2026-10-03", "Quarter 2 start": "2026-11-21"}  # a Saturday each
FRIDAY = datetime(2026, 10, 2, 9, 30, tzinfo=UTC)
STUDENTS = 18
REFUSED = "no, the teacher did not offer it"


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Town, dict[str, Any]]]:
    """Both rounds; what was to be seen on the way, by name."""
    town = Town(tmp_path_factory.mktemp("town"), FRIDAY)
    seen: dict[str, Any] = {}
    begin(town)
    for number, (name, silent) in enumerate((("2026Q1", {4, 5, 6}), ("2026Q2", {5})), start=1):
        town.pass_time(days=3 if number == 1 else 33)  # to the Monday on which it opens by itself
        send_first_mails(town)
        seen[f"{name} opened"] = next(row for row in town.rows("Survey Rounds") if row["Round"] == name)
        seen[f"{name} invited"] = {address(at): to(town, at) for at in range(STUDENTS)}
        for at in range(STUDENTS):
            if at not in silent:
                respond(town, name, at)
        excuse(town, name, 6)
        town.rest()
        for _ in range(10):  # day by day past day 5 and 10, to two before the close
            town.pass_time(days=1)
            town.rest()
        town.pass_time(days=4)  # a Saturday's reminder comes on the Monday
        town.rest()
        seen[f"{name} reminded"] = {address(at): to(town, at) for at in range(STUDENTS)}
        town.pass_time(days=2)
        town.rest()
        seen[f"{name} closed"] = next(row for row in town.rows("Survey Rounds") if row["Round"] == name)
        seen[f"{name} summary"] = letters(town, OWNER, "survey round has closed")
    yield town, seen
    town.store.close()


def begin(town: Town) -> None:
    town.open()
    for setting, value in {"Mail: survey invitation": "send", **QUARTERS}.items():
        town.owner.set_setting(town.book, setting, value)
    languages = {1: "Spanish", 2: "Français"}
    people = [
        {"Name": f"Pupil{at} Test", "Status": "direct", "Student Email": address(at),
         "Language": languages.get(at, "English")}
        for at in range(STUDENTS)
    ]  # fmt: skip
    town.type("Students", people, first=2)
    helps = [
        {"Student": f"S{at + 1:03}", "Accommodation": f"Help {number} of {at}", "Status": "active"}
        for at in range(STUDENTS)
        for number in range(1, 4)
    ]
    town.type("Accommodations", helps, first=2)
    town.rest()


def address(at: int) -> str:
    return f"pupil{at}@students.test"


def respond(town: Town, name: str, at: int) -> None:
    """Each in their own words and language; the first student is refused both times."""
    form = form_of(town, f"S{at + 1:03}", name)
    first = helps_of(form)[0]
    often = {1: "muchas veces", 2: "souvent"}.get(at, "often")
    said = {(help_, "used"): often for help_ in helps_of(form)}
    if at == 0:
        said |= {(first, "used"): REFUSED, (first, "wants_a_goal"): "yes", (first, "goal"): f"Ask {name}"}
    if at == 3:
        said[first, "used"] = "sometimes" if name == "2026Q1" else "often"
    answer(town, form, address(at), said)


def excuse(town: Town, name: str, at: int) -> None:
    rows = town.rows("Survey Links")
    place = next(row["#"] for row in rows if (row["Round"], row["Student"]) == (name, f"S{at + 1:03}"))
    town.edit({"set": [f"Survey Links!{town.column('Survey Links', 'Excused')}{place}", True]})


def to(town: Town, at: int) -> int:
    """How many mails the student has got so far."""
    return len(town.owner.inbox(f"in:sent to:{address(at)}"))


def letters(town: Town, who: str, subject: str) -> list[str]:
    return [mail.text for mail in read(town.person(who).inbox(f'subject:"{subject}"'))]


def test_a_round_opens_by_itself_on_the_first_school_day_of_its_quarter(lived: Any) -> None:
    _, seen = lived
    assert seen["2026Q1 opened"]["Opens"] == "2026-10-05"
    assert seen["2026Q2 opened"]["Opens"] == "2026-11-23"


def test_everybody_is_invited_once_and_whoever_is_silent_reminded_three_times(lived: Any) -> None:
    _, seen = lived
    assert set(seen["2026Q1 invited"].values()) == {1}
    after = seen["2026Q1 reminded"]
    assert {who for who, count in after.items() if count == 4} == {address(4), address(5)}
    assert {count for who, count in after.items() if who not in (address(4), address(5))} == {1}
    more = {who: seen["2026Q2 reminded"][who] - after[who] for who in after}
    assert {who for who, count in more.items() if count == 4} == {address(5)}


def test_mails_speak_the_students_language(lived: Any) -> None:
    town, _ = lived
    for at, word in ((1, "Abrir mi encuesta"), (2, "Ouvrir mon questionnaire"), (3, "Open my survey")):
        assert all(word in mail.text for mail in read(town.owner.inbox(f"in:sent to:{address(at)}")))


def test_the_round_counts_who_answered_of_those_not_excused(lived: Any) -> None:
    _, seen = lived
    first, second = seen["2026Q1 closed"], seen["2026Q2 closed"]
    assert (first["Sent"], first["Answered"], first["State"]) == (18, 15, "closed")
    assert first["Percent"] == pytest.approx(15 / 17)
    assert (second["Answered"], second["Percent"]) == (17, 1)


def test_answers_of_every_language_count_the_same(lived: Any) -> None:
    town, _ = lived
    use = {row["Accommodation"]: row["Use %"] for row in town.rows("Accommodations")}
    assert (use["Help 1 of 1"], use["Help 1 of 2"], use["Help 1 of 3"]) == (1, 1, 0.75)
    trend = {row["Accommodation"]: row["Trend"] for row in town.rows("Accommodations")}
    assert trend["Help 1 of 3"] == "up"


def test_each_summary_comes_once_and_the_second_stands_beside_the_first(lived: Any) -> None:
    _, seen = lived
    (first,) = seen["2026Q1 summary"]
    assert "15 of 18 answered" in first
    both = seen["2026Q2 summary"]
    assert len(both) == 2
    second = next(text for text in both if "Beside 2026Q1" in text)
    assert "17 of 18 answered" in second
    assert "sometimes: 0 (was 1)" in second
    assert "Help 1 of 0: Ask 2026Q2" in second
    assert "often (was sometimes)" in second


def test_an_accommodation_refused_twice_is_to_be_looked_at_and_stays_on_the_plan(lived: Any) -> None:
    town, _ = lived
    due = [row for row in town.rows("Reminders") if row["Rule"] == "R7" and row["State"] == "open"]
    assert [row["What"] for row in due] == ["Look again: Help 1 of 0"]
    assert {row["Status"] for row in town.rows("Accommodations")} == {"active"}


def test_nobody_has_to_look_at_anything(lived: Any) -> None:
    town, _ = lived
    assert told(town) == []
