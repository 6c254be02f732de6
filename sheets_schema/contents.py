"""What a new workbook holds at the start: ids and formulas laid ahead, first rows, settings, free-form tabs.

How the tabs look is in `create.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sheets_schema.formulas import render
from sheets_schema.free_form import free_form_contents
from sheets_schema.layout import Layout
from sheets_schema.look import number_format
from sheets_schema.model import Column, Shape, Tab, Value, Workbook, Writer
from sheets_schema.requests import Cell, Formula, Request, row_formulas, rows_requests
from sheets_schema.tabs.settings import SETTING_BY_NAME, Setting
from sheets_schema.validation import below_header, condition

Rows = Mapping[str, Sequence[Mapping[str, Value]]]


def first_ids(workbook: Workbook) -> dict[str, int]:
    """The id of the first row of each tab that starts with ids laid ahead: registers, one after the other."""
    ids: dict[str, int] = {}
    following = 1
    for tab in workbook.tabs:
        if tab.shape is Shape.REGISTER and "id" in tab.by_key:
            ids[tab.key] = following
            following += tab.capacity
    return ids


def next_free_id(workbook: Workbook) -> int:
    """The first id that no row laid ahead has; rows given for logs get theirs from here on."""
    return 1 + sum(workbook.tab(key).capacity for key in first_ids(workbook))


def contents_requests(
    workbook: Workbook, layout: Layout, settings: Mapping[str, Value], rows: Rows
) -> Iterator[Request]:
    """Every value and formula of a new workbook. `rows` are typed rows by tab, after the tab's first rows."""
    spare_id = next_free_id(workbook)
    for tab in workbook.tabs:
        given = _given(tab, settings, rows)
        if tab.shape is Shape.FREE:
            yield from free_form_contents(workbook, layout, tab)
        elif tab.shape is Shape.REGISTER:
            yield from _register(workbook, layout, tab, given, first_ids(workbook).get(tab.key, 0))
        elif given:
            yield from _log(workbook, layout, tab, given, spare_id)
            spare_id += len(given)
        if tab.key == "settings":
            yield from _setting_cells(workbook, layout, tab)


def added_tab_requests(workbook: Workbook, layout: Layout, tab: Tab, first_id: int) -> Iterator[Request]:
    """What a tab that comes later holds from the start; its rows get ids from `first_id` on."""
    given = list(tab.first_rows)
    if tab.shape is Shape.FREE:
        yield from free_form_contents(workbook, layout, tab)
    elif tab.shape is Shape.REGISTER:
        yield from _register(workbook, layout, tab, given, first_id)
    elif given:
        yield from _log(workbook, layout, tab, given, first_id)


def _given(tab: Tab, settings: Mapping[str, Value], rows: Rows) -> list[Mapping[str, Value]]:
    own: list[Mapping[str, Value]] = list(tab.first_rows)
    if tab.key == "settings":
        own = [{**row, "value": settings.get(str(row["setting"]), row["value"])} for row in own]
    return own + list(rows.get(tab.key, ()))


def _register(
    workbook: Workbook, layout: Layout, tab: Tab, given: Sequence[Mapping[str, Cell]], first: int
) -> Iterator[Request]:
    if "id" in tab.by_key:
        yield from rows_requests(layout, tab, 1, [{"id": first + number} for number in range(tab.capacity)])
    for key, formula in row_formulas(workbook, layout, tab, 2).items():
        cell = {"userEnteredValue": {"formulaValue": formula.text}}
        span = below_header(tab, layout[tab.key].columns[key])
        yield {"repeatCell": {"range": span, "cell": cell, "fields": "userEnteredValue"}}
    if given:
        yield from rows_requests(layout, tab, 1, given)


def _log(
    workbook: Workbook, layout: Layout, tab: Tab, given: Sequence[Mapping[str, Cell]], first_id: int
) -> Iterator[Request]:
    full: list[Mapping[str, Cell]] = [
        {"id": first_id + at, **row_formulas(workbook, layout, tab, at + 2), **row}
        for at, row in enumerate(given)
    ]
    yield from rows_requests(layout, tab, 1, full)


def _setting_cells(workbook: Workbook, layout: Layout, tab: Tab) -> Iterator[Request]:
    """The Value cells have a format, a pick list and (Today) a formula of their own, row by row."""
    for number, row in enumerate(tab.first_rows, start=1):
        yield from setting_requests(workbook, layout, tab, number, str(row["setting"]))


def setting_requests(workbook: Workbook, layout: Layout, tab: Tab, row: int, name: str) -> Iterator[Request]:
    """The Value cell of one setting in row `row` (0-based): its format, its pick list or its formula."""
    at = layout[tab.key].columns["value"]
    setting = SETTING_BY_NAME[name]
    span = below_header(tab, at) | {"startRowIndex": row, "endRowIndex": row + 1}
    numbers = number_format(setting.kind, computed=setting.formula is not None)
    if numbers is not None:
        look = {"userEnteredFormat": {"numberFormat": numbers}}
        yield {"repeatCell": {"range": span, "cell": look, "fields": "userEnteredFormat.numberFormat"}}
    if setting.formula is not None:
        formula = Formula(render(setting.formula, workbook, layout, tab.key, row + 1))
        yield from rows_requests(layout, tab, row, [{"value": formula}])
        return
    allowed = condition(workbook, layout, setting_column(tab, setting))
    if allowed is not None:
        rule = {"condition": allowed, "strict": False, "showCustomUi": True}
        yield {"setDataValidation": {"range": span, "rule": rule}}


def setting_column(tab: Tab, setting: Setting) -> Column:
    """The Value cell of one setting, as a column of its kind."""
    value = tab.column("value")
    return Column(
        value.key,
        setting.name,
        setting.kind,
        Writer.PERSON,
        value.seen_by,
        setting.means,
        value.systems,
        choices=setting.choices,
        picks=setting.picks,
    )
