"""The control of the local Google: call log, faults, clock, expiry, snapshots, quotas; its process."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.contract.conftest import OWNER, Google

FOLDER = "application/vnd.google-apps.folder"
DRIVE = "https://www.googleapis.com/auth/drive"
SERVE = (
    "import sys, pathlib; from app.local_google.run import serve; "
    "paths = [pathlib.Path(text) for text in sys.argv[1:]]; serve(paths[0], 0, *paths[1:])"
)


def make(google: Google, name: str = "A") -> requests.Response:
    return google.http("POST", "/drive/v3/files", json={"name": name, "mimeType": FOLDER})


def names(google: Google) -> list[str]:
    return sorted(file["name"] for file in google.http("GET", "/drive/v3/files").json()["files"])


def last(google: Google) -> int:
    return max((call["n"] for call in google.calls()), default=0)


def test_the_call_log_tells_who_did_what(google: Google) -> None:
    before = last(google)
    file_id = make(google).json()["id"]
    google.http("GET", f"/drive/v3/files/{file_id}x", "ana@school.test")
    google.http("POST", "/drive/v3/files", json={"colour": "red"})
    made, missed, wrong = google.calls(before)
    assert (made["method"], made["path"]) == ("drive.files.create", "/drive/v3/files")
    assert (made["user"], made["status"], made["valid"]) == (OWNER, 200, True)
    assert made["bytes_in"] > 0
    assert made["bytes_out"] > 0
    assert (missed["method"], missed["user"], missed["status"]) == ("drive.files.get", "ana@school.test", 404)
    assert missed["valid"] is True
    assert (wrong["status"], wrong["valid"]) == (400, False)
    assert google.calls(wrong["n"]) == []


def test_a_status_fault_hits_the_named_method_after_skipping_some(google: Google) -> None:
    fault = {
        "kind": "status",
        "status": 429,
        "reason": "rateLimitExceeded",
        "retry_after": 2,
        "skip": 1,
        "times": 2,
    }
    google.control("POST", "faults", method="drive.files.create", **fault)
    answers = [make(google) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 429, 429, 200]
    assert answers[1].headers["Retry-After"] == "2"
    error = answers[1].json()["error"]["errors"][0]
    assert (error["domain"], error["reason"]) == ("usageLimits", "rateLimitExceeded")
    assert google.http("GET", "/drive/v3/files").status_code == 200


def test_a_drop_before_does_nothing_and_a_drop_after_does_it(google: Google) -> None:
    for kind in ("drop_before", "drop_after"):
        google.control("POST", "faults", method="drive.files.create", kind=kind)
        with pytest.raises(requests.ConnectionError):
            make(google, kind)
    assert names(google) == ["drop_after"]


def test_a_truncated_answer_breaks_off(google: Google) -> None:
    google.control("POST", "faults", method="*", kind="truncate")
    with pytest.raises(requests.RequestException):
        make(google)
    assert names(google) == ["A"]


def test_a_delay_delays(google: Google) -> None:
    google.control("POST", "faults", method="*", kind="delay", seconds=0.3)
    started = time.monotonic()
    assert make(google).status_code == 200
    assert time.monotonic() - started >= 0.3


def test_faults_can_be_cleared_and_wrong_ones_are_refused(google: Google) -> None:
    google.control("POST", "faults", method="*", kind="status", status=503, times=100)
    assert make(google).status_code == 503
    google.control("DELETE", "faults")
    assert make(google).status_code == 200
    answer = google.session.post(f"{google.url}/_control/faults", json={"kind": "earthquake"}, timeout=10)
    assert answer.status_code == 400
    assert "earthquake" in answer.json()["error"]
    answer = google.session.post(
        f"{google.url}/_control/faults", json={"kind": "delay", "colour": 1}, timeout=10
    )
    assert "colour" in answer.json()["error"]


def test_the_clock_shifts_stands_and_advances(google: Google) -> None:
    google.control("POST", "clock", now="2026-03-02T08:00:00Z", pinned=True)
    file = google.http("POST", "/drive/v3/files?fields=createdTime", json={"name": "A"}).json()
    assert file["createdTime"] == "2026-03-02T08:00:00.000Z"
    assert google.control("POST", "clock", advance_seconds=90)["now"] == "2026-03-02T08:01:30+00:00"
    google.control("POST", "clock", now="2027-01-01T00:00:00+01:00")
    assert google.control("GET", "clock")["now"].startswith("2026-12-31T23:00:0")


def test_grants_can_be_ended_from_outside(google: Google) -> None:
    assert google.control("POST", "expire", what="grant", user=OWNER) == {"expired": 0}
    answer = google.session.post(
        f"{google.url}/_control/expire", json={"what": "x", "user": OWNER}, timeout=10
    )
    assert answer.status_code == 400


def test_a_snapshot_brings_the_state_back(google: Google) -> None:
    make(google, "Before")
    snapshot = google.control("GET", "snapshot")
    make(google, "After")
    google.control("POST", "restore", **snapshot)
    assert names(google) == ["Before"]
    make(google, "And on")
    assert names(google) == ["And on", "Before"]
    answer = google.session.post(f"{google.url}/_control/restore", json={"sqlite": "AAAA"}, timeout=10)
    assert answer.status_code == 400
    assert names(google) == ["And on", "Before"]
    google.control("POST", "reset")
    assert names(google) == []


def test_quotas_bind_when_they_are_set(google: Google) -> None:
    google.control("POST", "quotas", **{"drive.units.user": 120})
    first, second = (google.http("GET", "/drive/v3/files") for _ in range(2))
    assert first.status_code == 200
    assert second.status_code == 429
    assert second.json()["error"]["errors"][0]["reason"] == "userRateLimitExceeded"
    assert google.http("GET", "/drive/v3/files", "ana@school.test").status_code == 200
    google.control("POST", "clock", advance_seconds=61)
    assert google.http("GET", "/drive/v3/files").status_code == 200
    answer = google.session.post(f"{google.url}/_control/quotas", json={"tea.cups": 1}, timeout=10)
    assert "tea.cups" in answer.json()["error"]


def test_many_callers_at_once_are_all_served(google: Google) -> None:
    def create(number: int) -> int:
        body = {"name": f"File {number}", "mimeType": FOLDER}
        headers = {"Authorization": f"Bearer person{number % 7}@school.test"}
        return requests.post(
            google.url + "/drive/v3/files", json=body, headers=headers, timeout=30
        ).status_code

    with ThreadPoolExecutor(12) as pool:
        assert set(pool.map(create, range(96))) == {200}
    mine = google.http("GET", "/drive/v3/files?pageSize=1000", "person3@school.test").json()["files"]
    assert sorted(file["name"] for file in mine) == sorted(f"File {number}" for number in range(3, 96, 7))


def test_the_quotas_of_2026_bind_programs_with_tokens(google: Google) -> None:
    quotas = google.control("GET", "quotas")
    assert quotas["sheets.read.user"] == 60
    assert quotas["gmail.units.user"] == 6000


@contextmanager
def process(data: Path, *more: str) -> Iterator[tuple[Google, "subprocess.Popen[str]"]]:
    running = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(data), *more],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert running.stdout is not None
        facts: dict[str, Any] = json.loads(running.stdout.readline())
        assert facts["pid"] == running.pid
        yield Google(facts["url"]), running
    finally:
        running.kill()
        running.communicate()


def test_what_was_answered_survives_a_kill(tmp_path: Path) -> None:
    for number in range(3):
        with process(tmp_path) as (google, running):
            assert names(google) == [f"File {earlier}" for earlier in range(number)]
            assert make(google, f"File {number}").status_code == 200
            running.send_signal(signal.SIGKILL)
            running.wait()


def test_a_snapshot_goes_from_one_process_to_another(tmp_path: Path) -> None:
    with process(tmp_path / "one") as (google, _):
        make(google, "Carried over")
        snapshot = google.control("GET", "snapshot")
    with process(tmp_path / "two") as (google, _):
        make(google, "Replaced")
        google.control("POST", "restore", **snapshot)
        assert names(google) == ["Carried over"]
        make(google, "New")
    with process(tmp_path / "two") as (google, _):
        assert names(google) == ["Carried over", "New"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("clock", {}),
        ("clock", {"now": "yesterday"}),
        ("clock", {"advance_seconds": "many"}),
        ("faults", {"kind": "status", "times": "often"}),
        ("mail", {"to": "ana@school.test"}),
        ("edit", {"spreadsheetId": "x", "as": "ana@school.test", "ops": "all"}),
        ("edit", {"spreadsheetId": "x", "as": "ana@school.test", "ops": [{"set": ["Students!A1", 1]}]}),
        ("quotas", {"sheets.read.user": "many"}),
        ("restore", {"sqlite": "%"}),
        ("expire", {"what": "grant"}),
    ],
)
def test_a_wrong_request_to_the_control_gets_a_sentence(
    google: Google, path: str, body: dict[str, Any]
) -> None:
    answer = google.session.post(f"{google.url}/_control/{path}", json=body, timeout=10)
    assert 400 <= answer.status_code < 500
    assert answer.json()["error"]


def test_a_damaged_database_ends_the_start_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "google.sqlite3").write_bytes(b"this is no database, it is a letter to the reader" * 100)
    command = [sys.executable, "-c", SERVE, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("The local Google's database")
    assert "Traceback" not in done.stderr


def test_a_seed_file_furnishes_an_empty_world_once(tmp_path: Path) -> None:
    seed = tmp_path / "seed.json"
    people = [{"email": "ana@school.test", "name": "Ana Weber"}]
    mail = [{"to": "ana@school.test", "raw": "From: ben@school.test\nSubject: Hi\n\nHello"}]
    seed.write_text(json.dumps({"people": people, "mail": mail}))
    for _ in range(2):
        with process(tmp_path, str(seed)) as (google, _running):
            ana = google.http("GET", "/drive/v3/about?fields=user", "ana@school.test").json()["user"]
            assert ana["displayName"] == "Ana Weber"
            inbox = google.http("GET", "/gmail/v1/users/me/messages", "ana@school.test").json()
            assert len(inbox["messages"]) == 1


def test_a_wrong_seed_file_ends_the_start_with_a_sentence(tmp_path: Path) -> None:
    seed = tmp_path / "seed.json"
    for text in ("{", '{"pets": []}', '{"people": [{"email": "a@b.test"}]}'):
        seed.write_text(text)
        command = [sys.executable, "-c", SERVE, str(tmp_path), str(seed)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert (done.returncode, done.stdout) == (1, "")
        assert "seed file" in done.stderr
        assert "Traceback" not in done.stderr
