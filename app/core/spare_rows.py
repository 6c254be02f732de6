"""Registers and Lists get further spare rows before they run out; the tabs that list their rows follow. What
people added at the end of any tab is made like the rows above."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.core.gathering import Gathering
from sheets_schema.layout import listed_rows
from sheets_schema.model import Shape, Tab, Workbook
from sheets_schema.read import Book, Row
from sheets_schema.spare_rows import NewRows

FEWEST = 10
SPARE_SHARE = 6  # a sixth of what a new register has stays spare


def lay_ahead(plan: Gathering, workbook: Workbook, book: Book) -> None:
    """Spare rows where few are left. A tab whose rows this plan fills waits for the next sync, whose rows
    stand where they were read."""
    busy = plan.closed | {fill.tab for fill in plan.book.fills}
    here = Workbook(workbook.version, tuple(tab for tab in workbook.tabs if tab.key not in busy))
    found, plan.next_id = new_rows(here, book, plan.next_id)
    plan.grow(found)
    plan.dress(
        key for key, place in book.layout.tabs.items() if (place.dressed or place.row_count) < place.row_count
    )


def new_rows(
    workbook: Workbook, book: Book, next_id: int, needed: Mapping[str, int] | None = None
) -> tuple[tuple[NewRows, ...], int]:
    """What these tabs lack and the next free id afterwards; `needed` spare rows are wanted at once."""
    found: list[NewRows] = []
    wanted = needed or {}
    for tab in workbook.tabs:
        rows = book.tabs[tab.key].rows if tab.key in book.tabs else ()
        if tab.shape is not Shape.REGISTER or not rows:
            continue
        if "id" not in tab.by_key:
            found += _below_lists(tab, rows, book)
            continue
        spare = sum(row.blank and row.id is not None for row in rows)
        count = _lacking(tab, spare, wanted.get(tab.key, 0))
        if count:
            last = max(rows, key=lambda row: row.index)
            in_use = None if last.blank else "id"
            found.append(NewRows(tab.key, last.index, count, next_id, in_use))
            next_id += count
    return (*found, *_listing(workbook, book, found)), next_id


def _below_lists(tab: Tab, rows: tuple[Row, ...], book: Book) -> Iterator[NewRows]:
    """Rows without ids that pick lists stand in: those below the longest list are spare."""
    if tab.key not in book.layout:
        return
    bottom = book.layout[tab.key].row_count - 1
    longest = max(rows, key=lambda row: row.index)
    count = _lacking(tab, bottom - longest.index, 0)
    if count:
        held = (key for key in tab.by_key if longest[key] is not None or key in longest.faulty)
        in_use = next(held, None) if longest.index == bottom else None
        yield NewRows(tab.key, bottom, count, in_use=in_use)


def _lacking(tab: Tab, spare: int, wanted: int) -> int:
    """Half of the first size at once, so that it happens seldom."""
    keep = max(FEWEST, tab.capacity // SPARE_SHARE)
    enough = spare >= keep and spare >= wanted
    return 0 if enough else max(keep, tab.capacity // 2, wanted - spare)


def _listing(workbook: Workbook, book: Book, growing: list[NewRows]) -> list[NewRows]:
    """Lines on free-form tabs for every row of the register that they list."""
    more = {rows.tab: rows.count for rows in growing}
    found: list[NewRows] = []
    for tab in workbook.tabs:
        if tab.lists is None or tab.key not in book.layout or tab.lists not in book.tabs:
            continue
        place = book.layout[tab.key]
        lacking = len(book.tabs[tab.lists].rows) + more.get(tab.lists, 0) - listed_rows(tab, place)
        if lacking > 0:
            found.append(NewRows(tab.key, place.row_count - 1, max(FEWEST, lacking)))
    return found
