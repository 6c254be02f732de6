"""Requests on rows and columns: insert, delete, append, move, properties, auto-resize, groups."""

from app.local_google.api import bad_request
from app.local_google.sheets import places
from app.local_google.sheets.a1 import Box
from app.local_google.sheets.batch.run import Edit, kind
from app.local_google.sheets.celldata import COLUMN_PIXELS, ROW_PIXELS
from app.local_google.sheets.cells import Json
from app.local_google.sheets.lines import delete_lines, grow, insert_lines, move_lines
from app.local_google.sheets.making import MAX_CELLS, TOO_MANY_CELLS
from app.local_google.sheets.masks import parse_mask, patched
from app.local_google.sheets.ranges import answered
from app.local_google.sheets.rendering import Renderer
from app.local_google.sheets.tab import Tab
from app.local_google.sheets.widths import pixels


def lines_box(tab: Tab, rows: bool, start: int, end: int) -> Box:
    return Box(tab.sheet_id, start, end) if rows else Box(tab.sheet_id, 0, None, start, end)


def _check_room(edit: Edit, tab: Tab, rows: bool, count: int) -> None:
    other = tab.column_count if rows else tab.row_count
    if edit.book.cell_count() + count * other > MAX_CELLS:
        raise bad_request(TOO_MANY_CELLS)


@kind("insertDimension")
def insert_dimension(edit: Edit, request: Json) -> None:
    given = request.get("range", {})
    tab = places.tab_of(edit.book, given.get("sheetId", 0))
    rows = given.get("dimension") == "ROWS"
    size = tab.row_count if rows else tab.column_count
    start, end = given.get("startIndex", 0), given.get("endIndex", 0)
    inherit = bool(request.get("inheritFromBefore"))
    if given.get("dimension") not in ("ROWS", "COLUMNS"):
        raise bad_request("dimension must be specified.")
    if end <= start or start < 0:
        raise bad_request(f"range.endIndex[{end}] must be after startIndex[{start}]")
    if start > size or (start == size and not inherit):
        raise bad_request(
            f"range.startIndex[{start}] must be less than the grid size ({size}) "
            "if inheritFromBefore is false."
        )
    if start == 0 and inherit:
        raise bad_request("inheritFromBefore cannot be true if startIndex is 0.")
    _check_room(edit, tab, rows, end - start)
    edit.guard.check(
        lines_box(tab, rows, start, start + 1) if start < size else lines_box(tab, rows, start - 1, start)
    )
    insert_lines(edit.book, tab, rows, start, end - start, inherit)
    edit.guard.again()


@kind("deleteDimension")
def delete_dimension(edit: Edit, request: Json) -> None:
    tab, rows, start, end = places.dimension(edit.book, request.get("range", {}))
    size = tab.row_count if rows else tab.column_count
    if end - start >= size:
        raise bad_request(f"You can't delete all the {'rows' if rows else 'columns'} on the sheet.")
    frozen = tab.properties["gridProperties"].get("frozenRowCount" if rows else "frozenColumnCount", 0)
    if frozen and start <= frozen and end >= size:
        raise bad_request(f"You can't delete all the non-frozen {'rows' if rows else 'columns'}.")
    edit.guard.check(lines_box(tab, rows, start, end))
    delete_lines(edit.book, tab, rows, start, end)
    edit.guard.again()


@kind("appendDimension")
def append_dimension(edit: Edit, request: Json) -> None:
    tab = places.sheet_of(edit.book, request.get("sheetId", 0))
    rows, count = request.get("dimension") == "ROWS", request.get("length", 0)
    if request.get("dimension") not in ("ROWS", "COLUMNS"):
        raise bad_request("dimension must be specified.")
    if count < 1:
        raise bad_request("length must be at least 1.")
    _check_room(edit, tab, rows, count)
    grow(edit.book, tab, count if rows else 0, 0 if rows else count)


@kind("moveDimension")
def move_dimension(edit: Edit, request: Json) -> None:
    tab, rows, start, end = places.dimension(edit.book, request.get("source", {}), "source")
    to = request.get("destinationIndex", 0)
    size = tab.row_count if rows else tab.column_count
    if not 0 <= to <= size:
        raise bad_request(f"destinationIndex[{to}] is out of bounds of the grid.")
    if start <= to <= end:
        return
    low, high = min(start, to), max(end, to)
    edit.guard.check(lines_box(tab, rows, low, high))
    move_lines(edit.book, tab, rows, start, end, to)
    edit.guard.again()


