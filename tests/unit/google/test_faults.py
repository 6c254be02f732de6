"""Faults on a real socket: what is read is read in the end, what is written is never sent twice."""

from collections.abc import Iterator
from typing import Any

import pytest

from app import errors
from app.google.credentials import bearer
from app.google.drive import Drive
from app.google.session import Session
from app.local_google.testing import running
from app.local_google.world import World
from tests.unit.google.conftest import OWNER

LOST = [
    {"kind": "status", "status": 503},
    {"kind": "drop_before"},
    {"kind": "drop_after"},
    {"kind": "truncate"},
]
NOT_APPLIED = [
    {"kind": "status", "status": 429, "reason": "rateLimitExceeded", "retry_after": 2},
    {"kind": "status", "status": 403, "reason": "userRateLimitExceeded"},
]


@pytest.fixture(name="drive", scope="module")
def a_drive() -> Iterator[tuple[World, Drive]]:
    world = World(seed=1)
    with running(world) as url:
        yield world, Drive(Session(bearer(OWNER), url, account=OWNER, sleep=lambda _: None))


@pytest.mark.parametrize("fault", LOST + NOT_APPLIED, ids=str)
def test_a_read_comes_through(drive: tuple[World, Drive], fault: dict[str, Any]) -> None:
    world, gateway = drive
    book = gateway.create_spreadsheet("Book", {})
    world.faults.add({"method": "drive.files.get", "times": 2, **fault})
    assert gateway.state(book).id == book


@pytest.mark.parametrize("fault", NOT_APPLIED, ids=str)
def test_a_write_that_was_refused_for_its_rate_is_made_once(
    drive: tuple[World, Drive], fault: dict[str, Any]
) -> None:
    world, gateway = drive
    world.faults.add({"method": "drive.files.create", "times": 2, **fault})
    key = {"holdfast": str(fault)[:80]}
    gateway.create_spreadsheet("Book", key)
    assert len(gateway.find(key)) == 1


@pytest.mark.parametrize("fault", LOST, ids=str)
def test_a_write_without_an_answer_is_told_and_can_be_looked_for(
    drive: tuple[World, Drive], fault: dict[str, Any]
) -> None:
    world, gateway = drive
    world.faults.add({"method": "drive.files.create", **fault})
    key = {"holdfast": str(fault)[:80]}
    with pytest.raises(errors.Unavailable) as told:
        gateway.create_spreadsheet("Book", key)
    assert told.value.ambiguous
    assert len(gateway.find(key)) == (1 if fault["kind"] in ("drop_after", "truncate") else 0)
