"""A live workbook against the definition: the ordered steps that bring it up to date, or why not.

Only what came with a later version is added. What was there and is gone was taken away by a person: that is
refused with a sentence, never made again. Nothing of a person's is dropped, moved over or reformatted:
columns of theirs stay, and a column that the definition no longer has becomes theirs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sheets_schema.contents import added_tab_requests
from sheets_schema.create import add_sheet, tab_requests, version_request
from sheets_schema.dress import format_request, header_cell, mark_request, rule_requests, width_request
from sheets_schema.layout import (
    VERSION_ID,
    VERSION_KEY,
    HeaderProblem,
    Layout,
    TabLayout,
    layout_from_headers,
    planned_layout,
)
from sheets_schema.model import Column, Shape, Tab, Workbook
from sheets_schema.requests import Request, row_formulas, rows_requests
from sheets_schema.validation import below_header


@dataclass(frozen=True)
class Step:
    """One change, in plain words and as requests."""

    tab: str
    column: str | None
    text: str
    requests: tuple[Request, ...]


@dataclass(frozen=True)
class Migration:
    """All steps in order. With anything `refused`, none of them may be taken."""

    version: int
    steps: tuple[Step, ...]
    refused: tuple[str, ...]

    @property
    def requests(self) -> list[Request]:
        return [request for step in self.steps for request in step.requests]


def live_version(structure: Mapping[str, Any]) -> int:
    """The version by which a workbook was built; 1 where it does not say."""
    marks = structure.get("developerMetadata", ())
    said = [one["metadataValue"] for one in marks if one.get("metadataKey") == VERSION_KEY]
    return int(said[0]) if said and said[0].isdigit() else 1


def migrate(workbook: Workbook, structure: Mapping[str, Any], next_id: int) -> Migration:
    """What a workbook whose `spreadsheets.get` answer (MIGRATION_FIELDS) this is still needs.

    New registers get row ids from `next_id` on, which must be larger than any id given so far.
    """
    version = live_version(structure)
    found, problems = layout_from_headers(workbook, structure)
    refused = tuple(one.text for one in problems if _had(workbook, one, version))
    if refused or version >= workbook.version:
        return Migration(version, (), refused)
    layout, inserts = _make_room(workbook, found, problems)
    steps = [*inserts, *_new_tabs(workbook, found)]
    for problem in problems:
        if problem.column is not None:
            tab = workbook.tab(problem.tab)
            steps.append(_fill(workbook, layout, tab, tab.column(problem.column)))
    steps += _contents(workbook, layout, found, next_id)
    steps.append(_say_version(workbook, structure))
    return Migration(version, tuple(steps), ())


def _had(workbook: Workbook, problem: HeaderProblem, version: int) -> bool:
    """Whether the workbook once had what is now missing, or has it twice."""
    tab = workbook.tab(problem.tab)
    since = tab.since if problem.column is None else max(tab.since, tab.column(problem.column).since)
    return problem.code == "header_doubled" or since <= version


def _make_room(
    workbook: Workbook, found: Layout, problems: tuple[HeaderProblem, ...]
) -> tuple[Layout, list[Step]]:
    """The layout once every missing column has its place, and the steps that make the room."""
    tabs = dict(planned_layout(workbook).tabs) | dict(found.tabs)
    steps = []
    for problem in problems:
        if problem.column is not None:
            tab = workbook.tab(problem.tab)
            tabs[tab.key], step = _room_for(tab, tabs[tab.key], problem.column)
            steps.append(step)
    return Layout(tabs), steps


def _room_for(tab: Tab, place: TabLayout, key: str) -> tuple[TabLayout, Step]:
    """Room for a column beside the one it follows in the definition; all to the right move on."""
    before = [column.key for column in tab.columns][: [column.key for column in tab.columns].index(key)]
    at = max((place.columns[one] for one in before[-1:] if one in place.columns), default=-1) + 1
    moved = {one: where + (where >= at) for one, where in place.columns.items()}
    extra = {one: where + (where >= at) for one, where in place.extra.items()}
    wider = replace(place, columns=moved | {key: at}, extra=extra, column_count=place.column_count + 1)
    span = {"sheetId": place.sheet_id, "dimension": "COLUMNS", "startIndex": at, "endIndex": at + 1}
    request = {"insertDimension": {"range": span, "inheritFromBefore": False}}
    title = tab.column(key).title
    return wider, Step(tab.key, key, f"Make room for the column {title} on {place.title}.", (request,))


def _fill(workbook: Workbook, layout: Layout, tab: Tab, column: Column) -> Step:
    place = layout[tab.key]
    at = place.columns[column.key]
    live = replace(tab, sheet_id=place.sheet_id, capacity=place.row_count - 1)
    start = {"sheetId": place.sheet_id, "rowIndex": 0, "columnIndex": at}
    header = [{"values": [header_cell(tab, column)]}]
    requests: list[Request] = [
        {
            "updateCells": {
                "start": start,
                "rows": header,
                "fields": "userEnteredValue,note,userEnteredFormat",
            }
        },
        width_request(live, at, at, column.width, hidden=column.hidden),
        format_request(live, at, column),
        mark_request(live, at, column),
        *rule_requests(workbook, layout, live, at, column),
    ]
    if column.formula is not None and tab.shape is Shape.REGISTER:
        formula = row_formulas(workbook, layout, tab, 2)[column.key]
        cell = {"userEnteredValue": {"formulaValue": formula.text}}
        span = below_header(live, at)
        requests.append({"repeatCell": {"range": span, "cell": cell, "fields": "userEnteredValue"}})
    items = [{column.key: row.get(column.key)} for row in tab.first_rows] if tab.key == "lists" else []
    if items:
        requests += rows_requests(layout, tab, 1, items)
    return Step(tab.key, column.key, f"Add the column {column.title} to {place.title}.", tuple(requests))


def _new_tabs(workbook: Workbook, found: Layout) -> list[Step]:
    """The sheets of new tabs, before anything refers to them."""
    return [
        Step(tab.key, None, f"Add the tab {tab.title}.", (add_sheet(tab, at),))
        for at, tab in enumerate(workbook.tabs)
        if tab.key not in found
    ]


def _contents(workbook: Workbook, layout: Layout, found: Layout, next_id: int) -> list[Step]:
    steps = []
    for tab in workbook.tabs:
        if tab.key in found:
            continue
        inside = added_tab_requests(workbook, layout, tab, next_id)
        requests = (*tab_requests(workbook, layout, tab), *inside)
        steps.append(Step(tab.key, None, f"Fill the tab {tab.title}.", requests))
        next_id += tab.capacity if tab.shape is Shape.REGISTER else len(tab.first_rows)
    return steps


def _say_version(workbook: Workbook, structure: Mapping[str, Any]) -> Step:
    marks = [one.get("metadataKey") for one in structure.get("developerMetadata", ())]
    request = version_request(workbook.version)
    if VERSION_KEY in marks:
        change = {
            "dataFilters": [{"developerMetadataLookup": {"metadataId": VERSION_ID}}],
            "developerMetadata": {"metadataValue": str(workbook.version)},
            "fields": "metadataValue",
        }
        request = {"updateDeveloperMetadata": change}
    return Step("", None, f"Say that the workbook is of version {workbook.version}.", (request,))
