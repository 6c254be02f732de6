"""The commands over a demo's folder: the JSON of the contract, exit statuses, one line for a mistake."""

from __future__ import annotations

import json
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
import requests

from app.demo.school import M, T
from app.demo.story import SILENT
from tests.flows.conftest import Served

pytestmark = pytest.mark.slow
CASELOAD = "1"


def said(ran: CompletedProcess[str]) -> Any:
    assert ran.stderr == ""
    return json.loads(ran.stdout.splitlines()[-1])


def mistake(ran: CompletedProcess[str], *words: str) -> None:
    assert ran.returncode == 2, ran.stdout
    lines = ran.stderr.strip().splitlines()
    assert "Traceback" not in ran.stderr
    assert len(lines) == 1 or lines[0].startswith("Usage:"), ran.stderr
    for word in words:
        assert word in lines[-1]


def test_caseload_list_and_show(served: Served) -> None:
    (one,) = said(served.run("caseload", "list", "--json"))
    assert one["spreadsheet_id"] == served.said["spreadsheet_id"]
    shown = said(served.run("caseload", "show", CASELOAD, "--json"))
    assert shown["calendar_id"] == served.said["calendar_id"]
    assert shown["owner"] == served.said["owner"]


def test_award(served: Served) -> None:
    ran = served.run("award", CASELOAD, "--json")
    assert ran.returncode == 0
    students = said(ran)["students"]
    assert len(students) == 18
    for one in students:
        assert set(one) >= {"student", "score", "coverage", "status", "rank", "parts", "holding_back"}
        assert all(set(line) >= {"category", "gain", "text"} for line in one["holding_back"])
    ranks = sorted(one["rank"] for one in students if one["rank"] is not None)
    assert ranks[0] == 1
    assert {one["status"].split(" until")[0] for one in students} >= {"eligible", "on hold", "not ranked yet"}


def test_share(served: Served) -> None:
    ran = served.run("share", CASELOAD, "--dry-run", "--json")
    assert ran.returncode == 0
    files = {file["email"]: file for file in said(ran)["files"]}
    assert set(files) == {M, T}
    for email, file in files.items():
        assert (file["audience"], file["stale_cells"]) == ("counselor", 0)
        states = {(line["email"], line["role"], line["state"]) for line in file["permissions"]}
        assert states == {(email, "reader", "ok"), (served.said["owner"], "owner", "ok")}


def test_share_takes_a_stranger_out(served: Served) -> None:
    file = next(file for file in served.said["audience_files"] if file["email"] == M)
    stranger = {"type": "user", "role": "reader", "emailAddress": "stranger@elsewhere.test"}
    url = f"{served.url}/drive/v3/files/{file['spreadsheet_id']}/permissions"
    owner = {"Authorization": f"Bearer {served.said['owner']}"}
    requests.post(url, json=stranger, headers=owner, timeout=30).raise_for_status()
    dry = said(served.run("share", CASELOAD, "--dry-run", "--json"))
    states = {line["email"]: line["state"] for one in dry["files"] for line in one["permissions"]}
    assert states["stranger@elsewhere.test"] == "foreign"
    done = said(served.run("share", CASELOAD, "--json"))
    assert "stranger@elsewhere.test" not in {
        line["email"] for one in done["files"] for line in one["permissions"]
    }
    left = requests.get(url, params={"fields": "*"}, headers=owner, timeout=30).json()["permissions"]
    assert sorted(one["emailAddress"] for one in left) == sorted([M, served.said["owner"]])


def test_survey_status_and_close(served: Served) -> None:
    status = said(served.run("survey", "status", CASELOAD, "--json"))
    assert set(status) == {"round", "kind", "opens", "closes", "state", "students"}
    assert (status["kind"], status["state"]) == ("use", "open")
    assert {one["student"] for one in status["students"]} == set(served.said["forms"])
    assert all(one["form_id"] == served.said["forms"][one["student"]] for one in status["students"])
    assert all(one["invited"] for one in status["students"])
    assert sum(one["answered"] is None for one in status["students"]) == len(SILENT)
    closed = said(served.run("survey", "close", CASELOAD, "--json"))
    assert closed["state"] == "closed"
    owner = {"Authorization": f"Bearer {served.said['owner']}"}
    for form in served.said["forms"].values():
        found = requests.get(f"{served.url}/v1/forms/{form}", headers=owner, timeout=30).json()
        assert not found["publishSettings"]["publishState"].get("isAcceptingResponses")


def test_a_dry_run_writes_nothing(served: Served) -> None:
    since = served.last_call()
    ran = served.run("sync", CASELOAD, "--full", "--dry-run", "--json")
    assert ran.returncode in (0, 1)
    assert said(ran)["outcome"] == "ok"
    methods = {call["method"] for call in served.calls(since)}
    assert not [
        name for name in methods if name.rpartition(".")[2] in ("batchUpdate", "insert", "create", "send")
    ]


def test_a_full_sync_says_what_the_contract_asks(served: Served) -> None:
    report = said(served.run("sync", CASELOAD, "--full", "--json"))
    assert set(report) == {"caseload", "outcome", "changes", "calls", "problems", "seconds"}
    assert report["caseload"] == 1
    assert all(set(problem) == {"tab", "cell", "code", "text"} for problem in report["problems"])
    assert report["calls"]["sheets.spreadsheets.values.batchGet"] >= 1


# Mistakes


@pytest.mark.parametrize(
    "command",
    [
        ("sync", "99"),
        ("award", "99"),
        ("share", "99"),
        ("survey", "status", "99"),
        ("caseload", "show", "99"),
    ],
)
def test_a_caseload_that_is_not_there(served: Served, command: tuple[str, ...]) -> None:
    mistake(served.in_here(*command), "no caseload 99")


def test_a_round_that_is_not_there(served: Served) -> None:
    mistake(served.in_here("survey", "status", CASELOAD, "--round", "1999Q1"), "1999Q1")
    mistake(served.in_here("survey", "close", CASELOAD, "--round", "1999Q1"), "1999Q1")


def test_a_roster_that_is_not_there_or_no_roster(served: Served, tmp_path: Path) -> None:
    mistake(served.in_here("caseload", "import", CASELOAD, str(tmp_path / "none.csv")), "does not exist")
    broken = tmp_path / "roster.zip"
    broken.write_bytes(b"PK\x03\x04 nothing")
    ran = served.run("caseload", "import", CASELOAD, str(broken))
    assert ran.returncode == 1
    assert "roster.zip: " in ran.stdout
    assert "Traceback" not in ran.stderr


def test_an_owner_who_never_connected(served: Served) -> None:
    ran = served.run("caseload", "create", "--owner", "new@school.test", "--name", "Mine")
    assert ran.returncode in (1, 2)
    assert len(ran.stderr.strip().splitlines()) == 1
    assert "new@school.test" in ran.stderr


def test_an_unknown_setting_ends_the_start(served: Served) -> None:
    mistake(served.run("sync", CASELOAD, HOLDFAST_COLOUR="blue"), "HOLDFAST_COLOUR")


def test_google_away_is_one_line(served: Served) -> None:
    ran = served.run("award", CASELOAD, HOLDFAST_GOOGLE_URL="http://127.0.0.1:9")
    assert ran.returncode in (1, 2)
    assert "Traceback" not in ran.stderr
    assert len(ran.stderr.strip().splitlines()) == 1
