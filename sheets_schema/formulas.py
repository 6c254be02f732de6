"""From a formula template to the formula of one row, for the places where the columns stand now.

`{name}` this row's cell · `{students.code}` that column of another tab: from the header row down on
registers, the whole column on logs and service tabs (`{contact_log.id:rows}`: from the header row down) ·
`{setting:Today}` a Settings value, found by its name · `{award_parts.score}` a named area of a free-form
tab · `{award_scores!}` a register's whole table, `{award_scores!1}` its header row · `{value<}` and
`{value>}` the own column above and below the row, for the one formula that must not look at itself.

A range that goes down to the last row is left open there ("$B$1:$B"): rows that people add below it count.
Its first row is said, since a file for Excel then gets as many rows as there are, and not a million.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sheets_schema.layout import Layout, column_letters
from sheets_schema.model import Kind, Shape, Tab, Workbook

_REFERENCE = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True)
class Reference:
    """One reference of a template. `tab` is None for the row's own cell; `setting` the name of a setting;
    `from_header` says that a log's column begins with its header row."""

    tab: str | None = None
    column: str | None = None
    setting: str | None = None
    from_header: bool = False
    table: bool = False
    header: bool = False


def references(template: str) -> Iterator[Reference]:
    """What a template refers to, in order."""
    for match in _REFERENCE.finditer(template):
        yield _parse(match.group(1).rstrip("<>"))


def tabs_named(workbook: Workbook, tabs: Iterable[str]) -> frozenset[str]:
    """The tabs that formulas in rows of these ones name, besides their own."""
    columns = [column for key in tabs for column in workbook.tab(key).columns]
    named = [one for column in columns for one in references(column.formula or "")]
    others = {"settings" if one.setting is not None else one.tab for one in named}
    return frozenset(key for key in others if key is not None)


def _parse(text: str) -> Reference:
    if text.startswith("setting:"):
        return Reference(setting=text.removeprefix("setting:"))
    if "!" in text:
        tab, what = text.split("!", 1)
        return Reference(tab, table=True, header=what == "1")
    if "." not in text:
        return Reference(column=text)
    tab, column = text.split(".", 1)
    return Reference(tab, column.removesuffix(":rows"), from_header=column.endswith(":rows"))


def render(template: str, workbook: Workbook, layout: Layout, tab: str, row_number: int) -> str:
    """The formula of row `row_number` (1-based) on `tab`. KeyError where the layout lacks a column."""

    def place(match: re.Match[str]) -> str:
        if match.group(1)[-1] in "<>":
            return _around(match.group(1), layout, tab, row_number)
        reference = _parse(match.group(1))
        if reference.setting is not None:
            return _setting(reference.setting, workbook, layout)
        if reference.tab is None:
            return f"${_letters(layout, tab, str(reference.column))}{row_number}"
        return _range(reference, workbook, layout)

    return _REFERENCE.sub(place, template)


def column_range(
    workbook: Workbook, layout: Layout, tab: str, column: str, *, items_only: bool = False
) -> str:
    """A range over a column to the last row, with the tab's title; `items_only` leaves the header out."""
    letters = _letters(layout, tab, column)
    first = 2 if items_only or _below_header(workbook, tab, column) else 1
    return f"{quoted(layout[tab].title)}!${letters}${first}:${letters}"


def quoted(title: str) -> str:
    """A tab's title as a formula writes it."""
    return title if title.isascii() and title.isalpha() else "'" + title.replace("'", "''") + "'"


def _around(text: str, layout: Layout, tab: str, row_number: int) -> str:
    letters = _letters(layout, tab, text[:-1])
    if text.endswith("<"):
        return f"${letters}$1:${letters}{row_number - 1}"
    return f"${letters}{row_number + 1}:${letters}"


def _range(reference: Reference, workbook: Workbook, layout: Layout) -> str:
    key, column = str(reference.tab), str(reference.column)
    tab = workbook.tab(key)
    if reference.table:
        return _table(layout, key, header_only=reference.header)
    if tab.shape is Shape.FREE:
        return f"{quoted(layout[key].title)}!{_area(tab, column)}"
    if tab.shape is Shape.REGISTER or reference.from_header:
        return column_range(workbook, layout, key, column)
    letters = _letters(layout, key, column)
    return f"{quoted(layout[key].title)}!${letters}:${letters}"


def _area(tab: Tab, column: str) -> str:
    """A named range; one that goes down to the last row of a tab that lists rows is left open there."""
    area, bottom = tab.areas[column], f"${tab.capacity + 1}"
    return area.removesuffix(bottom) if tab.lists is not None and ":" in area else area


def _table(layout: Layout, tab: str, *, header_only: bool) -> str:
    last = column_letters(layout[tab].column_count - 1)
    return f"{quoted(layout[tab].title)}!$A$1:${last}{'$1' if header_only else ''}"


def _setting(name: str, workbook: Workbook, layout: Layout) -> str:
    names = column_range(workbook, layout, "settings", "setting")
    values = column_range(workbook, layout, "settings", "value")
    return f'INDEX({values},MATCH("{name}",{names},0))'


def _letters(layout: Layout, tab: str, column: str) -> str:
    columns = layout[tab].columns
    if column not in columns:
        raise KeyError(f"{tab}.{column}")
    return column_letters(columns[column])


def _below_header(workbook: Workbook, tab: str, column: str) -> bool:
    """A list of dates (holidays) must not hold its header: engines refuse the text."""
    return tab == "lists" and workbook.tab(tab).column(column).kind is Kind.DATE
