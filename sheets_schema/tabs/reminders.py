"""Reminders: one row per rule, student and object that is due; a dated one is an event too."""

from __future__ import annotations

from dataclasses import replace

from sheets_schema.model import OWNER_ONLY, Colour, Column, Kind, Shape, Tab, Tone, Writer
from sheets_schema.tabs.columns import name, row_id, typed


def _given(
    key: str, title: str, kind: Kind, why: str, width: int = 110, choices: str | None = None
) -> Column:
    return typed(
        key, title, kind, OWNER_ONLY, why, "all", writer=Writer.SERVICE, width=width, choices=choices
    )


REMINDERS = Tab(
    key="reminders",
    title="Reminders",
    shape=Shape.LOG,
    module="reminders",
    sheet_id=1009,
    columns=(
        row_id(OWNER_ONLY),
        _given("what", "What", Kind.TEXT, "What is due.", width=260),
        _given("student", "Student", Kind.STUDENT, "Whom it is about.", width=80),
        name(OWNER_ONLY, "all"),
        _given("rule", "Rule", Kind.TEXT, "The rule that made it: R1 to R25.", width=60),
        typed(
            "due",
            "Due",
            Kind.DATE,
            OWNER_ONLY,
            "Due day; may be moved here or in Calendar.",
            "all",
            writer=Writer.SHARED,
        ),
        typed(
            "done",
            "Done",
            Kind.BOOL,
            OWNER_ONLY,
            "Tick it when it is done; that ends it.",
            "all",
            writer=Writer.SHARED,
            width=60,
        ),
        typed("snooze", "Snooze", Kind.DATE, OWNER_ONLY, "Quiet until this day.", "all"),
        typed(
            "acknowledged",
            "Acknowledged",
            Kind.TEXT,
            OWNER_ONLY,
            "A line typed here ends the reminder and says why.",
            "all",
            width=180,
        ),
        _given("why", "Why", Kind.TEXT, "The reason, with the numbers.", width=420),
        _given("who", "Who", Kind.TEXT, "Who is told.", width=190),
        replace(_given("event", "Event", Kind.TEXT, "The Calendar event's id."), hidden=True),
        Column(
            key="state",
            title="State",
            kind=Kind.CHOICE,
            writer=Writer.SERVICE,
            seen_by=OWNER_ONLY,
            why="open, done, snoozed or withdrawn.",
            systems=("all",),
            choices="reminder_states",
            width=90,
            colours=(
                Colour('=AND({state}="open",ISNUMBER({due}),{due}<TODAY())', Tone.BAD),
                Colour('={state}="snoozed"', Tone.NOTE),
                Colour('=OR({state}="done",{state}="withdrawn")', Tone.QUIET),
            ),
        ),
    ),
    capacity=1000,
    why="What is due, why, and who is told. Due, Done, Snooze and Acknowledged are yours.",
    service_rows=True,
)
