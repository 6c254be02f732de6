"""Three calculators for the same cells: formualizer, IronCalc, LibreOffice. Each gives the computed cells.

A result is a number, a text, a bool, or an error's text beginning with "#"; blank and "" are "".
"""

from __future__ import annotations

import datetime as dt
import re
import subprocess
from pathlib import Path
from typing import Any

import formualizer
import ironcalc
import openpyxl

from tests.oracle.cells import Entered, Place, Sheets

_ERRORS = {
    "Value": "#VALUE!",
    "Ref": "#REF!",
    "Div": "#DIV/0!",
    "Na": "#N/A",
    "Name": "#NAME?",
    "Num": "#NUM!",
}
ROWS = 200  # a tab has so many, or as many as hold something
Results = dict[str, dict[Place, Any]]
_EPOCH = dt.date(1899, 12, 30)
_PREFIXED = re.compile(r"\b(IFS|SWITCH|MAXIFS|MINIFS|TEXTJOIN|CONCAT|IFNA|RANK\.(?:EQ|AVG)|DAYS)\(")

_OPEN = re.compile(
    r"""(?P<title>(?:'(?:[^']|'')+'|[A-Za-z_]+)!)?\$[A-Z]{1,3}\$?(?P<first>\d+):\$[A-Z]{1,3}(?![A-Z$0-9(!])"""
)


def by_formualizer(sheets: Sheets) -> Results:
    sheets = to_last_rows(sheets)
    workbook = formualizer.Workbook()
    for title in sheets:
        workbook.add_sheet(title)
    for title, cells in sheets.items():
        for (row, column), value in cells.items():
            if isinstance(value, Entered):
                workbook.set_formula(title, row + 1, column + 1, value.formula)
            else:
                workbook.set_value(title, row + 1, column + 1, value)
    workbook.set_temporal_egress("serial")
    workbook.evaluate_all()
    return _each_formula(sheets, lambda title, row, column: workbook.get_value(title, row + 1, column + 1))


def to_last_rows(sheets: Sheets) -> Sheets:
    """Ranges left open below end where the tab does, as in a file that Google exports."""
    last = {
        title: max(ROWS, 1 + max((row for row, _ in cells), default=0)) for title, cells in sheets.items()
    }

    def closed(formula: str, own: str) -> str:
        def end(match: re.Match[str]) -> str:
            said = match["title"]
            title = own if said is None else said.removesuffix("!").strip("'").replace("''", "'")
            return f"{match[0]}${max(last[title], int(match['first']))}"

        return _OPEN.sub(end, formula)

    return {
        title: {
            place: Entered(closed(value.formula, title)) if isinstance(value, Entered) else value
            for place, value in cells.items()
        }
        for title, cells in sheets.items()
    }


def by_ironcalc(sheets: Sheets) -> Results:
    sheets = to_last_rows(sheets)
    model = ironcalc.create("oracle", "en", "UTC", "en")
    for number, title in enumerate(sheets):
        if number:
            model.new_sheet()
        model.rename_sheet(number, title)
    numbers = {title: number for number, title in enumerate(sheets)}
    for title, cells in sheets.items():
        for (row, column), value in cells.items():
            at = (numbers[title], row + 1, column + 1)
            if isinstance(value, Entered):
                model.update_cell_with_formula(*at, value.formula)
            elif isinstance(value, bool):
                model.update_cell_with_bool(*at, value)
            elif isinstance(value, int | float):
                model.update_cell_with_number(*at, float(value))
            else:
                model.update_cell_with_text(*at, value)
    model.evaluate()
    return _each_formula(
        sheets, lambda title, row, column: model.get_cell_value(numbers[title], row + 1, column + 1)
    )


def by_libreoffice(sheets: Sheets, folder: Path, soffice: str) -> Results:
    sheets = to_last_rows(sheets)
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, cells in sheets.items():
        sheet = book.create_sheet(title)
        for (row, column), value in cells.items():
            cell = sheet.cell(row + 1, column + 1)
            if isinstance(value, Entered):
                cell.value = _PREFIXED.sub(r"_xlfn.\1(", value.formula)
            else:
                cell.value = value
                if isinstance(value, str):
                    cell.data_type = "s"
    source = folder / "in.xlsx"
    book.save(source)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [
        soffice,
        profile,
        "--headless",
        "--convert-to",
        "xlsx",
        "--outdir",
        str(folder / "out"),
        str(source),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    done = openpyxl.load_workbook(folder / "out" / "in.xlsx", data_only=True)
    return _each_formula(sheets, lambda title, row, column: done[title].cell(row + 1, column + 1).value)


def _each_formula(sheets: Sheets, value_at: Any) -> Results:
    return {
        title: {
            place: _plain(value_at(title, *place))
            for place, value in cells.items()
            if isinstance(value, Entered)
        }
        for title, cells in sheets.items()
    }


def _plain(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, dict):
        return _ERRORS.get(str(value.get("kind")), f"#{value}")
    if isinstance(value, dt.datetime):
        seconds = value.hour * 3600 + value.minute * 60 + value.second
        return (value.date() - _EPOCH).days + seconds / 86400
    if isinstance(value, dt.date):
        return (value - _EPOCH).days
    return value


def differences(one: Results, other: Results) -> list[str]:
    """Where two calculations differ: numbers by more than 1e-9 of their size, text exactly."""
    found = []
    for title, cells in one.items():
        for place, value in cells.items():
            if not same(value, other[title][place]):
                found.append(f"{title} {place}: {value!r} and {other[title][place]!r}")
    return found


def same(one: Any, other: Any) -> bool:
    if isinstance(one, bool) or isinstance(other, bool):
        return bool(one == other)
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) <= 1e-9 * max(1.0, abs(one), abs(other))
    return bool(one == other)


def shown(sheets: Sheets, title: str, results: Results | None = None) -> list[dict[str, Any]]:
    """The rows of a tab as a person sees them, by header."""
    computed = (by_formualizer(sheets) if results is None else results)[title]
    cells = sheets[title]
    headers = {column: value for (row, column), value in cells.items() if row == 0}
    rows = sorted({row for row, _ in cells if row})
    return [
        {name: computed.get((row, column), cells.get((row, column))) for column, name in headers.items()}
        for row in rows
    ]
