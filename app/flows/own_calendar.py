"""Holdfast's own calendar: made with the caseload, and made again when somebody deleted it.

Google offers no id of ours for a calendar, and what we may do (`app/core/scopes.py`) lets us list none. So a
worker that dies between making one and writing down its id leaves an empty one behind, which we cannot find
again. The attempt is written down before; the calendar of a second attempt says that it is the one in use.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from app.errors import Refused
from app.flows.work import Work
from app.store.ledger import State

PREFIX = "Holdfast"
KIND, VERSION = "calendar", "1"
FIRST = ""  # in place of the calendar that is gone, where there was none yet
KEPT = "Kept by Holdfast, with plan dates and reminders."
TWO = (
    f"{KEPT} This is the one in use. When it was made, an earlier attempt had been interrupted: if another "
    "calendar of this name stands beside it without any event, that one is left over and may be deleted."
)
TOO_SOON = timedelta(hours=1)  # whoever deletes it again at once means it, or Google contradicts itself


def first_calendar(work: Work) -> Work:
    """The calendar of a new caseload, made unless an interrupted set-up has it already."""
    calendar = work.caseload.calendar_id or _made(work, FIRST)
    claim = work.deps.store.caseloads.set_files(work.claim, calendar_id=calendar)
    entry = work.entry(KIND, FIRST, VERSION)
    if entry.state is not State.CONFIRMED:
        work.move(entry, State.CONFIRMED, calendar)
    return replace(work, claim=claim)


def _made(work: Work, gone: str) -> str:
    """A new calendar of the owner's in the place of the one that is gone; its id."""
    again = work.tried_before(KIND, gone, VERSION)
    work.move(work.entry(KIND, gone, VERSION), State.ATTEMPTING)
    name, zone = f"{PREFIX} · {work.caseload.name}", work.caseload.zone
    return work.google.calendar.create(name, zone, TWO if again else KEPT)


def calendar_anew(work: Work) -> Work:
    """Another calendar in the place of the one that is gone. The next pass puts every open reminder on it;
    an event that a person deleted before stays away."""
    store, gone = work.deps.store, work.caseload.calendar_id
    known = store.ledger.of_kind(work.claim.id, KIND)
    made = [one for one in known if one.state is State.CONFIRMED and one.natural != FIRST]
    if made and work.now() - made[-1].changed_at < TOO_SOON:
        raise Refused(
            "calendar_gone",
            "Holdfast's calendar was deleted again within the hour. It is made again later; until then "
            "nothing is synced. Reminders stand on the Reminders tab.",
        )
    calendar = _made(work, gone)
    entry = work.entry(KIND, gone, VERSION)
    agreed = store.observed.agreed(work.claim.id)
    deleted = {id: event for id, event in agreed.events.items() if event.cancelled}
    claim = store.change_calendar(
        work.claim, calendar, replace(agreed, events=deleted), entry.key, work.now()
    )
    return replace(work, claim=claim)
