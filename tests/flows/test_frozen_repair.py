"""A worker frozen just before it puts right what its batch hit amiss: another does, and it stays out."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from app.errors import Fenced
from app.flows.sync import sync_caseload
from app.store.caseloads import LEASE
from tests.flows.town import Colleague, Town

DAY, LATER = date(2026, 12, 9), date(2026, 12, 11)


def on(day: date) -> dict[str, Any]:
    return {"start": {"date": f"{day}"}, "end": {"date": f"{day + timedelta(days=1)}"}}


def test_it_does_not_undo_what_the_other_wrote_since(tmp_path: Path) -> None:
    town = Town(tmp_path)
    town.open()
    things = [
        {"Name": name, "Random Things to Do": f"by 2026-11-{27 + at} ask {name}"}
        for at, name in enumerate(("Ana", "Ben", "Cid"))
    ]
    town.type("Students", things, first=2)
    town.rest()
    rows = sorted((one for one in town.rows("Reminders") if one["Rule"] == "R18"), key=lambda row: row["#"])
    calendar = f"/calendar/v3/calendars/{town.caseload.calendar_id}/events"
    town.owner.call("PATCH", f"{calendar}/{rows[0]['Event']}", json=on(DAY))
    other, batches = Colleague(town), []

    def stand_still(request: requests.PreparedRequest) -> None:
        if str(request.url).partition("?")[0].endswith(f"{town.book}:batchUpdate"):
            batches.append(request)
            if len(batches) == 1:
                town.edit({"sort": ["Reminders", town.column("Reminders", "What"), "desc"]})
            if len(batches) == 2:
                town.pass_time(seconds=LEASE.total_seconds() + 60)
                sync_caseload(other.deps, town.caseload.id)
                town.owner.call("PATCH", f"{calendar}/{rows[0]['Event']}", json=on(LATER))
                sync_caseload(other.deps, town.caseload.id)

    town.wire.before = stand_still
    with pytest.raises(Fenced):
        town.sync()
    assert len(batches) == 2
    other.leave()
    town.live_again()
    town.rest(full=True)
    due = {row["Event"]: row["Due"] for row in town.rows("Reminders") if row["Rule"] == "R18"}
    assert due == {row["Event"]: row["Due"] for row in rows} | {rows[0]["Event"]: str(LATER)}
    assert not [row for row in town.rows("Sync") if row["Kind"] == "conflict"]
