"""A spreadsheet of the local Google, reached as any client reaches it."""

from __future__ import annotations

from typing import Any

import requests

from app.local_google.testing import local
from app.local_google.world import World
from sheets_schema.layout import MIGRATION_FIELDS, RULES_FIELDS

BASE = "http://google.test"


class Sheets:
    """A spreadsheet of the local Google, reached as any client does."""

    def __init__(self) -> None:
        self.session = requests.Session()
        self.world = World()
        self.session.mount(BASE, local(self.world))
        self.session.headers["Authorization"] = "Bearer cm@school.test"
        file = {"mimeType": "application/vnd.google-apps.spreadsheet", "name": "Caseload"}
        self.id = self.session.post(f"{BASE}/drive/v3/files", json=file).json()["id"]

    def batch(self, asked: list[dict[str, Any]]) -> None:
        answer = self.session.post(f"{BASE}/v4/spreadsheets/{self.id}:batchUpdate", json={"requests": asked})
        assert answer.status_code == 200, answer.text[:600]

    def structure(self) -> dict[str, Any]:
        titles = self.session.get(
            f"{BASE}/v4/spreadsheets/{self.id}", params={"fields": "sheets.properties.title"}
        ).json()["sheets"]
        ranges = [f"'{one['properties']['title']}'!1:1" for one in titles]
        query = {"fields": MIGRATION_FIELDS, "ranges": ranges}
        found: dict[str, Any] = self.session.get(f"{BASE}/v4/spreadsheets/{self.id}", params=query).json()
        return found

    def rules(self) -> dict[str, Any]:
        ranges = [f"'{one['properties']['title']}'!2:2" for one in self.structure()["sheets"]]
        query = {"fields": RULES_FIELDS, "ranges": ranges}
        found: dict[str, Any] = self.session.get(f"{BASE}/v4/spreadsheets/{self.id}", params=query).json()
        return found

    def close(self) -> None:
        self.session.close()

    def values(self, title: str, render: str = "FORMULA") -> list[list[Any]]:
        query = {"valueRenderOption": render}
        answer = self.session.get(f"{BASE}/v4/spreadsheets/{self.id}/values/{title}", params=query).json()
        found: list[list[Any]] = answer.get("values", [])
        return found
