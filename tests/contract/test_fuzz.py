"""Whatever is sent to a served method: an answer as the documents have it or Google's error, never a 500."""

import base64
import traceback
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
import requests

from app.local_google.api import HANDLERS
from app.local_google.server import create_app
from app.local_google.testing import LocalAdapter
from app.local_google.world import World
from tests.contract.fuzz import Fuzzer, Sent

BASE = "http://local.test"
GRID = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 4, "startColumnIndex": 0, "endColumnIndex": 2}
SCORES = {"sources": [{**GRID, "startColumnIndex": 1}]}
CHART = {"basicChart": {"chartType": "COLUMN", "series": [{"series": {"sourceRange": SCORES}}]}}
CORNER = {"overlayPosition": {"anchorCell": {"sheetId": 0, "rowIndex": 8, "columnIndex": 4}}}
RULE = {"condition": {"type": "NOT_BLANK"}, "format": {"textFormat": {"bold": True}}}
TABLE = {"name": "T", "range": {**GRID, "startColumnIndex": 5, "endColumnIndex": 7}}
FURNITURE: list[dict[str, Any]] = [
    {"addNamedRange": {"namedRange": {"namedRangeId": "nr1", "name": "Scores", "range": GRID}}},
    {"addProtectedRange": {"protectedRange": {"protectedRangeId": 11, "range": GRID}}},
    {"addFilterView": {"filter": {"filterViewId": 13, "title": "V", "range": GRID}}},
    {"addChart": {"chart": {"chartId": 14, "spec": CHART, "position": CORNER}}},
    {"addConditionalFormatRule": {"rule": {"ranges": [GRID], "booleanRule": RULE}, "index": 0}},
    {
        "addBanding": {
            "bandedRange": {"bandedRangeId": 12, "range": GRID, "rowProperties": {"firstBandColor": {}}}
        }
    },
    {"addTable": {"table": {**TABLE, "tableId": "t1"}}},
    {
        "createDeveloperMetadata": {
            "developerMetadata": {
                "metadataId": 15,
                "metadataKey": "k",
                "visibility": "DOCUMENT",
                "location": {"sheetId": 0},
            }
        }
    },
]
IN_THE_SHEET: dict[str, list[Any]] = {
    "sheetId": [0, 0, 0, 0, 0, 5],
    "namedRangeId": ["nr1"],
    "protectedRangeId": [11],
    "bandedRangeId": [12],
    "filterId": [13],
    "filterViewId": [13],
    "chartId": [14],
    "objectId": [14],
    "tableId": ["t1"],
    "metadataId": [15],
    "index": [0, 0, 1, 2, 9],
    "dimensionIndex": [0, 1, 2],
}
PEOPLE = ["owner@school.test", "ana@school.test", "ben@school.test"]


