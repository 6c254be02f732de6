"""Drop-downs and conditional colours of a later definition, on columns that are there already.

What a person set stays: a rule of another sort than ours, a list that is not one of the workbook's, a colour
that is none of ours. Whose a header's note or a number format is cannot be told, so those stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sheets_schema.dress import allowed_request, colour_request
from sheets_schema.formulas import render
from sheets_schema.layout import Layout, column_number
from sheets_schema.live import Live
from sheets_schema.look import tone_format
from sheets_schema.model import Colour, Column, Shape, Tab, Tone, Workbook
from sheets_schema.steps import Step
from sheets_schema.validation import condition

_SIMPLE = ("DATE_IS_VALID", "BOOLEAN", "TEXT_IS_EMAIL")
_RANGE = re.compile(r"='?((?:[^']|'')+?)'?!\$?([A-Z]+)\$?(\d+):\$?([A-Z]+)\$?(\d*)")

Condition = Mapping[str, Any]
Keys = Sequence[tuple[str, str | None]]


@dataclass(frozen=True)
class LiveRules:
    """By sheet id: the validations in the row below the header, column by column; the conditional formats."""

    allowed: Mapping[int, Sequence[Condition]]
    colours: Mapping[int, Sequence[Mapping[str, Any]]]


def live_rules(answer: Mapping[str, Any]) -> LiveRules:
    """From a `spreadsheets.get` answer with RULES_FIELDS. What row 2 allows stands for the column."""
    allowed: dict[int, Sequence[Condition]] = {}
    colours: dict[int, Sequence[Mapping[str, Any]]] = {}
    for sheet in answer.get("sheets", ()):
        sheet_id = int(sheet["properties"].get("sheetId", 0))
        lines = [line for data in sheet.get("data", ()) for line in data.get("rowData", ())]
        cells = lines[0].get("values", ()) if lines else ()
        allowed[sheet_id] = [cell.get("dataValidation", {}).get("condition", {}) for cell in cells]
        colours[sheet_id] = sheet.get("conditionalFormats", ())
    return LiveRules(allowed, colours)


def old_colours(workbook: Workbook, live: Live, rules: LiveRules) -> list[Step]:
    """Colours of ours that the definition has no more. First of all steps: they are known by their place."""
    steps: list[Step] = []
    for tab in workbook.tabs:
        if tab.key not in live.layout:
            continue
        place = live.layout[tab.key]
        stale = [
            number
            for number, rule in enumerate(rules.colours.get(place.sheet_id, ()))
            for column in _columns(tab, live)
            if _on(rule, place.columns[column.key]) and _ours(rule)
            if not any(_is(workbook, live.layout, tab, colour, rule) for colour in column.colours)
        ]
        requests = tuple(
            {"deleteConditionalFormatRule": {"sheetId": place.sheet_id, "index": number}}
            for number in reversed(stale)
        )
        steps.append(Step(tab.key, None, f"Take the outdated colours off {place.title}.", requests))
    return steps


def new_rules(workbook: Workbook, layout: Layout, live: Live, rules: LiveRules, done: Keys) -> list[Step]:
    """Drop-downs and colours that are not there as the definition has them, in the places of `layout`."""
    steps: list[Step] = []
    for tab in workbook.tabs:
        for column in _columns(tab, live) if tab.key in live.layout else ():
            place = layout[tab.key]
            if (tab.key, column.key) in done or place.row_count < 2:
                continue
            here = replace(tab, sheet_id=place.sheet_id, capacity=place.row_count - 1)
            at = place.columns[column.key]
            text = f"Say anew what may be typed in {column.title} on {place.title}."
            wanted = _allowed_now(workbook, layout, live, rules, tab, column)
            offered = () if wanted is None else (allowed_request(here, at, column, wanted),)
            steps.append(Step(tab.key, column.key, text, offered))
            missing = _missing(workbook, live, rules, tab, column)
            coloured = tuple(colour_request(workbook, layout, here, at, colour) for colour in missing)
            steps.append(Step(tab.key, column.key, f"Colour {column.title} on {place.title} anew.", coloured))
    return steps


def _columns(tab: Tab, live: Live) -> Iterator[Column]:
    if tab.shape is not Shape.FREE:
        yield from (column for column in tab.columns if column.key in live.layout[tab.key].columns)


def _allowed_now(
    workbook: Workbook, layout: Layout, live: Live, rules: LiveRules, tab: Tab, column: Column
) -> Condition | None:
    """What is to be laid on the column; None where nothing is, or the person chose."""
    wanted = condition(workbook, layout, column)
    if wanted is None or not column.typed:
        return None
    place = live.layout[tab.key]
    cells = rules.allowed.get(place.sheet_id, ())
    at = place.columns[column.key]
    found = cells[at] if at < len(cells) else {}
    try:
        before = condition(workbook, live.layout, column)
    except KeyError:  # its list is new
        before = None
    if before is not None and _as_said(found) == _as_said(before):
        return None
    return wanted if not found or _of_ours(found, live.layout) else None


def _as_said(rule: Condition) -> tuple[str, ...]:
    """The rule in a form that two spellings of one range share."""
    values = [str(value.get("userEnteredValue", "")) for value in rule.get("values", ())]
    match = _RANGE.fullmatch(values[0]) if len(values) == 1 else None
    return (str(rule.get("type")), *(match.groups("") if match else values))


def _of_ours(rule: Condition, layout: Layout) -> bool:
    kind, *said = _as_said(rule)
    if kind != "ONE_OF_RANGE" or len(said) != 5:
        return kind in _SIMPLE
    title = said[0].replace("''", "'")
    at = column_number(said[1])
    return any(place.title == title and at in place.columns.values() for place in layout.tabs.values())


def _missing(workbook: Workbook, live: Live, rules: LiveRules, tab: Tab, column: Column) -> Iterator[Colour]:
    place = live.layout[tab.key]
    here = [one for one in rules.colours.get(place.sheet_id, ()) if _on(one, place.columns[column.key])]
    for colour in column.colours:
        if not any(_is(workbook, live.layout, tab, colour, rule) for rule in here):
            yield colour


def _on(rule: Mapping[str, Any], at: int) -> bool:
    """Whether the rule is about this column alone."""
    spans = [(one.get("startColumnIndex", 0), one.get("endColumnIndex")) for one in rule.get("ranges", ())]
    return bool(spans) and all(span == (at, at + 1) for span in spans)


def _is(workbook: Workbook, layout: Layout, tab: Tab, colour: Colour, rule: Mapping[str, Any]) -> bool:
    """Whether the rule is this colour, or what a person made of its looks."""
    first = int(rule["ranges"][0].get("startRowIndex", 0)) + 1
    try:
        formula = render(colour.when, workbook, layout, tab.key, first)
    except KeyError:  # it looks at a column that is new
        return False
    values = rule.get("booleanRule", {}).get("condition", {}).get("values", ())
    same = [str(value.get("userEnteredValue")) for value in values] == [formula]
    return same and (not _ours(rule) or _look(rule) == _tone(colour.tone))


def _ours(rule: Mapping[str, Any]) -> bool:
    custom = rule.get("booleanRule", {}).get("condition", {}).get("type") == "CUSTOM_FORMULA"
    return custom and _look(rule) in [_tone(tone) for tone in Tone]


def _look(rule: Mapping[str, Any]) -> tuple[int, ...]:
    look: Mapping[str, Any] = rule.get("booleanRule", {}).get("format", {})
    back = look.get("backgroundColorStyle", {}).get("rgbColor", {})
    text = look.get("textFormat", {}).get("foregroundColorStyle", {}).get("rgbColor", {})
    return tuple(round(255 * one.get(part, 0)) for one in (back, text) for part in ("red", "green", "blue"))


def _tone(tone: Tone) -> tuple[int, ...]:
    return _look({"booleanRule": {"format": tone_format(tone)}})
