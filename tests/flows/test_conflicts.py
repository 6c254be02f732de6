"""Both sides changed one thing: the sheet wins, and the other value stays on Sync until it is dealt with."""

from __future__ import annotations

from typing import Any

import pytest

from tests.flows.town import Kept, Town


@pytest.fixture(scope="module")
def quarrelled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Town, Kept]:
    """A reminder that was moved in the sheet and, before the sync, in the calendar as well."""
    town = Town(tmp_path_factory.mktemp("town"))
    town.open()
    town.owner.set_setting(town.book, "Date order", "day first")
    town.type("Students", [{"Name": "Ana Ruiz", "Random Things to Do": "by 27/11 ask about it"}], first=2)
    town.rest()
    event = reminder(town)["Event"]
    town.type("Reminders", [{"Due": "2026-11-30"}], first=reminder(town)["#"])
    path = f"/calendar/v3/calendars/{town.caseload.calendar_id}/events/{event}"
    moved = {"start": {"date": "2026-12-01"}, "end": {"date": "2026-12-02"}}
    town.owner.call("PATCH", path, json=moved)
    town.rest()
    return town, town.keep()


@pytest.fixture
def town(quarrelled: tuple[Town, Kept]) -> Town:
    town, kept = quarrelled
    town.put_back(kept)
    return town


def reminder(town: Town) -> dict[str, Any]:
    return next(row for row in town.rows("Reminders") if row["Rule"] == "R18")


def conflicts(town: Town) -> list[dict[str, Any]]:
    return [row for row in town.rows("Sync") if row["Kind"] == "conflict"]


def test_a_conflict_stands_with_the_other_value_until_its_line_is_deleted(town: Town) -> None:
    town.pass_time(days=3)
    town.edit({"insertRows": ["Reminders", 2, 3]})
    town.rest(full=True)
    assert reminder(town)["Due"].startswith("2026-11-30")
    (line,) = conflicts(town)
    assert "2026-12-01" in line["What To Do"]
    assert line["When"].startswith("2026-11-23")
    assert f"Reminders!{town.column('Reminders', 'Due')}{reminder(town)['#']}:" in line["What"]
    town.edit({"deleteRows": ["Sync", line["#"], 1]})
    town.rest(full=True)
    assert not conflicts(town)
    assert reminder(town)["Due"].startswith("2026-11-30")


def test_typing_the_other_value_ends_it(town: Town) -> None:
    town.type("Reminders", [{"Due": "2026-12-01"}], first=reminder(town)["#"])
    town.rest()
    assert not conflicts(town)


def test_what_was_typed_over_a_formula_stays_to_be_read(town: Town) -> None:
    at = town.column("Students", "Days Since Contact")
    town.edit({"set": [f"Students!{at}2", "rang on Monday"]})
    town.rest(full=True)
    town.pass_time(days=2)
    town.rest(full=True)
    assert ["rang on Monday" in line["What To Do"] for line in conflicts(town)].count(True) == 1


def test_numbers_of_a_typed_category_stay_and_the_formula_beside_them_comes_back(town: Town) -> None:
    rules = {row["Category"]: row["#"] for row in town.rows("Award Rules") if row["Category"]}
    town.edit({"set": [f"Award Rules!{town.column('Award Rules', 'Source')}{rules['Effort']}", "typed"]})
    scores = {title: town.column("Award Scores", title) for title in ("Effort", "Respect")}
    town.edit(
        {"set": [f"Award Scores!{scores['Effort']}2", "81"]},
        {"set": [f"Award Scores!{scores['Respect']}2", "3.9"]},
    )
    town.pass_time(days=1)
    town.rest(full=True)
    row = town.rows("Award Scores")[0]
    assert (row["Effort"], row["Respect"]) in ((81, ""), ("81", ""))
    assert [line["What To Do"] for line in conflicts(town) if "3.9" in line["What To Do"]]
    assert not [line for line in conflicts(town) if "Effort" in line["What"]]
    assert dict(town.rows("Award")[0])["Score"] not in ("", None)


def test_a_formula_that_cannot_be_right_comes_back_and_one_that_may_be_stays(town: Town) -> None:
    """Rows may move while a row's formulas are written: then they name another row, or one that is gone."""
    town.type("Team", [{"Person": f"Parent {at}", "Student": "S001"} for at in range(1, 5)], first=2)
    town.rest(full=True)
    at, student = town.column("Team", "Name"), town.column("Team", "Student")

    def entered() -> list[Any]:
        asked = {"valueRenderOption": "FORMULA"}
        path = f"/v4/spreadsheets/{town.book}/values/Team!{at}2:{at}5"
        return [line[0] for line in town.owner.call("GET", path, params=asked)["values"]]

    right = entered()
    theirs = f'={student}4&" himself"'
    town.edit(
        {"set": [f"Team!{at}2", right[0].replace(f"${student}2", "#REF!")]},
        {"set": [f"Team!{at}3", right[0].replace(f"{student}2", f"{student}9")]},
        {"set": [f"Team!{at}4", theirs]},
    )
    town.pass_time(days=1)
    town.rest(full=True)
    assert entered() == [*right[:2], theirs, right[3]]
    assert not [line for line in conflicts(town) if "Name" in line["What"]]
