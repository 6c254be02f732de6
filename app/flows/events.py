"""Events on Holdfast's own calendar: put and dropped, each at most once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256

from app.core.effects import DropEvent, Plan, PutEvent
from app.core.model import Event
from app.core.safety import REFUSALS
from app.errors import Conflict, NotFound, Stale
from app.flows.work import DONE, Work
from app.store.ledger import State

KIND, DROP = "event", "drop:"


def put_event(work: Work, effect: PutEvent) -> Event | None:
    """The event as it stands afterwards; None where nothing is to be remembered.

    A taken id is an earlier attempt of ours, or an event that a person deleted: that is their decision.
    A stale etag means that a person changed it since; the next sync merges.
    """
    body = json.dumps(effect.body, sort_keys=True)
    calendar = work.caseload.calendar_id
    version = f"{effect.etag}:{_short(body)}:{_short(calendar)}"  # a calendar made anew gets them all again
    version += f":{effect.again}" if effect.again else ""
    entry = work.entry(KIND, effect.natural, version, body)
    if entry.state in DONE:
        return None
    work.move(entry, State.ATTEMPTING)
    try:
        if effect.etag:
            event = work.google.calendar.patch(calendar, effect.event_id, effect.body, effect.etag)
        else:
            event = work.google.calendar.insert(calendar, effect.event_id, effect.body)
    except Conflict:
        event = work.google.calendar.get(calendar, effect.event_id)
        if event.cancelled and effect.again:
            event = work.google.calendar.patch(
                calendar, effect.event_id, {**effect.body, "status": "confirmed"}, event.etag
            )
        elif event.cancelled:
            work.move(entry, State.CANCELLED, reason="a person deleted the event")
            return None  # the next walk through the calendar tells the plan
    except Stale:
        work.move(entry, State.CANCELLED, reason="a person changed the event meanwhile")
        return None
    except NotFound:
        work.move(entry, State.CANCELLED, reason="the event is gone")
        return None
    work.move(entry, State.CONFIRMED, effect.event_id)
    return event


def _short(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]


def drop_event(work: Work, effect: DropEvent) -> Event | None:
    """The event as gone; None where a person changed it since it was read."""
    gone = Event(effect.event_id, "", "", None, None, cancelled=True)
    entry = work.entry(KIND, effect.natural, f"{DROP}{effect.etag}")
    if entry.state in DONE:
        return gone
    work.move(entry, State.ATTEMPTING)
    try:
        work.google.calendar.delete(work.caseload.calendar_id, effect.event_id, effect.etag)
    except Stale:
        work.move(entry, State.CANCELLED, reason="a person changed the event meanwhile")
        return None
    except NotFound:
        work.move(entry, State.CANCELLED, reason="the event was gone already")
        return gone
    work.move(entry, State.CONFIRMED, effect.event_id)
    return gone


def settle_events(work: Work, plan: Plan, events: Mapping[str, Event]) -> None:
    """Events that a run which died was at, and that this plan asks for no more: as they turned out to be.

    Left alone while Reminders is refused: then the plan says nothing about events.
    """
    if any(trouble.code in REFUSALS and trouble.tab == "Reminders" for trouble in plan.troubles):
        return
    asked = plan.wanted(PutEvent, DropEvent)
    for entry in work.deps.store.ledger.open(work.claim.id):
        if entry.kind != KIND or entry.natural in asked:
            continue
        event = events.get(entry.natural.removeprefix("event/"))
        gone = event is None or event.cancelled
        if entry.version.startswith(DROP) == gone:
            work.move(entry, State.CONFIRMED)
        else:
            reason = "nobody needs the event any more" if gone else "the event is wanted again"
            work.move(entry, State.CANCELLED, reason=reason)
