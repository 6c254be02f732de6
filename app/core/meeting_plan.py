"""From calendar events with the team to rows of the Meetings tab, and to what the calendar changed since.

The case manager's own calendar is only read: a title typed in the sheet stays in the sheet, a change made
in the calendar follows into the sheet, both at once is a conflict that is told. A row that a person
deleted stays deleted.

Where the hour of a series is changed, Google gives its instances other ids: the row of one that went belongs
to the one of that day from then on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from app.core.conflicts import conflict_trouble
from app.core.effects import FillRow
from app.core.gathering import Gathering
from app.core.meetings import SHARED, MeetingRow, shared_fields
from app.core.merge import merge_shared, same
from app.core.model import Agreed, Cell
from sheets_schema.read import Row

TAB = "meetings"
MARK = "event:"  # in Agreed.logged, before the event's id


@dataclass(frozen=True)
class MeetingsAgreed:
    """What is agreed about meetings once the plan is carried out."""

    shared: Mapping[int, Mapping[str, Cell]]
    logged: frozenset[str]


def plan_meetings(
    plan: Gathering, found: Iterable[MeetingRow], rows: Iterable[Row], agreed: Agreed
) -> MeetingsAgreed:
    """Adds rows for new meetings, brings the calendar's changes into those there are."""
    by_event = {str(row["event"]): row for row in rows if row["event"]}
    found = tuple(found)
    shifted = _shifted(found, by_event)
    taken = {row.index for row in shifted.values()}
    shared = dict(agreed.shared.get(TAB, {}))
    logged = set()
    for meeting in found:
        row = shifted.get(meeting.event_id) or by_event.get(meeting.event_id)
        goes_on = row is not None and meeting.cancelled and row.index in taken  # as another instance
        if row is not None and not goes_on:
            shared[row.id or 0] = _follow(plan, meeting, row, shared.get(row.id or 0))
        elif not meeting.cancelled and MARK + meeting.event_id not in agreed.logged:
            shared[plan.next_id] = {key: meeting.cells[key] for key in SHARED}
            plan.add(TAB, [meeting.cells])
        logged.add(MARK + meeting.event_id)
    return MeetingsAgreed(shared, frozenset(logged))


def _shifted(found: Iterable[MeetingRow], by_event: Mapping[str, Row]) -> dict[str, Row]:
    """By the id of a new instance the row of one that went: of the same series, on the same day."""
    gone: dict[tuple[str, date], list[Row]] = defaultdict(list)
    for meeting in found:
        row = by_event.get(meeting.event_id) if meeting.cancelled else None
        if row is not None and isinstance(start := row["start"], datetime):
            gone[meeting.event_id.rpartition("_")[0], start.date()].append(row)
    shifted = {}
    for meeting in found:
        start = meeting.cells.get("start")
        if meeting.event_id not in by_event and isinstance(start, datetime):
            left = gone.get((meeting.series, start.date()))
            if meeting.series and left:
                shifted[meeting.event_id] = left.pop(0)
    return shifted


def _follow(
    plan: Gathering, meeting: MeetingRow, row: Row, base: Mapping[str, Cell] | None
) -> Mapping[str, Cell]:
    sheet = {key: row[key] for key in SHARED}
    calendar = shared_fields(meeting, sheet["title"])
    merged = merge_shared(sheet, calendar, base)
    changed = {key: value for key, value in merged.values.items() if not same(value, row[key])}
    if row["event"] != meeting.event_id:
        changed["event"] = meeting.event_id
    if changed:
        plan.fill([FillRow(TAB, row.index, row.id, changed)])
    plan.troubles += [conflict_trouble("Meetings", row, conflict) for conflict in merged.conflicts]
    return {**merged.values, **calendar}
