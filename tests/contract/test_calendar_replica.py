"""A client that follows sync tokens, or Gmail's history, holds what a full listing shows."""

import base64
import random
from typing import Any

import pytest

TEACHER, GUEST = "rivera@school.test", "ito@school.test"
ZONE = "America/New_York"


def timed(rng: random.Random) -> dict[str, Any]:
    day, hour = rng.randint(1, 27), rng.randint(0, 22)
    return {
        "start": {"dateTime": f"2026-03-{day:02d}T{hour:02d}:00:00", "timeZone": ZONE},
        "end": {"dateTime": f"2026-03-{day:02d}T{hour + 1:02d}:00:00", "timeZone": ZONE},
    }


def change(events: Any, rng: random.Random, seen: dict[str, Any], **facts: Any) -> None:
    """One thing that a person does: add, change, delete an event or an instance, bring one back."""
    live = sorted(own_id for own_id, one in seen.items() if one["status"] != "cancelled")
    kind = rng.choice(["add", "add", "series", "rename", "move", "delete", "instance"])
    if kind in ("add", "series") or not live:
        rule = rng.choice(["RRULE:FREQ=DAILY;COUNT=4", "RRULE:FREQ=WEEKLY;COUNT=3"])
        body = timed(rng) | ({"recurrence": [rule]} if kind == "series" else {})
        events.insert(calendarId="primary", body=body | {"summary": str(rng.random())} | facts).execute()
        return
    own_id = rng.choice(live)
    if kind == "instance" and seen[own_id].get("recurrence"):
        found = events.instances(calendarId="primary", eventId=own_id).execute()["items"]
        if found:
            own_id = rng.choice(found)["id"]
            kind = rng.choice(["rename", "delete"])
    if kind == "delete":
        events.delete(calendarId="primary", eventId=own_id).execute()
    else:
        body = timed(rng) if kind == "move" else {"summary": str(rng.random())}
        events.patch(calendarId="primary", eventId=own_id, body=body).execute()


def pages(events: Any, **params: Any) -> tuple[list[dict[str, Any]], str]:
    request, found = events.list(calendarId="primary", maxResults=7, **params), []
    while True:
        answer = request.execute()
        found += answer["items"]
        following = events.list_next(request, answer)
        if following is None:
            return found, answer["nextSyncToken"]
        request = following


@pytest.mark.parametrize("single", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_following_sync_tokens_equals_listing(google: Any, seed: int, single: bool) -> None:
    google.control(
        "POST", "quotas", **{"calendar.requests.user": 100_000, "calendar.requests.project": 100_000}
    )
    events = google.service("calendar", "v3", TEACHER).events()
    rng = random.Random(seed)
    first, token = pages(events, singleEvents=single)
    held = {one["id"]: one for one in first}
    for _ in range(12):
        for _ in range(rng.randint(1, 3)):
            whole = {one["id"]: one for one in pages(events)[0]}
            change(events, rng, whole)
        changed, token = pages(events, singleEvents=single, syncToken=token)
        for one in changed:
            if one["status"] == "cancelled":
                held.pop(one["id"], None)
            else:
                held[one["id"]] = one
        listed = {
            one["id"]: one for one in pages(events, singleEvents=single)[0] if one["status"] != "cancelled"
        }
        assert {key: one["etag"] for key, one in held.items()} == {
            key: one["etag"] for key, one in listed.items()
        }


@pytest.mark.parametrize("seed", range(4))
def test_a_guest_sees_what_the_organizer_does(google: Any, seed: int) -> None:
    google.control("POST", "quotas", **{"calendar.requests.user": 100_000})
    own, theirs = (google.service("calendar", "v3", email).events() for email in (TEACHER, GUEST))
    rng = random.Random(seed)
    for _ in range(15):
        whole = {one["id"]: one for one in pages(own)[0]}
        change(own, rng, whole, attendees=[{"email": GUEST}])
        shown = [
            sorted(
                (one["id"], one["summary"], one["start"]["dateTime"])
                for one in pages(box, singleEvents=True)[0]
            )
            for box in (own, theirs)
        ]
        assert shown[0] == shown[1]


@pytest.mark.parametrize("seed", range(2))
def test_following_history_equals_listing(google: Any, seed: int) -> None:
    mail, rng = google.service("gmail", "v1", TEACHER).users(), random.Random(seed)
    cursor = mail.getProfile(userId="me").execute()["historyId"]
    held: dict[str, set[str]] = {}
    for step in range(15):
        ids = sorted(held)
        own_id = rng.choice(ids) if ids else ""
        kind = rng.choice(["mail", "draft", "star", "read", "trash", "delete", "send"])
        raw = base64.urlsafe_b64encode(f"To: {TEACHER}\r\nSubject: {step}\r\n\r\nx".encode()).decode()
        if kind == "mail" or not own_id:
            google.control("POST", "mail", to=TEACHER, raw=f"Subject: {step}\n\nx")
        elif kind in ("draft", "send"):
            draft = mail.drafts().create(userId="me", body={"message": {"raw": raw}}).execute()
            if kind == "send":
                mail.drafts().send(userId="me", body={"id": draft["id"]}).execute()
        elif kind == "delete":
            mail.messages().delete(userId="me", id=own_id).execute()
        elif kind == "trash":
            mail.messages().trash(userId="me", id=own_id).execute()
        else:
            body = {"addLabelIds": ["STARRED"]} if kind == "star" else {"removeLabelIds": ["UNREAD"]}
            mail.messages().modify(userId="me", id=own_id, body=body).execute()
        answer = mail.history().list(userId="me", startHistoryId=cursor).execute()
        cursor = answer["historyId"]
        for entry in answer.get("history", []):
            follow(held, entry)
        listed = mail.messages().list(userId="me", includeSpamTrash=True).execute().get("messages", [])
        assert held == {
            one["id"]: set(
                mail.messages().get(userId="me", id=one["id"], format="minimal").execute()["labelIds"]
            )
            for one in listed
        }


def follow(held: dict[str, set[str]], entry: dict[str, Any]) -> None:
    for one in entry.get("messagesAdded", []):
        held[one["message"]["id"]] = set(one["message"]["labelIds"])
    for one in entry.get("messagesDeleted", []):
        held.pop(one["message"]["id"], None)
    for one in entry.get("labelsAdded", []):
        held[one["message"]["id"]] |= set(one["labelIds"])
    for one in entry.get("labelsRemoved", []):
        held[one["message"]["id"]] -= set(one["labelIds"])
