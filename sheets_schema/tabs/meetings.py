"""Meetings: meetings with a student's team, shared with Calendar (S15, S19)."""

from __future__ import annotations

from sheets_schema.model import COUNSELORS, OWNER_ONLY, Kind, Shape, Tab, Writer
from sheets_schema.tabs.columns import name, row_id, student, typed

_SHARED = Writer.SHARED
_ADDED = Writer.APPENDED

MEETINGS = Tab(
    key="meetings",
    title="Meetings",
    shape=Shape.LOG,
    module="contact",
    sheet_id=1008,
    columns=(
        row_id(COUNSELORS),
        student(COUNSELORS, "Whom the meeting is about.", "S15", writer=_ADDED),
        name(COUNSELORS, "S15"),
        typed(
            "kind", "Kind", Kind.CHOICE, COUNSELORS, "What sort of meeting.", "S19", choices="meeting_kinds"
        ),
        typed(
            "title",
            "Title",
            Kind.TEXT,
            COUNSELORS,
            "As in Calendar; either side may change it.",
            "S15",
            writer=_SHARED,
            width=220,
        ),
        typed(
            "start", "Start", Kind.DATETIME, COUNSELORS, "When it begins.", "S15", writer=_SHARED, width=140
        ),
        typed("end", "End", Kind.DATETIME, COUNSELORS, "When it ends.", "S15", writer=_SHARED, width=140),
        typed("place", "Place", Kind.TEXT, COUNSELORS, "Where.", "S15", writer=_SHARED, width=140),
        typed(
            "attendees",
            "Attendees",
            Kind.TEXT,
            OWNER_ONLY,
            "Addresses invited when the row was added.",
            "S15",
            writer=_ADDED,
            width=220,
        ),
        typed(
            "event",
            "Event",
            Kind.TEXT,
            OWNER_ONLY,
            "The Calendar event's id.",
            "S15",
            writer=_ADDED,
            hidden=True,
        ),
        typed(
            "notice_sent",
            "Notice Sent",
            Kind.DATE,
            COUNSELORS,
            "Day the notice went out; ends its reminder.",
            "S19",
        ),
        typed("notes", "Notes", Kind.TEXT, OWNER_ONLY, "Notes on the meeting.", "S15", width=260),
    ),
    capacity=1000,
    why="One row a meeting. Title, start, end and place go both ways with Calendar.",
)
