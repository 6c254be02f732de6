"""Requests that fill cells: updateCells, repeatCell, appendCells, setDataValidation, updateBorders."""

from collections.abc import Iterable
from typing import Any

from app.local_google.api import GoogleError, bad_request
from app.local_google.sheets import places
from app.local_google.sheets.a1 import Box
from app.local_google.sheets.batch.run import Edit, kind
from app.local_google.sheets.cells import Cell, Formula, Json, entered_from
from app.local_google.sheets.conditions import checked_rule
from app.local_google.sheets.entering import check_length
from app.local_google.sheets.lines import grow
from app.local_google.sheets.looks import with_styles
from app.local_google.sheets.making import MAX_CELLS, TOO_MANY_CELLS
from app.local_google.sheets.masks import Tree, parse_mask, patched
from app.local_google.sheets.rewrite import shifted
from app.local_google.sheets.tab import Tab

_EXTRA = ("textFormatRuns", "chipRuns", "pivotTable", "dataSourceTable", "dataSourceFormula")
_KNOWN = {"userEnteredValue", "userEnteredFormat", "note", "dataValidation", "hyperlink", *_EXTRA}
_ANSWERED = {"effectiveValue", "formattedValue", "effectiveFormat"}
FULL: Tree = {
    name: {} for name in ("userEnteredValue", "userEnteredFormat", "note", "dataValidation", *_EXTRA)
}


class Patch:
    """Lays CellData on cells by a mask. Equal formats and rules are made once and shared."""

    def __init__(self, mask: str | None) -> None:
        tree = parse_mask(mask)
        unknown = set(tree) - _KNOWN - _ANSWERED - {"*"}
        if unknown:
            raise bad_request(f"Invalid field: {min(unknown)}")
        self.tree = FULL if "*" in tree else tree
        self._formats: dict[tuple[int, int], tuple[Any, Any, Json | None]] = {}
        self._rules: dict[int, tuple[Json, Json]] = {}

    def cell(self, old: Cell, data: Json, rows: int = 0, columns: int = 0) -> Cell:
        """The old cell with the data's masked parts; formulas are moved that many rows and columns."""
        entered, note, extra = old.entered, old.note, old.extra
        if "userEnteredValue" in self.tree:
            entered, extra = entered_from(data.get("userEnteredValue") or {}), None
            if isinstance(entered, Formula) and (rows or columns):
                entered = Formula(shifted(entered.text, rows, columns))
            check_length(entered)
        if "note" in self.tree:
            note = data.get("note") or None
        carried = {name: data[name] for name in _EXTRA if name in self.tree and data.get(name)}
        if any(name in self.tree for name in _EXTRA):
            extra = carried or None
        look = (
            self._format(old.format, data.get("userEnteredFormat"))
            if "userEnteredFormat" in self.tree
            else old.format
        )
        rule = self._rule(data.get("dataValidation")) if "dataValidation" in self.tree else old.rule
        return Cell(entered, look, note, rule, extra)

    def _format(self, old: Json | None, new: Json | None) -> Json | None:
        key = (id(old), id(new))
        if key not in self._formats:
            branch = self.tree["userEnteredFormat"]
            complete = with_styles(new or {})
            self._formats[key] = (old, new, patched(old, complete, _with_pairs(branch)) or None)
        return self._formats[key][2]

    def _rule(self, rule: Json | None) -> Json | None:
        if not rule:
            return None
        if id(rule) not in self._rules:
            self._rules[id(rule)] = (rule, checked_rule(rule))
        return self._rules[id(rule)][1]


def _with_pairs(tree: Tree) -> Tree:
    """A mask that names a colour names its style too, and the other way round."""
    found: Tree = {name: _with_pairs(branch) for name, branch in tree.items()}
    for plain in ("backgroundColor", "foregroundColor", "color"):
        for name, other in ((plain, plain + "Style"), (plain + "Style", plain)):
            if name in found:
                found.setdefault(other, {})
    return found


@kind("updateCells")
def update_cells(edit: Edit, request: Json) -> None:
    patch = Patch(request.get("fields"))
    rows = request.get("rows", [])
    if "range" in request:
        box = places.grid_box(edit.book, request["range"])
        tab = places.tab_of(edit.book, box.sheet_id)
        edit.guard.check(box)
        _fill(edit, tab, box, rows, patch)
        return
    if "start" not in request:
        raise bad_request("Must specify either start or range.")
    tab, top, left = places.corner(edit.book, request["start"])
    width = max((len(row.get("values", [])) for row in rows), default=0)
    if top + len(rows) > tab.row_count:
        raise _beyond("row", tab.row_count)
    if left + width > tab.column_count:
        raise _beyond("column", tab.column_count)
    edit.guard.check(Box(tab.sheet_id, top, top + max(len(rows), 1), left, left + max(width, 1)))
    _write(edit, tab, top, left, rows, patch)


