"""Where the tabs and columns of a workbook stand: as planned in a new one, as found in a live one.

Tabs are found by developer metadata, then by sheet id, then by title; columns by developer metadata,
then by title. What cannot be found, or is there twice, is a `HeaderProblem`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sheets_schema.model import Block, Shape, Tab, Workbook

TAB_KEY = "holdfast.tab"
COLUMN_KEY = "holdfast.column"
VERSION_KEY = "holdfast.version"
VERSION_ID = 1
SHEET_IDS = range(1001, 5001)  # those of the definition's tabs, then as now; a person's have other ones
STRUCTURE_FIELDS = (
    "spreadsheetId,properties(title,timeZone,locale),"
    "sheets(properties(sheetId,title,index,hidden,gridProperties(rowCount,columnCount)),"
    "developerMetadata(metadataId,metadataKey,metadataValue),"
    "data(startRow,startColumn,columnMetadata(developerMetadata(metadataKey,metadataValue)),"
    "rowData(values(formattedValue))))"
)

MIGRATION_FIELDS = (
    STRUCTURE_FIELDS.replace("sheets(", "sheets(bandedRanges(bandedRangeId),")
    + ",developerMetadata(metadataId,metadataKey,metadataValue)"
)
RULES_FIELDS = (
    "sheets(properties(sheetId),conditionalFormats,data(rowData(values(dataValidation))))"  # of row 2
)


@dataclass(frozen=True)
class TabLayout:
    """Where one tab's columns stand (0-based). `extra` are headers that only the person knows. `dressed` is
    the `row_count` that Holdfast knew, where people have made the tab longer: rows below it have no looks."""

    key: str
    sheet_id: int
    title: str
    columns: Mapping[str, int]
    row_count: int
    column_count: int
    extra: Mapping[str, int] = field(default_factory=dict)
    dressed: int | None = None


@dataclass(frozen=True)
class Layout:
    """Where every tab that was found stands, by the tab's key."""

    tabs: Mapping[str, TabLayout]

    def __getitem__(self, key: str) -> TabLayout:
        return self.tabs[key]

    def __contains__(self, key: object) -> bool:
        return key in self.tabs


@dataclass(frozen=True)
class HeaderProblem:
    """A tab or column that is not where it should be. `column` is None when the whole tab is meant."""

    tab: str
    column: str | None
    code: str
    text: str


def planned_layout(workbook: Workbook) -> Layout:
    """Where everything stands in a workbook made by `create.py`."""
    return Layout({tab.key: _planned(tab) for tab in workbook.tabs})


def _planned(tab: Tab) -> TabLayout:
    columns = {column.key: at for at, column in enumerate(tab.columns)}
    return TabLayout(tab.key, tab.sheet_id, tab.title, columns, *grid_size(tab))


def grid_size(tab: Tab) -> tuple[int, int]:
    """Rows and columns of the tab's grid when it is new."""
    from_blocks = [cell_place(block.corner) for block in tab.blocks]
    reach = [at[1] + block.columns for at, block in zip(from_blocks, tab.blocks, strict=True)]
    return tab.capacity + 1, max([len(tab.columns) + tab.spare_columns, *reach, len(tab.widths), 1])


def reaches_bottom(tab: Tab, block: Block) -> bool:
    """Whether the block goes on to the last row of a new tab: on a tab that lists a register's rows it is a
    line each, and grows with them."""
    return tab.lists is not None and cell_place(block.corner)[0] + block.rows == tab.capacity + 1


def block_rows(tab: Tab, block: Block, place: TabLayout) -> int:
    """How many rows the block has on the tab as it stands."""
    return block.rows + (place.row_count - tab.capacity - 1 if reaches_bottom(tab, block) else 0)


def listed_rows(tab: Tab, place: TabLayout) -> int:
    """How many rows of a register the tab has lines for."""
    return max(block_rows(tab, block, place) for block in tab.blocks if reaches_bottom(tab, block))


def cell_place(a1: str) -> tuple[int, int]:
    """0-based row and column of "C7"."""
    letters = a1.rstrip("0123456789")
    return int(a1[len(letters) :]) - 1, column_number(letters)


