"""A spreadsheet that is none of ours, read whole: cells with formats, merges, hidden tabs and columns."""

from __future__ import annotations

from typing import Any

from app.google.session import Session

_CELL = "userEnteredValue,effectiveValue,formattedValue,note,effectiveFormat(numberFormat)"
_FIELDS = (
    "spreadsheetId,properties(title,timeZone),developerMetadata(metadataKey),"
    "sheets(properties(sheetId,title,sheetType,hidden),developerMetadata(metadataKey),merges,"
    f"data(startRow,startColumn,rowData(values({_CELL})),columnMetadata(hiddenByUser)))"
)


def whole_spreadsheet(session: Session, spreadsheet_id: str) -> dict[str, Any]:
    """The `Spreadsheet` resource with its grid data. Read only."""
    http = session.sheets_client().http_client
    found: dict[str, Any] = http.spreadsheets_get(spreadsheet_id, {"fields": _FIELDS})
    return found
