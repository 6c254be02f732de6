"""An event made by a worker that died, and deleted by a person while the calendar's sync token is lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import requests

from app.local_google.control import expire_hooks
from tests.flows.town import OWNER, Killed, Town


def test_it_stays_deleted_and_nothing_asks_for_it_again(tmp_path: Path) -> None:
    town = Town(tmp_path)
    town.open()
    town.rest()
    things = {"Name": "Ana Ruiz", "Random Things to Do": "by 2026-11-27 ask about it"}
    town.type("Students", [things], first=2)

    made: list[str] = []

    def kill(request: requests.PreparedRequest) -> None:
        if request.method == "POST" and str(request.url).partition("?")[0].endswith("/events"):
            made.append(json.loads(request.body or "")["id"])
            town.dead = True
            raise Killed

    town.wire.after = kill
    with pytest.raises(Killed):
        town.rest()
    town.live_again()
    event = f"/calendar/v3/calendars/{town.caseload.calendar_id}/events/{made[0]}"
    town.owner.call("DELETE", event)
    with town.world.transaction():
        for hook in expire_hooks["sync_token"]:
            hook(town.world, OWNER)
    town.rest()
    assert town.owner.call("GET", event)["status"] == "cancelled"
    again = town.sync(full=True)
    assert not again.changed
    assert not [call for call in again.calls if call.endswith(("batchUpdate", "insert", "patch"))]
