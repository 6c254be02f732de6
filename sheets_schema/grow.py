"""The parts of a migration that add: marks, room, columns, tabs, settings. Each gives steps, in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sheets_schema.contents import added_tab_requests, setting_requests
from sheets_schema.create import add_sheet, tab_mark, tab_requests
from sheets_schema.dress import (
    banding_request,
    format_request,
    header_cell,
    mark_request,
    rule_requests,
    width_request,
)
from sheets_schema.layout import COLUMN_KEY, SHEET_IDS, Layout, TabLayout, planned_layout
from sheets_schema.live import Live
from sheets_schema.model import Column, Kind, Shape, Tab, Value, Workbook
from sheets_schema.refresh import filled, rows_in_use, typed_in
from sheets_schema.requests import Request, cells_requests, rows_requests
from sheets_schema.steps import Step

_COMPUTED = "Worked out by Holdfast; type in the columns beside it."

Wanted = Sequence[tuple[str, str | None]]


def put_back_marks(workbook: Workbook, live: Live) -> list[Step]:
    """The developer metadata of tabs and columns that were found by their titles alone."""
    steps: list[Step] = []
    for tab in workbook.tabs:
        if tab.key not in live.layout:
            continue
        place = live.layout[tab.key]
        here = replace(tab, sheet_id=place.sheet_id)
        requests: list[Request] = [] if tab.key in live.marked else [tab_mark(here, None)]
        for key, at in place.columns.items():
            if f"{tab.key}.{key}" not in live.marked:
                requests.append(mark_request(here, at, tab.column(key)))
        if requests:
            text = f"Put back the marks by which {place.title} and its columns are found."
            steps.append(Step(tab.key, None, text, tuple(requests)))
    return steps


def new_tabs(workbook: Workbook, live: Live) -> tuple[Workbook, Layout, list[Step]]:
    """The sheets of tabs that are not there, under ids and titles still free, before anything names them."""
    taken = {title.casefold() for title in live.titles}
    named = replace(
        workbook,
        tabs=tuple(tab if tab.key in live.layout else _free(tab, live, taken) for tab in workbook.tabs),
    )
    layout = Layout({**planned_layout(named).tabs, **live.layout.tabs})
    order = list(live.titles)
    steps: list[Step] = []
    at = 0
    for tab in named.tabs:
        if tab.key in live.layout:
            at = order.index(live.layout[tab.key].title) + 1
            continue
        steps.append(Step(tab.key, None, f"Add the tab {tab.title}.", (add_sheet(tab, at),)))
        order.insert(at, tab.title)
        at += 1
    return named, layout, steps


def _free(tab: Tab, live: Live, taken: set[str]) -> Tab:
    """The tab under an id and a title that no sheet of a person's has."""
    sheet_id, title, number = tab.sheet_id, tab.title, 1
    while sheet_id in live.sheet_ids:
        sheet_id = max(sheet_id, SHEET_IDS.stop + tab.sheet_id % 1000) + 1000
    while title.casefold() in taken:
        title = f"{tab.title} (Holdfast{f' {number}' if number > 1 else ''})"
        number += 1
    return replace(tab, sheet_id=sheet_id, title=title)


def took_over(workbook: Workbook, live: Live, tab: Tab, column: str) -> Step | None:
    """Gives a column to the person where they typed what is now computed; None where they did not."""
    if not typed_in(live, tab, column):
        return None
    place = live.layout[tab.key]
    lookup = {"metadataKey": COLUMN_KEY, "metadataValue": f"{tab.key}.{column}"}
    requests: list[Request] = [
        {"deleteDeveloperMetadata": {"dataFilter": {"developerMetadataLookup": lookup}}}
    ]
    title = live.header(tab.key, column)
    if title.casefold() == workbook.tab(tab.key).column(column).title.casefold():
        start = {"sheetId": place.sheet_id, "rowIndex": 0, "columnIndex": place.columns[column]}
        rows = [{"values": [{"userEnteredValue": {"stringValue": f"{title} (typed)"}}]}]
        requests.append({"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue"}})
        title = f"{title} (typed)"
    text = f"Keep what was typed in {tab.column(column).title} on {place.title} as the column {title}."
    return Step(tab.key, column, text, tuple(requests))


def make_room(workbook: Workbook, layout: Layout, wanted: Wanted) -> tuple[Layout, list[Step]]:
    """The layout once every wanted column has its place, and the steps that make the room: one for columns
    that come side by side, since every insertion has Sheets go through all formulas."""
    tabs = dict(layout.tabs)
    runs: list[tuple[TabLayout, int, list[str]]] = []
    for key, column in wanted:
        place, tab = tabs[key], workbook.tab(key)
        tabs[key], at = _room_for(tab, place, str(column))
        if runs and runs[-1][0].key == key and runs[-1][1] + len(runs[-1][2]) == at:
            runs[-1][2].append(tab.column(str(column)).title)
        else:
            runs.append((place, at, [tab.column(str(column)).title]))
    return Layout(tabs), [_room(*run) for run in runs]


def _room_for(tab: Tab, place: TabLayout, key: str) -> tuple[TabLayout, int]:
    """Beside the column it follows in the definition, or where it stood; all to the right move on."""
    keys = [column.key for column in tab.columns]
    before = [one for one in keys[: keys.index(key)] if one in place.columns]
    at = place.columns.get(key, place.columns[before[-1]] + 1 if before else place.column_count)
    moved = {one: where + (where >= at) for one, where in place.columns.items()}
    extra = {one: where + (where >= at) for one, where in place.extra.items()}
    wider = replace(place, columns=moved | {key: at}, extra=extra, column_count=place.column_count + 1)
    return wider, at


