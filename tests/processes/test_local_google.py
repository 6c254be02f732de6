"""What the local Google has answered is on disk, whenever it is killed; a damaged file ends its start."""

from __future__ import annotations

import base64
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import pytest
import requests

from tests.processes.local_process import process

ROUNDS = 20
EVENTS = "/calendar/v3/calendars/primary/events"
MESSAGES = "/gmail/v1/users/me/messages"


def caller() -> requests.Session:
    found = requests.Session()
    found.headers["Authorization"] = "Bearer owner@school.test"
    return found


@dataclass
class Writer:
    """Writes to four APIs until the server is gone; remembers what was sent and what was acknowledged."""

    url: str
    book: str
    kept: dict[str, set[str]]
    number: int
    sent: dict[str, str] = field(default_factory=dict)

    def run(self) -> None:
        http = caller()
        actions = (self._append, self._event, self._mail, self._file)
        try:
            while True:
                self.number += 1
                kind, method, path, params, body = actions[self.number % 4](f"w{self.number:06d}")
                self.sent[kind] = f"w{self.number:06d}"
                answer = http.request(method, self.url + path, params=params, json=body, timeout=30)
                assert answer.status_code == 200, answer.text
                self.kept.setdefault(kind, set()).add(self.sent.pop(kind))
        except requests.RequestException:
            return

    def _append(self, word: str) -> tuple[str, str, str, dict[str, str], Any]:
        # Two cells, the second a formula: a row that is there in part would show.
        values = {"values": [[word, f'="{word}"']]}
        path = f"/v4/spreadsheets/{self.book}/values/A1:append"
        return "rows", "POST", path, {"valueInputOption": "USER_ENTERED"}, values

    def _event(self, word: str) -> tuple[str, str, str, dict[str, str], Any]:
        day = {"start": {"date": "2026-03-02"}, "end": {"date": "2026-03-03"}}
        return "events", "POST", EVENTS, {}, {"summary": word, **day}

    def _mail(self, word: str) -> tuple[str, str, str, dict[str, str], Any]:
        raw = base64.urlsafe_b64encode(f"To: owner@school.test\nSubject: {word}\n\nHi".encode()).decode()
        return "messages", "POST", MESSAGES, {}, {"raw": raw}

    def _file(self, word: str) -> tuple[str, str, str, dict[str, str], Any]:
        return "files", "POST", "/drive/v3/files", {}, {"name": word, "mimeType": "text/plain"}


def found(url: str, book: str) -> dict[str, set[str]]:
    """What is there, by kind."""
    http = caller()
    rows = http.get(f"{url}/v4/spreadsheets/{book}/values/A:B").json().get("values", [])
    assert all(len(row) == 2 and row[0] == row[1] for row in rows), "A row is there in part."
    files = _pages(http, f"{url}/drive/v3/files", "files", pageSize="1000")
    events = _pages(http, url + EVENTS, "items", maxResults="2500")
    brief = _pages(http, url + MESSAGES, "messages", maxResults="500")
    messages = [http.get(f"{url}{MESSAGES}/{one['id']}?format=metadata").json() for one in brief]
    headers = [each for one in messages for each in one["payload"]["headers"] if each["name"] == "Subject"]
    return {
        "rows": {row[0] for row in rows},
        "files": {file["name"] for file in files},
        "events": {event["summary"] for event in events},
        "messages": {header["value"] for header in headers},
    }


def _pages(http: requests.Session, address: str, name: str, **params: str) -> list[dict[str, Any]]:
    every: list[dict[str, Any]] = []
    while True:
        page = http.get(address, params=params).json()
        every += page.get(name, [])
        if "nextPageToken" not in page:
            return every
        params["pageToken"] = page["nextPageToken"]


