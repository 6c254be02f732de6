"""Calendar events as a client sees them: identity, change, deletion, fields and their limits."""

from collections.abc import Callable
from typing import Any

import pytest
from googleapiclient.errors import HttpError

TEACHER, PARENT = "rivera@school.test", "mother@family.test"
START = {"dateTime": "2026-03-10T09:00:00+01:00", "timeZone": "Europe/Berlin"}
END = {"dateTime": "2026-03-10T10:00:00+01:00", "timeZone": "Europe/Berlin"}
MEETING: dict[str, Any] = {"summary": "Plan review", "start": START, "end": END}


@pytest.fixture
def calendar(service: Callable[..., Any]) -> Any:
    return service("calendar", "v3", TEACHER)


@pytest.fixture
def events(calendar: Any) -> Any:
    return calendar.events()


def status(error: pytest.ExceptionInfo[HttpError]) -> tuple[int, str]:
    detail: Any = error.value.error_details
    return int(error.value.resp.status), detail[0]["reason"]


def insert(events: Any, **facts: Any) -> dict[str, Any]:
    made: dict[str, Any] = events.insert(calendarId="primary", body=MEETING | facts).execute()
    return made


def test_event_has_all_that_google_tells(events: Any) -> None:
    made = insert(events, description="d")
    assert made["kind"] == "calendar#event"
    assert made["status"] == "confirmed"
    assert made["creator"] == made["organizer"] == {"email": TEACHER, "self": True}
    assert made["iCalUID"] == made["id"] + "@google.com"
    assert made["start"] == {"dateTime": "2026-03-10T08:00:00Z", "timeZone": "Europe/Berlin"}
    assert made["reminders"] == {"useDefault": True}
    assert made["eventType"] == "default"
    assert made["sequence"] == 0
    assert events.get(calendarId="primary", eventId=made["id"]).execute() == made
    berlin = events.get(calendarId=TEACHER, eventId=made["id"], timeZone="Europe/Berlin").execute()
    assert berlin["start"]["dateTime"] == "2026-03-10T09:00:00+01:00"


def test_the_same_client_id_is_refused_even_after_deletion(events: Any) -> None:
    insert(events, id="holdfast0kea1")
    with pytest.raises(HttpError, match=r"The requested identifier already exists\.") as error:
        insert(events, id="holdfast0kea1")
    assert status(error) == (409, "duplicate")
    events.delete(calendarId="primary", eventId="holdfast0kea1").execute()
    with pytest.raises(HttpError) as again:
        insert(events, id="holdfast0kea1")
    assert status(again) == (409, "duplicate")
    cancelled = events.get(calendarId="primary", eventId="holdfast0kea1").execute()
    assert cancelled["status"] == "cancelled"
    assert cancelled["summary"] == "Plan review"


@pytest.mark.parametrize("own_id", ["abcd", "ABCDE", "abc-de", "wxyz12", "a" * 1025])
def test_ids_outside_base32hex_are_refused(events: Any, own_id: str) -> None:
    with pytest.raises(HttpError) as error:
        insert(events, id=own_id)
    assert status(error) == (400, "invalid")


def test_deleting_twice_is_gone_and_unknown_is_not_found(events: Any) -> None:
    own_id = insert(events)["id"]
    events.delete(calendarId="primary", eventId=own_id).execute()
    with pytest.raises(HttpError) as gone:
        events.delete(calendarId="primary", eventId=own_id).execute()
    assert status(gone) == (410, "deleted")
    with pytest.raises(HttpError) as unknown:
        events.delete(calendarId="primary", eventId="nosuchevent0").execute()
    assert status(unknown) == (404, "notFound")
    revived = events.update(
        calendarId="primary", eventId=own_id, body=MEETING | {"status": "confirmed"}
    ).execute()
    assert revived["status"] == "confirmed"


def test_if_match_guards_every_change(events: Any) -> None:
    made = insert(events)
    request = events.patch(calendarId="primary", eventId=made["id"], body={"summary": "New"})
    request.headers["If-Match"] = made["etag"]
    changed = request.execute()
    assert changed["etag"] != made["etag"]
    for late in (
        events.patch(calendarId="primary", eventId=made["id"], body={"summary": "Late"}),
        events.update(calendarId="primary", eventId=made["id"], body=MEETING),
        events.delete(calendarId="primary", eventId=made["id"]),
    ):
        late.headers["If-Match"] = made["etag"]
        with pytest.raises(HttpError) as error:
            late.execute()
        assert status(error) == (412, "conditionNotMet")
    assert events.get(calendarId="primary", eventId=made["id"]).execute()["summary"] == "New"


