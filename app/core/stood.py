"""What stood in a cell at the moment a batch wrote it: whether a person typed there since it was read.

Sheets has no precondition on cells, but a batch runs in order: it sets each cell aside before it writes it,
and its answer shows what was there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.core.effects import FillRow
from app.core.meetings import PRIVATE, WITHHELD
from app.core.merge import same
from app.core.model import Cell
from sheets_schema.model import Tab, Workbook
from sheets_schema.read import Row

ROWS = 500  # of the place where cells are set aside; more of them stand beside each other

Place = tuple[str, int, str]  # tab, 0-based sheet row that the batch aimed at, column


@dataclass(frozen=True)
class Aside:
    """One cell to set aside, and where: 0-based, counted from the corner of the place for it."""

    place: Place
    row: int
    column: int


@dataclass(frozen=True)
class Stood:
    """What was set aside of cells that people type in. One that its column cannot read is here as it is, and
    among `unreadable`; `raw` has all cells as Sheets gives them."""

    cells: Mapping[Place, Cell] = field(default_factory=dict)
    unreadable: frozenset[Place] = frozenset()
    raw: Mapping[Place, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Overtyped:
    """A person typed `theirs` where the batch wrote `ours`. `over`: ours stands there and theirs goes back.

    Nothing is to be told where the row was a spare one: what was to go there goes into the next.
    """

    tab: str
    index: int
    row_id: int | None
    column: str
    theirs: Cell
    ours: Cell
    over: bool = True
    told: bool = True


def set_aside(workbook: Workbook, fills: Iterable[FillRow]) -> tuple[Aside, ...]:
    """Where each cell goes that is written, Holdfast's own and formulas too: another column may have come to
    stand there. The same for whoever works it out again."""
    rows = [(fill, _written(workbook.tab(fill.tab), fill)) for fill in fills]
    rows = [(fill, keys) for fill, keys in rows if keys]
    width = max((len(keys) for _, keys in rows), default=0)
    return tuple(
        Aside((fill.tab, fill.index, key), at % ROWS, at // ROWS * width + beside)
        for at, (fill, keys) in enumerate(rows)
        for beside, key in enumerate(keys)
    )


def overtyped(fill: FillRow, read: Row, now: Row, stood: Stood) -> list[Overtyped]:
    """What a person typed into the cells of a fill that landed in its row. `now`: where the row stands."""
    found = []
    for key, ours in fill.cells.items():
        place = (fill.tab, fill.index, key)
        if place not in stood.cells or (key in read.faulty and place in stood.unreadable):
            continue
        theirs = stood.cells[place]
        if not same(theirs, read[key]) and not same(theirs, ours):
            found.append(Overtyped(fill.tab, now.index, now.id, key, theirs, ours))
    return whole_row(fill, now, stood, found) if read.blank else found


def whole_row(fill: FillRow, now: Row, stood: Stood, found: Sequence[Overtyped]) -> list[Overtyped]:
    """Of a spare row into which somebody typed, every cell goes back: it is theirs now."""
    if not found:
        return []
    theirs = {key: stood.cells.get((fill.tab, fill.index, key)) for key in fill.cells}
    return [
        Overtyped(fill.tab, now.index, now.id, key, cell, fill.cells[key], told=False)
        for key, cell in theirs.items()
    ]


def put_back(found: Iterable[Overtyped]) -> tuple[FillRow, ...]:
    """What to write so that every person's value stands again."""
    rows: dict[tuple[str, int, int | None], dict[str, Cell]] = defaultdict(dict)
    for one in found:
        if one.over:
            rows[one.tab, one.index, one.row_id][one.column] = one.theirs
    return tuple(FillRow(tab, index, row_id, cells) for (tab, index, row_id), cells in rows.items())


def _written(tab: Tab, fill: FillRow) -> list[str]:
    """The columns that a fill writes, but for what is to be nowhere from now on."""
    formulas = {one.key for one in tab.columns if one.formula is not None} if fill.formulas else set()
    hidden = set(WITHHELD) if fill.cells.get("title") == PRIVATE else set()
    keys = (fill.cells.keys() | (formulas - fill.spared)) - hidden
    return [one.key for one in tab.columns if one.key in keys]
