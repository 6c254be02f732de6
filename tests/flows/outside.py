"""Reading what the demo left with gspread and google-api-python-client, as anybody else would."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import gspread
from google.oauth2.credentials import Credentials
from googleapiclient.discovery import build_from_document
from googleapiclient.discovery_cache import get_static_doc

APIS = {"drive": "v3", "calendar": "v3", "gmail": "v1", "forms": "v1"}


class _AtTheLocalGoogle(gspread.HTTPClient):
    base = ""

    def request(self, method: str, endpoint: str, *more: Any, **named: Any) -> Any:
        return super().request(
            method, endpoint.replace("https://sheets.googleapis.com", self.base), *more, **named
        )


class Outside:
    """One person's Google, with nothing of Holdfast in between."""

    def __init__(self, url: str, email: str) -> None:
        self.credentials = Credentials(token=email)
        client = type("_Client", (_AtTheLocalGoogle,), {"base": url})
        self.sheets = gspread.Client(self.credentials, http_client=client)
        self._url = url

    def api(self, name: str) -> Any:
        described = get_static_doc(name, APIS[name])
        document = described.replace(f"https://{name}.googleapis.com/", f"{self._url}/")
        document = document.replace("https://www.googleapis.com/", f"{self._url}/")
        return build_from_document(document, credentials=self.credentials)

    def tab(self, spreadsheet: str, title: str) -> list[dict[str, Any]]:
        """The rows of a tab by header; numbers as numbers, days as they are shown."""
        plain = self.values_of(spreadsheet, title)
        heads = plain[0]
        return [
            dict(zip(heads, [*line, *[""] * (len(heads) - len(line))], strict=False)) for line in plain[1:]
        ]

    def values_of(self, spreadsheet: str, title: str) -> list[list[Any]]:
        """All of a tab as it stands, header or none."""
        return self._values(spreadsheet, title, "UNFORMATTED_VALUE")

    def _values(self, spreadsheet: str, title: str, render: str) -> list[list[Any]]:
        params: Mapping[str, str] = {
            "valueRenderOption": render, "dateTimeRenderOption": "FORMATTED_STRING"
        }  # fmt: skip
        answer = self.sheets.http_client.values_get(spreadsheet, f"'{title}'", params=dict(params))
        return list(answer.get("values", []))

    def formulas(self, spreadsheet: str, title: str) -> list[list[Any]]:
        return self._values(spreadsheet, title, "FORMULA")


def filled(rows: list[dict[str, Any]], title: str) -> list[dict[str, Any]]:
    return [row for row in rows if row.get(title) not in ("", None)]
