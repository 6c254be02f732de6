"""A dry run looks and changes nothing, neither at Google nor of what is kept."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.flows.letters import letter_from
from tests.flows.town import Town

MUM = "mum@home.test"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    town = Town(tmp_path_factory.mktemp("town"))
    town.open()
    town.type("Students", [{"Name": "Ana Ruiz", "Status": "direct"}], first=2)
    person = {"Person": "Ada", "Email": MUM, "Role": "parent", "Student": "S001"}
    town.type("Team", [person], first=2)
    town.rest()
    town.pass_time(minutes=6)
    town.sync(scheduled=True)
    town.pass_time(minutes=1)
    return town


def state(town: Town) -> list[str]:
    """All that is kept, but for who holds the caseload."""
    with closing(sqlite3.connect(Path(town._state))) as kept:
        kept.execute("UPDATE caseload SET epoch = 0, lease_until = NULL")  # only in here: it is not committed
        return [line for line in kept.iterdump() if "INSERT INTO bucket" not in line]


@pytest.mark.parametrize("news", [False, True])
def test_a_dry_run_leaves_everything_as_it_was(town: Town, news: bool) -> None:
    if news:
        town.mail(letter_from(f"<{MUM}>", "A question", town.world.now()))
    before = state(town)
    report = town.sync(dry_run=True)
    assert (report.outcome, bool(report.said)) == ("ok", news)
    assert state(town) == before
