"""Requests on tables, and the room that appendCells finds in one."""

from dataclasses import replace

from app.local_google.api import bad_request
from app.local_google.sheets import making, places
from app.local_google.sheets.a1 import Box
from app.local_google.sheets.batch.run import Edit, kind
from app.local_google.sheets.cells import EMPTY, Json
from app.local_google.sheets.conditions import checked_rule
from app.local_google.sheets.lines import grow, insert_lines
from app.local_google.sheets.looks import with_styles
from app.local_google.sheets.masks import parse_update, patched
from app.local_google.sheets.ranges import answered, box_from, grid_range
from app.local_google.sheets.tab import Tab


def _tables(edit: Edit) -> list[tuple[Tab, Json]]:
    return [(tab, table) for tab in edit.book.tabs for table in tab.listed("tables")]


def _table(edit: Edit, number: str | None) -> tuple[Tab, Json]:
    for tab, table in _tables(edit):
        if table["tableId"] == number:
            return tab, table
    raise bad_request(f"No table with id: {number}")


@kind("addTable")
def add_table(edit: Edit, request: Json) -> Json:
    asked = request.get("table", {})
    box = places.grid_box(edit.book, asked.get("range", {}))
    tab = places.tab_of(edit.book, box.sheet_id)
    _check(edit, box, asked.get("name") or "", None)
    names = {table["name"].lower() for _tab, table in _tables(edit)}
    name = asked.get("name") or _free_name(names)
    number = asked.get("tableId") or str(making.new_number(edit.world, set()))
    if any(table["tableId"] == number for _tab, table in _tables(edit)):
        raise bad_request(f"A table with the id {number} already exists.")
    edit.guard.check(box)
    kept: Json = {
        "tableId": number,
        "name": name,
        "range": grid_range(box),
        "columnProperties": _columns(tab, box, asked),
    }
    if asked.get("rowsProperties"):
        kept["rowsProperties"] = with_styles(asked["rowsProperties"], plain_too=False)
    tab.listed("tables").append(kept)
    _dress(edit, tab, kept)
    edit.touch(tab)
    return {"table": answered(kept)}


def _free_name(names: set[str]) -> str:
    number = 1
    while f"table{number}" in names:
        number += 1
    return f"Table{number}"


def _check(edit: Edit, box: Box, name: str, own: str | None) -> None:
    for tab, table in _tables(edit):
        if table["tableId"] == own:
            continue
        if name and table["name"].lower() == name.lower():
            raise bad_request(f'A table with the name "{name}" already exists.')
        if tab.sheet_id == box.sheet_id and box_from(table["range"]).meets(box):
            raise bad_request("The table overlaps with another table.")


def _columns(tab: Tab, box: Box, asked: Json) -> list[Json]:
    """Column properties for every column; names come from the request, else from the header row."""
    given: dict[int, Json] = {item.get("columnIndex", 0): item for item in asked.get("columnProperties", [])}
    found: list[Json] = []
    for index in range(box.end_column - box.left):
        item = dict(given.get(index, {}))
        if item.get("dataValidationRule") and item.get("columnType") != "DROPDOWN":
            raise bad_request("dataValidationRule may only be set on a column of type DROPDOWN.")
        header = tab.cell(box.top, box.left + index).entered
        item.setdefault("columnName", header if isinstance(header, str) else f"Column {index + 1}")
        found.append(
            {"columnIndex": index, **item, "columnType": item.get("columnType", "COLUMN_TYPE_UNSPECIFIED")}
        )
        if found[-1]["columnType"] == "COLUMN_TYPE_UNSPECIFIED":
            del found[-1]["columnType"]
    return found


def _dress(edit: Edit, tab: Tab, table: Json) -> None:
    """The header shows the names; drop-down and check box columns get their rules."""
    box = box_from(table["range"])
    for item in table["columnProperties"]:
        column = box.left + item["columnIndex"]
        header = tab.cell(box.top, column)
        edit.book.put(tab, box.top, column, replace(header, entered=item["columnName"]))
        rule = _rule(item)
        if rule is None:
            continue
        for row in range(box.top + 1, box.end_row):
            cell = tab.cell(row, column)
            entered = False if item["columnType"] == "BOOLEAN" and cell.entered is None else cell.entered
            edit.book.put(tab, row, column, replace(cell, rule=rule, entered=entered))


def _rule(item: Json) -> Json | None:
    if item.get("columnType") == "BOOLEAN":
        return {"condition": {"type": "BOOLEAN"}}
    condition = item.get("dataValidationRule", {}).get("condition")
    if item.get("columnType") != "DROPDOWN" or not condition:
        return None
    if condition.get("type") != "ONE_OF_LIST":
        raise bad_request("The dataValidationRule of a table column must be of the type ONE_OF_LIST.")
    return checked_rule({"condition": condition, "showCustomUi": True, "strict": True})


@kind("updateTable")
def update_table(edit: Edit, request: Json) -> None:
    asked = request.get("table", {})
    tab, table = _table(edit, asked.get("tableId"))
    tree = parse_update(request.get("fields"), asked, "tableId")
    new = {**table, **patched(table, with_styles(asked, plain_too=False), tree)}
    box = places.grid_box(edit.book, new["range"])
    _check(edit, box, new["name"], table["tableId"])
    edit.guard.check(box)
    kept = {
        **new,
        "tableId": table["tableId"],
        "range": grid_range(box),
        "columnProperties": _columns(tab, box, new),
    }
    tab.listed("tables")[tab.listed("tables").index(table)] = kept
    _dress(edit, tab, kept)
    edit.touch(tab)


@kind("deleteTable")
def delete_table(edit: Edit, request: Json) -> None:
    """The table goes with everything in it."""
    tab, table = _table(edit, request.get("tableId"))
    box = box_from(table["range"])
    edit.guard.check(box)
    for row, column, _cell in list(tab.cells_in(box)):
        edit.book.put(tab, row, column, EMPTY)
    tab.listed("tables").remove(table)
    edit.touch(tab)


def room_in_table(edit: Edit, number: str, count: int) -> tuple[Tab, int, int]:
    """Where rows appended to a table go: its first free row; the table grows when there are too few."""
    tab, table = _table(edit, number)
    box = box_from(table["range"])
    used = [
        row
        for row, column, cell in tab.cells_in(replace(box, top=box.top + 1))
        if cell.entered is not None and cell.entered is not False
    ]
    first = max(used, default=box.top) + 1
    missing = first + count - box.end_row
    if missing > 0:
        _extend(edit, tab, table, box, missing)
    return tab, first, box.left


def _extend(edit: Edit, tab: Tab, table: Json, box: Box, missing: int) -> None:
    below = Box(tab.sheet_id, box.end_row, box.end_row + missing, box.left, box.end_column)
    if any(cell.entered is not None for _row, _column, cell in tab.cells_in(below)):
        insert_lines(edit.book, tab, True, box.end_row, missing, inherit=True)
    elif box.end_row + missing > tab.row_count:
        grow(edit.book, tab, box.end_row + missing - tab.row_count, 0)
    table["range"] = grid_range(replace(box, bottom=box.end_row + missing))
    for item in table["columnProperties"]:
        rule = _rule(item)
        column = box.left + item["columnIndex"]
        for row in range(box.end_row, box.end_row + missing):
            if rule:
                edit.book.put(tab, row, column, replace(tab.cell(row, column), rule=rule))
    edit.touch(tab)
