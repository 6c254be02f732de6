"""The commands as a person types them: their JSON, their lines, their exit status."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result

from app.cli import main
from app.flows.sync import sync_caseload
from app.local_google.drive.access import open_with
from app.wiring import LOCAL_CLIENT
from tests.flows.small_school import OWNER, School, school


@pytest.fixture(scope="module", name="here")
def a_school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    with school(tmp_path_factory.mktemp("school")) as made:
        sync_caseload(made.deps, made.caseload.id)
        yield made


@pytest.fixture(autouse=True)
def only_ours(here: School, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)  # where no .env is
    for name in [name for name in os.environ if name.startswith("HOLDFAST_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOLDFAST_GOOGLE_URL", here.settings.google_url or "")
    monkeypatch.setenv("HOLDFAST_DATA", str(here.settings.data))
    monkeypatch.setenv("HOLDFAST_SECRET_KEYS", here.settings.secret_keys[0])
    monkeypatch.setenv("HOLDFAST_NOW", here.settings.now)


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def last_line(result: Result) -> Any:
    return json.loads(result.stdout.splitlines()[-1])


def test_runs_lists_the_latest_first(here: School) -> None:
    result = run("runs", str(here.caseload.id), "--json")
    assert result.exit_code == 0
    found = last_line(result)["runs"]
    assert [one["kind"] for one in found] == ["sync", "setup"]
    assert found[0]["outcome"] == "ok"
    assert found[0]["calls"]["sheets.spreadsheets.batchUpdate"] == 1
    assert found[0]["changes"]["cells_written"] > 0
    [line] = run("runs", str(here.caseload.id), "--limit", "1").stdout.splitlines()
    assert "cells written" in line


def test_runs_of_no_caseload_say_so_in_one_line() -> None:
    result = run("runs", "99")
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert "There is no caseload 99" in result.stderr


def test_doctor_answers_with_findings_and_1_where_one_is_an_error(here: School) -> None:
    result = run("doctor", "--json")
    findings = last_line(result)["findings"]
    assert result.exit_code == 0
    assert {"id", "level", "text", "remedy"} <= set(findings[0])
    assert "workbook.ok" in {one["id"] for one in findings}
    with here.deps.store.claim(here.caseload.id, here.deps.now()) as claim:
        here.deps.store.caseloads.set_files(claim, spreadsheet_id="not-there")
    broken = run("doctor")
    assert broken.exit_code == 1
    assert "error  caseload 1: " in broken.stdout
    assert "workbook" in broken.stdout


def test_doctor_finds_a_bad_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOLDFAST_BASE_URI", "https://x.test")
    result = run("doctor", "--json")
    assert result.exit_code == 1
    [finding] = last_line(result)["findings"]
    assert (finding["id"], finding["level"]) == ("settings.refused", "error")
    assert "HOLDFAST_BASE_URI" in finding["text"]


def test_manifest_prints_the_file_or_says_what_is_wrong() -> None:
    good = run("manifest", "--base-url", "https://holdfast.school.test")
    assert good.exit_code == 0
    assert json.loads(good.stdout)["addOns"]["common"]["name"] == "Holdfast"
    bad = run("manifest", "--base-url", "http://holdfast.school.test")
    assert (bad.exit_code, bad.stderr.count("\n")) == (2, 1)
    assert "https" in bad.stderr


def test_a_seed_that_is_no_file_is_a_sentence() -> None:
    result = run("local-google", "--seed", "no-such-file.json")
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)


def test_no_command_is_offered_that_does_not_work() -> None:
    assert run("caseload", "adopt", "some-id").exit_code == 2
    assert run("worker").exit_code == 2


def test_adopt_takes_an_address_or_a_file(here: School, tmp_path: Path) -> None:
    file = {"mimeType": "application/vnd.google-apps.spreadsheet", "name": "Mine"}
    mine = str(here.owner.call("POST", "/drive/v3/files", json=file)["id"])
    path = f"/v4/spreadsheets/{mine}/values/Sheet1!A1"
    lines = [["Student", "Last Review"], ["Ana Lima", "2026-01-05"]]
    here.owner.call("PUT", path, params={"valueInputOption": "RAW"}, json={"values": lines})
    book = openpyxl.Workbook()
    book.worksheets[0].title = "Sheet1"
    for line in lines:
        book.worksheets[0].append(line)
    book.save(tmp_path / "Mine.xlsx")
    words = ("--owner", OWNER, "--name", "Second", "--json")
    address = f"https://docs.google.com/spreadsheets/d/{mine}/edit#gid=0"
    hidden = run("caseload", "adopt", address, *words)
    assert hidden.exit_code == 2
    assert "Allow this file" in hidden.stderr
    assert "caseload adopt FILE.xlsx" in hidden.stderr
    open_with(here.world, mine, LOCAL_CLIENT, OWNER)
    proposals = [run("caseload", "adopt", one, *words) for one in (address, mine, "Mine.xlsx")]
    assert [one.exit_code for one in proposals] == [0, 0, 0]
    assert len({one.stdout for one in proposals}) == 1
    assert "Ana" not in proposals[0].stdout
    absent = run("caseload", "adopt", "Other.xlsx", *words)
    assert (absent.exit_code, "There is no file Other.xlsx" in absent.stderr) == (2, True)
    assert len(here.deps.store.caseloads.list()) == 1
