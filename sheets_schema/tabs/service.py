"""Sync and _Holdfast: the tabs that the service alone owns. They are replaced whole and hold no typing."""

from __future__ import annotations

from sheets_schema.model import OWNER_ONLY, Colour, Column, Kind, Shape, Tab, Tone, Writer
from sheets_schema.tabs.columns import row_id, typed


def _given(
    key: str, title: str, kind: Kind, why: str, width: int = 110, choices: str | None = None
) -> Column:
    return typed(
        key, title, kind, OWNER_ONLY, why, "all", writer=Writer.SERVICE, width=width, choices=choices
    )


SYNC = Tab(
    key="sync",
    title="Sync",
    shape=Shape.SERVICE,
    module="service",
    sheet_id=1018,
    columns=(
        row_id(OWNER_ONLY),
        Column(
            key="kind",
            title="Kind",
            kind=Kind.CHOICE,
            writer=Writer.SERVICE,
            seen_by=OWNER_ONLY,
            why="did: what the last sync did; problem: a cell to look at; conflict: two values, one kept.",
            systems=("all",),
            choices="sync_kinds",
            width=80,
            colours=(Colour('={kind}="problem"', Tone.WARN), Colour('={kind}="conflict"', Tone.BAD)),
        ),
        _given("when", "When", Kind.DATETIME, "When it was noticed.", width=140),
        _given("what", "What", Kind.TEXT, "In plain words.", width=420),
        _given("where", "Where", Kind.LINK, "Opens the cell.", width=220),
        _given("what_to_do", "What To Do", Kind.TEXT, "How to put it right, with an example.", width=320),
    ),
    capacity=500,
    why="What the last sync did, what it could not read, and values it kept out of the way.",
)

HOLDFAST = Tab(
    key="holdfast",
    title="_Holdfast",
    shape=Shape.SERVICE,
    module="service",
    sheet_id=1019,
    columns=(
        row_id(OWNER_ONLY),
        _given(
            "key", "Key", Kind.TEXT, 'What and whose: "invited:123" is when row 123 was invited.', width=180
        ),
        _given("value", "Value", Kind.ANY, "The value that a look-up on a people's tab shows.", width=180),
    ),
    capacity=2000,
    why="Values of the service that other tabs show by look-up.",
    hidden=True,
)
