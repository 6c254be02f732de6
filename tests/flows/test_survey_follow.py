"""What follows an answer in the workbook: proposed rows, once; the numbers beside each accommodation."""

from __future__ import annotations

from typing import Any

import pytest

from tests.flows.survey_days import LENA, answer, delete_rows, form_of, helps_of, told
from tests.flows.town import Town

NOT_OFFERED = "no, the teacher did not offer it"


@pytest.fixture
def town(in_round: Town) -> Town:
    return in_round


def goals(town: Town) -> list[tuple[Any, ...]]:
    return [
        (row["Student"], row["Kind"], row["Goal"], row["Status"], row["Accommodation"])
        for row in town.rows("Goals")
    ]


def wish(town: Town, *, edit: str = "", name: str = "2026Q4", goal: str = "Ask Tom") -> str:
    """Lena wants a goal about her first help; the second was not offered."""
    form = form_of(town, name=name)
    first, second = helps_of(form)
    said = {(first, "wants_a_goal"): "yes", (first, "goal"): goal, (second, "used"): NOT_OFFERED}
    return answer(town, form, LENA, said, edit)


def test_a_wish_and_a_refusal_become_proposed_rows_once_whatever_people_do_to_them(town: Town) -> None:
    token = wish(town)
    town.rest()
    first = helps_of(form_of(town))[0]
    assert goals(town) == [("S001", "accommodation", "Ask Tom", "proposed", first)]
    (offer,) = town.rows("Advocacy")
    assert (offer["Accommodation"], offer["Objection"]) == ("A quiet room", "It was not offered.")
    delete_rows(town, "Goals", 2, 2)
    town.edit({"set": [f"Advocacy!{town.column('Advocacy', 'Evidence')}2", "in my own words"]})
    town.rest()
    town.pass_time(days=1)
    wish(town, edit=token, goal="Ask Tim")
    town.rest(full=True)
    assert goals(town) == []
    assert [row["Evidence"] for row in town.rows("Advocacy")] == ["in my own words"]
    assert told(town) == []


def test_who_wants_to_hear_more_is_proposed_a_goal_that_fits_what_got_in_the_way(town: Town) -> None:
    form = form_of(town)
    first = helps_of(form)[0]
    said = {"used": "no, but I could", "what_got_in_the_way": "forgot", "wants_a_goal": "tell me more"}
    answer(town, form, LENA, {(first, field): text for field, text in said.items()})
    town.rest()
    assert [row[2] for row in goals(town)] == ["I will put a note on my desk and use it once a day."]


def test_no_second_goal_while_one_stands_and_the_numbers_follow_the_rounds(town: Town) -> None:
    wish(town)
    town.rest()
    town.edit({"set": [f"Goals!{town.column('Goals', 'Status')}2", "active"]})
    town.pass_time(days=21)
    row = {"Round": "2027Q1", "Kind": "use", "Opens": town.day(0), "Closes": town.day(14)}
    town.type("Survey Rounds", [row])
    town.rest()
    form = form_of(town, name="2027Q1")
    first, second = helps_of(form)
    said = {(first, "used"): "sometimes", (first, "wants_a_goal"): "yes", (second, "used"): "not needed"}
    answer(town, form, LENA, {**said, (first, "what_got_in_the_way"): "too slow"})
    town.rest()
    assert len(goals(town)) == 1
    shown = [
        (row["Use %"], row["Left Out"], row["Trend"], row["Barrier"], row["Last Use"])
        for row in town.rows("Accommodations")
        if row["Student"] == "S001"
    ]
    assert shown == [(0.75, 0, "down", "too slow", "sometimes"), ("", 2, "", "", "not needed")]
    start = town.owner.call("GET", f"/v4/spreadsheets/{town.book}/values/Start!A17:I23")["values"]
    beside = {line[4]: (line[5], line[6]) for line in start[1:]}
    assert beside["often"] == ("0", "1")
    assert beside[NOT_OFFERED] == ("0", "1")
    assert beside["not needed"] == ("1", "0")
    assert (start[1][1], start[1][7], start[1][8]) == ("2027Q1", "2026Q4", "1")
