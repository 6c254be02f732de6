"""Requests that copy, cut, insert and delete blocks of cells."""

from collections.abc import Callable
from dataclasses import replace

from app.local_google.api import bad_request
from app.local_google.sheets import places
from app.local_google.sheets.a1 import Box
from app.local_google.sheets.batch.run import Edit, kind
from app.local_google.sheets.carry import carry_formulas, carry_ranges
from app.local_google.sheets.cells import EMPTY, Cell, CellError, Formula, Json
from app.local_google.sheets.lines import formula_changer, grow
from app.local_google.sheets.moves import Delete, Insert, block_change, box_after, box_of, changed_reference
from app.local_google.sheets.ranges import box_from, grid_range
from app.local_google.sheets.rewrite import Change, Reference, rewrite, shifted
from app.local_google.sheets.tab import Tab

Block = list[list[Cell]]


def size(box: Box) -> tuple[int, int]:
    """Rows and columns of a bounded box."""
    return box.end_row - box.top, box.end_column - box.left


def taken(tab: Tab, box: Box) -> Block:
    return [
        [tab.cell(row, col) for col in range(box.left, box.end_column)] for row in range(box.top, box.end_row)
    ]


@kind("copyPaste")
def copy_paste(edit: Edit, request: Json) -> None:
    source = places.grid_box(edit.book, request.get("source", {}), "source")
    asked = box_from(request.get("destination", {}))
    how = request.get("pasteType", "PASTE_NORMAL")
    transpose = request.get("pasteOrientation") == "TRANSPOSE"
    target_tab = places.tab_of(edit.book, asked.sheet_id)
    height, width = size(source)
    if transpose:
        height, width = width, height
    bounded = asked.clamped(target_tab.row_count, target_tab.column_count)
    target = Box(asked.sheet_id, asked.top, *_fitted(bounded, height, width))
    if target.end_row > target_tab.row_count or target.end_column > target_tab.column_count:
        raise places.exceeds(target_tab, target)
    edit.guard.check(target)
    source_tab = places.tab_of(edit.book, source.sheet_id)
    if how == "PASTE_VALUES":
        edit.book.ready(edit.world.now())
    paste(edit, source_tab, source, target, how, transpose)