def column_number(letters: str) -> int:
    """0-based number of a column's letters: A is 0, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def column_letters(number: int) -> str:
    """Letters of a 0-based column number."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def layout_from_headers(
    workbook: Workbook, structure: Mapping[str, Any]
) -> tuple[Layout, tuple[HeaderProblem, ...]]:
    """The layout of a live workbook, from a `spreadsheets.get` (or getByDataFilter) answer.

    The answer must hold the fields of STRUCTURE_FIELDS with grid data of row 1 of each tab.
    """
    sheets: Sequence[Mapping[str, Any]] = structure.get("sheets", ())
    tabs: dict[str, TabLayout] = {}
    problems: list[HeaderProblem] = []
    for tab in workbook.tabs:
        sheet = _find_sheet(tab, sheets)
        if sheet is None:
            text = f"The tab {tab.title} is missing."
            problems.append(HeaderProblem(tab.key, None, "tab_missing", text))
            continue
        tabs[tab.key], found = _read_header(tab, sheet)
        problems.extend(found)
    return Layout(tabs), tuple(problems)


def header_titles(structure: Mapping[str, Any]) -> dict[str, dict[int, str]]:
    """The texts of header rows in such an answer: tab title -> 0-based column -> text."""
    return {
        str(one["properties"].get("title", "")): _header_cells(one)[0] for one in structure.get("sheets", ())
    }


def _find_sheet(tab: Tab, sheets: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    marked = [sheet for sheet in sheets if tab.key in _marks(sheet.get("developerMetadata", ()), TAB_KEY)]
    same_id = [sheet for sheet in sheets if sheet["properties"].get("sheetId", 0) == tab.sheet_id]
    titled = [sheet for sheet in sheets if sheet["properties"].get("title") == tab.title]
    for sheet in [*(one for one in marked if one in same_id), *marked, *same_id, *titled]:
        return sheet
    return None


def _marks(metadata: Iterable[Mapping[str, Any]], key: str) -> list[str]:
    return [str(one.get("metadataValue", "")) for one in metadata if one.get("metadataKey") == key]


def _read_header(tab: Tab, sheet: Mapping[str, Any]) -> tuple[TabLayout, list[HeaderProblem]]:
    properties = sheet["properties"]
    grid = properties.get("gridProperties", {})
    titles, marks = _header_cells(sheet)
    columns, problems = ({}, []) if tab.shape is Shape.FREE else _find_columns(tab, titles, marks)
    taken = set(columns.values())
    extra: dict[str, int] = {}
    for at, title in titles.items():
        if at not in taken and title:
            extra.setdefault(title, at)
    layout = TabLayout(
        key=tab.key,
        sheet_id=int(properties.get("sheetId", 0)),
        title=str(properties.get("title", tab.title)),
        columns=columns,
        row_count=int(grid.get("rowCount", tab.capacity + 1)),
        column_count=int(grid.get("columnCount", len(tab.columns))),
        extra=extra if tab.shape is not Shape.FREE else {},
    )
    return layout, problems


def _header_cells(sheet: Mapping[str, Any]) -> tuple[dict[int, str], dict[str, list[int]]]:
    titles: dict[int, str] = {}
    marks: dict[str, list[int]] = {}
    for data in sheet.get("data", ()):
        start = int(data.get("startColumn", 0))
        if int(data.get("startRow", 0)) == 0:
            first = (data.get("rowData") or [{}])[0]
            for at, cell in enumerate(first.get("values", ())):
                titles[start + at] = str(cell.get("formattedValue", "")).strip()
        for at, one in enumerate(data.get("columnMetadata", ())):
            for mark in _marks(one.get("developerMetadata", ()), COLUMN_KEY):
                marks.setdefault(mark, []).append(start + at)
    return titles, marks


def _find_columns(
    tab: Tab, titles: Mapping[int, str], marks: Mapping[str, list[int]]
) -> tuple[dict[str, int], list[HeaderProblem]]:
    columns: dict[str, int] = {}
    problems: list[HeaderProblem] = []
    for column in tab.columns:
        by_title = [at for at, title in titles.items() if title.casefold() == column.title.casefold()]
        found = marks.get(f"{tab.key}.{column.key}", []) or by_title
        if len(found) > 1:
            found = [at for at in found if at in by_title] or found
        if len(found) == 1:
            columns[column.key] = found[0]
            continue
        code, what = ("header_doubled", "is there twice") if found else ("column_missing", "is missing")
        text = f"On the tab {tab.title} the column {column.title} {what}."
        problems.append(HeaderProblem(tab.key, column.key, code, text))
    return columns, problems
