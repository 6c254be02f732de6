"""Seven tardies by October and none afterwards: the days that pass give back what the tardies took."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app.flows.award import award_table
from sheets_schema.tabs.award_rules import AWARD_RULES
from tests.flows.town import Town

pytestmark = pytest.mark.slow

OCTOBER = datetime(2026, 10, 20, 9, 30, tzinfo=UTC)
TARDY = [
    date(2026, 9, 8),
    date(2026, 9, 15),
    date(2026, 9, 29),
    *(date(2026, 10, day) for day in (2, 6, 9, 15)),
]
BOTH = ("Tardies This Semester", "Tardies Last 30 Days")
WEIGHTS = {str(row["category"]): float(str(row["weight"])) for row in AWARD_RULES.first_rows}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    town = Town(Path(tmp_path_factory.mktemp("town")), OCTOBER)
    town.open()
    town.owner.set_setting(town.book, "Semester start", "2026-08-24")
    town.type("Students", [{"Name": "Ana Lima", "Status": "direct", "Joined": "2026-08-24"}], first=2)
    town.type("Attendance", [{"Date": day.isoformat(), "Student": "S001", "Kind": "tardy"} for day in TARDY])
    town.rest()
    yield town
    town.world.store.close()


def shares(town: Town) -> tuple[float, float]:
    """What the two categories together give of their weight: on Award Parts, and in Python."""
    rows = town.owner.values(town.book, "'Award Parts'!A1:AX7")
    categories, student = rows[0], rows[6]
    parts = {title: float(student[26 + at - 2]) for at, title in enumerate(categories) if title in BOTH}
    (line,) = award_table(town.deps, town.caseload.id).lines
    weight = sum(WEIGHTS[one] for one in BOTH)
    return tuple(sum(WEIGHTS[one] * found[one] for one in BOTH) / weight for found in (parts, line.parts))


def test_the_days_that_pass_bring_the_two_categories_from_12_to_72_percent(town: Town) -> None:
    assert shares(town) == pytest.approx((0.12, 0.12))
    held = town.rows("Award")[0]
    assert held["Holding Back 1"] == "Tardies Last 30 Days"
    assert "Tardies in the last 30 days: 5." in held["Message 1"]
    assert "A tardy is coming to class after it has begun." in held["Message 1"]
    town.pass_time(days=31)  # nobody types, no sync runs
    assert shares(town) == pytest.approx((0.72, 0.72))
    assert town.rows("Award")[0]["Holding Back 1"] == "Tardies This Semester"


def test_the_month_is_written_down_once_and_change_counts_from_it(town: Town) -> None:
    """October's line is as old as the caseload; November's comes with the first sync of the month."""
    town.rest()
    october, november = town.rows("Award History")
    assert [one["Date"] for one in (october, november)] == ["2026-10-20", "2026-11-20"]
    assert (october["Student"], november["Rank"]) == ("S001", "")
    assert october["Name"] == november["Name"] == town.rows("Students")[0]["Name"]
    assert 12 < october["Score"] < november["Score"] - 25
    town.type("Ratings", [{"Date": town.day(0), "Student": "S001", "Respect": 4, "Effort": 1}])
    town.pass_time(days=1)
    town.rest()
    assert len(town.rows("Award History")) == 2
    shown = town.rows("Award")[0]
    assert shown["Change"] == pytest.approx(shown["Score"] - november["Score"])
