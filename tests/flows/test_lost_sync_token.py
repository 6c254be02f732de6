"""The calendar's sync token is lost just after a person deleted an event: the deletion counts."""

from __future__ import annotations

import json
from pathlib import Path

from tests.flows.town import OWNER, Town


def test_an_event_deleted_while_the_token_was_lost_stays_deleted(tmp_path: Path) -> None:
    town = Town(tmp_path)
    town.open()
    town.owner.set_setting(town.book, "Date order", "day first")
    things = {"Name": "Ana Ruiz", "Random Things to Do": "by 1/12 ask about the locker"}
    town.type("Students", [things], first=2)
    town.rest()
    (row,) = (one for one in town.rows("Reminders") if one["Rule"] == "R18")
    event = f"/calendar/v3/calendars/{town.caseload.calendar_id}/events/{row['Event']}"
    town.owner.call("DELETE", event)
    town.owner.call("POST", "/_control/expire", json={"what": "sync_token", "user": OWNER})
    town.type("Reminders", [{"Due": "2026-12-14"}], first=row["#"])  # would be carried to a live event
    before = len(town.wire.sent)
    town.rest(full=True)
    assert town.owner.call("GET", event)["status"] == "cancelled"
    tried = [verb for verb, path in town.wire.sent[before:] if row["Event"] in path]
    assert tried == []  # the list of the whole calendar has deleted events as well


def test_so_does_one_made_by_a_worker_that_died(tmp_path: Path) -> None:
    town = Town(tmp_path)
    town.open()
    town.rest()
    things = {"Name": "Ana Ruiz", "Random Things to Do": "by 2026-11-27 ask about it"}
    town.type("Students", [things], first=2)
    with town.dying("/events", after=True) as made:
        town.rest()
    event = (
        f"/calendar/v3/calendars/{town.caseload.calendar_id}/events/{json.loads(made[0].body or '')['id']}"
    )
    town.owner.call("DELETE", event)
    town.owner.call("POST", "/_control/expire", json={"what": "sync_token", "user": OWNER})
    town.rest()
    assert town.owner.call("GET", event)["status"] == "cancelled"
    again = town.sync(full=True)
    assert not again.changed
    assert not [call for call in again.calls if call.endswith(("batchUpdate", "insert", "patch"))]


def test_a_meeting_called_off_while_the_token_was_lost_is_marked(tmp_path: Path) -> None:
    town = Town(tmp_path)
    town.open()
    town.type("Students", [{"Name": "Ana Ruiz", "Status": "direct"}], first=2)
    mum = {"Person": "Ada", "Email": "mum@home.test", "Role": "parent", "Student": "S001"}
    town.type("Team", [mum], first=2)
    made = {
        "summary": "Plan review",
        "attendees": [{"email": "mum@home.test"}],
        "start": {"dateTime": "2026-11-25T10:00:00Z"},
        "end": {"dateTime": "2026-11-25T11:00:00Z"},
    }
    events = "/calendar/v3/calendars/primary/events"
    event = town.owner.call("POST", events, json=made)
    town.rest()
    town.owner.call("DELETE", f"{events}/{event['id']}")
    town.owner.call("POST", "/_control/expire", json={"what": "sync_token", "user": OWNER})
    town.rest()
    (row,) = town.rows("Meetings")
    assert row["Title"] == "Cancelled: Plan review"
