"""What a person does in the grid, as the same gestures that the control's `edit` takes. No HTML here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from app.local_google.api import GoogleError, bad_request
from app.local_google.pages.ask import ask
from app.local_google.pages.grid import letters
from app.local_google.sheets.edit import apply_ops
from app.local_google.sheets.storage import open_book
from app.local_google.world import World

Json = dict[str, Any]
CELL = re.compile(r"([A-Za-z]{1,3})([1-9]\d{0,6})")
NOT_ALLOWED = "The data you entered violates the data validation rules set on this cell. It takes: {choices}."


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
    """Puts what was typed into the cell; a strict list refuses what is not on it."""
    row, column = place_of(form.get("cell", ""))
    typed = form.get("value", "").replace("\r\n", "\n")
    choices = _strict_choices(world, who, book_id, tab, row, column)
    if typed and choices is not None and typed not in choices:
        raise bad_request(NOT_ALLOWED.format(choices=", ".join(choices[:20])))
    apply_ops(world, book_id, who, [{"set": [f"{_quoted(tab)}!{letters(column)}{row + 1}", typed]}])


def _quoted(tab: Json) -> str:
    return "'" + str(tab["title"]).replace("'", "''") + "'"


def _strict_choices(
    world: World, who: str, book_id: str, tab: Json, row: int, column: int
) -> list[str] | None:
    """The choices of a cell that takes nothing else; None where anything may be typed."""
    kept = open_book(world, book_id).tab(int(tab["sheetId"]))
    rule = kept.cell(row, column).rule if kept else None
    condition = (rule or {}).get("condition", {})
    if not rule or not rule.get("strict") or not str(condition.get("type", "")).startswith("ONE_OF"):
        return None
    return choices_of(world, who, book_id, condition)


def choices_of(world: World, who: str, book_id: str, condition: Json) -> list[str]:
    """What a list rule offers: its own values, or those of the range it names."""
    values = [str(each.get("userEnteredValue", "")) for each in condition.get("values", [])]
    if condition["type"] == "ONE_OF_LIST":
        return values
    wanted = {"spreadsheetId": book_id, "range": values[0].lstrip("=") if values else ""}
    try:
        found = ask(world, who, "sheets.spreadsheets.values.get", wanted)
    except GoogleError:
        return []
    return list(dict.fromkeys(str(value) for row in found.get("values", []) for value in row if value != ""))


def change(world: World, who: str, book_id: str, tab: Json, form: Mapping[str, str]) -> int | None:
    """Carries out a button of the toolbar; answers the id of a tab that was made."""
    kind, title = form.get("change", ""), str(tab["title"])
    if kind == "add-tab":
        return _add_tab(world, who, book_id, form.get("title", "").strip())
    row, column = place_of(form.get("cell", ""))
    ops: dict[str, Json] = {
        "row-above": {"insertRows": [title, row + 1, 1]},
        "row-below": {"insertRows": [title, row + 2, 1]},
        "delete-row": {"deleteRows": [title, row + 1, 1]},
        "sort-up": {"sort": [title, letters(column), "asc"]},
        "sort-down": {"sort": [title, letters(column), "desc"]},
    }
    if kind not in ops:
        raise bad_request("There is no such change.")
    apply_ops(world, book_id, who, [ops[kind]])
    return None


def _add_tab(world: World, who: str, book_id: str, title: str) -> int:
    request: Json = {"addSheet": {"properties": {"title": title} if title else {}}}
    body = {"requests": [request]}
    reply = ask(world, who, "sheets.spreadsheets.batchUpdate", {"spreadsheetId": book_id}, body)
    return int(reply["replies"][0]["addSheet"]["properties"]["sheetId"])
