"""Calendar events with the team as Meetings rows, and what the calendar says of those already there.

An event belongs to a meeting when a team member is invited. Our own reminders never do.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from app.core.addresses import Person, mailbox, people, person_at
from app.core.model import Cell, Event
from app.core.names import clean
from app.core.roster.merge import code_of
from sheets_schema.read import Book

OWN_MARK = "holdfast"  # extendedProperties.private of our own events
CALLED_OFF = "Cancelled: "
PRIVATE = "Private meeting"
WITHHELD = ("title", "place")  # of a private meeting
SHARED = ("title", "start", "end", "place")
IN_SIGHT = timedelta(weeks=4)  # a series may have no end: further instances come in as their day comes near

# The first kind with a word in the title is taken; the more exact ones come first.
_KINDS: tuple[tuple[str, str], ...] = (
    ("re-evaluation", r"re-?eval|evaluation|eligibility|triennial|psych|testing results"),
    (
        "plan review",
        r"\b(?:iep|ilp|504|plan|annual)\b.*\b(?:review|meeting|annual)?|review meeting|\breview\b",
    ),
    ("referral", r"referral|\bsst\b|child study|intake|\bmtss\b"),
    ("planning", r"planning|co-?plan|schedul|course|transition"),
    ("parent", r"parent|guardian|mother|father|\bmum\b|\bmom\b|\bdad\b|family|conference|\bptc?\b"),
    ("student", r"student|check-?in|first talk|\b1:1\b"),
    ("team", r"team|grade level|department|staff|teachers?|collab"),
)


@dataclass(frozen=True)
class MeetingRow:
    """What an event is as a Meetings row, keys as on that tab. `cancelled`: it is off."""

    event_id: str
    cells: Mapping[str, Cell]
    cancelled: bool = False
    series: str = ""  # the id of the series of which it is an instance


def meeting_rows(
    events: Iterable[Event],
    book: Book,
    own: Collection[str],
    zone: tzinfo,
    known: Collection[str] = (),
    *,
    until: date = date.max,
) -> tuple[MeetingRow, ...]:
    """Rows for events with a team member, and for `known` event ids whoever is invited, by start.

    Each instance of a series is a meeting of its own, to the day `until`. A cancelled event that was never a
    row is left out.
    """
    team = people(book["team"])
    mine = {mailbox(address) for address in own}
    names = {clean(str(row["name"])).casefold(): code_of(row) for row in book["students"] if row["name"]}
    rows: dict[str, MeetingRow] = {}
    for event in events:
        if OWN_MARK in event.private:
            continue
        invited = invited_of(event, team, mine)
        here = event.id in known
        if event.cancelled:
            if here:
                rows[event.id] = MeetingRow(event.id, {}, cancelled=True)
        elif event.start is not None and (here or (invited and not _is_far(event, zone, until))):
            rows[event.id] = _row(event, invited, names, zone)
    return tuple(sorted(rows.values(), key=_order))


def shared_fields(row: MeetingRow, agreed_title: Cell = None) -> dict[str, Cell]:
    """What the calendar says of the two-way fields. A cancelled event says so in its title."""
    if not row.cancelled:
        return {key: row.cells[key] for key in SHARED}
    title = str(agreed_title or "").strip()
    return {"title": title if is_called_off(title) else f"{CALLED_OFF}{title}".strip()}


def is_called_off(title: Cell) -> bool:
    return isinstance(title, str) and re.match(r"\s*(?:cancell?ed|called off)\b", title, re.I) is not None


def kind_of(title: str, invited: Iterable[Person] = ()) -> str:
    """The kind its words say; with parents invited and no word, a parent meeting."""
    for kind, words in _KINDS:
        if re.search(words, title, re.I):
            return kind
    return "parent" if any(person.is_parent for person in invited) else "other"


def times(event: Event, zone: tzinfo) -> tuple[datetime | None, datetime | None]:
    """Start and end in `zone`. An all-day event lasts from midnight to the midnight after its last day."""
    return _moment(event.start, zone), _moment(event.end, zone)


def _is_far(event: Event, zone: tzinfo, until: date) -> bool:
    start = _moment(event.start, zone)
    return bool(event.recurring_id) and start is not None and start.date() > until


def _moment(value: date | datetime | None, zone: tzinfo) -> datetime | None:
    if isinstance(value, datetime):
        return value.astimezone(zone)
    return datetime.combine(value, time(0), tzinfo=zone) if value is not None else None


def invited_of(event: Event, team: Mapping[str, Person], mine: Collection[str]) -> list[Person]:
    """The team members who are invited, or who invited, each once."""
    addresses = (one for one in (*event.attendees, event.organizer) if one and mailbox(one) not in mine)
    found = (person_at(team, address) for address in addresses)
    return list(dict.fromkeys(person for person in found if person is not None))


def told_title(event: Event) -> str:
    """What may be said of it where others read too: of a private event nothing."""
    return PRIVATE if event.secret else clean(event.title)[:250] or "(no title)"


def _row(event: Event, invited: list[Person], names: Mapping[str, str], zone: tzinfo) -> MeetingRow:
    start, end = times(event, zone)
    title = told_title(event)
    cells: dict[str, Cell] = {
        "student": _student(invited, title, names) or None,
        "kind": kind_of(title, invited),
        "title": title,
        "start": start,
        "end": end or (start + timedelta(hours=1) if start else None),
        "place": None if event.secret else clean(event.place)[:250] or None,
        "attendees": ", ".join(event.attendees[:50]) or None,
        "event": event.id,
    }
    return MeetingRow(event.id, cells, series=event.recurring_id)


def _student(invited: list[Person], title: str, names: Mapping[str, str]) -> str:
    """The one student everybody invited has in common; else the one the parents have; else the one named."""
    sets = [set(person.students) for person in invited if person.students]
    parents = [set(person.students) for person in invited if person.is_parent and person.students]
    for group in (sets, parents):
        common = set.intersection(*group) if group else set()
        if len(common) == 1:
            return common.pop()
    said = title.casefold()
    named = {code for name, code in names.items() if re.search(rf"\b{re.escape(name)}\b", said)}
    return named.pop() if len(named) == 1 else ""


def _order(row: MeetingRow) -> tuple[float, str]:
    start = row.cells.get("start")
    return (start.timestamp() if isinstance(start, datetime) else 0.0, row.event_id)
