"""Holdfast and a strict local Google in one process, with nothing in it yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import requests
from cryptography.fernet import Fernet

from app.flows.deps import Deps, Google, gateways
from app.google.credentials import bearer
from app.google.session import Session
from app.local_google.testing import local
from app.local_google.world import World
from app.store.opened import open_store

BASE = "http://google.test"
OWNER = "owner@school.test"


@dataclass(frozen=True)
class School:
    deps: Deps
    outside: requests.Session

    def batch(self, spreadsheet: str, asked: list[dict[str, Any]]) -> None:
        url = f"{BASE}/v4/spreadsheets/{spreadsheet}:batchUpdate"
        answer = self.outside.post(url, json={"requests": asked})
        assert answer.status_code == 200, answer.text[:600]

    def new_spreadsheet(self) -> str:
        file = {"mimeType": "application/vnd.google-apps.spreadsheet", "name": "My caseload"}
        return str(self.outside.post(f"{BASE}/drive/v3/files", json=file).json()["id"])

    def grid(self, spreadsheet: str) -> dict[str, Any]:
        fields = (
            "sheets(properties(title,sheetId),merges,"
            "data(rowData(values(userEnteredValue,note,userEnteredFormat))))"
        )
        query = {"includeGridData": "true", "fields": fields}
        found: dict[str, Any] = self.outside.get(f"{BASE}/v4/spreadsheets/{spreadsheet}", params=query).json()
        return found

    def entered(self, spreadsheet: str) -> dict[str, Any]:
        """Every tab as typed, formulas as formulas, and the marks on the spreadsheet."""
        url = f"{BASE}/v4/spreadsheets/{spreadsheet}"
        fields = "developerMetadata,sheets(properties(title,index,gridProperties),developerMetadata)"
        found: dict[str, Any] = self.outside.get(url, params={"fields": fields}).json()
        titles = [sheet["properties"]["title"] for sheet in found["sheets"]]
        asked = {"ranges": titles, "valueRenderOption": "FORMULA"}
        values = self.outside.get(f"{url}/values:batchGet", params=asked).json()["valueRanges"]
        return {**found, "values": values}

    def table(self, spreadsheet: str, title: str) -> list[dict[str, Any]]:
        """Rows by header, as shown."""
        url = f"{BASE}/v4/spreadsheets/{spreadsheet}/values/'{title}'"
        rows = self.outside.get(url).json().get("values", [])
        return [dict(zip(rows[0], row, strict=False)) for row in rows[1:]]


def a_school() -> School:
    world = World(seed=1)
    world.strict = True
    adapter = local(world)
    store = open_store("sqlite:///:memory:", [Fernet.generate_key().decode()])

    def connect(owner: str) -> Google:
        return gateways(Session(bearer(owner), BASE, account=owner, adapter=adapter))

    outside = requests.Session()
    outside.mount(BASE, local(world))
    outside.headers["Authorization"] = f"Bearer {OWNER}"
    deps = Deps(store, connect, lambda: world.now(), BASE + "/spreadsheets/d/{id}/edit")
    return School(deps, outside)