def test_patch_keeps_and_update_replaces(events: Any) -> None:
    made = insert(events, description="kept?", location="Room 1")
    patched = events.patch(calendarId="primary", eventId=made["id"], body={"location": "Room 2"}).execute()
    assert (patched["description"], patched["location"]) == ("kept?", "Room 2")
    updated = events.update(calendarId="primary", eventId=made["id"], body=MEETING).execute()
    assert "description" not in updated
    assert updated["sequence"] == made["sequence"]
    moved = events.patch(
        calendarId="primary", eventId=made["id"], body={"end": {"dateTime": "2026-03-10T11:00:00+01:00"}}
    ).execute()
    assert moved["end"] == {"dateTime": "2026-03-10T10:00:00Z", "timeZone": "Europe/Berlin"}
    assert moved["sequence"] == made["sequence"] + 1
    day = events.patch(
        calendarId="primary",
        eventId=made["id"],
        body={"start": {"date": "2026-03-10"}, "end": {"date": "2026-03-11"}},
    ).execute()
    assert (day["start"], day["end"]) == ({"date": "2026-03-10"}, {"date": "2026-03-11"})


def test_a_null_in_a_patch_clears_the_field(events: Any) -> None:
    shared = {"shared": {"a": "1", "b": "2"}}
    facts = {"description": "gone soon", "location": "Room 1", "extendedProperties": shared}
    made = insert(events, **facts, attendees=[{"email": "ana@school.test"}])
    body = {"description": None, "attendees": None, "extendedProperties": {"shared": {"a": None}}}
    patched = events.patch(calendarId="primary", eventId=made["id"], body=body).execute()
    assert "description" not in patched
    assert "attendees" not in patched
    assert patched["extendedProperties"] == {"shared": {"b": "2"}}
    assert patched["location"] == "Room 1"
    with pytest.raises(HttpError) as error:
        events.patch(calendarId="primary", eventId=made["id"], body={"start": None}).execute()
    assert status(error) == (400, "required")


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"start": {}}, "required"),
        ({"start": {"date": "2026-03-10"}}, "invalid"),
        ({"end": {"dateTime": "2026-03-10T08:00:00+01:00"}}, "timeRangeEmpty"),
        ({"start": {"dateTime": "2026-03-10T09:00:00"}}, "required"),
        ({"start": {"date": "2026-02-30"}, "end": {"date": "2026-03-01"}}, "invalid"),
        ({"start": START | {"timeZone": "Mars/Olympus"}}, "invalid"),
        ({"status": "maybe"}, "invalid"),
        ({"recurrence": ["RRULE:FREQ=SOMETIMES"]}, "invalid"),
        ({"recurrence": ["RRULE:FREQ=DAILY;INTERVAL=0"]}, "invalid"),
        ({"recurrence": ["RRULE:FREQ=MONTHLY;BYDAY=9MO"]}, "invalid"),
        ({"recurrence": ["RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"]}, "invalid"),
        ({"recurrence": ["EXDATE:20260310T080000Z"]}, "invalid"),
        ({"attendees": [{"displayName": "No address"}]}, "required"),
        ({"attendees": [{"email": "no address"}]}, "invalid"),
        (
            {"reminders": {"useDefault": False, "overrides": [{"method": "popup", "minutes": 1}] * 6}},
            "invalid",
        ),
        (
            {"reminders": {"useDefault": False, "overrides": [{"method": "popup", "minutes": 40321}]}},
            "invalid",
        ),
        ({"reminders": {"useDefault": False, "overrides": [{"method": "sms", "minutes": 1}]}}, "invalid"),
        (
            {"reminders": {"useDefault": True, "overrides": [{"method": "popup", "minutes": 1}]}},
            "cannotUseDefaultRemindersAndSpecifyOverride",
        ),
    ],
)
def test_what_google_refuses(events: Any, facts: dict[str, Any], reason: str) -> None:
    with pytest.raises(HttpError) as error:
        insert(events, **facts)
    assert status(error) == (400, reason)


def test_extended_properties_have_googles_limits(events: Any) -> None:
    private = {"holdfast": "k1", "x" * 45: "dropped", "long": "v" * 1100}
    made = insert(events, extendedProperties={"private": private, "shared": {"both": "yes"}})
    assert made["extendedProperties"]["private"] == {"holdfast": "k1", "long": "v" * 1024}
    found = events.list(calendarId="primary", privateExtendedProperty=["holdfast=k1"]).execute()["items"]
    assert [one["id"] for one in found] == [made["id"]]
    both = ["holdfast=k1", "holdfast=other"]
    assert events.list(calendarId="primary", privateExtendedProperty=both).execute()["items"] == []
    with pytest.raises(HttpError) as error:
        insert(events, extendedProperties={"private": {f"k{n}": "v" for n in range(301)}})
    assert status(error) == (400, "invalid")


def test_reminders_are_ones_own_and_do_not_touch_updated(calendar: Any, service: Any) -> None:
    made = insert(calendar.events(), attendees=[{"email": PARENT}])
    overrides = {"useDefault": False, "overrides": [{"method": "popup", "minutes": 30}]}
    patched = (
        calendar.events()
        .patch(calendarId="primary", eventId=made["id"], body={"reminders": overrides})
        .execute()
    )
    assert patched["reminders"] == overrides
    assert patched["updated"] == made["updated"]
    assert patched["etag"] != made["etag"]
    theirs = (
        service("calendar", "v3", PARENT).events().get(calendarId="primary", eventId=made["id"]).execute()
    )
    assert theirs["reminders"] == {"useDefault": True}


