"""Several people and workbooks at once: nothing fails inside, nothing is lost, nobody sees half a change."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import Any

import requests

from tests.contract.conftest import Google

THREADS, ROUNDS = 8, 25
EVENTS = "/calendar/v3/calendars/primary/events"
TYPED = {"valueInputOption": "USER_ENTERED"}
DAY = {"start": {"date": "2026-03-02"}, "end": {"date": "2026-03-03"}}


class Caller:
    """One person with a connection of their own; what they did is counted in `done`."""

    def __init__(self, url: str, number: int, books: list[str]) -> None:
        self.url, self.number, self.books = url, number, books
        self.session = requests.Session()
        self.session.headers["Authorization"] = "Bearer owner@school.test"
        self.random = Random(number)
        self.done = {"rows": [0] * len(books), "events": 0, "files": 0}
        self.torn: list[Any] = []

    def send(self, method: str, path: str, body: Any = None, **params: Any) -> Any:
        answer = self.session.request(method, self.url + path, json=body, params=params, timeout=60)
        assert answer.status_code == 200, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json()

    def act(self) -> None:
        chosen = self.random.choice([self.append, self.append, self.swap, self.look, self.event, self.file])
        chosen(self.random.randrange(len(self.books)))

    def append(self, which: int) -> None:
        values = {"values": [[1, f"caller {self.number}"]]}
        path = f"/v4/spreadsheets/{self.books[which]}/values/Log!A1:append"
        self.send("POST", path, values, **TYPED)
        self.done["rows"][which] += 1

    def swap(self, which: int) -> None:
        """A pair that always sums to a hundred, by one batchUpdate of values."""
        share = self.random.randrange(100)
        data = [{"range": "Pair!A1", "values": [[share]]}, {"range": "Pair!A2", "values": [[100 - share]]}]
        path = f"/v4/spreadsheets/{self.books[which]}/values:batchUpdate"
        self.send("POST", path, {"data": data, **TYPED})

    def look(self, which: int) -> None:
        path = f"/v4/spreadsheets/{self.books[which]}/values:batchGet"
        ranges = ["Pair!A1:A3", "Log!A:A", "Pair!B1"]
        got = self.send("GET", path, ranges=ranges, valueRenderOption="UNFORMATTED_VALUE")["valueRanges"]
        first, second, total = (row[0] for row in got[0]["values"])
        rows, counted = len(got[1].get("values", [])), got[2]["values"][0][0]
        if (first + second, total, counted) != (100, 100, rows):
            self.torn.append((first, second, total, counted, rows))

    def event(self, which: int) -> None:
        self.send("POST", EVENTS, {"summary": f"caller {self.number}", **DAY})
        self.done["events"] += 1

    def file(self, which: int) -> None:
        made = self.send("POST", "/drive/v3/files", {"name": f"caller {self.number}"})
        self.send("PATCH", f"/drive/v3/files/{made['id']}", {"name": "renamed"})
        self.done["files"] += 1


def new_book(google: Google) -> str:
    sheets = [{"properties": {"title": title}} for title in ("Log", "Pair")]
    made = google.http("POST", "/v4/spreadsheets", json={"sheets": sheets}).json()["spreadsheetId"]
    path = f"/v4/spreadsheets/{made}/values/Pair!A1"
    values = [[40, "=COUNTA(Log!A:A)"], [60], ["=A1+A2"]]
    google.http("PUT", path, params=TYPED, json={"values": values}).raise_for_status()
    return str(made)


def all_at_once(actions: list[Callable[[], None]]) -> None:
    """Start together; the first failure is raised."""
    start = threading.Barrier(len(actions))

    def run(action: Callable[[], None]) -> None:
        start.wait(30)
        action()

    with ThreadPoolExecutor(len(actions)) as pool:
        for done in [pool.submit(run, action) for action in actions]:
            done.result(120)


def test_eight_callers_on_three_workbooks(google: Google) -> None:
    books = [new_book(google) for _ in range(3)]
    callers = [Caller(google.url, number, books) for number in range(THREADS)]

    def work(caller: Caller) -> Callable[[], None]:
        return lambda: [caller.act() for _ in range(ROUNDS)] and None

    all_at_once([work(caller) for caller in callers])
    assert not [torn for caller in callers for torn in caller.torn]
    for which, book in enumerate(books):
        rows = google.http("GET", f"/v4/spreadsheets/{book}/values/Log!A:A").json().get("values", [])
        assert len(rows) == sum(caller.done["rows"][which] for caller in callers)
    events = google.http("GET", f"{EVENTS}?maxResults=2500").json()["items"]
    assert len(events) == sum(caller.done["events"] for caller in callers)
    files = google.http("GET", "/drive/v3/files?pageSize=1000&q=name='renamed'").json()["files"]
    assert len(files) == sum(caller.done["files"] for caller in callers)
    assert all(call["status"] == 200 for call in google.calls() if call["path"].startswith("/drive"))


def test_one_of_eight_gets_the_id(google: Google) -> None:
    statuses: list[int] = []

    def insert() -> None:
        statuses.append(google.http("POST", EVENTS, json={"id": "sameid", **DAY}).status_code)

    all_at_once([insert] * THREADS)
    assert sorted(statuses) == [200] + [409] * (THREADS - 1)


def test_new_people_who_come_at_once_have_one_calendar_each(google: Google) -> None:
    people = ["ana@school.test", "ben@school.test", "eva@school.test"]

    def greet(email: str) -> Callable[[], None]:
        return lambda: google.http("GET", EVENTS, email=email).raise_for_status()

    all_at_once([greet(email) for email in people for _ in range(4)])
    for email in people:
        listed = google.http("GET", "/calendar/v3/users/me/calendarList", email=email).json()["items"]
        assert [entry["id"] for entry in listed if entry.get("primary")] == [email]
