"""After any requests, what SQLite keeps of a spreadsheet is what memory holds of it."""

from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
import requests

from app.local_google.testing import local
from app.local_google.world import World

BASE = "http://local"
Json = dict[str, Any]
FORMULAS = (
    "=A1+1",
    "=SUM(A1:B4)",
    "='B b'!C3&\"x\"",
    '=COUNTIFS(A!A:A,"a")',
    "=$B$2",
    "=Named",
    "=UNIQUE(A1:A4)",
)


class Requests:
    """Random batchUpdate requests on two small tabs."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)

    def grid(self) -> Json:
        top, left = self.chance.randrange(12), self.chance.randrange(6)
        return {
            "sheetId": self.chance.randrange(2),
            "startRowIndex": top,
            "endRowIndex": top + self.chance.randrange(1, 4),
            "startColumnIndex": left,
            "endColumnIndex": left + self.chance.randrange(1, 3),
        }

    def lines(self) -> Json:
        start = self.chance.randrange(7)
        kind = self.chance.choice(["ROWS", "COLUMNS"])
        end = start + self.chance.randrange(1, 3)
        return {"sheetId": self.chance.randrange(2), "dimension": kind, "startIndex": start, "endIndex": end}

    def cell(self) -> Json:
        entered = self.chance.choice(
            [{"numberValue": 3}, {"stringValue": "a"}, {"formulaValue": self.chance.choice(FORMULAS)}]
        )
        look = {"textFormat": {"bold": True}, "numberFormat": {"type": "NUMBER", "pattern": "0.0"}}
        return self.chance.choice([{"userEnteredValue": entered}, {"note": "n", "userEnteredFormat": look}])

    def content(self) -> Json:
        grid = self.grid()
        rows = [{"values": [self.cell()]} for _ in range(grid["endRowIndex"] - grid["startRowIndex"])]
        fields = self.chance.choice(["*", "userEnteredValue", "userEnteredFormat,note"])
        return {"updateCells": {"range": grid, "rows": rows, "fields": fields}}

    def next(self) -> Json:
        pick, grid = self.chance.choice, self.grid()
        corner = {"sheetId": pick([0, 1]), "rowIndex": 4, "columnIndex": 3}
        order = [{"dimensionIndex": grid["startColumnIndex"], "sortOrder": pick(["ASCENDING", "DESCENDING"])}]
        shift = {"range": grid, "shiftDimension": pick(["ROWS", "COLUMNS"])}
        rule = {"condition": {"type": "ONE_OF_RANGE", "values": [{"userEnteredValue": "=A!$A$1:$A$4"}]}}
        tab = {
            "sheetId": pick([0, 1]),
            "title": pick(["A", "B b", "D's"]),
            "gridProperties": {"rowCount": 14},
        }
        mark = {"metadataKey": "k", "visibility": "DOCUMENT", "location": {"sheetId": 1}}
        if self.chance.random() < 0.3:
            return self.content()
        return pick(
            [
                {"repeatCell": {"range": grid, "cell": self.cell(), "fields": "userEnteredValue"}},
                {"insertDimension": {"range": self.lines()}},
                {"deleteDimension": {"range": self.lines()}},
                {"moveDimension": {"source": self.lines(), "destinationIndex": self.chance.randrange(8)}},
                {"sortRange": {"range": grid, "sortSpecs": order}},
                {"copyPaste": {"source": grid, "destination": self.grid()}},
                {"cutPaste": {"source": grid, "destination": corner}},
                {"insertRange": shift},
                {"deleteRange": shift},
                {"mergeCells": {"range": grid, "mergeType": "MERGE_ALL"}},
                {"unmergeCells": {"range": grid}},
                {"setDataValidation": {"range": grid, "rule": rule}},
                {"addNamedRange": {"namedRange": {"name": "Named", "range": grid}}},
                {"createDeveloperMetadata": {"developerMetadata": mark}},
                {"updateSheetProperties": {
                    "properties": tab, "fields": pick(["title", "gridProperties.rowCount"])}},
                {"appendCells": {"sheetId": 0, "rows": [{"values": [self.cell()]}], "fields": "*"}},
            ]
        )  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
def test_what_is_kept_is_what_is_held(seed: int) -> None:
    world = World(seed=1)
    world.set_clock(datetime(2026, 1, 1, tzinfo=UTC), pinned=True)
    http = requests.Session()
    http.mount(BASE, local(world))
    http.headers["Authorization"] = "Bearer owner@school.test"
    sheets = [
        {"properties": {"title": title, "sheetId": n, "gridProperties": {"rowCount": 15, "columnCount": 8}}}
        for n, title in enumerate(("A", "B b"))
    ]
    book = http.post(f"{BASE}/v4/spreadsheets", json={"sheets": sheets}).json()["spreadsheetId"]
    asked = Requests(seed)
    done = 0
    for _ in range(40):
        batch = {"requests": [asked.next() for _ in range(2)]}
        answer = http.post(f"{BASE}/v4/spreadsheets/{book}:batchUpdate", json=batch)
        assert answer.status_code in (200, 400), answer.text
        done += answer.status_code == 200
        held = http.get(f"{BASE}/v4/spreadsheets/{book}?includeGridData=true").json()
        world.cache["sheets"].clear()
        kept = http.get(f"{BASE}/v4/spreadsheets/{book}?includeGridData=true").json()
        assert held == kept, batch
    assert done > 10
    world.store.close()
