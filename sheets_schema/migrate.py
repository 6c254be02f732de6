"""A live workbook against the definition: the ordered steps that bring it up to date, or why not.

Only what came with a later version is added. What was there and is gone was taken away by a person: that is
refused with a sentence, never made again; tabs that only the service writes are. Nothing of a person's is
dropped, written over or reformatted: their columns and tabs stay, what was typed in a column that is now
computed stays beside it, and a column that the definition no longer has becomes theirs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sheets_schema.create import version_request
from sheets_schema.grow import (
    bands,
    column_of_new,
    make_room,
    new_tabs,
    put_back_marks,
    settings_rows,
    tab_contents,
    took_over,
)
from sheets_schema.history import RENAMED, Renamed, old_titles
from sheets_schema.layout import VERSION_ID, VERSION_KEY, Layout
from sheets_schema.live import Entered, Live, gone, live_version, look_at
from sheets_schema.model import Shape, Tab, Workbook
from sheets_schema.refresh import block_requests, formula_requests, typed_cell
from sheets_schema.refresh_rules import LiveRules, live_rules, new_rules, old_colours
from sheets_schema.requests import Request
from sheets_schema.steps import Step

__all__ = ["Migration", "Step", "live_version", "migrate"]


@dataclass(frozen=True)
class Migration:
    """All steps in order. With anything `refused`, none of them may be taken."""

    version: int
    steps: tuple[Step, ...]
    refused: tuple[str, ...]

    @property
    def requests(self) -> list[Request]:
        return [request for step in self.steps for request in step.requests]


def migrate(
    workbook: Workbook,
    structure: Mapping[str, Any],
    entered: Entered,
    rules: Mapping[str, Any],
    *,
    largest_id: int = 0,
    renamed: Sequence[Renamed] = RENAMED,
) -> Migration:
    """What a workbook still needs.

    `structure` is its `spreadsheets.get` answer (MIGRATION_FIELDS), `entered` every tab by title with its
    formulas as text, `rules` the `spreadsheets.get` answer about row 2 (RULES_FIELDS). New rows get ids above
    `largest_id` and above every id that is there.
    """
    live = look_at(workbook, structure, entered, renamed)
    if live.version > workbook.version:
        text = (
            f"The workbook is of version {live.version}, this Holdfast knows version {workbook.version}. "
            "Update Holdfast first."
        )
        return Migration(live.version, (), (text,))
    refused = gone(workbook, live)
    if refused:
        return Migration(live.version, (), refused)
    again = live.version < workbook.version
    found = live_rules(rules)
    steps = old_colours(workbook, live, found) if again else []
    steps += put_back_marks(workbook, live)
    steps += _rename_columns(workbook, live, renamed) if again else []
    steps += _grow(workbook, live, found, largest_id, again=again)
    if again:
        steps += _rename_tabs(workbook, live, renamed)
        steps.append(_say_version(workbook, structure))
    return Migration(live.version, tuple(step for step in steps if step.requests), ())


def _grow(workbook: Workbook, live: Live, rules: LiveRules, largest_id: int, *, again: bool) -> list[Step]:
    """New columns and tabs, then the formulas and rules that are not as they should be, in the places after
    that."""
    named, layout, sheets = new_tabs(workbook, live)
    computed = _computed(named, live) if again else []
    taken = [step for one in computed if (step := took_over(named, live, *one)) is not None]
    keys = [(step.tab, step.column) for step in taken]
    wanted = [(one.tab, one.column) for one in live.missing if one.column is not None] + keys
    layout, room = make_room(named, layout, wanted)
    steps = [*taken, *room, *sheets]
    steps += [column_of_new(named, layout, live, tab, str(column)) for tab, column in wanted]
    steps += tab_contents(named, layout, live, largest_id)
    if again:
        steps += settings_rows(named, layout, live)
        steps += _formulas(named, layout, live, frozenset(keys))
        steps += new_rules(named, layout, live, rules, keys)
        steps += bands(named, layout, live)
    return steps


def _computed(workbook: Workbook, live: Live) -> list[tuple[Tab, str]]:
    return [
        (tab, column.key)
        for tab in workbook.tabs
        if tab.key in live.layout and tab.shape in (Shape.REGISTER, Shape.LOG)
        for column in tab.columns
        if column.formula is not None and column.key in live.layout[tab.key].columns
    ]


def _formulas(
    workbook: Workbook, layout: Layout, live: Live, done: frozenset[tuple[str, str | None]]
) -> list[Step]:
    steps: list[Step] = []
    for tab in workbook.tabs:
        if tab.key not in live.layout:
            continue
        title = layout[tab.key].title
        for block in tab.blocks:
            requests = tuple(block_requests(workbook, layout, live, tab, block, done))
            text = f"Put the formulas at {block.corner} of {title} right."
            steps.append(Step(tab.key, None, text, requests))
        for column in tab.columns:
            old = column.key in live.layout[tab.key].columns and (tab.key, column.key) not in done
            if column.formula is not None and old:
                requests = tuple(formula_requests(workbook, layout, live, tab, column, done))
                text = f"Put the formulas of {column.title} on {title} right."
                steps.append(Step(tab.key, column.key, text, requests))
    return steps


def _rename_columns(workbook: Workbook, live: Live, renamed: Sequence[Renamed]) -> list[Step]:
    """New titles where the old one of ours still stands; a person's own title stays."""
    steps: list[Step] = []
    for tab in workbook.tabs:
        place = live.layout.tabs.get(tab.key)
        for column in tab.columns if place is not None else ():
            if place is None or column.key not in place.columns:
                continue
            title = live.header(tab.key, column.key)
            if title in old_titles(renamed, tab.key, column.key, live.version):
                at = place.columns[column.key]
                text = f"Rename {title} on {place.title} to {column.title}."
                change = typed_cell(place.sheet_id, 0, at, column.title)
                steps.append(Step(tab.key, column.key, text, (change,)))
    return steps


def _rename_tabs(workbook: Workbook, live: Live, renamed: Sequence[Renamed]) -> list[Step]:
    """Last, since the formulas before are written with the titles as they were."""
    steps: list[Step] = []
    for tab in workbook.tabs:
        place = live.layout.tabs.get(tab.key)
        olds = old_titles(renamed, tab.key, None, live.version)
        if place is not None and place.title in olds and tab.title not in live.titles:
            named = {"properties": {"sheetId": place.sheet_id, "title": tab.title}, "fields": "title"}
            text = f"Rename the tab {place.title} to {tab.title}."
            steps.append(Step(tab.key, None, text, ({"updateSheetProperties": named},)))
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
