"""One history: a few days of people, faults, kills and freezes from one seed; then what must hold at rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

import requests

from app.errors import Fenced, HoldfastError
from app.flows.report import Report
from app.flows.sync import sync_caseload
from app.store.caseloads import LEASE
from tests.machine.invariants import INVARIANTS, Rest
from tests.machine.people import People
from tests.machine.place import Killed, Place, Worker, name_of
from tests.machine.prepared import prepared
from tests.machine.pushes import Pushes, pushes
from tests.machine.truth import Truth

STATUS = (
    {"status": 429, "reason": "rateLimitExceeded", "retry_after": 2},
    {"status": 429, "reason": "rateLimitExceeded", "retry_after": 400},
    {"status": 403, "reason": "userRateLimitExceeded"},
    {"status": 403, "reason": "rateLimitExceeded"},
    {"status": 500},
    {"status": 503},
)  # fmt: skip
KINDS = ("status", "status", "drop_before", "drop_after", "drop_after", "truncate", "delay")
METHODS = (
    "*", "sheets.spreadsheets.batchUpdate", "sheets.spreadsheets.values.batchGet", "calendar.events.insert",
    "calendar.events.patch", "calendar.events.delete", "calendar.events.list", "gmail.users.drafts.create",
    "gmail.users.drafts.send", "gmail.users.messages.get", "gmail.users.history.list",
    "forms.forms.create", "forms.forms.batchUpdate", "drive.permissions.create", "drive.files.get",
)  # fmt: skip
WRITE = "sheets.spreadsheets.batchUpdate"
RACES = 0.3  # of the passes of such histories: rows move in the moment of the write, and its worker dies
MOST_PASSES = 12
PUSHED = (1, 7)  # of eight seeds: what happens comes as notices, and ticks sync what is due


@dataclass
class Result:
    """`breaches` is empty when everything held."""

    seed: int
    breaches: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)


def run(seed: int) -> Result:
    """The whole history of a seed."""
    school = prepared()
    place = school.place
    place.put_back(school.kept, seed)
    with pushes(place, seed) if seed % 8 in PUSHED else nullcontext() as told:
        history = History(place, told)
        history.live()
        result = Result(seed, history.end(), history.truth.said, history.counts)
    place.before = place.after = None
    return result


class History:
    """A history as it runs."""

    def __init__(self, place: Place, pushes: Pushes | None = None) -> None:
        self.place, self.random, self.truth = place, place.random, Truth()
        self.pushes = pushes
        self.people = People(place, self.truth)
        self.counts: dict[str, int] = {}
        self._armed: dict[tuple[str, int], str] = {}  # ("before" or "after", call number) -> what happens
        self._calls = 0
        self._nested = self._race = False
        self.beside: History | None = None  # the other caseload's, whose worker may be this one's too

    def live(self) -> None:
        for _ in range(self.random.randint(2, 4)):
            self.round()

    def round(self) -> None:
        """People do something, and a worker makes a pass with whatever befalls it."""
        for _ in range(self.random.randint(2, 6)):
            self.people.act()
        if self.random.random() < 0.15:
            self.place.expire(self.random.choice(("sync_token", "history", "grant")))
            self._say("something expires")
        if self.random.random() < 0.12:
            self.place.pass_seconds(self.random.choice((3600, 9 * 3600, 24 * 3600)))
            self._say("time passes")
        self._trouble()
        self._pass(self.random.choice(self.place.workers))
        self.place.world.faults.clear()
        self._armed.clear()
        if self.random.random() < 0.7:
            self.place.pass_seconds(LEASE.total_seconds() + 60)
        if self.random.random() < 0.7:
            self._reconnect()

    def end(self) -> list[str]:
        """Quiet: no faults, passes until nothing changes, a full look, then what must hold."""
        self.place.before = self.place.after = None
        self._reconnect()
        self.place.pass_seconds(LEASE.total_seconds() + 60)
        worker = self.place.workers[0]
        worker.begin_anew()
        if self.pushes is not None:
            self.place.pass_seconds(86_400)  # within a day what a lost notice did not tell is found
        failed = self._quiet(worker)
        if not failed and self.pushes is not None and self._refused():
            self._calm(worker, full=True)  # the owner read that a tab is refused, and means what they did
            failed = self._quiet(worker)
        return [failed] if failed else self._held(worker)

    def _quiet(self, worker: Worker) -> str:
        """Passes until one writes nothing; what went wrong."""
        for number in range(MOST_PASSES):
            worker.sent.clear()
            failed = self._ticked(worker) if self.pushes else self._calm(worker, full=number == 0)
            if isinstance(failed, str):
                return f"at rest: {failed}"
            if not any(write for _, write in worker.sent):
                return ""
        return f"I10: still writing after {MOST_PASSES} passes: {worker.sent}"

    def _refused(self) -> bool:
        rows = self.people.eyes.rows("Reminders")
        return any(row["Rule"] == "R25" and row["State"] == "open" for row in rows)

    def _ticked(self, worker: Worker) -> str | None:
        """One tick at the time the caseload is due; what went wrong."""
        assert self.pushes
        self.pushes.wait()
        outcomes = self.pushes.tick(worker)
        if "paused" in outcomes.values():
            self._reconnect()
            outcomes = self.pushes.tick(worker)
        return None if set(outcomes.values()) == {"ok"} else f"ticked {outcomes}"

    def _held(self, worker: Worker) -> list[str]:
        worker.sent.clear()
        full = self._calm(worker, full=True)
        calls_full = list(worker.sent)
        worker.sent.clear()
        idle = self._calm(worker)
        if isinstance(full, str) or isinstance(idle, str):
            return [f"at rest: {full} {idle}"]
        rest = Rest(self.place, self.truth, self.people.eyes, calls_full, list(worker.sent), full)
        told = self.pushes.told() if self.pushes else []
        self.counts |= self.pushes.counts if self.pushes else {}
        return [*told, *(f"{check.__name__}: {breach}" for check in INVARIANTS for breach in check(rest))]

    def _calm(self, worker: Worker, *, full: bool = False) -> Report | str:
        try:
            report = sync_caseload(worker.deps, self.place.caseload_id, full=full)
            if report.outcome == "paused":
                self._reconnect()
                report = sync_caseload(worker.deps, self.place.caseload_id, full=full)
        except HoldfastError as failed:
            return f"{type(failed).__name__}: {failed}"
        return report if report.outcome == "ok" else f"{report.outcome}: {report.said}"

    # Trouble

    def _trouble(self) -> None:
        """What will go wrong in the next pass."""
        self.place.before, self.place.after = self._before, self._after
        self._calls = 0
        dice = self.random
        if dice.random() < 0.55:
            for _ in range(dice.choice((1, 1, 2))):
                self._fault()
        if dice.random() < 0.45:
            self._armed[dice.choice(("before", "after")), dice.randint(1, 26)] = "kill"
        if dice.random() < 0.3:
            self._armed["before", dice.randint(1, 26)] = "freeze"
        for _ in range(dice.choice((0, 1, 2, 3))):
            self._armed["before", dice.randint(2, 20)] = "act"
        self._race = self.pushes is not None and self.pushes.random.random() < RACES
        if self._race:
            self._armed.clear()  # columns that moved as well nobody puts right after a death

    def _fault(self) -> None:
        kind = self.random.choice(KINDS)
        fault: dict[str, Any] = {"kind": kind, "method": self.random.choice(METHODS)}
        fault |= {"skip": self.random.randint(0, 3), "times": self.random.choice((1, 1, 3))}
        if fault["method"] == "*":
            fault["skip"] = self.random.randint(0, 25)
        if kind == "status":
            fault |= self.random.choice(STATUS)
        self.place.world.faults.add(fault)
        self._say(f"fault {fault}")

    def _before(self, worker: Worker, request: requests.PreparedRequest) -> None:
        if self._nested:
            return
        self._calls += 1
        self._strike("before", worker, request)
        if self._race and name_of(request) == WRITE:
            self._say(f"rows move just before call {self._calls}, and its worker gets no answer")
            self._meanwhile((People.sort, People.insert_row, People.delete_row, People.sort))

    def _after(self, worker: Worker, request: requests.PreparedRequest) -> None:
        if self._nested:
            return
        if self._race and name_of(request) == WRITE:
            self._race = False
            worker.dead = True
            raise Killed
        self._strike("after", worker, request)

    def _strike(self, when: str, worker: Worker, request: requests.PreparedRequest) -> None:
        what = self._armed.pop((when, self._calls), "")
        if not what:
            return
        self._say(f"{what} {when} call {self._calls}: {name_of(request)}")
        if what == "kill":
            worker.dead = True
            raise Killed
        if what == "act":
            self._meanwhile()
        elif what == "freeze":
            self._freeze(worker)

    def _meanwhile(self, acts: Iterable[Callable[[People], str | None]] = (People.act,)) -> None:
        """Somebody does something while a worker is at it."""
        self._nested = True
        with self.place.without_faults():
            for act in acts:
                told = act(self.people)
                if told:
                    self._say(told)
            if self.beside is not None:
                self.beside.people.act()
            if self.pushes is not None:
                self.pushes.arrive()
        self._nested = False

    def _freeze(self, worker: Worker) -> None:
        """This worker stands still past its lease; the other one does a whole pass; then this one goes on."""
        self._nested = True
        self.place.pass_seconds(LEASE.total_seconds() + 60)
        if self.random.random() < 0.5:
            with self.place.without_faults():
                self.people.act()
        other = next(other for other in self.place.workers if other is not worker)
        if self.beside is not None:
            self.beside._pass(other)
        self._pass(other)
        self._nested = False

    def _pass(self, worker: Worker) -> None:
        if worker.dead:
            worker.begin_anew()
        self._count("passes")
        try:
            if self.pushes is not None:
                self._tick(self.pushes, worker)
            else:
                report = sync_caseload(worker.deps, self.place.caseload_id, full=self.random.random() < 0.1)
                self._say(f"{worker.name}: {report.outcome} {report.changes}")
        except Killed:
            worker.engine.dispose()
            self._count("kills")
            self._say(f"{worker.name}: killed")
        except Fenced:
            self._count("fenced")
            self._say(f"{worker.name}: fenced")
        except HoldfastError as failed:
            self._count("failures")
            self._say(f"{worker.name}: {type(failed).__name__} {failed}")
        if worker.dead:
            worker.begin_anew()

    def _tick(self, pushes: Pushes, worker: Worker) -> None:
        outcomes = pushes.tick(worker)
        for counted, outcome in (("fenced", "taken over"), ("failures", "failed")):
            if outcome in outcomes.values():
                self._count(counted)
        self._say(f"{worker.name}: ticks {outcomes or 'and nothing is due'}")

    def _reconnect(self) -> None:
        caseloads = self.place.store.caseloads
        if caseloads.standing(self.place.caseload_id).paused_at is not None:
            self.place.connect()
            self._say("the owner connects again")
        elif self.truth.said and "something expires" in self.truth.said[-1]:
            self.place.connect()

    def _say(self, what: str) -> None:
        self.truth.said.append(f"{self.place.now():%d %H:%M:%S} {what}")

    def _count(self, what: str) -> None:
        self.counts[what] = self.counts.get(what, 0) + 1
