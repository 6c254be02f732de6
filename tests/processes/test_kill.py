"""`python -m app sync` killed with SIGKILL in the middle, then run again: the same end, nothing twice.

The local Google holds a chosen call back (the control's `delay`) until its caller is dead, and then does what
it was asked: the worst moment, done and unknown. The next run comes ten minutes later by its clock: by then
the dead process's lease, five minutes, has ended; before that the answer is "busy".
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.local_google.testing import running
from tests.flows.busy_day import everything_at_once, ordinary
from tests.flows.small_school import connect
from tests.flows.standing import differences, standing
from tests.flows.town import OWNER, Kept, Town

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
HELD = 1.0  # seconds; the process is dead long before
STOPS = (
    "gmail.users.drafts.send",
    "sheets.spreadsheets.batchUpdate",
    pytest.param("calendar.events.insert", marks=pytest.mark.proof),
    pytest.param("gmail.users.drafts.create", marks=pytest.mark.proof),
    pytest.param("forms.forms.create", marks=pytest.mark.proof),
    pytest.param("drive.permissions.create", marks=pytest.mark.proof),
)


@dataclass(frozen=True)
class Morning:
    """The school as everything is due, served over HTTP, and how its day ends undisturbed."""

    town: Town
    data: Path
    url: str
    begun: Kept
    end: dict[str, Any]

    def start(self) -> subprocess.Popen[str]:
        """A real sync, left to itself."""
        settings = {
            "HOLDFAST_DATA": str(self.data),
            "HOLDFAST_GOOGLE_URL": self.url,
            "HOLDFAST_SECRET_KEYS": self.town.key,
            "HOLDFAST_NOW": self.town.world.now().isoformat(),
        }
        kept = {name: value for name, value in os.environ.items() if not name.startswith("HOLDFAST_")}
        return subprocess.Popen(
            [sys.executable, "-m", "app", "sync", str(self.town.caseload.id), "--json"],
            cwd=ROOT, env={**kept, **settings}, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def sync(self) -> dict[str, Any]:
        """A real sync to its end; what it says on its last line."""
        said, errors = self.start().communicate(timeout=60)
        assert errors == ""
        return dict(json.loads(said.splitlines()[-1]))


@pytest.fixture(scope="module")
def morning(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Morning]:
    data = tmp_path_factory.mktemp("data")
    (data / "holdfast").mkdir()
    town = Town(data / "holdfast")
    connect(town.world, town.deps, OWNER)
    ordinary(town)
    everything_at_once(town)
    begun = town.keep()
    town.rest()
    end = standing(town)
    with running(town.world) as url:
        yield Morning(town, data, url, begun, end)


def until(done: Callable[[], bool]) -> None:
    for _ in range(1200):
        if done():
            return
        time.sleep(0.05)
    pytest.fail("it did not come to that within a minute")


@pytest.mark.parametrize("method", STOPS)
def test_killed_in_the_middle_of_a_call(morning: Morning, method: str) -> None:
    town, world = morning.town, morning.town.world
    town.put_back(morning.begun)
    answered = len(world.calls.since(0))
    world.faults.add({"method": method, "kind": "delay", "seconds": HELD})
    process = morning.start()
    until(lambda: not world.faults.waiting)
    process.send_signal(signal.SIGKILL)
    assert process.wait(10) == -signal.SIGKILL
    until(lambda: any(call["method"] == method for call in world.calls.since(0)[answered:]))
    town.live_again()
    assert morning.sync()["outcome"] == "ok"
    town.rest()
    assert differences(standing(town), morning.end) == []


def test_the_lease_of_a_dead_process_is_respected_until_it_ends(morning: Morning) -> None:
    town, world = morning.town, morning.town.world
    town.put_back(morning.begun)
    world.faults.add({"method": "sheets.spreadsheets.values.batchGet", "kind": "delay", "seconds": HELD})
    process = morning.start()
    until(lambda: not world.faults.waiting)
    process.kill()
    process.wait(10)
    assert morning.sync()["outcome"] == "busy"
    town.live_again()
    assert morning.sync()["outcome"] == "ok"
