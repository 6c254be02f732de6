"""The formula engine behind six calls: load, set, delete, recalc, value, clock.

formualizer calculates; nothing outside this file knows that. Rows and columns are zero-based here.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import formualizer

from app.local_google.sheets.a1 import Box, parse_cells, spell
from app.local_google.sheets.cells import CellError, Entered, Formula, Value
from app.local_google.sheets.clockface import EPOCH
from app.local_google.sheets.dialect import CLOCK, for_engine
from app.local_google.sheets.google_functions import GOOGLE_FUNCTIONS

Placed = Iterable[tuple[int, int, Entered]]
_MAX_ROW, _MAX_COLUMN = 1_048_576, 16_384
_CODES = {
    "Div": "#DIV/0!",
    "Na": "#N/A",
    "Name": "#NAME?",
    "Ref": "#REF!",
    "Value": "#VALUE!",
    "Num": "#NUM!",
    "Null": "#NULL!",
    "Circ": "#REF!",
    "Spill": "#REF!",
    "Calc": "#N/A",
    "NImpl": "#NAME?",
}
SCRATCH = "\u2063scratch"


class EngineBrokenError(Exception):
    """The engine gave up on this workbook; it has to be loaded anew."""


class Engine:
    """One workbook's formulas and values, calculated."""

    def __init__(self, names: Mapping[str, str], ends: Mapping[str, int] | None = None) -> None:
        self._book = formualizer.Workbook()
        self._book.set_changelog_enabled(False)
        self._book.set_temporal_egress("serial")
        for name, (function, least, most) in GOOGLE_FUNCTIONS.items():
            self._book.register_function(name, function, min_args=least, max_args=most)
        self._names = names
        self._ends = ends
        self._refused: dict[tuple[str, int, int], CellError] = {}
        self._scratch = False
        self._day: int | None = None
        self._book.add_sheet(CLOCK)

    def load(self, title: str, placed: Placed) -> None:
        """Fill a new tab."""
        self._book.add_sheet(title)
        values: dict[int, dict[int, Any]] = {}
        formulas: dict[int, dict[int, str]] = {}
        for row, column, entered in placed:
            if isinstance(entered, Formula):
                formulas.setdefault(row, {})[column] = for_engine(
                    entered.text, self._names, title, self._ends
                )
            else:
                values.setdefault(row, {})[column] = entered
        self._load_values(title, values)
        for row, line in formulas.items():
            self._load_formulas(title, row, line)

    def _load_values(self, title: str, values: Mapping[int, Mapping[int, Any]]) -> None:
        """Runs of neighbours down a column go in together, without a gap in them.

        formualizer 0.13.0 loses the results of formulas that are put where a batch wrote None.
        """
        for column, run in _runs_down(values):
            block = [[values[row][column]] for row in run]
            self._book.set_values_batch(title, run.start + 1, column + 1, block)

    def _load_formulas(self, title: str, row: int, line: dict[int, str]) -> None:
        """Runs of neighbours go in together; a run that the engine refuses goes in cell by cell."""
        run: list[str] = []
        start = 0
        for column in [*sorted(line), -1]:
            if run and column != start + len(run):
                self._load_run(title, row, start, run)
                run = []
            if not run:
                start = column
            if column >= 0:
                run.append(line[column])

    def _load_run(self, title: str, row: int, column: int, run: list[str]) -> None:
        try:
            self._book.set_formulas_batch(title, row + 1, column + 1, [run])
        except RuntimeError:
            for offset, text in enumerate(run):
                self._set_formula(title, row, column + offset, text)

    def set(self, title: str, row: int, column: int, entered: Entered) -> None:
        """Put content into a cell; what the engine cannot take shows as an error there."""
        if row >= _MAX_ROW or column >= _MAX_COLUMN:
            return
        if isinstance(entered, Formula):
            self._set_formula(title, row, column, for_engine(entered.text, self._names, title, self._ends))
            return
        self._refused.pop((title, row, column), None)
        self._book.set_value(title, row + 1, column + 1, entered)

    @property
    def refuses(self) -> bool:
        """Whether it shows an error for a formula that it could not take."""
        return bool(self._refused)

    def delete(self, title: str, row: int, column: int) -> None:
        self.set(title, row, column, None)

    def _set_formula(self, title: str, row: int, column: int, text: str) -> None:
        self._refused.pop((title, row, column), None)
        try:
            self._book.set_formula(title, row + 1, column + 1, text)
        except RuntimeError as error:
            code = "#REF!" if "#CIRC!" in str(error) else "#ERROR!"
            self._refused[title, row, column] = CellError(code)
            self._book.set_formula(title, row + 1, column + 1, "=#REF!" if code == "#REF!" else "=#VALUE!")

    def recalc(self) -> None:
        """Bring every value up to date; only what depends on a change is worked out again."""
        try:
            self._book.evaluate_all()
        except formualizer.ExcelEvaluationError:
            # Arrays that feed each other do not settle; their cells keep what they last had.
            return
        except BaseException as error:
            # pyo3 raises panics of the engine as a class that is no Exception and cannot be imported.
            if type(error).__name__ != "PanicException":
                raise
            raise EngineBrokenError from error

    def value(self, title: str, row: int, column: int) -> Value:
        """The calculated value; errors as CellError."""
        refused = self._refused.get((title, row, column)) if self._refused else None
        return refused or _value(self._book.get_value(title, row + 1, column + 1))

    def values(self, title: str, box: Box) -> Callable[[int, int], Value]:
        """`value` for the cells of a bounded box, which are asked for at once: several times faster than one
        by one. Whole numbers may be floats."""
        address = formualizer.RangeAddress(title, box.top + 1, box.left + 1, box.end_row, box.end_column)
        found = self._book.sheet(title).get_values(address)
        top, left, refused = box.top, box.left, self._refused

        def value(row: int, column: int) -> Value:
            raw = found[row - top][column - left]
            return (refused.get((title, row, column)) if refused else None) or _value(raw)

        return value

    def spill(self, title: str, row: int, column: int) -> tuple[int, int]:
        """How many rows and columns the array of a formula takes; 1 and 1 for a single value."""
        role = self._book.inspect_cell(
            spell(title, Box(0, row, row + 1, column, column + 1)), include_values=False
        )
        extent = role.cell.spill.extent if role.cell.spill else None
        box = parse_cells(extent.rpartition("!")[2], 0) if extent else None
        return (1, 1) if box is None else (box.end_row - box.top, box.end_column - box.left)

    def clock(self, now: datetime) -> None:
        """Set TODAY() and NOW(); `now` is aware, in the spreadsheet's own time zone."""
        passed = now.replace(tzinfo=UTC) - EPOCH
        if self._day != passed.days:  # the same value again would have all that asks for it worked out anew
            self._day = passed.days
            self._book.set_value(CLOCK, 1, 1, float(passed.days))
        self._book.set_value(CLOCK, 1, 2, passed.total_seconds() / 86_400)

    def tries(self, formulas: list[str]) -> list[Value]:
        """Values of formulas that stand in no cell, as those of rules; references must name a tab."""
        if not self._scratch:
            self._book.add_sheet(SCRATCH)
            self._scratch = True
        for index, formula in enumerate(formulas):
            self._set_formula(SCRATCH, index, 0, for_engine(formula, self._names, ends=self._ends))
        self.recalc()
        answers = [self.value(SCRATCH, index, 0) for index in range(len(formulas))]
        for index in range(len(formulas)):
            self.set(SCRATCH, index, 0, None)
        return answers


def _runs_down(values: Mapping[int, Mapping[int, Any]]) -> Iterator[tuple[int, range]]:
    """(column, rows) for every unbroken run of cells down a column."""
    open_runs: dict[int, int] = {}  # column -> first row
    before = -1
    for row in [*sorted(values), None]:
        line = values[row] if row is not None else {}
        for column, first in list(open_runs.items()):
            if column not in line or row != before + 1:
                yield column, range(first, before + 1)
                del open_runs[column]
        if row is None:
            return
        for column in line:
            open_runs.setdefault(column, row)
        before = row


def _value(raw: Any) -> Value:
    if raw is None or isinstance(raw, str | bool | int):
        return raw
    if isinstance(raw, dict):
        return CellError(_CODES.get(raw.get("kind", ""), "#ERROR!"))
    if isinstance(raw, list):
        first = raw[0] if raw else None
        return _value(first[0] if isinstance(first, list) and first else first)
    if isinstance(raw, float) and not math.isfinite(raw):
        return CellError("#NUM!")
    return raw if isinstance(raw, float) else str(raw)
