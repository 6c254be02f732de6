"""`Agreed` <-> JSON parts. Dates and times are tagged, so that they come back as what they were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple
from datetime import UTC, date, datetime
from typing import Any

from app.core.effects import FillRow
from app.core.left_behind import Noted, Was
from app.core.model import Agreed, Cell, Event, Notice, SurveyNote

Parts = dict[tuple[str, str], Any]  # (field of Agreed, tab key or "") -> JSON


def parts_of(agreed: Agreed) -> Parts:
    """Pieces small enough that a run rewrites only those it changed."""
    parts: Parts = {("rows", tab): _by_id(rows) for tab, rows in agreed.rows.items()}
    for tab, shared in agreed.shared.items():
        parts["shared", tab] = {
            str(id): {key: pack(cell) for key, cell in cells.items()} for id, cells in shared.items()
        }
    parts["events", ""] = {id: _packed_event(event) for id, event in sorted(agreed.events.items())}
    parts["logged", ""] = sorted(agreed.logged)
    parts["answered", ""] = {id: pack(when) for id, when in sorted(agreed.answered.items())}
    parts["survey_notes", ""] = {
        key: [note.day.isoformat(), note.round, note.student, note.kind, note.text]
        for key, note in sorted(agreed.survey_notes.items())
    }
    parts["notices", ""] = [[pack(one.noticed), *astuple(one)[1:]] for one in agreed.notices]
    parts["next_id", ""] = agreed.next_id
    return parts


def agreed_from_parts(parts: Parts) -> Agreed:
    """The other way; what is missing is empty."""
    shared = {
        tab: {int(id): {key: unpack(cell) for key, cell in cells.items()} for id, cells in body.items()}
        for (part, tab), body in parts.items()
        if part == "shared"
    }
    answered = {id: unpack(when) for id, when in parts.get(("answered", ""), {}).items()}
    return Agreed(
        rows={tab: _ids(body) for (part, tab), body in parts.items() if part == "rows"},
        shared=shared,
        events={id: _event(body) for id, body in parts.get(("events", ""), {}).items()},
        logged=frozenset(parts.get(("logged", ""), ())),
        answered={id: when for id, when in answered.items() if isinstance(when, datetime)},
        survey_notes={
            key: SurveyNote(date.fromisoformat(day), *rest)
            for key, (day, *rest) in parts.get(("survey_notes", ""), {}).items()
        },
        notices=tuple(_notice(body) for body in parts.get(("notices", ""), ())),
        next_id=int(parts.get(("next_id", ""), 1)),
    )


def packed_noted(noted: Noted) -> dict[str, Any]:
    """What is kept of a batch before it goes out."""
    return {
        "fills": [_packed_fill(fill) for fill in noted.fills],
        "adds": [_packed_fill(fill) for fill in noted.adds],
        "rows": {
            tab: [[was.index, was.id, was.typed, _packed_cells(was.cells)] for was in rows]
            for tab, rows in noted.rows.items()
        },
        "columns": {tab: dict(columns) for tab, columns in noted.columns.items()},
    }


def noted_from(body: Mapping[str, Any]) -> Noted:
    """The other way."""
    return Noted(
        tuple(map(_fill, body["fills"])),
        {
            tab: tuple(Was(index, id, typed, _cells(cells)) for index, id, typed, cells in rows)
            for tab, rows in body["rows"].items()
        },
        tuple(map(_fill, body["adds"])),
        body.get("columns", {}),
    )


def _packed_fill(fill: FillRow) -> list[Any]:
    return [
        fill.tab, fill.index, fill.row_id, _packed_cells(fill.cells), fill.formulas, sorted(fill.spared),
    ]  # fmt: skip


def _fill(body: Sequence[Any]) -> FillRow:
    tab, index, row_id, cells, formulas, spared = body
    return FillRow(tab, index, row_id, _cells(cells), formulas, frozenset(spared))


def _packed_cells(cells: Mapping[str, Cell]) -> dict[str, Any]:
    return {key: pack(cell) for key, cell in cells.items()}


def _cells(body: Mapping[str, Any]) -> dict[str, Cell]:
    return {key: unpack(cell) for key, cell in body.items()}


def pack(cell: Cell) -> Any:
    """Text, numbers and yes/no as they are; times as UTC."""
    if isinstance(cell, datetime):
        return {"time": cell.astimezone(UTC).isoformat()}
    if isinstance(cell, date):
        return {"date": cell.isoformat()}
    return cell


def unpack(body: Any) -> Cell:
    if isinstance(body, dict):
        return datetime.fromisoformat(body["time"]) if "time" in body else date.fromisoformat(body["date"])
    cell: Cell = body
    return cell


def _by_id(rows: Mapping[int, str]) -> dict[str, str]:
    return {str(id): digest for id, digest in rows.items()}


def _ids(body: Mapping[str, str]) -> dict[int, str]:
    return {int(id): digest for id, digest in body.items()}


def _notice(body: Sequence[Any]) -> Notice:
    noticed, *rest = body
    return Notice(datetime.fromisoformat(noticed["time"]), *rest)


def _packed_event(event: Event) -> dict[str, Any]:
    return {
        "etag": event.etag,
        "id": event.id,
        "title": event.title,
        "start": pack(event.start),
        "end": pack(event.end),
        "place": event.place,
        "cancelled": event.cancelled,
        "organizer": event.organizer,
        "attendees": list(event.attendees),
        "recurring_id": event.recurring_id,
        "private": dict(event.private),
        "link": event.link,
        "secret": event.secret,
    }


def _event(body: Mapping[str, Any]) -> Event:
    start, end = unpack(body["start"]), unpack(body["end"])
    return Event(
        **{
            **body,
            "start": start if isinstance(start, date) else None,
            "end": end if isinstance(end, date) else None,
            "attendees": tuple(body["attendees"]),
        }
    )
