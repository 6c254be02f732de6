"""findReplace, trimWhitespace, deleteDuplicates."""

import re
from dataclasses import dataclass, replace

from app.local_google.api import bad_request
from app.local_google.sheets import places
from app.local_google.sheets.a1 import Box
from app.local_google.sheets.batch.run import Edit, kind
from app.local_google.sheets.cells import EMPTY, Cell, Formula, Json
from app.local_google.sheets.entering import typed_into
from app.local_google.sheets.rendering import Renderer
from app.local_google.sheets.tab import Tab


@dataclass
class _Count:
    values: int = 0
    formulas: int = 0
    rows: int = 0
    sheets: int = 0
    occurrences: int = 0

    def answer(self) -> Json:
        found = {
            "valuesChanged": self.values,
            "formulasChanged": self.formulas,
            "rowsChanged": self.rows,
            "sheetsChanged": self.sheets,
            "occurrencesChanged": self.occurrences,
        }
        return {key: count for key, count in found.items() if count}


@kind("findReplace")
def find_replace(edit: Edit, request: Json) -> Json:
    if not request.get("find"):
        raise bad_request("find must not be empty.")
    scopes = [
        key
        for key in ("range", "sheetId", "allSheets")
        if request.get(key) is not None and request[key] is not False
    ]
    if len(scopes) != 1:
        raise bad_request("Exactly one of range, sheetId or allSheets must be set.")
    edit.book.ready(edit.world.now())
    pattern = _pattern(request)
    count = _Count()
    for tab, box in _scope(edit, request):
        changed_rows = _replace_in(edit, tab, box, request, pattern, count)
        count.rows += len(changed_rows)
        count.sheets += bool(changed_rows)
    return count.answer()


def _pattern(request: Json) -> "re.Pattern[str]":
    text = request["find"] if request.get("searchByRegex") else re.escape(request["find"])
    if request.get("matchEntireCell"):
        text = rf"\A(?:{text})\Z"
    try:
        return re.compile(text, 0 if request.get("matchCase") else re.IGNORECASE)
    except re.error as error:
        raise bad_request(f"Invalid regular expression: {request['find']}") from error


def _scope(edit: Edit, request: Json) -> list[tuple[Tab, Box]]:
    if "range" in request:
        box = places.grid_box(edit.book, request["range"])
        return [(places.tab_of(edit.book, box.sheet_id), box)]
    if request.get("allSheets"):
        return [(tab, tab.whole()) for tab in edit.book.tabs]
    tab = places.sheet_of(edit.book, request["sheetId"])
    return [(tab, tab.whole())]


def _replace_in(
    edit: Edit, tab: Tab, box: Box, request: Json, pattern: "re.Pattern[str]", count: _Count
) -> set[int]:
    renderer = Renderer(edit.book)
    new = request.get("replacement", "")
    put_in = (
        re.sub(r"\$(\d+)", r"\\\1", new.replace("\\", "\\\\"))
        if request.get("searchByRegex")
        else new.replace("\\", "\\\\")
    )
    rows: set[int] = set()
    for row, column, cell in list(tab.cells_in(box)):
        formula = isinstance(cell.entered, Formula)
        if cell.entered is None or (formula and not request.get("includeFormulas")):
            continue
        text = (
            cell.entered.text
            if isinstance(cell.entered, Formula)
            else str(renderer.cell(tab, row, column, cell))
        )
        changed, times = pattern.subn(put_in, text)
        if not times:
            continue
        edit.guard.check(Box(tab.sheet_id, row, row + 1, column, column + 1))
        edit.book.put(tab, row, column, _after(edit, cell, changed, formula))
        count.occurrences += times
        count.formulas += formula
        count.values += not formula
        rows.add(row)
    return rows


def _after(edit: Edit, cell: Cell, text: str, formula: bool) -> Cell:
    if formula and text.startswith("="):
        return replace(cell, entered=Formula(text))
    return typed_into(cell, text, edit.book, edit.world.now())


@kind("trimWhitespace")
def trim_whitespace(edit: Edit, request: Json) -> Json:
    box = places.grid_box(edit.book, request.get("range", {}))
    tab = places.tab_of(edit.book, box.sheet_id)
    edit.guard.check(box)
    count = 0
    for row, column, cell in list(tab.cells_in(box)):
        if isinstance(cell.entered, str):
            text = re.sub(r"[ \t\u00a0]+", " ", cell.entered).strip()
            if text != cell.entered:
                edit.book.put(tab, row, column, replace(cell, entered=text or None))
                count += 1
    return {"cellsChangedCount": count} if count else {}


@kind("deleteDuplicates")
def delete_duplicates(edit: Edit, request: Json) -> Json:
    box = places.grid_box(edit.book, request.get("range", {}))
    tab = places.tab_of(edit.book, box.sheet_id)
    edit.guard.check(box)
    edit.book.ready(edit.world.now())
    columns = list(range(box.left, box.end_column))
    if request.get("comparisonColumns"):
        spans = [
            places.dimension(edit.book, item, "comparisonColumns") for item in request["comparisonColumns"]
        ]
        columns = [column for _tab, _rows, start, end in spans for column in range(start, end)]
    seen: set[tuple[object, ...]] = set()
    kept: list[list[Cell]] = []
    for row in range(box.top, box.end_row):
        key = tuple(_key(edit, tab, row, column) for column in columns)
        if key not in seen:
            seen.add(key)
            kept.append([tab.cell(row, column) for column in range(box.left, box.end_column)])
    removed = box.end_row - box.top - len(kept)
    blank = [EMPTY] * (box.end_column - box.left)
    for row, line in enumerate(kept + [blank] * removed, box.top):
        for column, cell in enumerate(line, box.left):
            edit.book.put(tab, row, column, cell)
    return {"duplicatesRemovedCount": removed} if removed else {}


def _key(edit: Edit, tab: Tab, row: int, column: int) -> object:
    value = edit.book.value(tab, row, column)
    return value.lower() if isinstance(value, str) else (type(value).__name__ == "bool", value)
