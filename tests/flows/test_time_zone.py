"""Settings says another time zone: the service and the workbook's formulas go by it, typed cells stay."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.core.gathering import Gathering
from tests.flows.letters import letter_from
from tests.flows.survey_days import LENA, answer, form_of, helps_of, open_round
from tests.flows.town import Kept, Town

MUM = "mum@home.test"
EVENTS = "/calendar/v3/calendars/primary/events"
ZONE = "America/Los_Angeles"


@pytest.fixture(scope="module")
def beginning(tmp_path_factory: pytest.TempPathFactory) -> tuple[Town, Kept]:
    """A parent, two meetings with her, of which one's Start was typed over; then the setting."""
    town = Town(tmp_path_factory.mktemp("town"))
    town.open()
    town.type("Students", [{"Name": "Ana Ruiz", "Status": "direct"}], first=2)
    person = {"Person": "Ada", "Email": MUM, "Role": "parent", "Student": "S001"}
    town.type("Team", [person], first=2)
    for title, day in (("Review", "2026-11-30"), ("Check-in", "2026-12-01")):
        hours = {end: {"dateTime": f"{day}T{hour}:00:00Z"} for end, hour in (("start", 17), ("end", 18))}
        town.owner.call("POST", EVENTS, json={"summary": title, "attendees": [{"email": MUM}], **hours})
    town.rest()
    at = meeting(town, "Check-in")["#"]
    town.edit({"set": [f"Meetings!{town.column('Meetings', 'Start')}{at}", "2026-12-01 16:30"]})
    town.rest()
    town.owner.set_setting(town.book, "Time zone", ZONE)
    return town, town.keep()


@pytest.fixture
def town(beginning: tuple[Town, Kept]) -> Town:
    town, kept = beginning
    town.put_back(kept)
    return town


def meeting(town: Town, title: str) -> dict[str, Any]:
    return next(row for row in town.rows("Meetings") if row["Title"] == title)


def times(town: Town, title: str) -> tuple[str, str]:
    row = meeting(town, title)
    return row["Start"], row["End"]


def workbook_zone(town: Town) -> str:
    path = f"/v4/spreadsheets/{town.book}"
    found = town.owner.call("GET", path, params={"fields": "properties.timeZone"})
    return str(found["properties"]["timeZone"])


def all_goes_by_it(town: Town) -> None:
    assert workbook_zone(town) == town.store.caseloads.get(town.caseload.id).zone.key == ZONE
    assert times(town, "Review") == ("2026-11-30 09:00", "2026-11-30 10:00")
    assert times(town, "Check-in") == ("2026-12-01 16:30", "2026-12-01 10:00")
    assert not [row for row in town.rows("Sync") if row["Kind"] == "conflict"]


def test_mail_is_dated_and_today_is_counted_by_it(town: Town) -> None:
    town.rest()
    all_goes_by_it(town)
    monday_evening = datetime(2026, 11, 24, 3, 30, tzinfo=UTC)
    town.pass_time(seconds=(monday_evening - town.world.now()).total_seconds())
    town.mail(letter_from(f"<{MUM}>", "A question", monday_evening))
    town.rest()
    assert [row["Date"] for row in town.rows("Contact Log")] == ["2026-11-23"]
    (today,) = (row["Value"] for row in town.rows("Settings") if row["Setting"] == "Today")
    assert today == "2026-11-23"


def test_a_further_sync_writes_nothing(town: Town) -> None:
    town.rest()
    assert not [call for call in town.sync(full=True).calls if call.endswith("batchUpdate")]


def test_what_the_calendar_says_later_follows_by_the_new_clock(town: Town) -> None:
    town.rest()
    event = f"{EVENTS}/{meeting(town, 'Review')['Event']}"
    hours = {end: {"dateTime": f"2026-11-30T{hour}:00:00Z"} for end, hour in (("start", 20), ("end", 21))}
    town.owner.call("PATCH", event, json=hours)
    town.rest(full=True)
    assert times(town, "Review") == ("2026-11-30 12:00", "2026-11-30 13:00")
    assert not [row for row in town.rows("Sync") if row["Kind"] == "conflict"]


def test_so_does_what_it_says_in_the_same_pass(town: Town) -> None:
    event = f"{EVENTS}/{meeting(town, 'Review')['Event']}"
    town.owner.call("PATCH", event, json={"start": {"dateTime": "2026-11-30T16:00:00Z"}})
    town.rest()
    assert times(town, "Review") == ("2026-11-30 08:00", "2026-11-30 10:00")
    assert not [row for row in town.rows("Sync") if row["Kind"] == "conflict"]


@pytest.mark.parametrize("after", [False, True])
def test_a_worker_that_dies_at_the_write_changes_nothing_of_it(town: Town, after: bool) -> None:
    with town.dying(":batchUpdate", after=after):
        town.rest()
    town.rest()
    all_goes_by_it(town)


@pytest.mark.parametrize("typed", ["Los Angeles", ""])
def test_without_a_readable_name_the_zone_of_before_goes_on(town: Town, typed: str) -> None:
    town.rest()
    town.owner.set_setting(town.book, "Time zone", typed)
    town.rest()
    all_goes_by_it(town)
    told = [row["What To Do"] for row in town.rows("Sync") if "so the one of before goes on" in row["What"]]
    assert told == (["For example: Europe/Vienna"] if typed else [])


def test_one_that_google_does_not_know_stops_nothing(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    go_by = Gathering.go_by
    monkeypatch.setattr(Gathering, "go_by", lambda plan, _, times: go_by(plan, "Mars/Olympus", times))
    town.rest()
    assert workbook_zone(town) == "UTC"
    assert times(town, "Review") == ("2026-11-30 09:00", "2026-11-30 10:00")


def test_a_dry_run_says_it_and_changes_nothing(town: Town) -> None:
    assert f"Changes the time zone to {ZONE}." in town.sync(dry_run=True).said
    assert workbook_zone(town) == town.store.caseloads.get(town.caseload.id).zone.key == "UTC"


def test_an_answer_edited_afterwards_finds_its_rows(tmp_path: Path) -> None:
    town = Town(tmp_path)
    open_round(town)
    form = form_of(town)
    edit = answer(town, form, LENA, {})
    town.rest()
    town.owner.set_setting(town.book, "Time zone", ZONE)
    town.rest()
    assert {row["Submitted"][:13] for row in town.rows("Survey Answers")} == {"2026-11-23 01"}
    town.pass_time(minutes=10)
    first, _ = helps_of(form)
    answer(town, form, LENA, {(first, "used"): "not needed"}, edit)
    town.rest(full=True)
    rows = town.rows("Survey Answers")
    assert len(rows) == 2
    assert "not needed" in {row["Used"] for row in rows}
