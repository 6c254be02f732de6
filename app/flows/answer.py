"""What to ask of a batch's answer, and what it shows: id columns and header rows of the tabs it wrote to, and
the header rows `beside` them, of the tabs that its formulas name."""

from __future__ import annotations

from collections.abc import Container, Mapping, Set
from typing import Any

from app.flows.aside import TAB as ASIDE
from app.flows.workbooks import Workbooks
from sheets_schema.formulas import quoted, tabs_named
from sheets_schema.layout import Layout, column_letters


def ranges_of(
    at: Workbooks, layout: Layout, touched: Set[str], computed: Set[str]
) -> tuple[list[str], Set[str]]:
    """What to ask for: ids and headers of the tabs touched, and headers beside them; and which these are."""
    beside = {tab for tab in tabs_named(at.workbook, computed) if tab in at.headers} - touched
    ranges = [one for tab in sorted(touched) for one in (_id_column(layout, tab), _header_row(layout, tab))]
    return [*ranges, *(_header_row(layout, tab) for tab in sorted(beside))], beside


def _header_row(layout: Layout, tab: str) -> str:
    return f"{quoted(layout[tab].title)}!1:1"


def headers_after(
    answer: Mapping[str, Any], layout: Layout, beside: Container[str] = ()
) -> dict[str, list[str | None]]:
    keys = {tab.sheet_id: tab.key for tab in layout.tabs.values()}
    found: dict[str, list[str | None]] = {}
    for sheet in answer.get("updatedSpreadsheet", {}).get("sheets", ()):
        key = keys.get(int(sheet["properties"].get("sheetId", 0)))
        if key is not None and key != ASIDE and len(sheet.get("data", ())) > (key not in beside):
            line = (sheet["data"][-1].get("rowData") or [{}])[0].get("values", [])
            values = [cell.get("effectiveValue") or {"stringValue": ""} for cell in line]
            found[key] = [value.get("stringValue") for value in values]
    return found


def _id_column(layout: Layout, tab: str) -> str:
    letters = column_letters(layout[tab].columns["id"])
    return f"{quoted(layout[tab].title)}!{letters}:{letters}"


def ids_after(
    answer: Mapping[str, Any], layout: Layout, beside: Container[str] = ()
) -> dict[str, list[int | None]]:
    keys = {tab.sheet_id: tab.key for tab in layout.tabs.values()}
    found: dict[str, list[int | None]] = {}
    for sheet in answer.get("updatedSpreadsheet", {}).get("sheets", ()):
        key = keys.get(int(sheet["properties"].get("sheetId", 0)))
        if key is None or key == ASIDE or key in beside or not sheet.get("data"):
            continue
        rows = sheet["data"][0].get("rowData", [])
        found[key] = [_number((row.get("values") or [{}])[0]) for row in rows]
    return found


def _number(cell: Mapping[str, Any]) -> int | None:
    value = cell.get("effectiveValue", {}).get("numberValue")
    return int(value) if value is not None else None
