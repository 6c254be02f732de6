"""Somebody drags an event in the very moment in which Holdfast is about to change it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import requests

from tests.flows.town import Town

THINGS = "by 2026-11-27 ask about it"
DRAGGED = {"start": {"date": "2026-12-02"}, "end": {"date": "2026-12-03"}}


def reminder(town: Town) -> dict[str, Any]:
    (row,) = [row for row in town.rows("Reminders") if row["What"] == "ask about it"]
    return row


@pytest.fixture
def town(tmp_path: Path) -> Town:
    town = Town(tmp_path)
    town.open()
    town.type("Students", [{"Name": "Ana Ruiz", "Random Things to Do": THINGS}], first=2)
    town.rest()
    return town


def event_of(town: Town) -> str:
    return f"/calendar/v3/calendars/{town.caseload.calendar_id}/events/{reminder(town)['Event']}"


def drag_before(town: Town, verb: str) -> None:
    """Holdfast's next such call for the event comes just too late."""
    event = event_of(town)

    def drag(request: requests.PreparedRequest) -> None:
        if request.method == verb and event.rpartition("/")[2] in str(request.url):
            town.wire.before = lambda _: None
            town.owner.call("PATCH", event, json=DRAGGED)

    town.wire.before = drag


def test_the_tick_stands_and_the_day_is_the_calendars(town: Town) -> None:
    town.type("Reminders", [{"Done": True}], first=reminder(town)["#"])
    drag_before(town, "PATCH")
    town.rest()
    row = reminder(town)
    assert (row["Done"], row["State"], row["Due"][:10]) == (True, "done", "2026-12-02")
    assert town.owner.call("GET", event_of(town))["summary"].startswith("✓")


def test_a_day_typed_in_the_sheet_stands_against_the_drag_that_kept_it_out(town: Town) -> None:
    town.type("Reminders", [{"Due": "2026-12-11"}], first=reminder(town)["#"])
    drag_before(town, "PATCH")
    town.sync()
    town.rest()
    assert reminder(town)["Due"][:10] == "2026-12-11"
    assert town.owner.call("GET", event_of(town))["start"]["date"] == "2026-12-11"
    (line,) = [row for row in town.rows("Sync") if row["Kind"] == "conflict"]
    assert "2026-12-02" in line["What To Do"]


def test_the_day_stays_with_a_reminder_that_is_withdrawn_and_comes_back(town: Town) -> None:
    things = f"Students!{town.column('Students', 'Random Things to Do')}2"
    town.edit({"set": [things, "nothing"]})
    drag_before(town, "DELETE")
    town.rest()
    assert reminder(town)["State"] == "withdrawn"
    town.edit({"set": [things, THINGS]})
    town.rest()
    row = reminder(town)
    assert (row["State"], row["Due"][:10]) == ("open", "2026-12-02")
    assert town.owner.call("GET", event_of(town))["start"]["date"] == "2026-12-02"
