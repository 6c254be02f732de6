"""Events on Holdfast's own calendar: put and dropped, each at most once."""

from __future__ import annotations

import json
from hashlib import sha256

from app.core.effects import DropEvent, PutEvent
from app.core.model import Event
from app.errors import Conflict, NotFound, Stale
from app.flows.work import DONE, Work
from app.store.ledger import State


def put_event(work: Work, effect: PutEvent) -> Event | None:
    """The event as it stands afterwards; None where nothing is to be remembered.

    A taken id is an earlier attempt of ours, or an event that a person deleted: that is their decision.
    A stale etag means that a person changed it since; the next sync merges.
    """
    body = json.dumps(effect.body, sort_keys=True)
    version = f"{effect.etag}:{sha256(body.encode()).hexdigest()[:16]}"
    entry = work.entry("event", effect.natural, version, body)
    if entry.state in DONE:
        return None
    work.move(entry, State.ATTEMPTING)
    calendar = work.caseload.calendar_id
    try:
        if effect.etag:
            event = work.google.calendar.patch(calendar, effect.event_id, effect.body, effect.etag)
        else:
            event = work.google.calendar.insert(calendar, effect.event_id, effect.body)
    except Conflict:
        event = work.google.calendar.get(calendar, effect.event_id)
        if event.cancelled:
            work.move(entry, State.CANCELLED, reason="a person deleted the event")
            return event
    except Stale:
        work.move(entry, State.CANCELLED, reason="a person changed the event meanwhile")
        return None
    except NotFound:
        work.move(entry, State.CANCELLED, reason="the event is gone")
        return None
    work.move(entry, State.CONFIRMED, effect.event_id)
    return event


def drop_event(work: Work, effect: DropEvent) -> None:
    """The event is gone afterwards, unless a person changed it since it was read."""
    entry = work.entry("event", effect.natural, f"drop:{effect.etag}")
    if entry.state in DONE:
        return
    work.move(entry, State.ATTEMPTING)
    try:
        work.google.calendar.delete(work.caseload.calendar_id, effect.event_id, effect.etag)
    except Stale:
        work.move(entry, State.CANCELLED, reason="a person changed the event meanwhile")
        return
    except NotFound:
        work.move(entry, State.CANCELLED, reason="the event was gone already")
        return
    work.move(entry, State.CONFIRMED, effect.event_id)
