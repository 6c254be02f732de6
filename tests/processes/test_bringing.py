"""`migrate` and `caseload adopt` as somebody at a terminal runs them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.local_google.drive.access import open_with
from app.wiring import LOCAL_CLIENT
from sheets_schema.layout import VERSION_ID
from sheets_schema.workbook import WORKBOOK
from tests.flows.small_school import OWNER, School, school
from tests.processes.test_jobs import environment

pytestmark = pytest.mark.proof

MINE = [["Student", "Grade", "Plan", "Last Review", "Locker"], ["Ana Lima", 6, "IEP", "soon", 12]]


def run(here: School, *words: str) -> tuple[int, Any]:
    command = [sys.executable, "-m", "app", *words, "--json"]
    done = subprocess.run(command, env=environment(here), capture_output=True, text=True, timeout=120)
    assert done.stderr == "" or done.returncode, done.stderr
    return done.returncode, json.loads(done.stdout) if done.stdout else done.stderr


def test_an_older_workbook_is_migrated_and_a_spreadsheet_adopted(tmp_path: Path) -> None:
    with school(tmp_path / "data") as here:
        number, book = str(here.caseload.id), here.caseload.spreadsheet_id
        change = {
            "dataFilters": [{"developerMetadataLookup": {"metadataId": VERSION_ID}}],
            "developerMetadata": {"metadataValue": "1"},
            "fields": "metadataValue",
        }
        ask = {"requests": [{"updateDeveloperMetadata": change}]}
        here.owner.call("POST", f"/v4/spreadsheets/{book}:batchUpdate", json=ask)
        status, refused = run(here, "sync", number)
        assert (status, refused["outcome"]) == (2, "refused")
        steps = [
            {"tab": "", "column": None, "text": f"Say that the workbook is of version {WORKBOOK.version}."}
        ]
        status, tried = run(here, "migrate", number, "--dry-run")
        assert (status, tried["from"], tried["to"], tried["written"]) == (0, 1, WORKBOOK.version, False)
        assert tried["steps"] == steps
        assert run(here, "migrate", number)[1]["written"] is True
        assert run(here, "migrate", number)[1]["steps"] == []
        assert run(here, "sync", number)[0] == 0

        file = {"mimeType": "application/vnd.google-apps.spreadsheet", "name": "My caseload"}
        mine = str(here.owner.call("POST", "/drive/v3/files", json=file)["id"])
        path = f"/v4/spreadsheets/{mine}/values/Sheet1!A1"
        here.owner.call("PUT", path, params={"valueInputOption": "RAW"}, json={"values": MINE})
        address = f"https://docs.google.com/spreadsheets/d/{mine}/edit#gid=0"
        words = ("caseload", "adopt", address, "--owner", OWNER, "--name", "Second", "--order", "dmy")
        status, said = run(here, *words)
        assert (status, "opened with it" in said) == (2, True)
        assert "Allow this file" in said
        open_with(here.world, mine, LOCAL_CLIENT, OWNER)
        proposed = run(here, *words)
        assert (proposed[0], len(here.deps.store.caseloads.list())) == (0, 1), proposed
        status, adopted = run(here, *words, "--confirm")
        assert (status, adopted["students_added"], adopted["original_untouched"]) == (1, 1, True)
        assert adopted["own_columns"] == ["Locker"]
        assert len(here.deps.store.caseloads.list()) == 2
        run(here, "sync", str(adopted["caseload"]))
        told = here.owner.values(adopted["spreadsheet_id"], "Sync!D2:D")
        assert ["column Last Review" in line[0] for line in told if "line 2" in line[0]] == [True]