@pytest.mark.slow
def test_what_was_acknowledged_survives_twenty_kills(tmp_path: Path) -> None:
    chance, number = Random(1), 0
    kept: dict[str, set[str]] = {}
    with process(tmp_path) as server:
        book = str(caller().post(f"{server.url}/v4/spreadsheets", json={}).json()["spreadsheetId"])
        server.kill()
    for _ in range(ROUNDS):
        with process(tmp_path) as server:
            writer = Writer(server.url, book, kept, number)
            thread = threading.Thread(target=writer.run)
            thread.start()
            time.sleep(chance.uniform(0.05, 0.6))
            server.kill()
            thread.join(60)
            number = writer.number
        # What was under way is there whole or not at all; the next round must not mistake it.
        for kind, word in writer.sent.items():
            kept.setdefault(f"perhaps {kind}", set()).add(word)
    with process(tmp_path) as server:
        there = found(server.url, book)
    assert sum(len(kept[kind]) for kind in ("rows", "files", "events", "messages")) >= 2 * ROUNDS
    for kind in ("rows", "files", "events", "messages"):
        assert kept[kind] <= there[kind], f"lost {kind}: {sorted(kept[kind] - there[kind])}"
        surplus = {word for word in there[kind] - kept[kind] if word.startswith("w")}
        assert surplus <= kept.get(f"perhaps {kind}", set())


@pytest.mark.parametrize("damage", ["rubbish", "middle"])
def test_a_damaged_file_ends_the_start_with_a_sentence(tmp_path: Path, damage: str) -> None:
    file = tmp_path / "google" / "google.sqlite3"
    with process(tmp_path) as server:
        for _ in range(30):
            made = caller().post(f"{server.url}/drive/v3/files", json={"name": "x" * 500})
            assert made.status_code == 200
    for name in ("google.sqlite3-wal", "google.sqlite3-shm"):
        if damage == "rubbish":
            (file.parent / name).unlink(missing_ok=True)
    if damage == "rubbish":
        file.write_bytes(b"not a database at all " * 500)
    else:
        subprocess.run(
            [sys.executable, "-c", f"import sqlite3; sqlite3.connect({str(file)!r}).execute('VACUUM')"],
            check=True,
        )
        data = bytearray(file.read_bytes())
        data[len(data) // 2 : len(data) // 2 + 6000] = b"\xff" * 6000
        file.write_bytes(bytes(data))
    command = [sys.executable, "-m", "app", "local-google", "--port", "0", "--data", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode != 0
    assert done.stdout == ""
    assert "cannot be read" in done.stderr
    assert str(file) in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_tokens_that_were_given_before_a_kill_hold_after_it(tmp_path: Path) -> None:
    http = caller()
    day = {"start": {"date": "2026-03-02"}, "end": {"date": "2026-03-03"}}
    raw = base64.urlsafe_b64encode(b"To: owner@school.test\nSubject: s\n\nHi").decode()

    def write(url: str, word: str) -> None:
        http.post(url + EVENTS, json={"summary": word, **day}).raise_for_status()
        http.post(f"{url}/drive/v3/files", json={"name": word}).raise_for_status()
        http.post(url + MESSAGES, json={"raw": raw}).raise_for_status()

    with process(tmp_path) as server:
        write(server.url, "before")
        sync = http.get(server.url + EVENTS).json()["nextSyncToken"]
        page = http.get(f"{server.url}/drive/v3/changes/startPageToken").json()["startPageToken"]
        history = http.get(f"{server.url}/gmail/v1/users/me/profile").json()["historyId"]
        server.kill()
    with process(tmp_path) as server:
        write(server.url, "after")
        events = http.get(server.url + EVENTS, params={"syncToken": sync}).json()["items"]
        assert [event["summary"] for event in events] == ["after"]
        changes = http.get(f"{server.url}/drive/v3/changes", params={"pageToken": page}).json()["changes"]
        assert [change["file"]["name"] for change in changes] == ["after"]
        path = f"{server.url}/gmail/v1/users/me/history"
        assert len(http.get(path, params={"startHistoryId": history}).json()["history"]) == 1
