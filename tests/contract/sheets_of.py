"""A spreadsheet of the local Google under test, reached through google-api-python-client."""

from functools import lru_cache
from typing import Any

import pytest
from googleapiclient.errors import HttpError

from tests.contract.conftest import OWNER, Google

Json = dict[str, Any]


@lru_cache(maxsize=32)
def sheets_service(google: Google, email: str) -> Any:
    """Google's client takes a quarter of a second to make; a person's is made once."""
    return google.service("sheets", "v4", email)


class Book:
    """One spreadsheet; `email` is the person who asks."""

    def __init__(self, google: Google, spreadsheet_id: str, email: str = OWNER) -> None:
        self.google, self.id, self.email = google, spreadsheet_id, email
        self.service = sheets_service(google, email).spreadsheets()

    def as_(self, email: str) -> "Book":
        return Book(self.google, self.id, email)

    def batch(self, *requests: Json, **more: Any) -> Json:
        answer: Json = self.service.batchUpdate(
            spreadsheetId=self.id, body={"requests": list(requests), **more}
        ).execute()
        return answer

    def reply(self, request: Json) -> Json:
        """The reply to the one request."""
        replies: list[Json] = self.batch(request)["replies"]
        return next(iter(replies[0].values()), {})

    def type(self, a1: str, *rows: list[Any], **options: Any) -> Json:
        """Write rows as if typed."""
        wanted = {"valueInputOption": "USER_ENTERED", **options}
        answer: Json = (
            self.service.values()
            .update(spreadsheetId=self.id, range=a1, body={"values": list(rows)}, **wanted)
            .execute()
        )
        return answer

    def read(self, a1: str, **options: Any) -> list[list[Any]]:
        answer: Json = self.service.values().get(spreadsheetId=self.id, range=a1, **options).execute()
        values: list[list[Any]] = answer.get("values", [])
        return values

    def formulas(self, a1: str) -> list[list[Any]]:
        return self.read(a1, valueRenderOption="FORMULA")

    def raw(self, a1: str) -> list[list[Any]]:
        return self.read(a1, valueRenderOption="UNFORMATTED_VALUE")

    def get(self, **options: Any) -> Json:
        answer: Json = self.service.get(spreadsheetId=self.id, **options).execute()
        return answer

    def sheet(self, index: int = 0, **options: Any) -> Json:
        found: Json = self.get(**options)["sheets"][index]
        return found

    def cell(self, a1: str) -> Json:
        """CellData of one cell."""
        data = self.sheet(ranges=a1, includeGridData=True)["data"][0]
        found: Json = data.get("rowData", [{}])[0].get("values", [{}])[0]
        return found


def new_book(google: Google, *tabs: str, **properties: Any) -> Book:
    """A spreadsheet with tabs of 20 rows and 8 columns; sheet ids count from 0."""
    sheets = [
        {"properties": {"title": tab, "sheetId": n, "gridProperties": {"rowCount": 20, "columnCount": 8}}}
        for n, tab in enumerate(tabs or ("Sheet1",))
    ]
    body = {"properties": {"title": "Book", **properties}, "sheets": sheets}
    made = sheets_service(google, OWNER).spreadsheets().create(body=body).execute()
    return Book(google, made["spreadsheetId"])


def refused(call: Any, *arguments: Any, **options: Any) -> tuple[int, str]:
    """Status and message of a call that must be refused."""
    with pytest.raises(HttpError) as caught:
        call(*arguments, **options)
    return int(caught.value.resp.status), str(caught.value.reason)


def grid(top: int, bottom: int, left: int, right: int, sheet: int = 0) -> Json:
    return {
        "sheetId": sheet,
        "startRowIndex": top,
        "endRowIndex": bottom,
        "startColumnIndex": left,
        "endColumnIndex": right,
    }


def lines(dimension: str, start: int, end: int, sheet: int = 0) -> Json:
    return {"sheetId": sheet, "dimension": dimension, "startIndex": start, "endIndex": end}
