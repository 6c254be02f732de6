"""Columns that are moved between the read of the structure and that of the values."""

from __future__ import annotations

from pathlib import Path

import pytest
import requests

from app.errors import ColumnsMoving
from tests.flows.town import Town

VALUES = "values:batchGet"


@pytest.fixture
def town(tmp_path: Path) -> Town:
    town = Town(tmp_path)
    town.open()
    town.type("Students", [{"Name": "Ana Ruiz", "Needs": "more time"}], first=2)
    town.rest()
    return town


def moving(town: Town, times: int) -> list[str]:
    """So often somebody puts in a column just before the values are read; gives what was called meanwhile."""
    called: list[str] = []

    def before(request: requests.PreparedRequest) -> None:
        called.append(str(request.url))
        if VALUES in called[-1] and sum(VALUES in one for one in called) <= times:
            town.edit({"insertColumn": ["Students", town.column("Students", "Needs")]})

    town.wire.before = before
    return called


def test_both_are_read_again(town: Town) -> None:
    called = moving(town, 1)
    assert not town.sync(full=True).changed
    # structure and values twice, and once the formulas as entered
    assert len([one for one in called if VALUES in one]) == 3
    town.wire.before = lambda _: None
    (row,) = (one for one in town.rows("Students") if one["Name"])
    assert (row["Name"], row["Needs"], row["Code"]) == ("Ana Ruiz", "more time", "S001")


def test_where_they_move_all_the_time_nothing_is_written(town: Town) -> None:
    called = moving(town, 99)
    with pytest.raises(ColumnsMoving, match="looks again"):
        town.sync(full=True)
    assert not [one for one in called if "batchUpdate" in one]
    town.wire.before = lambda _: None
    town.rest(full=True)


def test_a_header_that_shows_otherwise_than_it_is_stops_nothing(town: Town) -> None:
    at = town.column("Students", "Needs")
    town.edit({"insertColumn": ["Students", at]}, {"set": [f"Students!{at}1", "=DATE(2026,11,23)"]})
    called = moving(town, 0)
    town.rest(full=True)
    assert len([one for one in called if VALUES in one]) <= 5
