"""A naive reading of the requests that build a workbook: title -> (row, column) -> what was entered.

Only what carries values is obeyed. It shares no code with the product or with the local Google.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

Place = tuple[int, int]


@dataclass(frozen=True)
class Entered:
    """A formula as entered; anything else stands as a plain value."""

    formula: str


Sheets = dict[str, dict[Place, Any]]

_PIECES = re.compile(
    r"""("(?:[^"]|"")*"|'(?:[^']|'')*'!)|(?<![A-Za-z0-9_.$])(\$?)([A-Z]{1,3})(\$?)(\d+)(?![A-Za-z0-9_(])"""
)


def sheets_from(requests: Iterable[Mapping[str, Any]]) -> Sheets:
    """The cells of every sheet after all the requests."""
    titles: dict[int, str] = {}
    sheets: Sheets = {}
    for request in requests:
        ((kind, body),) = request.items()
        if kind == "addSheet":
            titles[body["properties"]["sheetId"]] = body["properties"]["title"]
            sheets[body["properties"]["title"]] = {}
        elif kind == "updateCells" and "userEnteredValue" in body["fields"]:
            start = body["start"]
            _update(sheets[titles[start["sheetId"]]], start["rowIndex"], start["columnIndex"], body["rows"])
        elif kind == "repeatCell" and "userEnteredValue" in body["fields"]:
            _repeat(sheets[titles[body["range"]["sheetId"]]], body["range"], body["cell"])
    return sheets


def _update(cells: dict[Place, Any], row: int, column: int, rows: list[dict[str, Any]]) -> None:
    for down, line in enumerate(rows):
        for right, cell in enumerate(line.get("values", [])):
            cells.pop((row + down, column + right), None)
            value = _value(cell)
            if value is not None:
                cells[row + down, column + right] = value


def _repeat(cells: dict[Place, Any], span: Mapping[str, int], cell: Mapping[str, Any]) -> None:
    value = _value(cell)
    for row in range(span["startRowIndex"], span["endRowIndex"]):
        for column in range(span["startColumnIndex"], span["endColumnIndex"]):
            down, right = row - span["startRowIndex"], column - span["startColumnIndex"]
            shifted = Entered(shift(value.formula, down, right)) if isinstance(value, Entered) else value
            cells[row, column] = shifted


def _value(cell: Mapping[str, Any]) -> Any:
    entered = cell.get("userEnteredValue", {})
    if "formulaValue" in entered:
        return Entered(entered["formulaValue"])
    return next(iter(entered.values()), None)


@cache
def shift(formula: str, down: int, right: int) -> str:
    """The formula as it reads when filled `down` rows and `right` columns away."""

    def moved(match: re.Match[str]) -> str:
        if match.group(1) is not None:
            return match.group(1)
        fixed_column, letters, fixed_row, number = match.group(2, 3, 4, 5)
        column = letters if fixed_column else _letters(_number(letters) + right)
        row = number if fixed_row else str(int(number) + down)
        return f"{fixed_column}{column}{fixed_row}{row}"

    return _PIECES.sub(moved, formula)


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _letters(number: int) -> str:
    letters = ""
    while number >= 0:
        letters = chr(65 + number % 26) + letters
        number = number // 26 - 1
    return letters
