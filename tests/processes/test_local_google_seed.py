"""`local-google --seed` takes a number, for repeatable ids, or a file, which furnishes an empty world."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import requests

from tests.processes.local_process import process


def first_id(data: Path, *options: str) -> str:
    with process(data, *options) as server:
        answer = requests.post(f"{server.url}/v4/spreadsheets", json={}, headers=bearer(), timeout=30)
        return str(answer.json()["spreadsheetId"])


def bearer(email: str = "owner@school.test") -> dict[str, str]:
    return {"Authorization": f"Bearer {email}"}


def test_a_number_makes_the_ids_repeatable(tmp_path: Path) -> None:
    one, same, other = (
        first_id(tmp_path / name, "--seed", seed) for name, seed in (("a", "7"), ("b", "7"), ("c", "8"))
    )
    assert one == same != other


def test_a_file_furnishes_an_empty_world(tmp_path: Path) -> None:
    seed = tmp_path / "school.json"
    mail = {"to": "ana@school.test", "raw": "From: ben@school.test\nSubject: Welcome\n\nHello"}
    wanted: dict[str, Any] = {"people": [{"email": "ana@school.test", "name": "Ana Weber"}], "mail": [mail]}
    seed.write_text(json.dumps(wanted), encoding="utf-8")
    with process(tmp_path / "data", "--seed", str(seed)) as server:
        about = requests.get(
            f"{server.url}/drive/v3/about?fields=user", headers=bearer("ana@school.test"), timeout=30
        ).json()
        messages = f"{server.url}/gmail/v1/users/me/messages"
        found = requests.get(messages, headers=bearer("ana@school.test"), timeout=30).json()
    assert about["user"]["displayName"] == "Ana Weber"
    assert found["resultSizeEstimate"] == 1


def test_a_seed_that_is_neither_ends_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    for given in (tmp_path / "nothing.json", tmp_path / "broken.json"):
        command = [sys.executable, "-m", "app", "local-google", "--port", "0", "--seed", str(given)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert done.returncode != 0
        assert str(given) in done.stderr
        assert "Traceback" not in done.stderr
