"""calendar.events.list: windows, search, order, paging, and sync tokens with their rules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.local_google.api import Call, GoogleError, bad_request, serves
from app.local_google.calendar import book, scopes, times, tokens, views
from app.local_google.calendar.access import Role
from app.local_google.calendar.book import Entry
from app.local_google.calendar.events import heading

NOT_WITH_TOKEN = (
    "iCalUID", "orderBy", "privateExtendedProperty", "q", "sharedExtendedProperty", "timeMin", "timeMax",
    "updatedMin",
)  # fmt: skip
CONTENT = frozenset({"q", "privateExtendedProperty", "sharedExtendedProperty", "iCalUID"})
LONGEST_MEMORY = 365
WITHOUT_TOKEN = frozenset(NOT_WITH_TOKEN) - {"timeMin", "timeMax"}


@serves("calendar.events.list")
def list_events(call: Call) -> dict[str, Any]:
    calendar, role = scopes.required_by(call, "freeBusyReader")
    params, place = _params(call, calendar["id"])
    reader = views.reader_of(call, calendar, role)
    entries = _ordered(list(_matching(call, calendar["id"], role, params)), params, reader)
    page, more, change = tokens.page(call.world, params, place, entries)
    syncing = "since" in params and not params.get("showDeleted")
    answer = heading(call, calendar, role) | {"items": [_shown(one, reader, syncing) for one in page]}
    if more:
        return answer | {"nextPageToken": more}
    if WITHOUT_TOKEN & set(call.params):
        return answer
    window = {name: params[name] for name in ("timeMin", "timeMax") if name in params}
    return answer | {
        "nextSyncToken": tokens.sync_token(
            call.world, call.caller.email, f"events/{calendar['id']}", change, {"window": window}
        )
    }


def _params(call: Call, calendar: str) -> tuple[dict[str, Any], str]:
    """The parameters, with those that a sync token remembers; and the place its page tokens belong to."""
    params = dict(call.params)
    _check(params)
    place = f"events/{calendar}"
    if "syncToken" not in params:
        return params, place
    facts = tokens.read_sync_token(call.world, call.caller.email, place, str(params["syncToken"]))
    return params | facts.get("window", {}) | {"since": facts["change"]}, f"{place}/{facts['change']}"


def _check(params: dict[str, Any]) -> None:
    if "syncToken" in params:
        for name in NOT_WITH_TOKEN:
            if name in params:
                raise bad_request(f"The parameter {name} cannot be used together with syncToken.")
        if params.get("showDeleted") is False:
            raise bad_request("showDeleted cannot be false together with syncToken.")
    if params.get("orderBy") == "startTime" and not params.get("singleEvents"):
        raise bad_request("The requested ordering is not available for the particular query.")
    window = [times.instant(str(params[name]), name) for name in ("timeMin", "timeMax") if name in params]
    if len(window) == 2 and window[0] >= window[1]:
        raise bad_request(
            "The specified time range is empty.",
            reason="timeRangeEmpty",
            domain="calendar",
            location="timeMax",
        )
    for name in ("privateExtendedProperty", "sharedExtendedProperty"):
        for constraint in params.get(name, []):
            if "=" not in constraint:
                raise times.invalid(f"Invalid value for: {constraint} is no name=value.", name)


@dataclass(frozen=True)
class Asked:
    """What of a calendar a list asks for."""

    after: datetime | None
    before: datetime | None
    updated: datetime | None
    since: int | None
    single: bool
    deleted: bool
    zone: ZoneInfo

    def touches(self, one: Entry) -> bool:
        return book.touches(one, self.after, self.before, self.zone)

    def takes(self, one: Entry) -> bool:
        """Cancelled events come with showDeleted, in a sync and since updatedMin; else only exceptions."""
        if self.updated is not None and datetime.fromisoformat(one.event["updated"]) < self.updated:
            return False
        # A sync tells of an event that left the window, so that the client does not keep it there.
        seen_before = self.since is not None and one.stored and one.born <= self.since
        if not seen_before and not self.touches(one):
            return False
        if not one.cancelled or self.deleted or self.since is not None or self.updated is not None:
            return True
        return bool(one.series) and not self.single


def _asked(call: Call, calendar: str, params: dict[str, Any]) -> Asked:
    def moment(name: str) -> datetime | None:
        return times.instant(str(params[name]), name) if name in params else None

    updated = moment("updatedMin")
    if updated is not None and (call.world.now() - updated).days > LONGEST_MEMORY:
        raise GoogleError(
            410,
            "The requested minimum modification time lies too far in the past.",
            reason="updatedMinTooLongAgo",
            domain="calendar",
            location="updatedMin",
        )
    return Asked(
        moment("timeMin"),
        moment("timeMax"),
        updated,
        params.get("since"),
        bool(params.get("singleEvents")),
        bool(params.get("showDeleted")),
        book.zone_of(call.world, calendar),
    )


def _matching(call: Call, calendar: str, role: Role, params: dict[str, Any]) -> Iterator[Entry]:
    asked = _asked(call, calendar, params)
    if asked.since is None:
        entries = book.every(call.world, calendar)
    else:
        entries = book.changed_since(call.world, calendar, asked.since)
    secret = CONTENT & set(params)
    ended = {entry.id for entry in entries if entry.repeats and entry.cancelled}
    for entry in entries:
        if entry.series in ended and asked.since is None and not asked.deleted:
            continue
        for one in _singles(call, entry, asked):
            if asked.takes(one) and _fits(one, params) and not (secret and views.hidden(one, role)):
                yield one


def _singles(call: Call, entry: Entry, asked: Asked) -> Iterator[Entry]:
    """The event itself, or with singleEvents the unchanged instances that stand for it."""
    if asked.single and entry.repeats:
        every = book.instances(call.world, entry, asked.after, asked.before)
        yield from (one for one in every if not one.stored)
    else:
        yield entry
    if asked.single and asked.since is not None and entry.former:
        yield from book.vanished(call.world, entry, asked.since, asked.after, asked.before)


def _fits(one: Entry, params: dict[str, Any]) -> bool:
    event = one.event
    if "iCalUID" in params and event.get("iCalUID") != params["iCalUID"]:
        return False
    if params.get("eventTypes") and event.get("eventType", "default") not in params["eventTypes"]:
        return False
    for where in ("private", "shared"):
        pairs = event.get("extendedProperties", {}).get(where, {})
        for constraint in params.get(f"{where}ExtendedProperty", []):
            name, _, value = constraint.partition("=")
            if pairs.get(name) != value:
                return False
    return "q" not in params or _says(event, str(params["q"]))


def _says(event: dict[str, Any], text: str) -> bool:
    """Every word or phrase stands in the title, description, place, or with one of the people."""
    people = [event.get("organizer", {}), *event.get("attendees", [])]
    parts = [event.get(name, "") for name in ("summary", "description", "location")]
    parts += [person.get(name, "") for person in people for name in ("displayName", "email")]
    content = " ".join(str(part) for part in parts).casefold()
    words = re.findall(r'"([^"]+)"|(\S+)', text.casefold())
    return all((phrase or word) in content for phrase, word in words)


def _ordered(entries: list[Entry], params: dict[str, Any], reader: views.Reader) -> list[Entry]:
    order = params.get("orderBy")
    if order == "startTime":
        return sorted(
            entries,
            key=lambda one: (
                (times.at(one.event["start"], reader.zone), one.id)
                if "start" in one.event
                else (datetime.max.replace(tzinfo=UTC), one.id)
            ),
        )
    if order == "updated":
        return sorted(entries, key=lambda one: (one.event.get("updated", ""), one.id))
    return entries


def _shown(one: Entry, reader: views.Reader, syncing: bool) -> dict[str, Any]:
    bare = one.cancelled and (syncing or "start" not in one.event or bool(one.series))
    return views.stub(one) if bare else views.resource(one, reader)
