"""Sync tells of what went out after it did, and of what did not as long as it does not."""

from __future__ import annotations

import pytest

from tests.flows.first_mails import mails_were_seen
from tests.flows.town import Kept, Town

REFUSED = {"kind": "status", "status": 400, "method": "gmail.users.drafts.create", "times": None}
PUT = "Put 2 new events on Holdfast's calendar."


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> tuple[Town, Kept]:
    """A student whose list has two things to do: two events and a digest."""
    town = Town(tmp_path_factory.mktemp("town"))
    town.open()
    mails_were_seen(town)
    town.type("Students", [{"Name": "Ana Ruiz", "Status": "direct"}], first=2)
    town.rest()
    town.type("Students", [{"Random Things to Do": "by 2026-11-24 ask\nby 2026-11-25 tell"}], first=2)
    return town, town.keep()


@pytest.fixture
def town(begun: tuple[Town, Kept]) -> Town:
    town, kept = begun
    town.put_back(kept)
    return town


def told(town: Town, kind: str) -> list[str]:
    return [str(row["What"]) for row in town.rows("Sync") if row["Kind"] == kind]


def test_what_went_out_is_told_by_the_next_write(town: Town) -> None:
    town.sync()
    assert "Added 2 rows to Reminders." in told(town, "did")[0]
    assert PUT not in told(town, "did")[0]
    before = town.rows("Sync")
    town.rest()
    assert town.rows("Sync") == before  # nothing else had to be written
    town.type("Students", [{"Name": "Ben Po", "Status": "direct"}], first=3)
    town.rest()
    assert PUT in told(town, "did")[0]
    town.type("Students", [{"Name": "Cem Ay", "Status": "direct"}], first=4)
    town.sync()
    assert PUT not in told(town, "did")[0]  # once


def test_a_mail_that_cannot_go_out_is_a_problem_until_it_does(town: Town) -> None:
    town.world.faults.add(REFUSED)
    town.pass_time(days=1)
    town.rest()
    (line,) = told(town, "problem")
    assert line.startswith("1 mail could not be made or sent. Google refused")
    assert "Sent" not in " ".join(told(town, "did"))
    before = town.rows("Sync")
    report = town.sync(full=True)
    assert not report.changed
    assert [one.text for one in report.problems] == [line]
    assert town.rows("Sync") == before
    town.world.faults.clear()
    town.rest(full=True)
    assert told(town, "problem") == []
    assert "Sent 1 mail." in told(town, "did")[0]
