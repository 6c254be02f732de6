"""The local Google keeps pace with a person who types, on a workbook as large as a caseload gets."""

import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
import requests

from app.local_google.store import Store
from app.local_google.testing import local
from app.local_google.world import World

BASE = "http://local"
STUDENTS, ENTRIES, COLUMNS = 60, 5_000, 40
TABS = ["Register", "Log", "Settings"]


def session(world: World) -> requests.Session:
    found = requests.Session()
    found.mount(BASE, local(world))
    found.headers["Authorization"] = "Bearer owner@school.test"
    return found


def formula(row: int, column: int) -> str:
    if column >= 26:
        return f'=IF($A{row}="","",Settings!$B$1-D{row}+{column})'
    return (
        f'=COUNTIFS(Log!$C:$C,$A{row},Log!$D:$D,"a")+{column}',
        f'=SUMIFS(Log!$E:$E,Log!$C:$C,$A{row},Log!$B:$B,">"&Settings!$B$1-30)',
        f"=MAXIFS(Log!$B:$B,Log!$C:$C,$A{row})",
        f'=IFERROR(AVERAGEIFS(Log!$E:$E,Log!$C:$C,$A{row},Log!$D:$D,"b"),"")',
    )[column % 4]


def build(http: requests.Session) -> str:
    grids = {"Register": (100, 45), "Log": (5_200, 20), "Settings": (50, 5)}
    sheets = [
        {"properties": {"title": title, "gridProperties": {"rowCount": rows, "columnCount": columns}}}
        for title, (rows, columns) in grids.items()
    ]
    book = http.post(f"{BASE}/v4/spreadsheets", json={"sheets": sheets}).json()["spreadsheetId"]
    chance = Random(1)
    codes = [f"S{number:03d}" for number in range(1, STUDENTS + 1)]
    log: list[list[Any]] = [["id", "date", "student", "kind", "value"]]
    for number in range(ENTRIES):
        day, share = 46_000 + chance.randrange(300), chance.random()
        log.append([number, day, chance.choice(codes), chance.choice("abcd"), share, "a note", "another"])
    register = [[code, *(formula(row, n) for n in range(COLUMNS))] for row, code in enumerate(codes, 2)]
    settings = [["today", '=IF(C1="",TODAY(),C1)']]
    data = [("Register!A2", register), ("Log!A1", log), ("Settings!A1", settings)]
    body = {
        "valueInputOption": "USER_ENTERED",
        "data": [{"range": place, "values": values} for place, values in data],
    }
    done = http.post(f"{BASE}/v4/spreadsheets/{book}/values:batchUpdate", json=body)
    assert done.status_code == 200, done.text
    return str(book)


def milliseconds(action: Callable[[], requests.Response]) -> float:
    """The best of three, so that another program's work does not count."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        answer = action()
        times.append((time.perf_counter() - start) * 1000)
        assert answer.status_code == 200, answer.text
    return min(times)


@pytest.mark.slow
def test_typing_and_reading_keep_pace(tmp_path: Path) -> None:
    path = tmp_path / "google.sqlite3"
    world = World(Store(path), seed=1)
    http = session(world)
    book = build(http)
    address = f"{BASE}/v4/spreadsheets/{book}/values"
    typed = iter(range(1_000))

    def type_and_look(place: str) -> requests.Response:
        params = {"valueInputOption": "USER_ENTERED"}
        http.put(f"{address}/{place}", params=params, json={"values": [[next(typed) / 7]]})
        return http.get(f"{address}/Register!A1:AO61")

    def read_all(client: requests.Session) -> requests.Response:
        params = {"ranges": TABS, "valueRenderOption": "UNFORMATTED_VALUE"}
        return client.get(f"{address}:batchGet", params=params)

    type_and_look("Register!C30")
    assert milliseconds(lambda: type_and_look("Register!C30")) < 100
    assert milliseconds(lambda: type_and_look("Log!E300")) < 300
    assert milliseconds(lambda: read_all(http)) < 300
    world.store.close()
    start = time.perf_counter()
    again = World(Store(path))
    assert len(read_all(session(again)).json()["valueRanges"][1]["values"]) == ENTRIES + 1
    assert time.perf_counter() - start < 3
    again.store.close()
