"""`python -m app jobs` as a real process: it syncs what is due, and ends when it is told to."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.flows.small_school import MUM, PUPIL, School, school

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.slow


def environment(here: School) -> dict[str, str]:
    mine = {name: value for name, value in os.environ.items() if not name.startswith("HOLDFAST_")}
    return mine | {
        "HOLDFAST_GOOGLE_URL": here.settings.google_url or "",
        "HOLDFAST_DATA": str(here.settings.data),
        "HOLDFAST_SECRET_KEYS": ",".join(here.settings.secret_keys),
        "HOLDFAST_NOW": here.settings.now,
        "PYTHONPATH": str(ROOT),
    }


def wait_until(true: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)


def test_it_syncs_what_is_due_and_ends_on_sigterm(tmp_path: Path) -> None:
    with school(tmp_path / "data") as here:
        jobs = subprocess.Popen(
            [sys.executable, "-m", "app", "jobs"],
            env=environment(here),
            cwd=tmp_path,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            wait_until(lambda: here.deps.store.runs.latest(here.caseload.id)[0].kind == "sync")
            wait_until(lambda: here.deps.store.runs.latest(here.caseload.id)[0].outcome == "ok")
        finally:
            jobs.send_signal(signal.SIGTERM)
            _, said = jobs.communicate(timeout=30)
        assert jobs.returncode == 0, said
        assert here.cell("Students", "Code") == "S001"
        assert here.deps.store.caseloads.standing(here.caseload.id).lease_until is None
    lines = [json.loads(line) for line in said.splitlines()]
    assert [line["event"] for line in lines[:2]] == ["started", "synced"]
    assert lines[1]["caseload"] == here.caseload.id
    assert lines[-1]["event"] == "ended"
    assert all(name not in said for name in (PUPIL, MUM))