def _room(place: TabLayout, at: int, titles: Sequence[str]) -> Step:
    span = {"sheetId": place.sheet_id, "dimension": "COLUMNS", "startIndex": at, "endIndex": at + len(titles)}
    request: Request = {"insertDimension": {"range": span, "inheritFromBefore": False}}
    if at == place.column_count:
        grow = {"sheetId": place.sheet_id, "dimension": "COLUMNS", "length": len(titles)}
        request = {"appendDimension": grow}
    text = f"Make room on {place.title} for {', '.join(titles)}."
    return Step(place.key, None, text, (request,))


def column_of_new(workbook: Workbook, layout: Layout, live: Live, key: str, column_key: str) -> Step:
    """A whole column where the room was made: header, looks, rules, mark, formulas, items of Lists."""
    tab, place = workbook.tab(key), layout[key]
    column, at = tab.column(column_key), place.columns[column_key]
    here = replace(tab, sheet_id=place.sheet_id, capacity=place.row_count - 1)
    header = {
        "start": {"sheetId": place.sheet_id, "rowIndex": 0, "columnIndex": at},
        "rows": [{"values": [header_cell(tab, column)]}],
        "fields": "userEnteredValue,note,userEnteredFormat",
    }
    requests: list[Request] = [
        {"updateCells": header},
        width_request(here, at, at, column.width, hidden=column.hidden),
        format_request(here, at, column),
        mark_request(here, at, column),
        *rule_requests(workbook, layout, here, at, column),
    ]
    if column.formula is not None:
        requests += filled(workbook, layout, tab, column, rows_in_use(live, tab), place)
        requests += _protection(tab, column, place)
    items = [{column_key: row.get(column_key)} for row in tab.first_rows] if key == "lists" else []
    if items:
        requests += rows_requests(layout, tab, 1, items)
    return Step(key, column_key, f"Add the column {column.title} to {place.title}.", tuple(requests))


def _protection(tab: Tab, column: Column, place: TabLayout) -> Iterable[Request]:
    """A warning before typing. A tab of the service's own has one over all of it; inside a run of computed
    columns the warning of the run has grown over it."""
    if tab.shape is Shape.SERVICE:
        return
    computed = {place.columns[one.key] for one in tab.columns if one.formula and one.key in place.columns}
    at = place.columns[column.key]
    if at - 1 in computed and at + 1 in computed:
        return
    span = {"sheetId": place.sheet_id, "startRowIndex": 1, "startColumnIndex": at, "endColumnIndex": at + 1}
    protected = {"range": span, "description": _COMPUTED, "warningOnly": True}
    yield {"addProtectedRange": {"protectedRange": protected}}


def tab_contents(workbook: Workbook, layout: Layout, live: Live, largest_id: int) -> list[Step]:
    """What stands on the new tabs. Rows laid ahead get ids above every id there is."""
    steps: list[Step] = []
    next_id = 1 + max([largest_id, *_ids(workbook, live)])
    for tab in workbook.tabs:
        if tab.key in live.layout:
            continue
        inside = added_tab_requests(workbook, layout, tab, next_id)
        requests = (*tab_requests(workbook, layout, tab), *inside)
        steps.append(Step(tab.key, None, f"Fill the tab {tab.title}.", requests))
        next_id += tab.capacity if tab.shape is Shape.REGISTER else len(tab.first_rows)
    return steps


def _ids(workbook: Workbook, live: Live) -> Iterable[int]:
    for tab in workbook.tabs:
        if tab.key not in live.layout or "id" not in tab.by_key or tab.column("id").kind is not Kind.ID:
            continue
        at = live.layout[tab.key].columns.get("id")
        if at is None:
            continue
        for row in range(1, len(live.entered[tab.key])):
            found = live.cell(tab.key, row, at)
            if isinstance(found, int | float):
                yield int(found)


def bands(workbook: Workbook, layout: Layout, live: Live) -> list[Step]:
    """Rows in two colours on tabs that were there before, where nobody has given them any."""
    steps: list[Step] = []
    for tab in workbook.tabs:
        place = live.layout.tabs.get(tab.key)
        if place is None or not tab.columns or place.sheet_id in live.banded:
            continue
        here = replace(tab, sheet_id=place.sheet_id, capacity=place.row_count - 1)
        request = banding_request(here, max(layout[tab.key].columns.values()))
        steps.append(Step(tab.key, None, f"Colour the rows of {place.title} in turn.", (request,)))
    return steps


def settings_rows(workbook: Workbook, layout: Layout, live: Live) -> list[Step]:
    """Settings that came later, each in a blank row; formulas look settings up by their names."""
    if "settings" not in live.layout or "settings" not in workbook.by_key:
        return []
    tab = workbook.tab("settings")
    columns = live.layout["settings"].columns
    rows = range(1, live.layout["settings"].row_count)
    shown = [columns[key] for key in _SHOWN if key in columns]
    names = {str(live.cell("settings", row, columns["setting"])) for row in rows}
    blank = [row for row in rows if all(live.cell("settings", row, at) is None for at in shown)]
    here = replace(tab, sheet_id=layout["settings"].sheet_id)
    steps: list[Step] = []
    lacking = [row for row in tab.first_rows if row["setting"] not in names]
    for row, given in zip(blank, lacking, strict=False):
        requests = [
            *cells_requests(layout, tab, row, _shown(given)),
            *setting_requests(workbook, layout, here, row, str(given["setting"])),
        ]
        text = f"Add the setting {given['setting']} to {layout['settings'].title}."
        steps.append(Step("settings", None, text, tuple(requests)))
    return steps


_SHOWN = ("setting", "value", "what_it_means")


def _shown(given: Mapping[str, Value]) -> dict[str, Value]:
    return {key: given[key] for key in _SHOWN if given.get(key) is not None}
