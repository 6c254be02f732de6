"""Listing events: windows, search, paging, and sync tokens with what may not go with them."""

from collections.abc import Callable
from typing import Any

import pytest
from googleapiclient.errors import HttpError

TEACHER = "rivera@school.test"


@pytest.fixture
def events(service: Callable[..., Any]) -> Any:
    return service("calendar", "v3", TEACHER).events()


def add(events: Any, day: int, **facts: Any) -> str:
    date = f"2026-03-{day:02d}"
    body = {"start": {"dateTime": f"{date}T09:00:00Z"}, "end": {"dateTime": f"{date}T10:00:00Z"}}
    own_id: str = events.insert(
        calendarId="primary", body=body | {"summary": f"Day {day}"} | facts
    ).execute()["id"]
    return own_id


def titles(answer: dict[str, Any]) -> list[str]:
    return [one.get("summary", one["status"]) for one in answer["items"]]


def listed(events: Any, **params: Any) -> dict[str, Any]:
    answer: dict[str, Any] = events.list(calendarId="primary", **params).execute()
    return answer


def test_a_sync_brings_only_what_changed(events: Any) -> None:
    kept, gone = add(events, 1), add(events, 2)
    first = listed(events)
    assert first["accessRole"] == "owner"
    assert len(first["items"]) == 2
    assert listed(events, syncToken=first["nextSyncToken"])["items"] == []
    events.delete(calendarId="primary", eventId=gone).execute()
    events.patch(calendarId="primary", eventId=kept, body={"summary": "Changed"}).execute()
    add(events, 3)
    second = listed(events, syncToken=first["nextSyncToken"])
    assert sorted(titles(second)) == ["Changed", "Day 3", "cancelled"]
    deleted = next(one for one in second["items"] if one["status"] == "cancelled")
    assert set(deleted) == {"kind", "etag", "id", "status"}
    assert listed(events, syncToken=second["nextSyncToken"])["items"] == []


def test_the_token_comes_on_the_last_page_and_misses_nothing(events: Any) -> None:
    for day in range(1, 6):
        add(events, day)
    page = listed(events, maxResults=2)
    seen = titles(page)
    added = False
    while "nextPageToken" in page:
        assert "nextSyncToken" not in page
        if not added:
            add(events, 20)
            added = True
        page = listed(events, maxResults=2, pageToken=page["nextPageToken"])
        seen += titles(page)
    later = titles(listed(events, syncToken=page["nextSyncToken"]))
    assert {f"Day {day}" for day in range(1, 6)} <= set(seen)
    assert "Day 20" in later


@pytest.mark.parametrize(
    "extra",
    [
        {"iCalUID": "x"},
        {"orderBy": "updated"},
        {"privateExtendedProperty": "a=b"},
        {"sharedExtendedProperty": "a=b"},
        {"q": "x"},
        {"timeMin": "2026-01-01T00:00:00Z"},
        {"timeMax": "2026-01-01T00:00:00Z"},
        {"updatedMin": "2026-01-01T00:00:00Z"},
        {"showDeleted": False},
    ],
)
def test_a_sync_token_goes_with_no_filter(events: Any, extra: dict[str, Any]) -> None:
    token = listed(events)["nextSyncToken"]
    with pytest.raises(HttpError) as error:
        listed(events, syncToken=token, **extra)
    assert error.value.resp.status == 400


def test_expired_and_foreign_tokens(google: Any, events: Any) -> None:
    token = listed(events)["nextSyncToken"]
    google.control("POST", "expire", what="sync_token", user=TEACHER)
    with pytest.raises(HttpError) as error:
        listed(events, syncToken=token)
    details: Any = error.value.error_details
    assert (error.value.resp.status, details[0]["reason"]) == (410, "fullSyncRequired")
    assert listed(events, syncToken=listed(events)["nextSyncToken"])["items"] == []
    with pytest.raises(HttpError) as wrong:
        listed(events, syncToken="nonsense")
    assert wrong.value.resp.status == 400


def test_window_order_and_search(events: Any) -> None:
    for day in (5, 1, 9):
        add(events, day, location="Library" if day == 5 else "Room")
    window = {"timeMin": "2026-03-01T09:30:00Z", "timeMax": "2026-03-09T09:00:00Z"}
    assert sorted(titles(listed(events, **window))) == ["Day 1", "Day 5"]
    ordered = listed(events, singleEvents=True, orderBy="startTime")
    assert titles(ordered) == ["Day 1", "Day 5", "Day 9"]
    assert "nextSyncToken" not in ordered
    assert titles(listed(events, q="library day")) == ["Day 5"]
    for bad in (
        {"orderBy": "startTime"},
        {"timeMin": "2026-03-01"},
        {"timeMin": window["timeMax"], "timeMax": window["timeMin"]},
    ):
        with pytest.raises(HttpError) as error:
            listed(events, **bad)
        assert error.value.resp.status == 400


def test_deleted_ones_show_when_asked(google: Any, events: Any) -> None:
    google.control("POST", "clock", now="2026-03-01T08:00:00Z")
    own_id = add(events, 1)
    google.control("POST", "clock", now="2026-03-02T08:00:00Z")
    add(events, 2)
    events.delete(calendarId="primary", eventId=own_id).execute()
    assert titles(listed(events)) == ["Day 2"]
    assert sorted(titles(listed(events, showDeleted=True))) == ["Day 1", "Day 2"]
    assert len(listed(events, updatedMin="2026-03-01T12:00:00Z")["items"]) == 2
    with pytest.raises(HttpError) as error:
        listed(events, updatedMin="2024-01-01T00:00:00Z")
    assert error.value.resp.status == 410


def test_a_window_is_remembered_by_its_token(events: Any) -> None:
    first = listed(events, timeMin="2026-03-10T00:00:00Z")
    inside, outside = add(events, 12), add(events, 2)
    answer = listed(events, syncToken=first["nextSyncToken"])
    assert [one["id"] for one in answer["items"]] == [inside]
    events.patch(
        calendarId="primary",
        eventId=inside,
        body={"start": {"dateTime": "2026-03-03T09:00:00Z"}, "end": {"dateTime": "2026-03-03T10:00:00Z"}},
    ).execute()
    later = listed(events, syncToken=answer["nextSyncToken"])
    assert [one["id"] for one in later["items"]] == [inside]
    assert outside not in [one["id"] for one in later["items"]]
