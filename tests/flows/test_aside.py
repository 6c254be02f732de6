"""What a batch sets aside: how many requests that takes, and that each cell comes to its own place."""

from __future__ import annotations

from app.core.effects import FillRow
from app.core.stood import ROWS, set_aside
from app.flows.aside import FIRST, TAB, aside_requests
from sheets_schema.layout import planned_layout
from sheets_schema.workbook import WORKBOOK

LAYOUT = planned_layout(WORKBOOK)
LEFT = max(LAYOUT[TAB].columns.values()) + 1


def copied(fills: list[FillRow]) -> tuple[int, dict[tuple[int, int], tuple[int, int]]]:
    """How many requests, and for each cell of the Students tab where it goes: row and column, from 0."""
    asides = set_aside(WORKBOOK, fills)
    pastes = [one["copyPaste"] for one in aside_requests(LAYOUT, asides, "1 1") if "copyPaste" in one]
    cells = {}
    for paste in pastes:
        here, there = paste["source"], paste["destination"]
        for row in range(here["startRowIndex"], here["endRowIndex"]):
            for column in range(here["startColumnIndex"], here["endColumnIndex"]):
                down, right = row - here["startRowIndex"], column - here["startColumnIndex"]
                cells[row, column] = there["startRowIndex"] + down, there["startColumnIndex"] + right
        size = here["endRowIndex"] - here["startRowIndex"], here["endColumnIndex"] - here["startColumnIndex"]
        assert size == (
            there["endRowIndex"] - there["startRowIndex"],
            there["endColumnIndex"] - there["startColumnIndex"],
        )
    return len(pastes), cells


def typed(count: int) -> list[FillRow]:
    return [FillRow("students", 1 + at, None, {"id": 1 + at}, formulas=True) for at in range(count)]


def test_sixty_typed_students_take_as_many_requests_as_one() -> None:
    assert copied(typed(60))[0] == copied(typed(1))[0]


def test_each_cell_has_its_own_place_where_it_is_looked_for() -> None:
    fills = typed(ROWS + 40)
    places = LAYOUT["students"].columns
    _, cells = copied(fills)
    asides = set_aside(WORKBOOK, fills)
    wanted = {
        (one.place[1], places[one.place[2]]): (FIRST + 1 + one.row, LEFT + one.column) for one in asides
    }
    assert cells == wanted
    assert len({*cells.values()}) == len(asides) > 60
