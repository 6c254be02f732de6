"""`python -m app demo --once --json`: its status, its last line, its refusal to live twice in one folder."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.flows.conftest import ROOT, clean_environment


def demo(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app", "demo", *arguments],
        cwd=ROOT,
        env=clean_environment(),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.mark.slow
def test_once_ends_with_status_0_and_one_json_object(tmp_path: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    ran = demo("--once", "--json", "--data", str(tmp_path / "data"), "--today", "2026-03-18")
    assert ran.returncode == 0, ran.stderr
    said = json.loads(ran.stdout.splitlines()[-1])
    assert said["outcome"] == "ok"
    assert said["data"] == str(tmp_path / "data")
    assert {sync["outcome"] for sync in said["syncs"]} == {"ok"}
    assert len(said["forms"]) == 17
    assert "Traceback" not in ran.stderr
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 30


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--once", "--data", "."), ""),
        (("--today", "31/02/2026"), "31/02/2026"),
        (("--port", "many"), "many"),
    ],
)
def test_wrong_usage_is_one_sentence(arguments: tuple[str, ...], says: str, tmp_path: Path) -> None:
    (tmp_path / "google").mkdir()
    ran = demo(*(str(tmp_path) if argument == "." else argument for argument in arguments))
    assert ran.returncode == 2
    assert "Traceback" not in ran.stderr
    assert says in ran.stderr
