"""A person gives Holdfast's own event a title, a time or a length: it stays, and the sheet follows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.flows.first_mails import mails_were_seen
from tests.flows.letters import read
from tests.flows.town import OWNER, Kept, Town

THEIRS = "Bring the blue folder, room 7"
THINGS = "by 2026-11-27 ask about it"


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Town, Kept]]:
    town = Town(Path(tmp_path_factory.mktemp("town")))
    town.open("America/New_York")
    mails_were_seen(town)
    town.type(
        "Students",
        [{"Name": "Ana Ruiz", "Status": "direct", "Joined": town.day(0), "Random Things to Do": THINGS}],
        first=2,
    )
    town.rest()
    yield town, town.keep()
    town.world.store.close()


@pytest.fixture
def town(begun: tuple[Town, Kept]) -> Town:
    town, kept = begun
    town.put_back(kept)
    return town


def reminder(town: Town) -> dict[str, Any]:
    *_, row = [row for row in town.rows("Reminders") if row["Rule"] == "R18"]
    return row


def address(town: Town) -> str:
    return (
        f"/calendar/v3/calendars/{town.store.caseloads.get(1).calendar_id}/events/{reminder(town)['Event']}"
    )


def event(town: Town) -> dict[str, Any]:
    return dict(town.owner.call("GET", address(town)))


def patch(town: Town, **fields: Any) -> None:
    town.owner.call("PATCH", address(town), json=fields)
    town.rest()


def type_(town: Town, **cells: Any) -> None:
    town.type("Reminders", [cells], first=reminder(town)["#"])
    town.rest()


def told(town: Town) -> list[Any]:
    return [row for row in town.rows("Sync") if row["Kind"] in ("problem", "conflict")]


def test_what_follows_and_the_title_outlives_a_day_and_a_tick(town: Town) -> None:
    patch(town, summary=THEIRS)
    assert reminder(town)["What"] == THEIRS
    type_(town, Due="2026-12-01")
    assert (event(town)["summary"], event(town)["start"]["date"]) == (THEIRS, "2026-12-01")
    assert reminder(town)["Due"][:10] == "2026-12-01"
    type_(town, Done=True)
    assert event(town)["summary"] == f"✓ {THEIRS}"
    type_(town, Done=False)
    assert (event(town)["summary"], reminder(town)["State"]) == (THEIRS, "open")
    assert (reminder(town)["What"], told(town)) == (THEIRS, [])


def test_the_student_in_front_is_not_said_twice_and_our_title_given_back_is_ours(town: Town) -> None:
    patch(town, summary="A.R.: ask about it, room 7")
    assert reminder(town)["What"] == "ask about it, room 7"
    patch(town, summary="✓ A.R.: ask about it")
    assert (reminder(town)["What"], reminder(town)["Done"]) == ("ask about it", True)


def test_a_tick_in_the_calendar_is_no_other_title(town: Town) -> None:
    patch(town, summary="x A.R.: ask about it")
    assert (reminder(town)["What"], reminder(town)["Done"]) == ("ask about it", True)
    assert event(town)["summary"] == "x A.R.: ask about it"
    patch(town, summary="Donut party")
    assert (reminder(town)["What"], reminder(town)["State"]) == ("Donut party", "open")


def test_our_own_title_follows_the_name_style_and_theirs_does_not(town: Town) -> None:
    town.owner.set_setting(town.book, "Name style", "code")
    town.rest()
    assert event(town)["summary"] == "S001: ask about it"
    patch(town, summary=THEIRS)
    town.owner.set_setting(town.book, "Name style", "initials")
    town.rest()
    assert (event(town)["summary"], reminder(town)["What"]) == (THEIRS, THEIRS)


def test_the_digest_calls_it_as_its_person_does(town: Town) -> None:
    patch(town, summary=THEIRS)
    town.pass_time(days=4, hours=6)
    town.rest(full=True)
    sent = read(town.owner.inbox("in:sent"))
    assert any(mail.to == OWNER and f"A.R.: {THEIRS}. " in mail.text for mail in sent)


def test_a_time_of_day_stays_over_a_tick_and_moves_with_the_day(town: Town) -> None:
    """Also over the end of summer time, by the clock on the wall."""
    at = {"dateTime": "2026-11-25T14:30:00-05:00"}, {"dateTime": "2026-11-25T15:10:00-05:00"}
    patch(town, start={**at[0], "date": None}, end={**at[1], "date": None})
    assert reminder(town)["Due"][:10] == "2026-11-25"
    type_(town, Done=True)
    assert event(town)["start"]["dateTime"] == "2026-11-25T14:30:00-05:00"
    type_(town, Done=False, Due="2027-03-15")
    assert event(town)["start"]["dateTime"] == "2027-03-15T14:30:00-04:00"
    assert event(town)["end"]["dateTime"] == "2027-03-15T15:10:00-04:00"
    assert (reminder(town)["Due"][:10], told(town)) == ("2027-03-15", [])


def test_an_event_over_several_days_keeps_its_length(town: Town) -> None:
    patch(town, start={"date": "2026-11-25"}, end={"date": "2026-11-28"})
    type_(town, Due="2026-12-01")
    assert (event(town)["start"]["date"], event(town)["end"]["date"]) == ("2026-12-01", "2026-12-04")


def test_the_title_comes_back_with_a_reminder_and_with_the_calendar(town: Town) -> None:
    patch(town, summary=THEIRS)
    things = f"Students!{town.column('Students', 'Random Things to Do')}2"
    town.edit({"set": [things, "nothing"]})
    town.rest()
    assert reminder(town)["State"] == "withdrawn"
    town.edit({"set": [things, THINGS]})
    town.rest()
    assert (event(town)["summary"], reminder(town)["What"]) == (THEIRS, THEIRS)
    town.owner.call("DELETE", address(town).partition("/events/")[0])
    town.rest()
    assert (event(town)["summary"], reminder(town)["What"]) == (THEIRS, THEIRS)


def test_a_weekday_means_the_same_friday_whatever_the_event_is_called(town: Town) -> None:
    town.edit({"set": [f"Students!{town.column('Students', 'Random Things to Do')}2", "Fri ask about it"]})
    town.rest()
    patch(town, summary=THEIRS)
    town.pass_time(days=6)
    town.rest(full=True)
    assert (reminder(town)["Due"][:10], reminder(town)["What"]) == ("2026-11-27", THEIRS)


def test_a_worker_that_died_at_its_change_takes_no_title_of_ours_for_a_persons(town: Town) -> None:
    town.owner.set_setting(town.book, "Name style", "code")
    with town.dying(verb="PATCH", after=True):
        town.rest()
    town.rest()
    assert (event(town)["summary"], reminder(town)["What"]) == ("S001: ask about it", "ask about it")


def test_who_joins_the_caseload_is_named_in_no_title_from_then_on(town: Town) -> None:
    town.edit(
        {"set": [f"Students!{town.column('Students', 'Random Things to Do')}2", "Fri ask Ben about it"]}
    )
    town.rest()
    assert event(town)["summary"] == "A.R.: ask Ben about it"
    town.type("Students", [{"Name": "Ben Quill", "Status": "direct", "Joined": town.day(0)}], first=3)
    town.rest()
    assert (event(town)["summary"], reminder(town)["What"]) == ("A.R.: A thing to do", "ask Ben about it")
