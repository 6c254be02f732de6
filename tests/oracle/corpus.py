"""The formula corpus: small tables with gaps, ties, negatives, dates and other people's alphabets.

The formulas about them are in corpus.txt; what calculates them is not known here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.oracle.cells import Entered, Sheets

TAB = "Corpus"
_NONE = None
_PUPILS: list[list[Any]] = [
    ["Code", "Name", "Class", "Score", "Second", "Review", "Ticked", "Points", "Note", "Ratio"],
    ["S001", "Zoë Ångström", "A", 12.5, 3, 46000, True, 1, _NONE, 0.5],
    ["S002", "李 明", "B", 8, 2, _NONE, False, 2, _NONE, 0.25],
    ["S003", "O'Brien, Pat", "A", _NONE, 5, 46010, True, 3, _NONE, 1],
    ["S004", "  Ana  Maria ", "C", -4, 1, 46020, False, 4, _NONE, 0.1],
    ["S005", "ben", "A", 20, 2, 46100, True, 5, _NONE, 0.75],
    ["S006", "Ben Ali", "B", 20, 4, 46045, False, 2, _NONE, 0.3],
    ["S007", "émile", "a", 12.5, 1, _NONE, True, 0, _NONE, 0.9],
    ["S008", "Kim", "C", 0, 6, 46001, False, 7, _NONE, 0],
    ["S009", "Dana", "B", 3.25, 3, 46002, False, 1, _NONE, 0.6],
    ["S010", "Ωmega", "A", _NONE, 2, 46003, False, 3, _NONE, 0.05],
    ["S011", "Ljubiša", "B", 15, 8, 46004, True, 2, _NONE, 0.4],
    ["S012", "Yun", "C", 100, 0, 46005, False, 6, _NONE, 0.2],
]
_LOG: list[list[Any]] = [
    ["Date", "Code", "Kind", "Value"],
    *(
        [46_000 + 3 * n, f"S{n % 5 + 1:03d}", ("call", "mail", "visit")[n % 3], (n * 7 % 11) / 4 - 0.5]
        for n in range(30)
    ),
]
_TREND = [[1, 2, 5], [2, 4, 5.5], [3, 5, 4], [4, 9, 3], [5, 11, 3.5], [6, 10, 1]]
_TABLES: dict[str, list[list[Any]]] = {
    "Pupils": _PUPILS,
    "Log": _LOG,
    "Settings": [["Override", _NONE], ["Today", 46_082], ["Since", 46_040]],
    "Holidays": [[46_000], [46_084], [46_085], [46_090]],
    "Trend": [list(row) for row in _TREND],
}


def formulas() -> list[tuple[str, str]]:
    """(the function it is about, formula), in the order of the file."""
    found, about = [], ""
    for line in Path(__file__).with_name("corpus.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            about = line.removeprefix("# ")
        elif line:
            found.append((about, line))
    return found


def sheets() -> Sheets:
    """The tables, and the formulas down the first column of the tab Corpus."""
    found: Sheets = {
        title: {
            (row, column): value
            for row, line in enumerate(lines)
            for column, value in enumerate(line)
            if value is not None
        }
        for title, lines in _TABLES.items()
    }
    found[TAB] = {(row, 0): Entered(formula) for row, (_, formula) in enumerate(formulas())}
    return found