def _fitted(box: Box, height: int, width: int) -> tuple[int, int, int]:
    """Bottom, left and right of a target: whole multiples of the source, at least once."""
    rows, columns = size(box)
    down = height * max(1, rows // height)
    across = width * max(1, columns // width)
    return box.top + down, box.left, box.left + across


def paste(edit: Edit, source_tab: Tab, source: Box, target: Box, how: str, transpose: bool = False) -> None:
    """Tile the source over the target; relative references move along."""
    tab = places.tab_of(edit.book, target.sheet_id)
    places_from = _copied_cells(edit, source_tab, source, how)
    height, width = size(source)
    for row in range(target.top, target.end_row):
        for column in range(target.left, target.end_column):
            down, across = row - target.top, column - target.left
            if transpose:
                down, across = across, down
            down, across = down % height, across % width
            cell = places_from[down][across]
            moved = _moved(cell, row - source.top - down, column - source.left - across)
            edit.book.put(tab, row, column, _pasted(tab.cell(row, column), moved, how))
    if how in ("PASTE_NORMAL", "PASTE_NO_BORDERS", "PASTE_FORMAT", "PASTE_CONDITIONAL_FORMATTING"):
        _spread_rules(edit, source_tab, source, tab, target)
    if how in ("PASTE_NORMAL", "PASTE_FORMAT") and not transpose:
        _copy_merges(edit, source_tab, source, tab, target)


def _copied_cells(edit: Edit, tab: Tab, box: Box, how: str) -> Block:
    block = taken(tab, box)
    if how != "PASTE_VALUES":
        return block
    for down, line in enumerate(block):
        for across, cell in enumerate(line):
            if isinstance(cell.entered, Formula):
                value = edit.book.value(tab, box.top + down, box.left + across, cell)
                line[across] = replace(cell, entered=value.code if isinstance(value, CellError) else value)
    return block


def _moved(cell: Cell, rows: int, columns: int) -> Cell:
    if isinstance(cell.entered, Formula):
        return replace(cell, entered=Formula(shifted(cell.entered.text, rows, columns)))
    return cell


def _pasted(old: Cell, new: Cell, how: str) -> Cell:
    if how in ("PASTE_VALUES", "PASTE_FORMULA"):
        return replace(old, entered=new.entered, extra=None)
    if how == "PASTE_FORMAT":
        return replace(old, format=new.format)
    if how == "PASTE_DATA_VALIDATION":
        return replace(old, rule=new.rule)
    if how == "PASTE_CONDITIONAL_FORMATTING":
        return old
    if how == "PASTE_NO_BORDERS":
        look = {key: value for key, value in (new.format or {}).items() if key != "borders"}
        return replace(new, format=look or None)
    return new


def _spread_rules(edit: Edit, source_tab: Tab, source: Box, tab: Tab, target: Box) -> None:
    """Conditional formats that cover the source on the same tab cover the target too."""
    if tab is not source_tab:
        return
    for rule in tab.listed("conditionalFormats"):
        boxes = [box_from(item) for item in rule["ranges"]]
        covers = any(box.contains(source) for box in boxes)
        if covers and not any(box.contains(target) for box in boxes):
            rule["ranges"].append(grid_range(target))
            edit.touch(tab)


def _copy_merges(edit: Edit, source_tab: Tab, source: Box, tab: Tab, target: Box) -> None:
    merges = [box_from(item) for item in source_tab.listed("merges")]
    inside = [box for box in merges if source.contains(box)]
    if not inside:
        return
    kept = [
        item
        for item in tab.listed("merges")
        if not box_from(item).meets(target) or (tab is source_tab and source.contains(box_from(item)))
    ]
    rows, columns = target.top - source.top, target.left - source.left
    kept += [grid_range(moved_box(box, tab.sheet_id, rows, columns)) for box in inside]
    tab.things["merges"] = kept
    edit.touch(tab)


def moved_box(box: Box, sheet_id: int, rows: int, columns: int) -> Box:
    return Box(sheet_id, box.top + rows, box.end_row + rows, box.left + columns, box.end_column + columns)


@kind("cutPaste")
def cut_paste(edit: Edit, request: Json) -> None:
    source = places.grid_box(edit.book, request.get("source", {}), "source")
    tab, top, left = places.corner(edit.book, request.get("destination", {}))
    source_tab = places.tab_of(edit.book, source.sheet_id)
    rows, columns = top - source.top, left - source.left
    target = moved_box(source, tab.sheet_id, rows, columns)
    if target.end_row > tab.row_count or target.end_column > tab.column_count:
        raise places.exceeds(tab, target)
    edit.guard.check(source)
    edit.guard.check(target)
    move_block(edit, source_tab, source, tab, rows, columns)


def move_block(edit: Edit, source_tab: Tab, source: Box, tab: Tab, rows: int, columns: int) -> None:
    """Cells to their new place; whatever named them, and lay wholly inside, names the new place."""
    book = edit.book
    block = taken(source_tab, source)
    _clear(edit, source_tab, source)
    for down, line in enumerate(block):
        for across, cell in enumerate(line):
            moved = cell if tab is source_tab else _abroad(cell, source_tab, source, rows, columns)
            book.put(tab, source.top + rows + down, source.left + columns + across, moved)

    def boxes(box: Box) -> Box | None:
        bounded = box.bottom is not None and box.right is not None
        return moved_box(box, tab.sheet_id, rows, columns) if bounded and source.contains(box) else box

    carry_ranges(book, boxes)
    carry_formulas(
        book,
        formula_changer(
            lambda own: block_change(source, source_tab.title, tab.title, rows, columns, own.title)
        ),
    )


def _abroad(cell: Cell, source_tab: Tab, source: Box, rows: int, columns: int) -> Cell:
    """A cell that goes to another tab: bare references stay on the old one, but for those that go along."""
    if not isinstance(cell.entered, Formula):
        return cell
    follow = block_change(source, source_tab.title, source_tab.title, rows, columns, source_tab.title)

    def apply(reference: Reference) -> Reference | None:
        box = box_of(reference, source.sheet_id) if reference.title is None else None
        if box is not None and source.contains(box):
            return follow(reference)
        return reference if reference.title is not None else replace(reference, title=source_tab.title)

    return replace(cell, entered=Formula(rewrite(cell.entered.text, apply)))


def _clear(edit: Edit, tab: Tab, box: Box) -> None:
    for row, column, _cell in list(tab.cells_in(box)):
        edit.book.put(tab, row, column, EMPTY)


@kind("insertRange")
def insert_range(edit: Edit, request: Json) -> None:
    box = places.grid_box(edit.book, request.get("range", {}))
    rows = _shift_dimension(request)
    tab = places.tab_of(edit.book, box.sheet_id)
    height, width = size(box)
    affected = _beyond(tab, box, rows)
    edit.guard.check(affected)
    last = max((row if rows else col for row, col, _cell in tab.cells_in(affected)), default=-1) + 1
    count = height if rows else width
    need = max(0, last + count - (tab.row_count if rows else tab.column_count)) if last else 0
    if need:
        grow(edit.book, tab, need if rows else 0, 0 if rows else need)
    _shift_cells(edit, tab, box, rows, Insert(box.top if rows else box.left, count))


@kind("deleteRange")
def delete_range(edit: Edit, request: Json) -> None:
    box = places.grid_box(edit.book, request.get("range", {}))
    rows = _shift_dimension(request)
    tab = places.tab_of(edit.book, box.sheet_id)
    edit.guard.check(_beyond(tab, box, rows))
    _shift_cells(
        edit, tab, box, rows, Delete(box.top, box.end_row) if rows else Delete(box.left, box.end_column)
    )


def _shift_dimension(request: Json) -> bool:
    given = request.get("shiftDimension")
    if given not in ("ROWS", "COLUMNS"):
        raise bad_request("shiftDimension must be specified.")
    return bool(given == "ROWS")


def _beyond(tab: Tab, box: Box, rows: bool) -> Box:
    """The box and everything below it, or right of it."""
    if rows:
        return Box(tab.sheet_id, box.top, tab.row_count, box.left, box.end_column)
    return Box(tab.sheet_id, box.top, box.end_row, box.left, tab.column_count)


def _shift_cells(edit: Edit, tab: Tab, box: Box, rows: bool, change: Insert | Delete) -> None:
    affected = _beyond(tab, box, rows)
    moved = list(tab.cells_in(affected))
    _clear(edit, tab, affected)
    for row, column, cell in moved:
        line = change.line(row if rows else column)
        if line is not None:
            edit.book.put(tab, line if rows else row, column if rows else line, cell)

    strip = replace(affected, bottom=None) if rows else replace(affected, right=None)

    def boxes(other: Box) -> Box | None:
        return box_after(other, change, rows) if _along(strip, other, rows) else other

    carry_ranges(edit.book, boxes)
    carry_formulas(edit.book, formula_changer(_strip_change(tab, strip, change, rows)))


def _along(strip: Box, other: Box, rows: bool) -> bool:
    """Whether a box lies wholly within the strip's width, so that the shift carries it."""
    if other.sheet_id != strip.sheet_id:
        return False
    if rows:
        return strip.left <= other.left and other.right is not None and other.end_column <= strip.end_column
    return strip.top <= other.top and other.bottom is not None and other.end_row <= strip.end_row


def _strip_change(tab: Tab, strip: Box, change: Insert | Delete, rows: bool) -> Callable[[Tab], Change]:
    def make(own: Tab) -> Change:
        def apply(reference: Reference) -> Reference | None:
            named = own.title if reference.title is None else reference.title
            box = box_of(reference, tab.sheet_id) if named.lower() == tab.title.lower() else None
            if box is None or not _along(strip, box, rows):
                return reference
            return changed_reference(reference, change, rows)

        return apply

    return make
