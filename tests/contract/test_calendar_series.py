"""Recurring events: expansion across clock changes, exceptions, cancellation of one, busy times."""

from collections.abc import Callable
from typing import Any

import pytest
from googleapiclient.errors import HttpError

TEACHER = "rivera@school.test"
ZONE = "Europe/Berlin"


@pytest.fixture
def events(service: Callable[..., Any]) -> Any:
    return service("calendar", "v3", TEACHER).events()


def weekly(events: Any, **facts: Any) -> dict[str, Any]:
    body = {
        "summary": "Team",
        "start": {"dateTime": "2026-03-23T09:00:00", "timeZone": ZONE},
        "end": {"dateTime": "2026-03-23T10:00:00", "timeZone": ZONE},
        "recurrence": ["RRULE:FREQ=WEEKLY;COUNT=4"],
    }
    made: dict[str, Any] = events.insert(calendarId="primary", body=body | facts).execute()
    return made


def instances(events: Any, series: str, **params: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = events.instances(calendarId="primary", eventId=series, **params).execute()[
        "items"
    ]
    return found


def test_nine_stays_nine_when_clocks_change(events: Any) -> None:
    series = weekly(events)
    found = instances(events, series["id"], timeZone=ZONE)
    assert [one["start"]["dateTime"] for one in found] == [
        "2026-03-23T09:00:00+01:00",
        "2026-03-30T09:00:00+02:00",
        "2026-04-06T09:00:00+02:00",
        "2026-04-13T09:00:00+02:00",
    ]
    assert found[1]["id"] == f"{series['id']}_20260330T070000Z"
    assert found[1]["recurringEventId"] == series["id"]
    assert "recurrence" not in found[1]
    single = events.get(calendarId="primary", eventId=found[1]["id"], timeZone=ZONE).execute()
    assert single["originalStartTime"]["dateTime"] == "2026-03-30T09:00:00+02:00"


def test_an_instance_can_be_moved_and_another_cancelled(events: Any) -> None:
    series = weekly(events)
    _, second, third, _ = instances(events, series["id"])
    moved = {
        "start": {"dateTime": "2026-03-31T14:00:00+02:00"},
        "end": {"dateTime": "2026-03-31T15:00:00+02:00"},
    }
    changed = events.patch(calendarId="primary", eventId=second["id"], body=moved).execute()
    assert changed["originalStartTime"] == second["originalStartTime"]
    events.delete(calendarId="primary", eventId=third["id"]).execute()
    with pytest.raises(HttpError) as gone:
        events.delete(calendarId="primary", eventId=third["id"]).execute()
    assert gone.value.resp.status == 410
    left = instances(events, series["id"], timeZone=ZONE)
    assert [one["start"]["dateTime"][:16] for one in left] == [
        "2026-03-23T09:00",
        "2026-03-31T14:00",
        "2026-04-13T09:00",
    ]
    flat = events.list(calendarId="primary", singleEvents=True, orderBy="startTime").execute()["items"]
    assert [one["id"] for one in flat] == [one["id"] for one in left]
    whole = events.list(calendarId="primary").execute()["items"]
    assert sorted((one["id"], one["status"]) for one in whole) == sorted(
        [(series["id"], "confirmed"), (second["id"], "confirmed"), (third["id"], "cancelled")]
    )


def test_a_sync_brings_the_exception_alone(events: Any) -> None:
    series = weekly(events)
    token = events.list(calendarId="primary").execute()["nextSyncToken"]
    second = instances(events, series["id"])[1]
    events.patch(calendarId="primary", eventId=second["id"], body={"summary": "Other"}).execute()
    found = events.list(calendarId="primary", syncToken=token).execute()["items"]
    assert [(one["id"], one["summary"]) for one in found] == [(second["id"], "Other")]


def test_all_day_series_with_exceptions_of_its_own(events: Any) -> None:
    series = weekly(
        events,
        start={"date": "2026-03-02"},
        end={"date": "2026-03-03"},
        recurrence=[
            "RRULE:FREQ=DAILY;UNTIL=20260306",
            "EXDATE;VALUE=DATE:20260304",
            "RDATE;VALUE=DATE:20260310",
        ],
    )
    assert [one["start"]["date"][-2:] for one in instances(events, series["id"])] == [
        "02",
        "03",
        "05",
        "06",
        "10",
    ]
    window = {"timeMin": "2026-03-05T00:00:00Z", "timeMax": "2026-03-06T00:00:00Z"}
    found = events.list(calendarId="primary", singleEvents=True, **window).execute()["items"]
    assert [one["id"] for one in found] == [f"{series['id']}_20260305"]


def test_until_in_utc_includes_the_last_local_one(events: Any) -> None:
    series = weekly(events, recurrence=["RRULE:FREQ=WEEKLY;UNTIL=20260406T070000Z"])
    assert len(instances(events, series["id"])) == 3


def test_an_endless_series_is_cut_by_the_window(events: Any) -> None:
    series = weekly(events, recurrence=["RRULE:FREQ=WEEKLY"])
    window = {"timeMin": "2030-01-01T00:00:00Z", "timeMax": "2030-02-01T00:00:00Z"}
    assert len(instances(events, series["id"], **window)) == 4
    assert len(instances(events, series["id"])) > 50


def test_moving_the_series_drops_exceptions_it_no_longer_has(events: Any) -> None:
    series = weekly(events)
    second = instances(events, series["id"])[1]
    events.patch(calendarId="primary", eventId=second["id"], body={"summary": "Other"}).execute()
    later = {
        "start": {"dateTime": "2026-03-23T11:00:00+01:00"},
        "end": {"dateTime": "2026-03-23T12:00:00+01:00"},
    }
    events.patch(calendarId="primary", eventId=series["id"], body=later).execute()
    assert {one["summary"] for one in instances(events, series["id"])} == {"Team"}


def test_deleting_the_series_takes_all(events: Any) -> None:
    series = weekly(events)
    second = instances(events, series["id"])[1]
    events.patch(calendarId="primary", eventId=second["id"], body={"summary": "Other"}).execute()
    events.delete(calendarId="primary", eventId=series["id"]).execute()
    assert events.list(calendarId="primary", singleEvents=True).execute()["items"] == []
    assert events.list(calendarId="primary").execute()["items"] == []


def test_guests_see_the_exceptions(service: Any, events: Any) -> None:
    series = weekly(events, attendees=[{"email": "guest@school.test"}])
    second = instances(events, series["id"])[1]
    events.delete(calendarId="primary", eventId=second["id"]).execute()
    theirs = service("calendar", "v3", "guest@school.test").events()
    assert len(theirs.list(calendarId="primary", singleEvents=True).execute()["items"]) == 3


def test_busy_times_are_merged_and_name_nothing(service: Any, events: Any) -> None:
    weekly(events)
    weekly(events, start={"dateTime": "2026-03-23T09:30:00", "timeZone": ZONE},
           end={"dateTime": "2026-03-23T11:00:00", "timeZone": ZONE}, recurrence=[])  # fmt: skip
    weekly(events, transparency="transparent")
    body = {
        "timeMin": "2026-03-23T00:00:00Z",
        "timeMax": "2026-03-31T00:00:00Z",
        "items": [{"id": TEACHER}, {"id": "stranger@elsewhere.test"}],
    }
    answer = service("calendar", "v3", TEACHER).freebusy().query(body=body).execute()
    assert answer["calendars"][TEACHER]["busy"] == [
        {"start": "2026-03-23T08:00:00Z", "end": "2026-03-23T10:00:00Z"},
        {"start": "2026-03-30T07:00:00Z", "end": "2026-03-30T08:00:00Z"},
    ]
    assert answer["calendars"]["stranger@elsewhere.test"]["errors"][0]["reason"] == "notFound"
