"""A live workbook as a migration sees it: where its tabs and columns stand, what is entered, what is marked.

Read only; what is to be done about it is decided in `migrate.py` and `refresh.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sheets_schema.history import Renamed, as_titled_then, old_titles, since
from sheets_schema.layout import (
    COLUMN_KEY,
    TAB_KEY,
    VERSION_KEY,
    HeaderProblem,
    Layout,
    TabLayout,
    layout_from_headers,
)
from sheets_schema.model import Shape, Tab, Workbook

Entered = Mapping[str, Sequence[Sequence[Any]]]  # by title: every row, formulas as text, header first


@dataclass(frozen=True)
class Live:
    """`missing` are tabs and columns that are not there or there twice; `marked` tab and column marks."""

    version: int
    layout: Layout
    missing: tuple[HeaderProblem, ...]
    marked: frozenset[str]
    entered: Mapping[str, Sequence[Sequence[Any]]]  # by the tab's key
    sheet_ids: frozenset[int]
    titles: tuple[str, ...]
    banded: frozenset[int]  # sheets whose rows somebody gave colours in turn

    def cell(self, tab: str, row: int, column: int) -> Any:
        """What is entered in a cell (0-based); None where nothing is."""
        rows = self.entered.get(tab, ())
        cells = rows[row] if row < len(rows) else ()
        return cells[column] if column < len(cells) and cells[column] != "" else None

    def header(self, tab: str, column: str) -> str:
        """The header as it reads now."""
        return str(self.cell(tab, 0, self.layout[tab].columns[column]) or "")


def live_version(structure: Mapping[str, Any]) -> int:
    """The version by which a workbook was built; 1 where it does not say."""
    marks = structure.get("developerMetadata", ())
    said = [one["metadataValue"] for one in marks if one.get("metadataKey") == VERSION_KEY]
    return int(said[0]) if said and said[0].isdigit() else 1


def look_at(
    workbook: Workbook, structure: Mapping[str, Any], entered: Entered, renamed: Sequence[Renamed]
) -> Live:
    """The workbook as it stands, from its `spreadsheets.get` answer and what is entered in its tabs."""
    version = live_version(structure)
    sheets: Sequence[Mapping[str, Any]] = structure.get("sheets", ())
    titles = tuple(str(sheet["properties"].get("title", "")) for sheet in sheets)
    marked = _marks(sheets)
    old = as_titled_then(workbook, renamed, titles, version)
    titled = replace(
        workbook, tabs=tuple(replace(tab, title=old.get(tab.key, tab.title)) for tab in workbook.tabs)
    )
    layout, missing = layout_from_headers(titled, structure)
    tabs = {
        tab.key: layout[tab.key]
        for tab in workbook.tabs
        if tab.key in layout and (tab.key in marked or tab.since <= version)
    }
    # A tab that only has the title or the id of one of ours that comes later is a person's own.
    missing = tuple(one for one in missing if one.tab in tabs or one.column is None) + tuple(
        HeaderProblem(key, None, "tab_missing", f"The tab {workbook.tab(key).title} is missing.")
        for key in layout.tabs
        if key not in tabs
    )
    by_old_title, still = _under_old_titles(workbook, tabs, missing, renamed, version)
    return Live(
        version,
        Layout(by_old_title),
        still,
        marked,
        {key: entered.get(place.title, ()) for key, place in tabs.items()},
        frozenset(int(sheet["properties"].get("sheetId", 0)) for sheet in sheets),
        titles,
        frozenset(
            int(sheet["properties"].get("sheetId", 0)) for sheet in sheets if sheet.get("bandedRanges")
        ),
    )


def gone(workbook: Workbook, live: Live) -> tuple[str, ...]:
    """What the workbook once had and a person took away, or has twice. Service tabs are made again."""
    return tuple(one.text for one in live.missing if _had(workbook.tab(one.tab), one, live.version))


def _had(tab: Tab, problem: HeaderProblem, version: int) -> bool:
    if tab.shape is Shape.SERVICE and problem.column is None:
        return False
    return problem.code == "header_doubled" or since(tab, problem.column) <= version


def _marks(sheets: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    marks = [one for sheet in sheets for one in sheet.get("developerMetadata", ())]
    for sheet in sheets:
        for data in sheet.get("data", ()):
            for column in data.get("columnMetadata", ()):
                marks += column.get("developerMetadata", ())
    ours = (TAB_KEY, COLUMN_KEY)
    return frozenset(str(one.get("metadataValue")) for one in marks if one.get("metadataKey") in ours)


def _under_old_titles(
    workbook: Workbook,
    tabs: Mapping[str, TabLayout],
    missing: Sequence[HeaderProblem],
    renamed: Sequence[Renamed],
    version: int,
) -> tuple[dict[str, TabLayout], tuple[HeaderProblem, ...]]:
    """Columns that lost their mark and still go by an old title are found by that."""
    found = dict(tabs)
    still: list[HeaderProblem] = []
    for problem in missing:
        place = found.get(problem.tab)
        at = None
        if place is not None and problem.column is not None and problem.code == "column_missing":
            olds = old_titles(renamed, problem.tab, problem.column, version)
            at = next((place.extra[title] for title in olds if title in place.extra), None)
        if at is None or place is None or problem.column is None:
            still.append(problem)
            continue
        extra = {title: where for title, where in place.extra.items() if where != at}
        found[problem.tab] = replace(place, columns={**place.columns, problem.column: at}, extra=extra)
    order = {tab.key: number for number, tab in enumerate(workbook.tabs)}
    return found, tuple(sorted(still, key=lambda one: order[one.tab]))
