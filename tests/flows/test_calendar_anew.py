"""Somebody deleted Holdfast's calendar: another one is made, once, with what was open and nothing else."""

from __future__ import annotations

import pytest

from tests.flows.first_mails import mails_were_seen
from tests.flows.town import Kept, Killed, Town


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> tuple[Town, Kept]:
    """Four things to do: one done, one whose event its person deleted, one moved, one as it was; and then
    the calendar is deleted."""
    town = Town(tmp_path_factory.mktemp("town"))
    town.open()
    mails_were_seen(town)
    town.owner.set_setting(town.book, "Date order", "day first")
    things = "\n".join(f"by {day}/12 ask {what}" for day, what in ((1, "a"), (2, "b"), (3, "c"), (4, "d")))
    town.type("Students", [{"Name": "Ana Ruiz", "Random Things to Do": things}], first=2)
    town.rest()
    rows = {row["What"][-1]: row for row in town.rows("Reminders") if row["Rule"] == "R18"}
    town.type("Reminders", [{"Done": True}], first=rows["a"]["#"])
    calendar = f"/calendar/v3/calendars/{town.caseload.calendar_id}"
    town.owner.call("DELETE", f"{calendar}/events/{rows['b']['Event']}")
    town.type("Reminders", [{"Due": "2026-12-14"}], first=rows["c"]["#"])
    town.rest()
    town.owner.call("DELETE", calendar)
    return town, town.keep()


@pytest.fixture
def town(begun: tuple[Town, Kept]) -> Town:
    town, kept = begun
    town.put_back(kept)
    return town


def calendars(town: Town) -> list[str]:
    listed = town.owner.call("GET", "/calendar/v3/users/me/calendarList")["items"]
    return [one["id"] for one in listed if one["summary"].startswith("Holdfast")]


def days(town: Town) -> list[str]:
    """The days of all reminders on the calendar there is."""
    (calendar,) = calendars(town)
    events = town.owner.call("GET", f"/calendar/v3/calendars/{calendar}/events")["items"]
    return sorted(event["start"]["date"] for event in events)


def test_it_is_made_again_with_what_was_open(town: Town) -> None:
    open_days = sorted(
        row["Due"][:10]
        for row in town.rows("Reminders")
        if row["State"] == "open" and "ask b" not in row["What"]
    )
    assert {"2026-12-14", "2026-12-04"} <= set(open_days)
    assert town.sync(dry_run=True).outcome == "refused"
    assert calendars(town) == []
    town.sync(scheduled=True)
    assert days(town) == open_days
    town.rest()
    town.rest(full=True)
    assert days(town) == open_days
    assert town.store.caseloads.get(town.caseload.id).calendar_id == calendars(town)[0]


def test_it_follows_again_afterwards(town: Town) -> None:
    town.rest()
    (calendar,) = calendars(town)
    events = town.owner.call("GET", f"/calendar/v3/calendars/{calendar}/events")["items"]
    event = next(one for one in events if one["start"]["date"] == "2026-12-04")
    moved = {"start": {"date": "2026-12-09"}, "end": {"date": "2026-12-10"}}
    town.owner.call("PATCH", f"/calendar/v3/calendars/{calendar}/events/{event['id']}", json=moved)
    town.rest()
    (row,) = [row for row in town.rows("Reminders") if row["Event"] == event["id"]]
    assert row["Due"].startswith("2026-12-09")


def test_deleted_again_at_once_it_stays_away_for_an_hour(town: Town) -> None:
    town.rest()
    town.owner.call("DELETE", f"/calendar/v3/calendars/{calendars(town)[0]}")
    assert town.sync().outcome == "refused"
    assert calendars(town) == []
    town.pass_time(minutes=61)
    town.rest()
    assert len(calendars(town)) == 1


@pytest.mark.slow
def test_a_kill_at_any_call_ends_with_every_reminder_once(town: Town, begun: tuple[Town, Kept]) -> None:
    town.rest()
    wanted, calls = days(town), len([one for one in town.wire.sent if one[0] != "GET"])
    for at in range(calls):
        town.put_back(begun[1])
        left = at

        def kill(_: object) -> None:
            nonlocal left
            if town.wire.sent[-1][0] != "GET":
                left -= 1
                if left < 0:
                    town.dead = True
                    raise Killed

        town.wire.after = kill
        with pytest.raises(Killed):
            town.sync()
        town.live_again()
        town.rest()
        own = town.store.caseloads.get(town.caseload.id).calendar_id
        events = town.owner.call("GET", f"/calendar/v3/calendars/{own}/events")["items"]
        assert sorted(event["start"]["date"] for event in events) == wanted
        _told_apart(town, own)
        assert not town.store.ledger.open(town.caseload.id)


def _told_apart(town: Town, own: str) -> None:
    """A calendar that a dead worker left is empty, and the one in use says so: none of our calls finds it."""
    left = [one for one in calendars(town) if one != own]
    for one in left:
        assert town.owner.call("GET", f"/calendar/v3/calendars/{one}/events")["items"] == []
    if left:
        described = town.owner.call("GET", f"/calendar/v3/calendars/{own}")["description"]
        assert "the one in use" in described