def test_guests_have_copies_and_answer(calendar: Any, service: Any) -> None:
    body = {
        "attendees": [{"email": PARENT}, {"email": TEACHER}],
        "extendedProperties": {"private": {"k": "v"}},
    }
    made = insert(calendar.events(), **body)
    theirs = service("calendar", "v3", PARENT).events()
    copy = theirs.get(calendarId="primary", eventId=made["id"]).execute()
    assert copy["organizer"] == {"email": TEACHER}
    assert "extendedProperties" not in copy
    assert {"email": PARENT, "responseStatus": "needsAction", "self": True} in copy["attendees"]
    answer = {"attendees": [{"email": PARENT, "responseStatus": "accepted"}]}
    theirs.patch(calendarId="primary", eventId=made["id"], body=answer).execute()
    own = calendar.events().get(calendarId="primary", eventId=made["id"]).execute()
    assert {g["email"]: g["responseStatus"] for g in own["attendees"]} == {
        PARENT: "accepted",
        TEACHER: "accepted",
    }
    with pytest.raises(HttpError) as error:
        theirs.patch(calendarId="primary", eventId=made["id"], body={"guestsCanModify": True}).execute()
    assert status(error) == (403, "forbiddenForNonOrganizer")
    theirs.delete(calendarId="primary", eventId=made["id"]).execute()
    own = calendar.events().get(calendarId="primary", eventId=made["id"]).execute()
    assert {g["email"]: g["responseStatus"] for g in own["attendees"]}[PARENT] == "declined"
    other = insert(calendar.events(), attendees=[{"email": PARENT}])
    calendar.events().delete(calendarId="primary", eventId=other["id"]).execute()
    assert theirs.get(calendarId="primary", eventId=other["id"]).execute()["status"] == "cancelled"


def test_move_leaves_a_bare_cancelled_event_behind(calendar: Any) -> None:
    other = calendar.calendars().insert(body={"summary": "Caseload"}).execute()["id"]
    made = insert(calendar.events())
    moved = calendar.events().move(calendarId="primary", eventId=made["id"], destination=other).execute()
    assert moved["organizer"] == {"email": other, "displayName": "Caseload", "self": True}
    left = calendar.events().get(calendarId="primary", eventId=made["id"]).execute()
    assert left["status"] == "cancelled"
    assert "summary" not in left


def test_import_keeps_the_organizer_and_finds_itself_again(events: Any) -> None:
    body = MEETING | {"iCalUID": "uid1@elsewhere.test", "organizer": {"email": "boss@elsewhere.test"}}
    made = events.import_(calendarId="primary", body=body).execute()
    assert made["organizer"] == {"email": "boss@elsewhere.test"}
    again = events.import_(calendarId="primary", body=body | {"summary": "Moved"}).execute()
    assert (again["id"], again["summary"]) == (made["id"], "Moved")
    found = events.list(calendarId="primary", iCalUID="uid1@elsewhere.test").execute()["items"]
    assert [one["summary"] for one in found] == ["Moved"]


def test_quick_add_is_not_served(events: Any) -> None:
    with pytest.raises(HttpError) as error:
        events.quickAdd(calendarId="primary", text="Lunch at noon").execute()
    assert error.value.resp.status == 501


def test_guests_get_mail_only_where_it_is_asked_for(calendar: Any, service: Any) -> None:
    theirs = service("gmail", "v1", PARENT).users()
    guests = {"attendees": [{"email": PARENT}, {"email": "ito@school.test"}]}
    insert(calendar.events(), **guests)
    assert theirs.messages().list(userId="me").execute()["resultSizeEstimate"] == 0
    body = MEETING | guests
    made = calendar.events().insert(calendarId="primary", body=body, sendUpdates="externalOnly").execute()
    colleague = service("gmail", "v1", "ito@school.test").users()
    assert colleague.messages().list(userId="me").execute()["resultSizeEstimate"] == 0
    own_id = theirs.messages().list(userId="me").execute()["messages"][0]["id"]
    letter = theirs.messages().get(userId="me", id=own_id).execute()
    heads = {h["name"]: h["value"] for h in letter["payload"]["headers"]}
    assert heads["Subject"] == f"Invitation: Plan review @ Tue Mar 10, 2026 09:00 - 10:00 (CET) ({PARENT})"
    assert heads["From"] == f"Rivera <{TEACHER}>"
    assert theirs.messages().list(userId="me", q="filename:invite.ics").execute()["resultSizeEstimate"] == 1
    answer = {"attendees": [{"email": PARENT, "responseStatus": "accepted"}]}
    events = service("calendar", "v3", PARENT).events()
    events.patch(calendarId="primary", eventId=made["id"], body=answer, sendUpdates="all").execute()
    own = service("gmail", "v1", TEACHER).users().messages()
    assert own.list(userId="me", q="subject:accepted").execute()["resultSizeEstimate"] == 1
    calendar.events().delete(calendarId="primary", eventId=made["id"], sendUpdates="all").execute()
    assert theirs.messages().list(userId="me", q="subject:canceled").execute()["resultSizeEstimate"] == 1
