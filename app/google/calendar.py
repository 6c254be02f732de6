"""Google Calendar: Holdfast's own calendar by client event ids and etags, and walks through what changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.core.model import Event, EventChanges
from app.errors import AlreadyGone, NotFound
from app.google.session import Session

EVENT = (
    "id,etag,status,visibility,summary,start,end,location,organizer(email),attendees(email,resource),"
    "recurringEventId,extendedProperties(private),htmlLink"
)


class Calendar:
    """Calendars of one account. Nobody is sent a mail about what Holdfast does here."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._calendars = session.service("calendar", "v3", "calendars")
        self._events = session.service("calendar", "v3", "events")

    def create(self, summary: str, zone: ZoneInfo, description: str = "") -> str:
        """A calendar of its own; the account is its data owner."""
        body = {"summary": summary, "timeZone": zone.key, "description": description}
        return str(self._run(self._calendars.insert(body=body))["id"])

    def exists(self, calendar_id: str) -> bool:
        """False when somebody deleted it, or it was never made."""
        try:
            self._run(self._calendars.get(calendarId=calendar_id))
        except NotFound:
            return False
        return True

    def changes(
        self, calendar_id: str, sync_token: str | None, since: datetime | None = None
    ) -> EventChanges:
        """All pages of what changed since the token, or without one all events that end after `since`.

        Recurring events come as instances, and deleted ones as well: one that went while a token was lost
        would never be told. CursorLost: the token is too old; ask again without.
        """
        options: dict[str, Any] = {"showDeleted": True}
        if sync_token:
            options["syncToken"] = sync_token
        elif since is not None:
            options["timeMin"] = _utc(since)
        found, token = self._walk(calendar_id, options)
        return EventChanges(found, token, full=sync_token is None)

    def between(self, calendar_id: str, after: datetime, before: datetime) -> tuple[Event, ...]:
        """All events that end after the one and begin before the other, recurring ones as instances."""
        return self._walk(calendar_id, {"timeMin": _utc(after), "timeMax": _utc(before)})[0]

    def _walk(self, calendar_id: str, options: Mapping[str, Any]) -> tuple[tuple[Event, ...], str]:
        """All pages, and the token at their end."""
        request = self._events.list(
            calendarId=calendar_id,
            singleEvents=True,
            maxResults=2500,
            fields=f"nextPageToken,nextSyncToken,items({EVENT})",
            **options,
        )
        found: dict[str, Event] = {}  # an event changed while we page comes twice; the later one counts
        token = ""
        while request is not None:
            page = self._run(request)
            found |= {event.id: event for event in map(_event, page.get("items", []))}
            token = page.get("nextSyncToken", token)
            request = self._events.list_next(request, page)
        return tuple(found.values()), token

    def get(self, calendar_id: str, event_id: str) -> Event:
        """One event, also a cancelled one."""
        return _event(self._run(self._events.get(calendarId=calendar_id, eventId=event_id, fields=EVENT)))

    def insert(self, calendar_id: str, event_id: str, body: Mapping[str, Any]) -> Event:
        """A new event under our own id. Conflict: the id is taken, also by a deleted event."""
        made = {**body, "id": event_id}
        return _event(
            self._run(
                self._events.insert(calendarId=calendar_id, body=made, sendUpdates="none", fields=EVENT)
            )
        )

    def patch(self, calendar_id: str, event_id: str, body: Mapping[str, Any], etag: str) -> Event:
        """Change these fields if the event is still as read. Stale: it is not."""
        request = self._events.patch(
            calendarId=calendar_id, eventId=event_id, body=dict(body), sendUpdates="none", fields=EVENT
        )
        request.headers["If-Match"] = etag
        return _event(self._run(request))

    def delete(self, calendar_id: str, event_id: str, etag: str) -> None:
        """Delete the event if it is still as read; deleted already is well, too."""
        request = self._events.delete(calendarId=calendar_id, eventId=event_id, sendUpdates="none")
        if etag:
            request.headers["If-Match"] = etag
        try:
            self._run(request)
        except AlreadyGone:
            return

    def _run(self, request: Any) -> Any:
        return self._session.run(request)


def _utc(when: datetime) -> str:
    return when.astimezone(UTC).isoformat()


def _event(item: Mapping[str, Any]) -> Event:
    return Event(
        id=item["id"],
        etag=item.get("etag", ""),
        title=item.get("summary", ""),
        start=_moment(item.get("start")),
        end=_moment(item.get("end")),
        place=item.get("location", ""),
        cancelled=item.get("status") == "cancelled",
        organizer=str(item.get("organizer", {}).get("email", "")).lower(),
        attendees=tuple(
            str(person["email"]).lower()
            for person in item.get("attendees", [])
            if person.get("email") and not person.get("resource")
        ),
        recurring_id=item.get("recurringEventId", ""),
        private=dict(item.get("extendedProperties", {}).get("private", {})),
        link=item.get("htmlLink", ""),
        secret=item.get("visibility") in ("private", "confidential"),
    )


def _moment(item: Mapping[str, str] | None) -> date | datetime | None:
    if not item:
        return None
    if "dateTime" not in item:
        return date.fromisoformat(item["date"]) if "date" in item else None
    when = datetime.fromisoformat(item["dateTime"])
    return when if when.tzinfo else when.replace(tzinfo=ZoneInfo(item.get("timeZone", "UTC")))
