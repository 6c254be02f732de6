"""A spreadsheet that is none of ours, read whole: cells with formats, merges, hidden tabs and columns."""

from __future__ import annotations

from typing import Any

from app.google.session import Session

_CELL = "userEnteredValue,effectiveValue,formattedValue,note,effectiveFormat(numberFormat)"
_FIELDS = (
    "spreadsheetId,properties(title,timeZone),"
    "sheets(properties(sheetId,title,sheetType,hidden),merges,"
    f"data(startRow,startColumn,rowData(values({_CELL})),columnMetadata(hiddenByUser)))"
)


_MARKS = "developerMetadata(metadataKey),sheets(developerMetadata(metadataKey))"


def marks_of(session: Session, spreadsheet_id: str) -> frozenset[str]:
    """The keys of the developer metadata on the spreadsheet and its tabs."""
    http = session.sheets_client().http_client
    found = http.spreadsheets_get(spreadsheet_id, {"fields": _MARKS})
    marks = [*found.get("developerMetadata", ())]
    marks += [mark for sheet in found.get("sheets", ()) for mark in sheet.get("developerMetadata", ())]
    return frozenset(str(mark["metadataKey"]) for mark in marks if "metadataKey" in mark)


def whole_spreadsheet(session: Session, spreadsheet_id: str) -> dict[str, Any]:
    """The `Spreadsheet` resource with its grid data. Read only."""
    http = session.sheets_client().http_client
    found: dict[str, Any] = http.spreadsheets_get(spreadsheet_id, {"fields": _FIELDS})
    return found