def _beyond(word: str, count: int) -> GoogleError:
    return bad_request(
        f"Attempting to write {word}: {count}, beyond the last requested {word} of: {count - 1}"
    )


def _write(edit: Edit, tab: Tab, top: int, left: int, rows: list[Json], patch: Patch) -> None:
    for row, line in enumerate(rows, top):
        for column, data in enumerate(line.get("values", []), left):
            edit.book.put(tab, row, column, patch.cell(tab.cell(row, column), data))


def _fill(edit: Edit, tab: Tab, box: Box, rows: list[Json], patch: Patch) -> None:
    """Cells of the box that the rows leave out are cleared in the masked parts."""
    if len(rows) > box.end_row - box.top:
        raise _beyond("row", box.end_row)
    for line in rows:
        if len(line.get("values", [])) > box.end_column - box.left:
            raise _beyond("column", box.end_column)
    given = {
        (row, column): data
        for row, line in enumerate(rows, box.top)
        for column, data in enumerate(line.get("values", []), box.left)
    }
    for row, column, cell in list(tab.cells_in(box)):
        if (row, column) not in given:
            edit.book.put(tab, row, column, patch.cell(cell, {}))
    for (row, column), data in given.items():
        edit.book.put(tab, row, column, patch.cell(tab.cell(row, column), data))


@kind("repeatCell")
def repeat_cell(edit: Edit, request: Json) -> None:
    patch = Patch(request.get("fields"))
    box = places.grid_box(edit.book, request.get("range", {}))
    tab = places.tab_of(edit.book, box.sheet_id)
    edit.guard.check(box)
    data = request.get("cell", {})
    if "formulaValue" in (data.get("userEnteredValue") or {}):
        for row, column in every_place(box):
            moved = patch.cell(tab.cell(row, column), data, row - box.top, column - box.left)
            edit.book.put(tab, row, column, moved)
        return
    if "userEnteredValue" not in patch.tree:
        edit.book.lay(tab, box, lambda old: patch.cell(old, data))
        return
    for row, column in every_place(box):
        edit.book.put(tab, row, column, patch.cell(tab.cell(row, column), data))


def every_place(box: Box) -> Iterable[tuple[int, int]]:
    """Each row and column of a bounded box."""
    return (
        (row, column) for row in range(box.top, box.end_row) for column in range(box.left, box.end_column)
    )


@kind("appendCells")
def append_cells(edit: Edit, request: Json) -> None:
    patch = Patch(request.get("fields"))
    rows = request.get("rows", [])
    if request.get("tableId"):
        # Imported here: tables are a kind of their own that also append.
        from app.local_google.sheets.batch.tables import room_in_table

        tab, top, left = room_in_table(edit, request["tableId"], len(rows))
    else:
        tab = places.sheet_of(edit.book, request.get("sheetId", 0))
        top, left = tab.last_row(), 0
    width = max((len(row.get("values", [])) for row in rows), default=0)
    missing_rows, missing_columns = top + len(rows) - tab.row_count, left + width - tab.column_count
    if missing_rows > 0 or missing_columns > 0:
        grown = (tab.row_count + max(0, missing_rows)) * (tab.column_count + max(0, missing_columns))
        if edit.book.cell_count() - tab.row_count * tab.column_count + grown > MAX_CELLS:
            raise bad_request(TOO_MANY_CELLS)
        grow(edit.book, tab, max(0, missing_rows), max(0, missing_columns))
    edit.guard.check(Box(tab.sheet_id, top, top + max(len(rows), 1), left, left + max(width, 1)))
    _write(edit, tab, top, left, rows, patch)


@kind("setDataValidation")
def set_data_validation(edit: Edit, request: Json) -> None:
    box = places.grid_box(edit.book, request.get("range", {}))
    tab = places.tab_of(edit.book, box.sheet_id)
    edit.guard.check(box)
    rule = checked_rule(request["rule"]) if request.get("rule") else None
    edit.book.lay(tab, box, lambda old: Cell(old.entered, old.format, old.note, rule, old.extra))


@kind("updateBorders")
def update_borders(edit: Edit, request: Json) -> None:
    box = places.grid_box(edit.book, request.get("range", {}))
    tab = places.tab_of(edit.book, box.sheet_id)
    edit.guard.check(box)
    asked = with_styles({key: value for key, value in request.items() if key != "range"})
    for row, column in every_place(box):
        old = tab.cell(row, column)
        borders = dict((old.format or {}).get("borders", {}))
        sides = {
            "top": "top" if row == box.top else "innerHorizontal",
            "bottom": "bottom" if row == box.end_row - 1 else "innerHorizontal",
            "left": "left" if column == box.left else "innerVertical",
            "right": "right" if column == box.end_column - 1 else "innerVertical",
        }
        borders |= {side: asked[name] for side, name in sides.items() if name in asked}
        look = {**(old.format or {}), "borders": borders} if borders else old.format
        edit.book.put(tab, row, column, Cell(old.entered, look, old.note, old.rule, old.extra))
