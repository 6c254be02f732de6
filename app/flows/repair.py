"""What a batch hit amiss, put right: at once where its worker lives, by the next one where it died."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from typing import Any

from app.core.effects import BookWrite, FillRow
from app.core.filled_astray import Then, cells_astray, formulas_of_before
from app.core.left_behind import Noted, wrong_hits
from app.core.out_of_column import out_of_column
from app.core.readback import filled, landed, misplaced_adds, repairs, strayed
from app.core.stood import Overtyped, Stood, put_back, set_aside
from app.errors import ColumnsMoving
from app.flows.answer import headers_after, ids_after, ranges_of
from app.flows.aside import Grid, stood_in
from app.flows.columns import columns_put_right, moved_columns, put_cell
from app.flows.workbooks import Workbooks, fill_requests, send_repair
from sheets_schema.formulas import quoted, tabs_named
from sheets_schema.layout import Layout
from sheets_schema.read import Book, read_tab

MOST_REPAIRS = 4  # batches, each while rows were moved again; the daily look finds what is left


def rows_put_right(
    at: Workbooks,
    book: Book,
    write: BookWrite,
    ids: Mapping[str, Sequence[int | None]],
    places: Mapping[int, int],
    stood: Stood,
) -> tuple[Overtyped, ...]:
    """One more batch where rows were hit amiss, or where a person had typed just then; and another one where
    rows moved again while that was written."""
    made: list[FillRow] = [
        FillRow(tab, row, row_id, {}, formulas=True)
        for (tab, row_id), row in misplaced_adds(write, places, ids).items()
    ]
    typed: list[Overtyped] = []
    for _ in range(MOST_REPAIRS):
        fixes, met, book = _amiss(at, book, write, ids, stood)
        typed += met
        requests = [request for fix in [*made, *fixes] for request in fill_requests(at, book.layout, fix)]
        if not requests:
            break
        at, book, write, ids = _sent(at, book, fixes, requests)
        stood, made = Stood(), []
    return tuple(typed)


def _sent(
    at: Workbooks, book: Book, fixes: Sequence[FillRow], requests: Sequence[Mapping[str, Any]]
) -> tuple[Workbooks, Book, BookWrite, dict[str, list[int | None]]]:
    """A repair in the workbook, in the columns for which it is meant; what of it is to be looked after, and
    the ids by which."""
    write = BookWrite(tuple(fixes))
    ranges, beside = ranges_of(at, book.layout, {fix.tab for fix in fixes}, write.computed)
    at, answer = send_repair(at, requests, ranges)
    ids = ids_after(answer, book.layout, beside)
    at, book, left = columns_put_right(at, book, write, ids, headers_after(answer, book.layout, beside))
    return at, book, left, ids


def _amiss(
    at: Workbooks, book: Book, write: BookWrite, ids: Mapping[str, Sequence[int | None]], stood: Stood
) -> tuple[list[FillRow], list[Overtyped], Book]:
    """What to write now, what people had typed, and the book as that is written into it."""
    fixes: list[FillRow] = []
    typed: list[Overtyped] = []
    tabs = dict(book.tabs)
    astray, grown = strayed(book, write, ids), {rows.tab for rows in write.grows}
    for tab in sorted({fill.tab for fill in write.fills}):
        fills = [fill for fill in write.fills if fill.tab == tab]
        if tab not in astray:
            met = landed(book.tabs[tab], fills, stood)
            right: Sequence[FillRow] = put_back(met)
            tabs[tab] = filled(book.tabs[tab], fills)
        else:
            title = book.layout[tab].title
            values = at.google.sheets.values(at.caseload.spreadsheet_id, [title])[title]
            definition = at.workbook.tab(tab)
            _stand_as_read(at, tab, values)
            after = read_tab(definition, book.layout[tab], values, at.caseload.zone)
            right, met = repairs(definition, book.tabs[tab], after, fills, stood, grown=tab in grown)
            tabs[tab] = after
        fixes += right
        typed += met
    return fixes, typed, replace(book, tabs=tabs)


def put_right_after(at: Workbooks, book: Book, batch: Noted, aside: Grid, mark: str) -> tuple[Overtyped, ...]:
    """What the batch of a worker that died then hit amiss, by `book` as read since; and what people had typed
    just then where it wrote."""
    asides = set_aside(at.workbook, batch.fills)
    stood = stood_in(at.workbook, at.caseload.zone, asides, aside, mark)
    layout = book.layout
    moved = {tab for tab, then in batch.columns.items() if tab in layout and layout[tab].columns != then}
    again, requests, by_columns = _displaced_again(
        at, layout, Then(at.workbook, batch, stood, at.caseload.zone), moved
    )
    rows = {tab: rows for tab, rows in batch.rows.items() if tab not in by_columns}
    left = replace(batch, rows=rows)
    fixes, typed = wrong_hits(at.workbook, left, book, stood, repaired=at.repairs > 0)
    requests += [request for fill in [*fixes, *again] for request in fill_requests(at, layout, fill)]
    if requests:
        at, book, write, ids = _sent(at, book, [*fixes, *again], requests)
        write = BookWrite(tuple(fill for fill in write.fills if fill in fixes))
        rows_put_right(at, book, write, ids, {}, Stood())
    return typed


def _displaced_again(
    at: Workbooks, layout: Layout, then: Then, moved: Set[str]
) -> tuple[list[FillRow], list[Mapping[str, Any]], set[str]]:
    """Rows that were added or filled while columns moved, and formulas that name such columns, once more;
    requests for cells of columns that only the person knows; the tabs whose columns had moved by then."""
    batch = then.batch
    added = {add.tab for add in batch.adds}
    computed = added | {fill.tab for fill in batch.fills if fill.formulas}
    naming = {tab for tab in computed if tabs_named(at.workbook, [tab]) & moved}
    hit = added | naming | {fill.tab for fill in batch.fills if fill.tab in moved}
    titles = {quoted(layout[tab].title): layout[tab] for tab in sorted(hit) if tab in layout}
    again: list[FillRow] = []
    others: list[Mapping[str, Any]] = []
    by_columns = set()
    for title, lines in at.google.sheets.formulas(at.caseload.spreadsheet_id, list(titles)).items():
        place = titles[title]
        _stand_as_read(at, place.key, lines)
        filled = list(cells_astray(then, place, lines))
        if any(one.sure for one in filled):
            by_columns.add(place.key)
        else:  # they were moved after the batch, and took along what it wrote
            filled = []
        for one in (*out_of_column(at.workbook, batch, place, lines, at.caseload.zone), *filled):
            others += [put_cell(place, one.fill.index, column, cell) for column, cell in one.cells.items()]
            again.append(one.fill)
        again += formulas_of_before(then, place, lines) if place.key in naming else ()
    return again, others, by_columns


def _stand_as_read(at: Workbooks, tab: str, lines: Sequence[Sequence[Any]]) -> None:
    """Refused where columns were moved since the workbook was read: the next sync reads it anew, and puts
    right what is left."""
    heads = [cell if isinstance(cell, str) else None for cell in lines[0]] if lines else []
    if moved_columns(at.headers, {tab: heads}):
        raise ColumnsMoving
