"""Holdfast's own calendar: made with the caseload, and made again when somebody deleted it.

Google offers no id of ours for a calendar. A worker that dies between making one and writing down its id
leaves an empty one behind; no event is ever put on it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from app.errors import Refused
from app.flows.work import Work
from app.store.ledger import State

PREFIX = "Holdfast"
KIND, VERSION = "calendar", "1"
TOO_SOON = timedelta(hours=1)  # whoever deletes it again at once means it, or Google contradicts itself


def make_calendar(work: Work) -> str:
    """A new calendar of the owner's; its id."""
    return work.google.calendar.create(f"{PREFIX} · {work.caseload.name}", work.caseload.zone)


def calendar_anew(work: Work) -> Work:
    """Another calendar in the place of the one that is gone. The next pass puts every open reminder on it;
    an event that a person deleted before stays away."""
    store, gone = work.deps.store, work.caseload.calendar_id
    made = [one for one in store.ledger.of_kind(work.claim.id, KIND) if one.state is State.CONFIRMED]
    if made and work.now() - made[-1].changed_at < TOO_SOON:
        raise Refused(
            "calendar_gone",
            "Holdfast's calendar was deleted again within the hour. It is made again later; until then "
            "nothing is synced. Reminders stand on the Reminders tab.",
        )
    entry = work.move(work.entry(KIND, gone, VERSION), State.ATTEMPTING)
    calendar = make_calendar(work)
    agreed = store.observed.agreed(work.claim.id)
    deleted = {id: event for id, event in agreed.events.items() if event.cancelled}
    claim = store.change_calendar(
        work.claim, calendar, replace(agreed, events=deleted), entry.key, work.now()
    )
    return replace(work, claim=claim)
