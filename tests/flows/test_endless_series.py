"""A series of meetings without an end: what is in sight stands on Meetings, and its rows move with it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.flows.town import Kept, Town

MUM = "mum@home.test"
EVENTS = "/calendar/v3/calendars/primary/events"
ZONE = "America/New_York"
WEEKDAYS = ["RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"]


def body(title: str, day: str, hour: int = 9, **more: Any) -> dict[str, Any]:
    clock = {"start": f"{day}T{hour:02d}:00:00", "end": f"{day}T{hour:02d}:30:00"}
    moments = {key: {"dateTime": when, "timeZone": ZONE} for key, when in clock.items()}
    return {"summary": title, "attendees": [{"email": MUM}], **moments, **more}


@pytest.fixture(scope="module")
def beginning(tmp_path_factory: pytest.TempPathFactory) -> tuple[Town, Kept]:
    """A meeting each weekday from tomorrow on, one alone in half a year, and a note on the first."""
    town = Town(tmp_path_factory.mktemp("town"))
    town.open(ZONE)
    town.type("Students", [{"Name": "Ana Ruiz", "Status": "direct"}], first=2)
    person = {"Person": "Ada", "Email": MUM, "Role": "parent", "Student": "S001"}
    town.type("Team", [person], first=2)
    made = body("Planning", "2026-11-24", recurrence=WEEKDAYS) | {"id": "planning"}
    town.owner.call("POST", EVENTS, json=made)
    town.owner.call("POST", EVENTS, json=body("Annual review", "2027-05-20"))
    town.rest()
    town.type("Meetings", [{"Notes": "Bring the plan"}], first=planned(town)[0]["#"])
    town.rest()
    return town, town.keep()


@pytest.fixture
def town(beginning: tuple[Town, Kept]) -> Town:
    town, kept = beginning
    town.put_back(kept)
    return town


def planned(town: Town) -> list[dict[str, Any]]:
    rows = [row for row in town.rows("Meetings") if "Planning" in row["Title"]]
    return sorted(rows, key=lambda row: str(row["Start"]))


def shift(town: Town, hour: int) -> None:
    moved = body("Planning", "2026-11-24", hour)
    town.owner.call("PATCH", f"{EVENTS}/planning", json={key: moved[key] for key in ("start", "end")})


def stands(town: Town, hour: int) -> None:
    """Each row is there once, at that hour, and the note beside its meeting."""
    rows = planned(town)
    assert len(rows) == 20
    assert {row["Start"][11:] for row in rows} == {f"{hour:02d}:00"}
    assert {row["End"][11:] for row in rows} == {f"{hour:02d}:30"}
    assert {row["Title"] for row in rows} == {"Planning"}
    assert [row["Start"][:10] for row in rows if row["Notes"]] == ["2026-11-24"]


def test_its_meetings_of_the_next_weeks_are_rows_and_single_ones_however_far(town: Town) -> None:
    stands(town, 9)
    assert planned(town)[-1]["Start"] == "2026-12-21 09:00"
    assert "Annual review" in {row["Title"] for row in town.rows("Meetings")}


def test_later_ones_come_in_as_time_goes_by(town: Town) -> None:
    for days in range(1, 8):
        town.pass_time(days=1)
        town.sync(scheduled=True)
        assert len(planned(town)) == 20 + min(days, 4) + (days == 7)
    assert len({row["Event"] for row in planned(town)}) == len(planned(town))


def test_that_costs_one_call_a_day(town: Town) -> None:
    def lists() -> int:
        return int(town.sync(scheduled=True).calls["calendar.events.list"])

    usual = lists()
    town.pass_time(days=1)
    assert (lists(), lists()) == (usual + 1, usual)


def test_a_deleted_row_stays_away(town: Town) -> None:
    gone = planned(town)[5]
    town.edit({"deleteRows": ["Meetings", gone["#"], 1]})
    town.pass_time(days=1)
    town.rest(full=True)
    assert gone["Event"] not in {row["Event"] for row in planned(town)}


def test_deleted_it_leaves_no_rows_of_meetings_far_away(town: Town) -> None:
    town.owner.call("DELETE", f"{EVENTS}/planning")
    town.rest()
    assert len(planned(town)) == 20
    assert {row["Title"] for row in planned(town)} == {"Cancelled: Planning"}


def test_its_rows_move_with_its_hour_and_back(town: Town) -> None:
    for hour in (11, 9):
        shift(town, hour)
        town.rest()
        stands(town, hour)
    assert not [call for call in town.sync(full=True).calls if call.endswith("batchUpdate")]


def test_a_start_that_a_person_typed_stays(town: Town) -> None:
    row = planned(town)[3]
    start = f"{row['Start'][:10]} 14:00"
    town.edit({"set": [f"Meetings!{town.column('Meetings', 'Start')}{row['#']}", start]})
    town.rest()
    shift(town, 11)
    town.rest()
    assert town.cell("Meetings", row["#"], "Start") == start
    (told,) = (line for line in town.rows("Sync") if line["Kind"] == "conflict")
    assert "11:00" in told["What To Do"]


@pytest.mark.parametrize("after", [False, True])
def test_a_worker_that_dies_at_it_doubles_nothing(town: Town, after: bool) -> None:
    shift(town, 11)
    with town.dying(":batchUpdate", after=after):
        town.rest()
    town.rest()
    stands(town, 11)