@kind("updateDimensionProperties")
def update_dimension_properties(edit: Edit, request: Json) -> None:
    tab, rows, start, end = places.dimension(edit.book, request.get("range", {}))
    tree, asked = parse_mask(request.get("fields")), request.get("properties", {})
    if asked.get("pixelSize", 0) < 0:
        raise bad_request("pixelSize must not be negative.")
    usual = ROW_PIXELS if rows else COLUMN_PIXELS
    lines = tab.lines(rows)
    for index in range(start, end):
        new = patched(lines.get(index), asked, tree)
        kept = {
            key: value
            for key, value in new.items()
            if value and key in ("pixelSize", "hiddenByUser", "hiddenByFilter")
        }
        if kept.get("pixelSize") == usual:
            del kept["pixelSize"]
        lines.pop(index, None)
        if kept:
            lines[index] = kept
    edit.touch(tab)


@kind("autoResizeDimensions")
def auto_resize_dimensions(edit: Edit, request: Json) -> None:
    """Columns get the width of their longest text, rows their usual height."""
    tab, rows, start, end = places.dimension(edit.book, request.get("dimensions", {}), "dimensions")
    if rows:
        for index in range(start, end):
            tab.row_lines.get(index, {}).pop("pixelSize", None)
        edit.touch(tab)
        return
    edit.book.ready(edit.world.now())
    renderer = Renderer(edit.book)
    widest: dict[int, int] = {}
    for row, column, cell in tab.cells_in(Box(tab.sheet_id, 0, None, start, end)):
        if cell.entered is not None:
            width = pixels(str(renderer.cell(tab, row, column, cell)))
            widest[column] = max(widest.get(column, 0), width)
    for column, width in widest.items():
        line = dict(tab.column_lines.get(column, {}))
        tab.column_lines[column] = {**line, "pixelSize": max(21, width)}
    edit.touch(tab)


@kind("addDimensionGroup")
def add_dimension_group(edit: Edit, request: Json) -> Json:
    tab, rows, start, end = places.dimension(edit.book, request.get("range", {}))
    groups = tab.listed("rowGroups" if rows else "columnGroups")
    depth = 1 + sum(g["range"]["startIndex"] <= start and end <= g["range"]["endIndex"] for g in groups)
    for group in groups:
        if start <= group["range"]["startIndex"] and group["range"]["endIndex"] <= end and depth == 1:
            group["depth"] += 1
    dimension = "ROWS" if rows else "COLUMNS"
    place = {"sheetId": tab.sheet_id, "dimension": dimension, "startIndex": start, "endIndex": end}
    groups.append({"range": place, "depth": depth})
    groups.sort(key=lambda group: (group["range"]["startIndex"], group["depth"]))
    tab.properties["gridProperties"]["rowGroupControlAfter" if rows else "columnGroupControlAfter"] = True
    edit.touch(tab)
    return {"dimensionGroups": answered(groups)}


@kind("deleteDimensionGroup")
def delete_dimension_group(edit: Edit, request: Json) -> Json:
    tab, rows, start, end = places.dimension(edit.book, request.get("range", {}))
    groups = tab.listed("rowGroups" if rows else "columnGroups")
    inside = [g for g in groups if g["range"]["startIndex"] <= start and end <= g["range"]["endIndex"]]
    if not inside:
        raise bad_request("There is no dimension group to delete in the given range.")
    groups.remove(max(inside, key=lambda group: group["depth"]))
    edit.touch(tab)
    return {"dimensionGroups": answered(groups)} if groups else {}


@kind("updateDimensionGroup")
def update_dimension_group(edit: Edit, request: Json) -> None:
    asked = request.get("dimensionGroup", {})
    tab, rows, start, end = places.dimension(edit.book, asked.get("range", {}))
    for group in tab.listed("rowGroups" if rows else "columnGroups"):
        span = group["range"]
        if (span["startIndex"], span["endIndex"], group["depth"]) == (start, end, asked.get("depth", 1)):
            group.pop("collapsed", None)
            if asked.get("collapsed"):
                group["collapsed"] = True
            edit.touch(tab)
            return
    raise bad_request("There is no dimension group of that range and depth.")
