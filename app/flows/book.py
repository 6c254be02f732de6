"""The one write into the workbook: a guarded atomic batch that reads back what it touched.

The guard is developer metadata with an id of our choosing: the same batch cannot be applied twice. Sheets
has no precondition on cells, so the answer brings the id columns back, and a write that hit a neighbour's
row, because somebody inserted one meanwhile, is put right at once. So is one over what a person typed just
then: each cell that people type in is set aside in the same batch before it is written.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from app.core.effects import BookWrite, FillRow
from app.core.filled_astray import Then, cells_astray, formulas_of_before
from app.core.left_behind import Noted, wrong_hits
from app.core.model import Caseload
from app.core.out_of_column import out_of_column
from app.core.readback import filled, landed, misplaced_adds, repairs, strayed
from app.core.stood import Overtyped, Stood, put_back, set_aside
from app.errors import BadRequest
from app.flows.answer import header_row, headers_after, id_column, ids_after
from app.flows.aside import Grid, aside_range, aside_requests, mark_of, stood_in, stood_in_answer
from app.flows.columns import formulas_again, hit_cells, moved_columns, put_cell
from app.flows.deps import Google
from app.flows.guards import guard_id, guards, was_applied
from sheets_schema.formulas import quoted, tabs_named
from sheets_schema.layout import Layout, layout_from_headers
from sheets_schema.model import Workbook
from sheets_schema.read import Book, read_tab
from sheets_schema.requests import (
    append_rows,
    cells_requests,
    replace_requests,
    row_formulas,
    show_request,
)
from sheets_schema.spare_rows import dress_requests, new_row_contents, spare_row_requests

MOST_REPAIRS = 4  # batches, each while rows were moved again; the daily look finds what is left


@dataclass(frozen=True)
class Workbooks:
    """What a write needs to know of one workbook."""

    google: Google
    workbook: Workbook
    caseload: Caseload
    headers: Mapping[str, Sequence[str]] = field(default_factory=dict)  # tab key -> header row as read
    epoch: int = 0  # of the worker


@dataclass(frozen=True)
class Written:
    """A batch is in the workbook. Where people had typed just then, theirs stands."""

    overtyped: tuple[Overtyped, ...] = ()


def write_book(
    at: Workbooks, book: Book, write: BookWrite, number: int, *, aside: bool = True
) -> Written | None:
    """Apply batch `number`. None: it was applied before and the answer lost; read again and plan anew."""
    places = places_of(book, write)
    mark = mark_of(guard_id(at.caseload.spreadsheet_id, number), at.epoch)
    asides = set_aside(at.workbook, write.fills) if aside else ()
    first = [*guards(at.caseload.spreadsheet_id, number), *aside_requests(book.layout, asides, mark)]
    grown = {rows.tab for rows in write.grows if "id" in at.workbook.tab(rows.tab).by_key}
    touched = sorted({fill.tab for fill in write.fills} | {add.tab for add in write.adds} | grown)
    ranges = [one for tab in touched for one in (id_column(book.layout, tab), header_row(book.layout, tab))]
    beside = {tab for tab in tabs_named(at.workbook, write.computed) if tab in at.headers} - {*touched}
    ranges += [header_row(book.layout, tab) for tab in sorted(beside)]
    try:
        answer = at.google.sheets.batch(
            at.caseload.spreadsheet_id,
            [*first, *_requests(at, book, write)],
            [*ranges, *aside_range(book.layout, asides)],
        )
    except BadRequest as refused:
        if was_applied(refused):
            return None
        if asides and refused.kind == "copyPaste":  # a cell that cannot be copied, in merged ones perhaps
            return write_book(at, book, write, number, aside=False)
        if write.dresses and refused.kind == "copyPaste":  # merged cells: the new rows stay bare
            return write_book(at, book, replace(write, dresses=()), number, aside=aside)
        if refused.kind == "sortRange":  # merged cells: the last row stays last
            as_they_are = tuple(replace(rows, in_use=None) for rows in write.grows)
            return write_book(at, book, replace(write, grows=as_they_are), number, aside=aside)
        raise
    ids = ids_after(answer, book.layout, beside)
    moved = moved_columns(at.headers, headers_after(answer, book.layout, beside))
    if moved:
        book = replace(book, layout=_columns_put_right(at, book, write, ids, moved))
    stood = stood_in_answer(at.workbook, book.layout, at.caseload.zone, asides, answer, mark)
    return Written(_put_right(at, book, _without(write, moved), ids, places, stood))


def _requests(at: Workbooks, book: Book, write: BookWrite) -> list[Mapping[str, Any]]:
    requests: list[Mapping[str, Any]] = []
    for fill in write.fills:
        requests += _fill(at, book.layout, fill)
    for key in sorted({add.tab for add in write.adds}):
        rows = [add.cells for add in write.adds if add.tab == key]
        following = book.tabs[key].next_index
        tab = at.workbook.tab(key)
        requests.append(append_rows(at.workbook, book.layout, tab, rows, following, at.caseload.zone))
    for whole in write.replaces:
        tab = at.workbook.tab(whole.tab)
        requests += replace_requests(book.layout, tab, whole.rows, whole.old_rows, at.caseload.zone)
    requests += [show_request(book.layout, one.tab, one.shown) for one in write.shows]
    for key in write.dresses:
        requests += dress_requests(at.workbook, book.layout, key)
    # Last: everything above stands where it was read.
    return requests + spare_row_requests(at.workbook, book.layout, write.grows)


def _fill(at: Workbooks, layout: Layout, fill: FillRow) -> list[Mapping[str, Any]]:
    tab = at.workbook.tab(fill.tab)
    formulas = row_formulas(at.workbook, layout, tab, fill.index + 1) if fill.formulas else {}
    formulas = {key: formula for key, formula in formulas.items() if key not in fill.spared}
    return [*cells_requests(layout, tab, fill.index, {**formulas, **fill.cells}, at.caseload.zone)]


def places_of(book: Book, write: BookWrite) -> dict[int, int]:
    """Where each added row will stand if nobody else adds one: id -> 0-based sheet row."""
    places: dict[int, int] = {}
    following = {tab: rows.next_index for tab, rows in book.tabs.items()}
    for add in write.adds:
        row_id = add.cells["id"]
        if isinstance(row_id, int):
            places[row_id] = following[add.tab]
            following[add.tab] += 1
    return places


def _put_right(
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
        requests = [request for fix in [*made, *fixes] for request in _fill(at, book.layout, fix)]
        if not requests:
            break
        columns = [id_column(book.layout, tab) for tab in sorted({fix.tab for fix in fixes})]
        answer = at.google.sheets.batch(at.caseload.spreadsheet_id, requests, columns)
        ids, stood, made = ids_after(answer, book.layout), Stood(), []
        write = BookWrite(tuple(fixes))
    return tuple(typed)


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
            after = read_tab(definition, book.layout[tab], values, at.caseload.zone)
            right, met = repairs(definition, book.tabs[tab], after, fills, stood, grown=tab in grown)
            tabs[tab] = after
        fixes += right
        typed += met
    return fixes, typed, replace(book, tabs=tabs)


def put_right_after(at: Workbooks, book: Book, batch: Noted, left: Grid, mark: str) -> tuple[Overtyped, ...]:
    """What the batch of a worker that died then hit amiss, by `book` as read since; and what people had typed
    just then where it wrote."""
    stood = stood_in(at.workbook, at.caseload.zone, set_aside(at.workbook, batch.fills), left, mark)
    layout = book.layout
    moved = {tab for tab, then in batch.columns.items() if tab in layout and layout[tab].columns != then}
    by_rows = replace(batch, rows={tab: rows for tab, rows in batch.rows.items() if tab not in moved})
    fixes, typed = wrong_hits(at.workbook, by_rows, book, stood)
    requests = [request for fix in fixes for request in _fill(at, layout, fix)]
    requests += _displaced_again(at, layout, Then(at.workbook, batch, stood, at.caseload.zone), moved)
    if requests:
        touched = sorted({fix.tab for fix in fixes})
        columns = [id_column(layout, tab) for tab in touched]
        answer = at.google.sheets.batch(at.caseload.spreadsheet_id, requests, columns)
        _put_right(at, book, BookWrite(fixes), ids_after(answer, layout), {}, Stood())
    return typed


def _displaced_again(
    at: Workbooks, layout: Layout, then: Then, moved: Container[str]
) -> list[Mapping[str, Any]]:
    """Rows that were added or filled while columns moved, and formulas that name such columns, once more."""
    batch, named = then.batch, partial(tabs_named, at.workbook)
    added = {add.tab for add in batch.adds}
    computed = added | {fill.tab for fill in batch.fills if fill.formulas}
    naming = {tab for tab in computed if any(one in moved for one in named([tab]))}
    hit = added | naming | {fill.tab for fill in batch.fills if fill.tab in moved}
    titles = {quoted(layout[tab].title): layout[tab] for tab in sorted(hit) if tab in layout}
    entered = at.google.sheets.formulas(at.caseload.spreadsheet_id, list(titles))
    requests: list[Mapping[str, Any]] = []
    for title, lines in entered.items():
        place = titles[title]
        for one in (
            *out_of_column(at.workbook, batch, place, lines, at.caseload.zone),
            *cells_astray(then, place, lines),
        ):
            requests += [put_cell(place, one.fill.index, column, cell) for column, cell in one.cells.items()]
            requests += _fill(at, layout, one.fill)
        for fill in formulas_of_before(then, place, lines) if place.key in naming else ():
            requests += _fill(at, layout, fill)
    return requests


def _columns_put_right(
    at: Workbooks,
    book: Book,
    write: BookWrite,
    ids: Mapping[str, Sequence[int | None]],
    moved: frozenset[str],
) -> Layout:
    """What went into columns that had moved meanwhile, in one more batch, and formulas that name such; the
    layout as it is now."""
    titles = [place.title for place in book.layout.tabs.values()]
    layout, _ = layout_from_headers(
        at.workbook, at.google.sheets.structure(at.caseload.spreadsheet_id, titles)
    )
    requests: list[Mapping[str, Any]] = []
    for tab in sorted(moved):
        formulas = [column.key for column in at.workbook.tab(tab).columns if column.formula is not None]
        rows: dict[int, list[str]] = {}
        for fill in write.fills:
            if fill.tab == tab:
                given = [key for key in formulas if key not in fill.spared] if fill.formulas else []
                rows[fill.index] = [*fill.cells, *given]
        added: list[FillRow] = []
        for add in write.adds:
            row_id = add.cells["id"]
            if add.tab == tab and isinstance(row_id, int) and row_id in ids.get(tab, ()):
                index = list(ids[tab]).index(row_id)
                rows[index] = [*add.cells, *formulas]
                added.append(FillRow(tab, index, row_id, add.cells, formulas=True))
        fills, others = hit_cells(book, write, tab, layout, rows)
        requests += others
        requests += _spare_rows_again(at, write, tab, layout, ids)
        for fill in [*fills, *added]:
            requests += _fill(at, layout, fill)
    for fill in formulas_again(at.workbook, write, ids, moved):
        requests += _fill(at, layout, fill)
    at.google.sheets.batch(at.caseload.spreadsheet_id, requests)
    return layout


def _spare_rows_again(
    at: Workbooks, write: BookWrite, tab: str, layout: Layout, ids: Mapping[str, Sequence[int | None]]
) -> list[Mapping[str, Any]]:
    """The new spare rows of a tab, emptied and made once more where its columns stand now."""
    requests: list[Mapping[str, Any]] = []
    for rows in write.grows:
        if rows.tab == tab and rows.first_id in ids.get(tab, ()):
            first = list(ids[tab]).index(rows.first_id)
            span = {
                "sheetId": layout[tab].sheet_id,
                "startRowIndex": first,
                "endRowIndex": first + rows.count,
            }
            requests.append({"repeatCell": {"range": span, "cell": {}, "fields": "userEnteredValue"}})
            requests += new_row_contents(at.workbook, layout, rows, first)
    return requests


def _without(write: BookWrite, tabs: frozenset[str]) -> BookWrite:
    return BookWrite(
        tuple(fill for fill in write.fills if fill.tab not in tabs),
        tuple(add for add in write.adds if add.tab not in tabs),
        write.replaces,
        tuple(rows for rows in write.grows if rows.tab not in tabs),
    )
