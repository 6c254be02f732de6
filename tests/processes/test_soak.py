"""Two real processes sync one caseload for two minutes, killed and stopped at random while people work on.

What stands at the end is compared with a life in which the same was typed, sent and moved, and nothing died.
"""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from app.local_google.testing import running
from tests.flows.busy_day import MUM, everything_at_once, ordinary
from tests.flows.letters import letter_from
from tests.flows.small_school import connect
from tests.flows.standing import differences, standing
from tests.flows.town import OWNER, Kept, Town

pytestmark = pytest.mark.proof
ROOT = Path(__file__).parents[2]
SECONDS = float(os.environ.get("HOLDFAST_SOAK_SECONDS", "120"))
EVERY = 3.0  # seconds between two things people do
LEASE_AND_MORE = {"minutes": 7}


def people(town: Town) -> Iterator[Callable[[], None]]:
    """What people do, one thing after another; none of it depends on how far Holdfast has come."""
    things = "x by 27/11 swap the book\nby 30/11 new locker\nby 7/12 order glue"
    for number in range(1, 1000):
        things += f"\nby {5 + number % 20}/12 thing number {number}"
        at = town.column("Students", "Random Things to Do")
        yield lambda n=number: town.mail(letter_from(f"Ada Vogt <{MUM}>", f"Letter {n}", town.world.now()))
        yield lambda a=at, text=things: town.edit({"set": [f"Students!{a}2", text]})
        yield lambda n=number: town.type(
            "Team",
            [{"Person": f"Tutor {n}", "Email": f"t{n}@tutors.test", "Role": "tutor", "Student": "S002"}],
            first=2 + n,
        )
        yield lambda n=number: _meet(town, n)
        yield lambda n=number: town.type(
            "Contact Log", [{"Date": "2026-11-24", "Person": f"Caller {n}", "Method": "phone"}]
        )


def _meet(town: Town, number: int) -> None:
    town.owner.add_event({
        "summary": f"Talk {number}", "start": {"dateTime": f"2026-12-{1 + number % 20:02}T10:00:00Z"},
        "end": {"dateTime": f"2026-12-{1 + number % 20:02}T11:00:00Z"}, "attendees": [{"email": MUM}],
    })  # fmt: skip


@dataclass
class Slot:
    """A place for one process after the other."""

    process: subprocess.Popen[str] | None = None
    strike_at: float = 0.0
    wake_at: float = 0.0
    counts: dict[str, int] = field(default_factory=dict)

    def count(self, what: str) -> None:
        self.counts[what] = self.counts.get(what, 0) + 1


class Soak:
    """The two slots, the dice, the people."""

    def __init__(self, town: Town, url: str, data: Path) -> None:
        self.town, self.url, self.data = town, url, data
        self.dice = random.Random(7)
        self.slots = (Slot(), Slot())
        self.errors: list[str] = []

    def live(self) -> int:
        """Two minutes; how many things people did."""
        done, acts = 0, people(self.town)
        until, next_act = time.monotonic() + SECONDS, 0.0
        while time.monotonic() < until:
            for slot in self.slots:
                self._turn(slot)
            if time.monotonic() > next_act:
                next(acts)()
                done, next_act = done + 1, time.monotonic() + EVERY
            time.sleep(0.05)
        for slot in self.slots:
            self._end(slot)
        return done

    def _turn(self, slot: Slot) -> None:
        now, process = time.monotonic(), slot.process
        if process is None:
            slot.process, slot.strike_at = self._start(), now + self.dice.uniform(1.0, 6.0)
        elif process.poll() is not None:
            self._look(slot, process)
        elif slot.wake_at:
            if now > slot.wake_at:
                slot.wake_at = 0.0
                process.send_signal(signal.SIGCONT)
        elif now > slot.strike_at:
            self._strike(slot, process)

    def _strike(self, slot: Slot, process: subprocess.Popen[str]) -> None:
        self.town.pass_time(**LEASE_AND_MORE)  # so that whoever comes next may take over
        if self.dice.random() < 0.5:
            slot.count("killed")
            process.send_signal(signal.SIGKILL)
        else:
            slot.count("stopped")
            process.send_signal(signal.SIGSTOP)
            slot.wake_at = time.monotonic() + self.dice.uniform(2.0, 8.0)
            slot.strike_at = slot.wake_at + self.dice.uniform(1.0, 6.0)

    def _look(self, slot: Slot, process: subprocess.Popen[str]) -> None:
        _, errors = process.communicate()
        slot.count(f"ended {process.returncode}")
        if "Traceback" in errors:
            self.errors.append(errors)
        slot.process, slot.wake_at = None, 0.0

    def _end(self, slot: Slot) -> None:
        if slot.process is not None:
            with suppress(ProcessLookupError):
                slot.process.send_signal(signal.SIGKILL)
            slot.process.communicate()

    def _start(self) -> subprocess.Popen[str]:
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


def ended(town: Town) -> dict[str, Any]:
    """What stands there, but for the ids that Google gives anew in every life."""
    end = standing(town)
    for tab, given in (("Contact Log", r"#all/\w+"), ("Meetings", r"'Event', '\w+'")):
        end["tabs"][tab] = sorted(re.sub(given, "", row) for row in end["tabs"][tab])
    return end


def undisturbed(town: Town, begun: Kept, done: int) -> dict[str, Any]:
    town.put_back(begun)
    acts = people(town)
    for _ in range(done):
        next(acts)()
    town.rest()
    return ended(town)


def test_two_processes_killed_and_stopped_for_two_minutes(tmp_path: Path) -> None:
    (tmp_path / "holdfast").mkdir()
    town = Town(tmp_path / "holdfast")
    connect(town.world, town.deps, OWNER)
    ordinary(town)
    everything_at_once(town)
    begun = town.keep()
    with running(town.world) as url:
        soak = Soak(town, url, tmp_path)
        done = soak.live()
        town.live_again()
        town.rest()
        end = ended(town)
    print(done, [slot.counts for slot in soak.slots])
    assert soak.errors == []
    assert sum(slot.counts.get(what, 0) for slot in soak.slots for what in ("killed", "stopped")) > 5
    assert differences(end, undisturbed(town, begun, done)) == []
