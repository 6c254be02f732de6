"""The tabs without a header row (Award Parts, Student Card, Start): their formulas, texts and typed cells."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sheets_schema.codec import encode
from sheets_schema.formulas import column_range, render
from sheets_schema.layout import Layout, cell_place
from sheets_schema.look import QUIET_TEXT, header_format, number_format, rgb
from sheets_schema.model import OWNER_ONLY, Block, Chart, Column, Entry, Kind, Tab, Workbook, Writer
from sheets_schema.requests import Request


def free_form_contents(workbook: Workbook, layout: Layout, tab: Tab) -> Iterator[Request]:
    """The cells of a free-form tab."""
    for block in tab.blocks:
        yield _cells(workbook, layout, tab, block)
    for entry in tab.entries:
        value = encode(_as_column(entry), entry.default)
        row, column = cell_place(entry.cell)
        start = {"sheetId": tab.sheet_id, "rowIndex": row, "columnIndex": column}
        rows = [{"values": [{"userEnteredValue": value} if value else {}]}]
        yield {"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue"}}


def free_form_look(workbook: Workbook, layout: Layout, tab: Tab) -> Iterator[Request]:
    """Widths, number formats, headings, and the protection that leaves only the typed cells open."""
    for at, width in enumerate(tab.widths):
        span: dict[str, Any] = {"sheetId": tab.sheet_id, "dimension": "COLUMNS"}
        span |= {"startIndex": at, "endIndex": at + 1}
        properties = {"pixelSize": width}
        yield {"updateDimensionProperties": {"range": span, "properties": properties, "fields": "pixelSize"}}
    for block in tab.blocks:
        look = _look(tab, block)
        if look:
            fields = ",".join(f"userEnteredFormat.{name}" for name in look)
            where = _span(tab, block.corner, block.rows, block.columns)
            yield {"repeatCell": {"range": where, "cell": {"userEnteredFormat": look}, "fields": fields}}
    for number, chart in enumerate(tab.charts):
        yield _chart(tab, chart, tab.sheet_id * 10 + number)
    for entry in tab.entries:
        yield from _entry_look(workbook, layout, tab, entry)
    protected: dict[str, Any] = {
        "protectedRangeId": tab.sheet_id * 100,
        "range": {"sheetId": tab.sheet_id},
        "description": "Formulas; type only in the open cells.",
        "warningOnly": True,
    }
    if tab.entries:
        protected["unprotectedRanges"] = [_span(tab, entry.cell, 1, 1) for entry in tab.entries]
    yield {"addProtectedRange": {"protectedRange": protected}}


def _look(tab: Tab, block: Block) -> dict[str, Any]:
    if block.heading:
        return header_format(tab.module, computed=False)
    look: dict[str, Any] = {"wrapStrategy": "WRAP", "verticalAlignment": "TOP"} if tab.widths else {}
    if tab.entries:
        look["horizontalAlignment"] = "LEFT"
    if block.quiet:
        look["textFormat"] = {"foregroundColorStyle": {"rgbColor": rgb(QUIET_TEXT)}}
    kind = Kind.NUMBER if block.kind is None and block.pattern else block.kind
    numbers = number_format(kind, block.pattern, computed=True) if kind is not None else None
    return look | ({"numberFormat": numbers} if numbers is not None else {})


def _entry_look(workbook: Workbook, layout: Layout, tab: Tab, entry: Entry) -> Iterator[Request]:
    span = _span(tab, entry.cell, 1, 1)
    look: dict[str, Any] = {"backgroundColorStyle": {"rgbColor": {"red": 1, "green": 0.96, "blue": 0.8}}}
    numbers = number_format(entry.kind)
    if numbers is not None:
        look["numberFormat"] = numbers
    fields = ",".join(f"userEnteredFormat.{name}" for name in look)
    yield {"repeatCell": {"range": span, "cell": {"userEnteredFormat": look}, "fields": fields}}
    if entry.picks is not None:
        picked, column = entry.picks.split(".")
        items = column_range(workbook, layout, picked, column, items_only=True)
        condition = {"type": "ONE_OF_RANGE", "values": [{"userEnteredValue": "=" + items}]}
        rule = {"condition": condition, "strict": False, "showCustomUi": True, "inputMessage": entry.why}
        yield {"setDataValidation": {"range": span, "rule": rule}}


def _chart(tab: Tab, chart: Chart, chart_id: int) -> Request:
    row, column = cell_place(chart.corner)
    axis = "BOTTOM_AXIS" if chart.kind == "BAR" else "LEFT_AXIS"
    series = [{"series": _source(tab, one), "targetAxis": axis} for one in chart.series]
    basic = {
        "chartType": chart.kind,
        "legendPosition": "BOTTOM_LEGEND" if len(series) > 1 else "NO_LEGEND",
        "headerCount": 1,
        "domains": [{"domain": _source(tab, chart.domain)}],
        "series": series,
    }
    anchor = {"sheetId": tab.sheet_id, "rowIndex": row, "columnIndex": column}
    position = {"overlayPosition": {"anchorCell": anchor, "widthPixels": 380, "heightPixels": 260}}
    spec = {"title": chart.title, "basicChart": basic}
    return {"addChart": {"chart": {"chartId": chart_id, "spec": spec, "position": position}}}


def _source(tab: Tab, a1: str) -> dict[str, Any]:
    first, last = (cell_place(cell) for cell in a1.split(":"))
    span = _span(tab, a1.split(":")[0], last[0] - first[0] + 1, last[1] - first[1] + 1)
    return {"sourceRange": {"sources": [span]}}


def _as_column(entry: Entry) -> Column:
    return Column("entry", entry.cell, entry.kind, Writer.PERSON, OWNER_ONLY, entry.why, ("all",))


def _span(tab: Tab, corner: str, rows: int, columns: int) -> dict[str, int]:
    row, column = cell_place(corner)
    return {
        "sheetId": tab.sheet_id,
        "startRowIndex": row,
        "endRowIndex": row + rows,
        "startColumnIndex": column,
        "endColumnIndex": column + columns,
    }


def _cells(workbook: Workbook, layout: Layout, tab: Tab, block: Block) -> Request:
    row, column = cell_place(block.corner)
    if block.formula is not None:
        formula = render(block.formula, workbook, layout, tab.key, row + 1)
        cell = {"userEnteredValue": {"formulaValue": formula}}
        span = _span(tab, block.corner, block.rows, block.columns)
        return {"repeatCell": {"range": span, "cell": cell, "fields": "userEnteredValue"}}
    cells: list[dict[str, Any]] = [{"userEnteredValue": {"stringValue": text}} for text in block.texts]
    if block.counts_from is not None:
        numbers = range(block.counts_from, block.counts_from + block.rows * block.columns)
        cells = [{"userEnteredValue": {"numberValue": number}} for number in numbers]
    rows = [{"values": cells[at : at + block.columns]} for at in range(0, len(cells), block.columns)]
    start = {"sheetId": tab.sheet_id, "rowIndex": row, "columnIndex": column}
    return {"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue"}}
