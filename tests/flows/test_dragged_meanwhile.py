"""Somebody drags an event in the very moment in which a tick from the sheet is to be shown in its title."""

from __future__ import annotations

from pathlib import Path

import requests

from tests.flows.town import Town


def test_the_tick_stands_and_the_day_is_the_calendars(tmp_path: Path) -> None:
    town = Town(tmp_path)
    town.open()
    things = {"Name": "Ana Ruiz", "Random Things to Do": "by 2026-11-27 ask about it"}
    town.type("Students", [things], first=2)
    town.rest()
    (row,) = [row for row in town.rows("Reminders") if row["What"] == "ask about it"]
    town.type("Reminders", [{"Done": True}], first=row["#"])
    event = f"/calendar/v3/calendars/{town.caseload.calendar_id}/events/{row['Event']}"
    dragged = {"start": {"date": "2026-12-02"}, "end": {"date": "2026-12-03"}}

    def drag(request: requests.PreparedRequest) -> None:
        if request.method == "PATCH" and row["Event"] in str(request.url):
            town.wire.before = lambda _: None
            town.owner.call("PATCH", event, json=dragged)

    town.wire.before = drag
    town.rest()
    (row,) = [row for row in town.rows("Reminders") if row["What"] == "ask about it"]
    assert (row["Done"], row["State"], row["Due"][:10]) == (True, "done", "2026-12-02")
    assert town.owner.call("GET", event)["summary"].startswith("✓")
