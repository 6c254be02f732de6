"""What a person does in the sheet, one operation a gesture: the ops of the control's `edit`.

Each has the rights of the person and goes through the same rooms as the API's requests.
"""

from collections.abc import Callable
from typing import Any

from app.local_google.api import Caller, bad_request
from app.local_google.control import edit_hooks
from app.local_google.drive import access
from app.local_google.sheets import opening, places
from app.local_google.sheets.a1 import Box, column_index
from app.local_google.sheets.batch.pasting import paste
from app.local_google.sheets.batch.run import KINDS, Edit
from app.local_google.sheets.batch.sorting import sort_rows
from app.local_google.sheets.batch.tabs import rename_tab
from app.local_google.sheets.cells import Json
from app.local_google.sheets.entering import typed_into
from app.local_google.sheets.lines import grow, insert_lines
from app.local_google.sheets.opening import Guard
from app.local_google.sheets.tab import Tab
from app.local_google.world import World

Op = Callable[[Edit, Any], None]


def apply_ops(world: World, spreadsheet_id: str, as_email: str, ops: list[Json]) -> Json:
    """Carry out the ops in order, all or none; the caller holds the transaction."""
    caller = Caller(as_email)
    file = access.require(world, caller, spreadsheet_id, "write")
    book = opening.book_of(world, file)
    edit = Edit(world, book, caller, Guard(world, book, caller))
    for number, op in enumerate(ops):
        names = [name for name in op if name in _OPS]
        if len(op) != 1 or not names:
            raise bad_request(f"ops[{number}] must have exactly one of: {', '.join(_OPS)}.")
        try:
            _OPS[names[0]](edit, op[names[0]])
        except (ValueError, TypeError, IndexError, AttributeError) as error:
            raise bad_request(f"ops[{number}].{names[0]} cannot be read: {error}.") from error
    opening.store(world, book, as_email)
    return {"done": len(ops)}


def type_into(world: World, spreadsheet_id: str, email: str, a1: str, text: str) -> None:
    """Type a text into one cell."""
    apply_ops(world, spreadsheet_id, email, [{"set": [a1, text]}])


def _tab(edit: Edit, title: str) -> Tab:
    tab = edit.book.titled(title)
    if tab is None:
        raise bad_request(f'There is no tab "{title}".')
    return tab


def _typed(value: Any) -> str:
    """What a person would type to enter the value."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return str(value)


def _set(edit: Edit, given: Any) -> None:
    a1, value = given
    box = places.within(edit.book, places.resolve(edit.book, a1), reading=False)
    _type(edit, places.tab_of(edit.book, box.sheet_id), box.top, box.left, value)


def _type(edit: Edit, tab: Tab, row: int, column: int, value: Any) -> None:
    edit.guard.check(Box(tab.sheet_id, row, row + 1, column, column + 1))
    new = typed_into(tab.cell(row, column), _typed(value), edit.book, edit.world.now())
    edit.book.put(tab, row, column, new)


def _insert_rows(edit: Edit, given: Any) -> None:
    """Rows before row number `row`, looking like the row above; under the header, like the one below."""
    title, row, count = given
    tab = _tab(edit, title)
    edit.guard.check(Box(tab.sheet_id, row - 1, row))
    frozen = tab.properties["gridProperties"].get("frozenRowCount", 0)
    insert_lines(edit.book, tab, True, row - 1, count, inherit=row - 1 > frozen)


def _delete_rows(edit: Edit, given: Any) -> None:
    title, row, count = given
    tab = _tab(edit, title)
    _request(edit, "deleteDimension", {"range": _span(tab, "ROWS", row - 1, row - 1 + count)})


def _span(tab: Tab, dimension: str, start: int, end: int) -> Json:
    return {"sheetId": tab.sheet_id, "dimension": dimension, "startIndex": start, "endIndex": end}


def _request(edit: Edit, kind: str, request: Json) -> None:
    KINDS[kind](edit, request)


def _sort(edit: Edit, given: Any) -> None:
    """The whole tab below its frozen rows, at least below the first."""
    title, letters, direction = given
    tab = _tab(edit, title)
    top = max(1, tab.properties["gridProperties"].get("frozenRowCount", 0))
    box = Box(tab.sheet_id, top, tab.row_count, 0, tab.column_count)
    _sort_box(edit, tab, box, letters, direction)


def _sort_range(edit: Edit, given: Any) -> None:
    a1, letters, direction = given
    box = places.within(edit.book, places.resolve(edit.book, a1), reading=False)
    _sort_box(edit, places.tab_of(edit.book, box.sheet_id), box, letters, direction)


def _sort_box(edit: Edit, tab: Tab, box: Box, letters: str, direction: str) -> None:
    edit.guard.check(box)
    sort_rows(edit, tab, box, [(column_index(letters), str(direction).lower().startswith("desc"))])


def _move_column(edit: Edit, given: Any) -> None:
    """The column comes to stand where the other one is."""
    title, start, to = given
    tab = _tab(edit, title)
    source, target = column_index(start), column_index(to)
    destination = target + 1 if target > source else target
    _request(
        edit,
        "moveDimension",
        {"source": _span(tab, "COLUMNS", source, source + 1), "destinationIndex": destination},
    )


def _insert_column(edit: Edit, given: Any) -> None:
    title, letters = given
    tab, at = _tab(edit, title), column_index(letters)
    edit.guard.check(Box(tab.sheet_id, 0, None, at, at + 1))
    insert_lines(edit.book, tab, False, at, 1, inherit=at > 0)


def _rename_header(edit: Edit, given: Any) -> None:
    title, letters, text = given
    _type(edit, _tab(edit, title), 0, column_index(letters), text)


def _copy_row(edit: Edit, given: Any) -> None:
    """Row number `source` copied over row number `target`, with everything in it."""
    title, source, target = given
    tab = _tab(edit, title)
    if target > tab.row_count:
        grow(edit.book, tab, target - tab.row_count, 0)
    boxes = [Box(tab.sheet_id, row - 1, row, 0, tab.column_count) for row in (source, target)]
    edit.guard.check(boxes[1])
    paste(edit, tab, boxes[0], boxes[1], "PASTE_NORMAL")


def _paste(edit: Edit, given: Any) -> None:
    """Text from elsewhere: every value as if typed; the grid grows where it is too small."""
    a1, rows = given
    box = places.resolve(edit.book, a1)
    tab = places.tab_of(edit.book, box.sheet_id)
    width = max((len(row) for row in rows), default=0)
    more = (box.top + len(rows) - tab.row_count, box.left + width - tab.column_count)
    if max(more) > 0:
        grow(edit.book, tab, max(0, more[0]), max(0, more[1]))
    for row, line in enumerate(rows, box.top):
        for column, value in enumerate(line, box.left):
            _type(edit, tab, row, column, value)


def _delete_sheet(edit: Edit, given: Any) -> None:
    _request(edit, "deleteSheet", {"sheetId": _tab(edit, given).sheet_id})


def _rename_sheet(edit: Edit, given: Any) -> None:
    title, new = given
    rename_tab(edit, _tab(edit, title), new)


_OPS: dict[str, Op] = {
    "set": _set,
    "insertRows": _insert_rows,
    "deleteRows": _delete_rows,
    "sort": _sort,
    "sortRange": _sort_range,
    "moveColumn": _move_column,
    "insertColumn": _insert_column,
    "renameHeader": _rename_header,
    "copyRow": _copy_row,
    "paste": _paste,
    "deleteSheet": _delete_sheet,
    "renameSheet": _rename_sheet,
}

edit_hooks.append(apply_ops)