class Tried:
    """A world with something in it, and what requests to it came to."""

    def __init__(self, seed: int) -> None:
        self.world = World(seed=seed)
        self.app = create_app(self.world)
        self.session = requests.Session()
        self.session.mount(BASE, LocalAdapter(self.app.wsgi_app))
        self.raised: list[str] = []
        self.app.register_error_handler(Exception, self._note)
        self.served = {name for name in HANDLERS if not name.endswith(".v2")}
        self.random = Random(seed)

    def _note(self, error: Exception) -> tuple[str, int]:
        last = traceback.extract_tb(error.__traceback__)[-1]
        self.raised.append(f"{type(error).__name__}: {error} at {last.filename}:{last.lineno}")
        return "", 500

    def send(self, verb: str, path: str, body: Any = None, email: str = PEOPLE[0]) -> requests.Response:
        headers = {"Authorization": f"Bearer {email}"}
        return self.session.request(verb, BASE + path, json=body, headers=headers)

    def furnish(self) -> dict[str, list[Any]]:
        """Make one thing of each kind; answers their ids by the names of parameters and fields."""
        folder = {"name": "Folder", "mimeType": "application/vnd.google-apps.folder"}
        place = self.send("POST", "/drive/v3/files", folder).json()["id"]
        own = self.send("POST", "/calendar/v3/calendars", {"summary": "C"}).json()["id"]
        when = {"start": {"date": "2026-03-02"}, "end": {"date": "2026-03-03"}, "summary": "Meeting"}
        event = self.send("POST", f"/calendar/v3/calendars/{own}/events", when).json()["id"]
        sheet, form = self._sheet(), self._form()
        return {
            **self._mailbox(),
            **IN_THE_SHEET,
            "spreadsheetId": [sheet],
            "destinationSpreadsheetId": [sheet],
            "formId": [form],
            "fileId": [place, sheet, form],
            "calendarId": [own, "primary"],
            "eventId": [event],
            "itemId": ["0000000a", "0000000b"],
            "pageToken": ["1", "made up"],
        }

    def _mailbox(self) -> dict[str, list[Any]]:
        text = b"From: owner@school.test\nTo: owner@school.test\nSubject: Hi\n\nHello"
        mail = {"raw": base64.urlsafe_b64encode(text).decode()}
        message = self.send("POST", "/gmail/v1/users/me/messages", mail).json()
        draft = self.send("POST", "/gmail/v1/users/me/drafts", {"message": mail}).json()["id"]
        return {
            "userId": ["me"],
            "id": [message["id"], draft, "INBOX", "abcdefgh"],
            "threadId": [message["threadId"]],
            "labelIds": ["INBOX", "UNREAD"],
            "startHistoryId": ["1"],
        }

    def _sheet(self) -> str:
        made = self.send("POST", "/v4/spreadsheets", {"properties": {"title": "S"}}).json()
        sheet = str(made["spreadsheetId"])
        values = {"values": [["Name", "Score"], ["Ana", 3], ["Ben", 5], ["", "=SUM(B2:B3)"]]}
        self.send("PUT", f"/v4/spreadsheets/{sheet}/values/A1?valueInputOption=USER_ENTERED", values)
        done = self.send("POST", f"/v4/spreadsheets/{sheet}:batchUpdate", {"requests": FURNITURE})
        assert done.status_code == 200, done.text
        return sheet

    def _form(self) -> str:
        form = str(self.send("POST", "/v1/forms", {"info": {"title": "F"}}).json()["formId"])
        asked = {"question": {"questionId": "0000000c", "textQuestion": {}}}
        items = [
            {"itemId": "0000000a", "title": "How was it?", "questionItem": asked},
            {"itemId": "0000000b", "title": "A word", "textItem": {}},
        ]
        wanted = [{"createItem": {"item": item, "location": {"index": 0}}} for item in items]
        done = self.send("POST", f"/v1/forms/{form}:batchUpdate", {"requests": wanted})
        assert done.status_code == 200, done.text
        return form


def trial(seed: int, count: int) -> tuple[list[str], set[str]]:
    """The faults that `count` requests in a fresh world brought out, and the methods that were called."""
    tried = Tried(seed)
    fuzzer = Fuzzer(tried.random, tried.furnish())
    faults, called = [], set()
    start = tried.world.store.dump()
    for number in range(count):
        if number % 5 == 0:
            with tried.world.alone():
                tried.world.store.load(start)
        sent = fuzzer.request(tried.served)
        answer = tried.send(sent.verb, sent.path, sent.body, tried.random.choice(PEOPLE[:1] * 4 + PEOPLE))
        called.add(sent.method)
        faults += _faults(tried, sent, answer)
    tried.world.store.close()
    return faults, called


def _faults(tried: Tried, sent: Sent, answer: requests.Response) -> Iterator[str]:
    last = tried.world.calls.since(0)[-1]
    tried.world.calls.clear()
    if tried.raised:
        yield f"{sent.method} {tried.raised.pop()} on {sent.path} {sent.body}"
    elif answer.status_code >= 500 and answer.status_code != 501:
        yield f"{sent.method} answers {answer.status_code} on {sent.path} {sent.body}"
    elif last["problem"].startswith("response"):
        yield f"{sent.method} {last['problem']} on {sent.path} {sent.body}"


@pytest.mark.parametrize("seed", range(5))
def test_a_hundred_random_requests_find_no_fault(seed: int) -> None:
    faults, _ = trial(seed, 100)
    assert not faults, "\n".join(faults[:5])


@pytest.mark.proof
@pytest.mark.parametrize("seed", range(100, 120))
def test_five_hundred_random_requests_find_no_fault(seed: int) -> None:
    faults, called = trial(seed, 500)
    assert not faults, "\n".join(faults[:5])
    assert len(called) > 80
