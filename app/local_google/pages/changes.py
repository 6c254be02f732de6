"""What a person does in the grid, as requests of the Sheets API. No HTML, and no rules of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from app.local_google.api import bad_request
from app.local_google.pages.ask import ask
from app.local_google.world import World

Json = dict[str, Any]
CELL = re.compile(r"([A-Za-z]{1,3})([1-9]\d{0,6})")


def place_of(text: str) -> tuple[int, int]:
    """Row and column, zero-based, of an A1 address."""
    found = CELL.fullmatch(text.strip())
    if not found:
        raise bad_request(f"{text or 'An empty address'} is not a cell. A cell is written like B7.")
    column = 0
    for letter in found.group(1).upper():
        column = column * 26 + ord(letter) - 64
    return int(found.group(2)) - 1, column - 1


def type_cell(world: World, who: str, book_id: str, tab: Json, form: Mapping[str, str]) -> None:
    """Puts what was typed into the cell, read as Sheets reads typing."""
    place_of(form.get("cell", ""))
    name = "'" + str(tab["title"]).replace("'", "''") + "'"
    wanted = {
        "spreadsheetId": book_id,
        "range": f"{name}!{form['cell'].strip().upper()}",
        "valueInputOption": "USER_ENTERED",
    }
    typed = form.get("value", "").replace("\r\n", "\n")
    ask(world, who, "sheets.spreadsheets.values.update", wanted, {"values": [[typed]]})


def change(world: World, who: str, book_id: str, tab: Json, form: Mapping[str, str]) -> int | None:
    """Carries out a button of the toolbar; answers the id of a tab that was made."""
    kind = form.get("change", "")
    if kind == "add-tab":
        title = form.get("title", "").strip()
        request: Json = {"addSheet": {"properties": {"title": title} if title else {}}}
        reply = _batch(world, who, book_id, request)
        return int(reply["replies"][0]["addSheet"]["properties"]["sheetId"])
    row, column = place_of(form.get("cell", ""))
    requests: dict[str, Json] = {
        "row-above": _insert(tab, row, inherit=row > int(tab["gridProperties"].get("frozenRowCount", 0))),
        "row-below": _insert(tab, row + 1, inherit=True),
        "delete-row": {"deleteDimension": {"range": _rows(tab, row, row + 1)}},
        "sort-up": _sort(tab, column, "ASCENDING"),
        "sort-down": _sort(tab, column, "DESCENDING"),
    }
    if kind not in requests:
        raise bad_request("There is no such change.")
    _batch(world, who, book_id, requests[kind])
    return None


def _batch(world: World, who: str, book_id: str, request: Json) -> Json:
    body = {"requests": [request]}
    return ask(world, who, "sheets.spreadsheets.batchUpdate", {"spreadsheetId": book_id}, body)


def _rows(tab: Json, start: int, end: int) -> Json:
    return {"sheetId": tab["sheetId"], "dimension": "ROWS", "startIndex": start, "endIndex": end}


def _insert(tab: Json, row: int, *, inherit: bool) -> Json:
    return {"insertDimension": {"range": _rows(tab, row, row + 1), "inheritFromBefore": inherit and row > 0}}


def _sort(tab: Json, column: int, order: str) -> Json:
    frozen = int(tab["gridProperties"].get("frozenRowCount", 0))
    place = {"sheetId": tab["sheetId"], "startRowIndex": frozen}
    return {"sortRange": {"range": place, "sortSpecs": [{"dimensionIndex": column, "sortOrder": order}]}}
