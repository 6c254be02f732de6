"""Whether the definition is sound. `check(workbook)` gives a sentence for each fault; none is right."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from sheets_schema.formulas import Reference, references, render
from sheets_schema.layout import SHEET_IDS, planned_layout, reaches_bottom
from sheets_schema.look import MODULE_COLOURS
from sheets_schema.model import Audience, Column, Kind, Shape, Tab, Workbook, Writer
from sheets_schema.tabs.settings import SETTING_BY_NAME

# The functions that Google, formualizer, IronCalc and LibreOffice 7.4 work out alike.
_FUNCTIONS = """
IF IFS IFERROR IFNA SWITCH CHOOSE AND OR NOT ISBLANK ISNUMBER ISTEXT TRUE FALSE
SUM AVERAGE COUNT COUNTA COUNTBLANK MIN MAX MEDIAN STDEV LARGE SMALL PERCENTILE QUARTILE
SUMIF SUMIFS COUNTIF COUNTIFS AVERAGEIFS MAXIFS MINIFS SUMPRODUCT RANK INDEX MATCH VLOOKUP HLOOKUP
TEXT TEXTJOIN LEFT MID RIGHT LEN TRIM SUBSTITUTE SEARCH FIND HYPERLINK CHAR
DATE TODAY YEAR MONTH DAY EDATE EOMONTH DATEDIF DAYS NETWORKDAYS NETWORKDAYS.INTL WORKDAY WORKDAY.INTL WEEKDAY
ROUND ROUNDUP ROUNDDOWN INT MOD ABS SLOPE INTERCEPT CORREL FORECAST
"""
ALLOWED = frozenset(_FUNCTIONS.split())
_WHOLE_COLUMN_IN = frozenset({"SUM", "SUMIFS", "COUNTIFS", "AVERAGEIFS", "MAXIFS", "MINIFS"})
# formualizer spreads a column that holds nothing but its header over the rows of the other criteria.
_ANY_TEXT_ALONE = re.compile(r'COUNTIFS\([^,()]*,"\?\*"\)')
_TOKEN = re.compile(r'"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'!|([A-Z][A-Z.]*)\(|(\$[A-Z]+:\$[A-Z]+)|([()])')


def check(workbook: Workbook) -> list[str]:
    """Everything wrong with the definition, in order."""
    return [*_doubled(workbook), *(fault for tab in workbook.tabs for fault in _tab(workbook, tab))]


def _doubled(workbook: Workbook) -> Iterator[str]:
    tabs = workbook.tabs
    yield from _twice("tab key", (tab.key for tab in tabs))
    yield from _twice("tab title", (tab.title.casefold() for tab in tabs))
    yield from _twice("sheet id", (str(tab.sheet_id) for tab in tabs))


def _twice(what: str, items: Iterable[str]) -> Iterator[str]:
    for item, times in Counter(items).items():
        if times > 1:
            yield f"The {what} {item} is there {times} times."


def _tab(workbook: Workbook, tab: Tab) -> Iterator[str]:
    yield from _twice(f"column key on {tab.title}", (column.key for column in tab.columns))
    yield from _twice(f"column title on {tab.title}", (column.title.casefold() for column in tab.columns))
    if tab.sheet_id not in SHEET_IDS:
        yield f"{tab.title} has a sheet id by which it is not known as ours."
    if tab.module not in MODULE_COLOURS:
        yield f"{tab.title} belongs to no module."
    if not tab.why:
        yield f"{tab.title} does not say what it is for."
    yield from _identity(tab)
    for column in tab.columns:
        yield from (f"{tab.title}, {column.title}: {fault}" for fault in _column(workbook, tab, column))
    if tab.lists is not None and not any(reaches_bottom(tab, block) for block in tab.blocks):
        yield f"{tab.title} lists {tab.lists}, but no block goes down to its last row."
    for block in tab.blocks:
        if block.formula is not None:
            faults = _formula(workbook, tab, block.formula)
            yield from (f"{tab.title}, {block.corner}: {fault}" for fault in faults)


def _identity(tab: Tab) -> Iterator[str]:
    if tab.shape is Shape.FREE or tab.key == "lists":
        return
    if tab.columns[0].kind is not Kind.ID:
        yield f"{tab.title} does not begin with the row id."
    keys = [column.key for column in tab.columns]
    if "student" in keys and "name" not in keys:
        yield f"{tab.title} does not show the name beside the student's code."
    if tab.opened_by is not None and tab.opened_by not in keys:
        yield f"{tab.title} is opened by a column that is not there."


def _column(workbook: Workbook, tab: Tab, column: Column) -> Iterator[str]:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", column.key):
        yield "the key is not in snake_case."
    if Audience.OWNER not in column.seen_by:
        yield "the owner must see it."
    if not column.why or not column.systems:
        yield "it does not say what it is for and which system asked for it."
    if (column.writer is Writer.FORMULA) != (column.formula is not None):
        yield "formula columns, and only they, have a formula."
    owned = tab.shape is Shape.SERVICE or tab.service_rows or column.kind is Kind.ID
    if column.writer is Writer.SERVICE and not owned:
        yield "the service writes only on tabs that it owns."
    yield from _links(workbook, column)
    if column.formula is not None:
        yield from _formula(workbook, tab, column.formula)
    for colour in column.colours:
        if any(one.tab or one.setting for one in references(colour.when)):
            yield "a conditional colour may look at its own row only."
        yield from _formula(workbook, tab, colour.when)


def _links(workbook: Workbook, column: Column) -> Iterator[str]:
    lists = workbook.by_key.get("lists")
    if column.kind is Kind.CHOICE and column.choices is None:
        yield "a choice needs a list."
    if column.choices is not None and (lists is None or column.choices not in lists.by_key):
        yield f"the list {column.choices} is not on Lists."
    if column.picks is not None:
        key, _, picked = column.picks.partition(".")
        if key not in workbook.by_key or picked not in workbook.tab(key).by_key:
            yield f"it offers {column.picks}, which is not there."
    if column.refers is not None and column.refers not in workbook.by_key:
        yield f"it refers to the tab {column.refers}, which is not there."


def _formula(workbook: Workbook, tab: Tab, template: str) -> Iterator[str]:
    missing = [fault for one in references(template) if (fault := _missing(workbook, tab, one))]
    if missing:
        yield from missing
        return
    text = render(template, workbook, planned_layout(workbook), tab.key, 5)
    if not text.startswith("=") or "{" in text:
        yield "the formula is not one."
    if '"?*"' in _ANY_TEXT_ALONE.sub("", text):
        yield '"?*" may stand only as the one criterion of a COUNTIFS.'
    inside: list[str] = []
    for match in _TOKEN.finditer(text):
        function, column, bracket = match.group(1, 2, 3)
        if function is not None:
            inside.append(function)
            if function not in ALLOWED:
                yield f"{function} is not a function that every calculator works out alike."
        elif bracket == "(":
            inside.append("")
        elif bracket == ")":
            if not inside:
                yield "a bracket too many is closed."
                return
            inside.pop()
        elif column is not None and (not inside or inside[-1] not in _WHOLE_COLUMN_IN):
            yield f"the whole column {column} may stand only inside SUM and the functions ending in IFS."
    if inside:
        yield "a bracket is not closed."


def _missing(workbook: Workbook, tab: Tab, one: Reference) -> str | None:
    if one.setting is not None:
        return None if one.setting in SETTING_BY_NAME else f"there is no setting {one.setting}."
    other = tab if one.tab is None else workbook.by_key.get(one.tab)
    if other is None:
        return f"there is no tab {one.tab}."
    there = one.table or one.column in other.by_key or one.column in other.areas
    return None if there else f"there is no column {other.key}.{one.column}."
