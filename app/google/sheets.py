"""Google Sheets: whole tabs out, one atomic batch in. No `values.append`, no Worksheet, no guessed types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gspread.urls import SPREADSHEET_BATCH_UPDATE_URL

from app.errors import BadRequest
from app.google.session import Session
from sheets_schema.layout import RULES_FIELDS

SHEET_FACTS = "properties,developerMetadata,bandedRanges(bandedRangeId)"
STRUCTURE = f"spreadsheetId,properties(title,locale,timeZone),developerMetadata,sheets({SHEET_FACTS})"
WITH_FIRST_ROWS = (
    f"spreadsheetId,properties(title,locale,timeZone),developerMetadata,sheets({SHEET_FACTS},"
    "data(startRow,startColumn,columnMetadata(developerMetadata),rowData(values(formattedValue))))"
)
READ_BACK = (
    "replies,updatedSpreadsheet(sheets(properties(sheetId,title),"
    "data(startRow,startColumn,rowData(values(userEnteredValue,effectiveValue)))))"
)


class Sheets:
    """Spreadsheets of one account, through gspread's transport."""

    def __init__(self, session: Session) -> None:
        self._http = session.sheets_client().http_client

    def structure(self, spreadsheet_id: str, titles: Sequence[str] = ()) -> dict[str, Any]:
        """The `Spreadsheet` resource without its body: tabs, metadata of file, tabs and columns, first rows.

        With the titles last seen it is one call about these tabs; where one of them is gone, or none is
        given, two calls about all tabs.
        """
        if titles:
            try:
                return self._first_rows(spreadsheet_id, titles)
            except BadRequest:  # a title is not there any more
                pass
        found = self._get(spreadsheet_id, {"fields": STRUCTURE})
        grids = [
            str(sheet["properties"]["title"])
            for sheet in found.get("sheets", [])
            if sheet["properties"].get("sheetType", "GRID") == "GRID"
        ]
        return self._first_rows(spreadsheet_id, grids)

    def tab_ids(self, spreadsheet_id: str) -> frozenset[int]:
        """The ids of all tabs."""
        found = self._get(spreadsheet_id, {"fields": "sheets.properties.sheetId"})
        return frozenset(int(sheet["properties"].get("sheetId", 0)) for sheet in found.get("sheets", []))

    def values(self, spreadsheet_id: str, titles: Sequence[str]) -> dict[str, list[list[Any]]]:
        """All cells of these tabs in one call: unformatted, dates as serial numbers, empty tails cut."""
        return self._read(spreadsheet_id, {title: quoted(title) for title in titles}, "UNFORMATTED_VALUE")

    def rules(self, spreadsheet_id: str, titles: Sequence[str]) -> dict[str, Any]:
        """What may be typed in row 2 of these tabs, and their conditional formats. Each has two rows."""
        ranges = [f"{quoted(title)}!2:2" for title in titles]
        return self._get(spreadsheet_id, {"ranges": ranges, "fields": RULES_FIELDS})

    def formulas(self, spreadsheet_id: str, ranges: Sequence[str]) -> dict[str, list[list[Any]]]:
        """What is typed in these A1 ranges: formulas as text, everything else as `values` gives it."""
        return self._read(spreadsheet_id, {a1: a1 for a1 in ranges}, "FORMULA")

    def batch(
        self,
        spreadsheet_id: str,
        requests: Sequence[Mapping[str, Any]],
        response_ranges: Sequence[str] = (),
        fields: str = READ_BACK,
    ) -> dict[str, Any]:
        """One atomic `batchUpdate`; with ranges, the answer's `updatedSpreadsheet` reads them back."""
        body: dict[str, Any] = {"requests": list(requests)}
        if response_ranges:
            body |= {
                "includeSpreadsheetInResponse": True,
                "responseRanges": list(response_ranges),
                "responseIncludeGridData": True,
            }
        url = SPREADSHEET_BATCH_UPDATE_URL % spreadsheet_id
        answer: dict[str, Any] = self._http.request("post", url, params={"fields": fields}, json=body).json()
        return answer

    def _first_rows(self, spreadsheet_id: str, titles: Sequence[str]) -> dict[str, Any]:
        ranges = [f"{quoted(title)}!1:1" for title in titles]
        return self._get(spreadsheet_id, {"ranges": ranges, "fields": WITH_FIRST_ROWS})

    def _get(self, spreadsheet_id: str, params: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = self._http.spreadsheets_get(spreadsheet_id, params)
        return found

    def _read(
        self, spreadsheet_id: str, ranges: Mapping[str, str], render: str
    ) -> dict[str, list[list[Any]]]:
        if not ranges:
            return {}
        answer = self._http.values_batch_get(
            spreadsheet_id,
            list(ranges.values()),
            {"valueRenderOption": render, "dateTimeRenderOption": "SERIAL_NUMBER", "majorDimension": "ROWS"},
        )
        return {key: part.get("values", []) for key, part in zip(ranges, answer["valueRanges"], strict=True)}


def quoted(title: str) -> str:
    """A tab's title as A1 notation wants it."""
    doubled = title.replace("'", "''")
    return f"'{doubled}'"
