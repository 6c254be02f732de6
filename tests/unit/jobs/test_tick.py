"""The tick: what is due gets its turn, a failure is its caseload's alone, and when to retry is data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NoReturn
from zoneinfo import ZoneInfo

import pytest

from app.errors import BadSettings, Fenced, GrantLost, NotFound, QuotaUsedUp, RateLimited, Unavailable
from app.flows.deps import Deps
from app.store import Store, open_store
from jobs.tick import LATER, SOON, tick, wait_after

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@dataclass
class Office:
    """A store with caseloads, and a Google that answers each owner with an error of its own."""

    store: Store
    now: datetime = NOW
    errors: dict[str, Exception] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def caseload(self, owner: str, error: Exception) -> int:
        self.errors[owner] = error
        return self.store.caseloads.create(owner, owner, ZoneInfo("UTC"), NOW).id

    def connect(self, owner: str) -> NoReturn:
        self.asked.append(owner)
        raise self.errors[owner]

    @property
    def deps(self) -> Deps:
        return Deps(self.store, self.connect, lambda: self.now, "https://book/{id}")

    def due(self, caseload_id: int) -> timedelta:
        return self.store.caseloads.standing(caseload_id).due_at - self.now


@pytest.fixture(name="office")
def an_office(tmp_path: Path) -> Iterator[Office]:
    store = open_store(f"sqlite:///{tmp_path}/state.sqlite")
    yield Office(store)
    store.close()


def test_one_failing_caseload_stops_no_other(office: Office) -> None:
    broken = office.caseload("a@x.test", ZeroDivisionError())
    slow = office.caseload("b@x.test", RateLimited("sheets.spreadsheets.get", None))
    lost = office.caseload("c@x.test", GrantLost("c@x.test", "invalid_grant"))
    gone = office.caseload("d@x.test", NotFound("drive.files.get"))
    outcomes = {broken: "failed", slow: "failed", lost: "paused", gone: "refused"}
    assert tick(office.deps) == outcomes
    assert (office.due(broken), office.due(slow), office.due(gone)) == (LATER.first, SOON.first, LATER.first)
    assert office.store.caseloads.standing(lost).paused_at == NOW


def test_a_failure_is_among_the_runs_with_its_class_alone(office: Office) -> None:
    broken = office.caseload("a@x.test", ValueError("Mia Hernandez"))
    refused = office.caseload("b@x.test", NotFound("drive.files.get"))
    tick(office.deps)
    [failed], [gone] = (office.store.runs.latest(one) for one in (broken, refused))
    assert (failed.outcome, failed.report, failed.ended_at) == ("failed", {"error": "ValueError"}, NOW)
    assert (gone.outcome, gone.report) == ("refused", {})


def test_a_run_that_had_begun_is_the_one_that_failed(office: Office) -> None:
    caseload = office.caseload("a@x.test", ZeroDivisionError())
    with office.store.claim(caseload, NOW) as claim:
        begun = office.store.runs.start(claim, "sync", NOW)
    office.now += 6 * MINUTE
    assert tick(office.deps) == {caseload: "failed"}
    [run] = office.store.runs.latest(caseload)
    assert (run.id, run.outcome) == (begun, "failed")


def test_what_is_not_due_is_left_alone(office: Office) -> None:
    caseload = office.caseload("a@x.test", ZeroDivisionError())
    tick(office.deps)
    assert tick(office.deps) == {}
    assert office.asked == ["a@x.test"]
    office.now += LATER.first
    assert tick(office.deps) == {caseload: "failed"}


def test_the_wait_grows_with_each_failure_in_a_row(office: Office) -> None:
    caseload = office.caseload("a@x.test", Unavailable("drive.files.get", "no answer"))
    waits = []
    for _ in range(7):
        tick(office.deps)
        waits.append(office.due(caseload) / MINUTE)
        office.now += office.due(caseload)
    assert waits == [1, 2, 4, 8, 16, 30, 30]


@pytest.mark.parametrize(
    ("error", "first", "far"),
    [
        (Unavailable("m", "w"), SOON.first, SOON.most),
        (RateLimited("m", timedelta(hours=1)), timedelta(hours=1), timedelta(hours=1)),
        (RateLimited("m", timedelta(seconds=5)), SOON.first, SOON.most),
        (QuotaUsedUp("m", "dailyLimitExceeded"), LATER.first, LATER.most),
        (BadSettings("X is not set."), LATER.first, LATER.most),
        (KeyError("anything"), LATER.first, LATER.most),
    ],
)
def test_the_error_says_when(error: Exception, first: timedelta, far: timedelta) -> None:
    assert (wait_after(error, 0), wait_after(error, 1000)) == (first, far)


def test_a_click_brings_a_failed_caseload_back(office: Office) -> None:
    caseload = office.caseload("a@x.test", ZeroDivisionError())
    tick(office.deps)
    office.store.caseloads.set_due(caseload, office.now)
    assert tick(office.deps) == {caseload: "failed"}


def test_told_to_end_it_begins_nothing(office: Office) -> None:
    caseload = office.caseload("a@x.test", ZeroDivisionError())
    assert tick(office.deps, lambda: True) == {caseload: "left"}
    assert office.asked == []
    assert office.store.caseloads.due(NOW) == (caseload,)


def test_a_caseload_that_was_paused_meanwhile_is_not_put_off(office: Office) -> None:
    caseload = office.caseload("a@x.test", ZeroDivisionError())

    def paused_meanwhile(_owner: str) -> NoReturn:
        office.store.caseloads.pause(caseload, "asked", "Paused by its owner.", NOW)
        raise Unavailable("drive.files.get", "no answer")

    assert tick(Deps(office.store, paused_meanwhile, lambda: NOW, "")) == {caseload: "failed"}
    assert office.store.caseloads.standing(caseload).failures == 0


def test_a_worker_that_was_taken_over_touches_nothing(office: Office) -> None:
    caseload = office.caseload("a@x.test", Fenced(1, 1))
    assert tick(office.deps) == {caseload: "taken over"}
    assert office.store.caseloads.standing(caseload).failures == 0
