"""Rows that people add at the end of a tab count everywhere, and look and offer what those above do.

Google makes a range longer only where rows are put in inside it, never for rows that come below it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sheets_schema.workbook import WORKBOOK
from tests.flows.test_spare_rows import batch, grid, grid_rows, rules
from tests.flows.town import Kept, Town

pytestmark = pytest.mark.slow

MORE = 100  # "Add 1000 more rows at the bottom" does the same, ten times as slowly
LONGER = ("contact_log", "team", "lists", "students", "award_scores", "goals", "progress", "award_parts")


@pytest.fixture(scope="module")
def beginning(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Town, Kept]]:
    town = Town(Path(tmp_path_factory.mktemp("town")))
    town.open()
    town.type("Students", [{"Name": "Ann", "Status": "direct"}], first=2)
    town.rest()
    longer = [
        {"appendDimension": {"sheetId": WORKBOOK.tab(key).sheet_id, "dimension": "ROWS", "length": MORE}}
        for key in LONGER
    ]
    batch(town, *longer)
    yield town, town.keep()
    town.world.store.close()


@pytest.fixture
def town(beginning: tuple[Town, Kept]) -> Town:
    town, kept = beginning
    town.put_back(kept)
    return town


def below(key: str) -> int:
    """A row number far below the old end."""
    return WORKBOOK.tab(key).capacity + 50


def test_what_is_typed_below_the_old_end_counts(town: Town) -> None:
    student = below("students")
    town.type("Students", [{"Name": "Bea", "Status": "direct"}], first=student)
    town.rest()
    code = town.cell("Students", student, "Code")
    assert code
    town.type("Team", [{"Person": "Bea's aunt", "Role": "parent", "Student": code}], first=below("team"))
    call = {"Date": town.day(-3), "Student": code, "Role": "parent"}
    town.type("Contact Log", [call], first=below("contact_log"))
    town.type("Ratings", [{"Date": town.day(0), "Student": code, "Respect": 4, "Effort": 1}])
    town.rest()
    assert town.cell("Team", below("team"), "Name") == "Bea"
    assert town.cell("Contact Log", below("contact_log"), "Name") == "Bea"
    line = next(one for one in town.rows("Students") if one["Code"] == code)
    assert (line["Days Since Contact"], line["Last Parent Contact"]) == (3, town.day(-3))
    award = next(one for one in town.rows("Award") if one["Student"] == code)
    assert (award["Name"], award["Score"]) == ("Bea", 100)


def test_a_series_below_the_old_end_of_progress_is_measured(town: Town) -> None:
    goal = below("goals")
    town.type("Goals", [{"Student": "S001", "Goal": "Types", "Baseline": 10, "Target": 40}], first=goal)
    town.rest()
    number = town.cell("Goals", goal, "Id")
    series = [{"Date": town.day(7 * at - 28), "Goal": number, "Value": 10 + 2 * at} for at in range(5)]
    town.type("Progress", series, first=below("progress"))
    town.rest()
    assert town.cell("Progress", below("progress"), "Goal Name") == "Types"
    assert town.cell("Goals", goal, "Trend Per Week") == 2


def test_drop_downs_and_colours_reach_the_new_rows(town: Town) -> None:
    said = town.sync(full=True).said
    assert "Makes the rows added at the end of Contact Log like those above." in said
    town.rest()
    for key in ("contact_log", "team", "students"):
        tab = WORKBOOK.tab(key)
        assert rules(town, tab.title, below(key)) == rules(town, tab.title, 5), tab.title
        coloured = {at for at, column in enumerate(tab.columns) if column.colours}
        ends: dict[int, int] = {}
        for one in grid(town, tab.title).get("conditionalFormats", ()):
            for span in one["ranges"]:
                ends[span["startColumnIndex"]] = max(
                    ends.get(span["startColumnIndex"], 0), span["endRowIndex"]
                )
        assert coloured == set(ends)
        assert set(ends.values()) <= {grid_rows(town, tab.title)}


def test_a_tab_that_lists_students_has_lines_in_its_new_rows(town: Town) -> None:
    town.sync(full=True)
    title, end = WORKBOOK.tab("award_parts").title, grid_rows(town, "Award Parts")
    numbers = [int(one[0]) for one in town.owner.values(town.book, f"'{title}'!A7:A")]
    assert numbers == list(range(1, end - 5))


def test_a_row_typed_below_is_seen_by_the_next_sync(town: Town) -> None:
    town.type("Contact Log", [{"Date": town.day(0), "Student": "S001"}], first=below("contact_log"))
    assert "Makes the rows added at the end of Contact Log like those above." in town.sync().said
    town.wire.sent.clear()
    town.type("Contact Log", [{"Date": town.day(-1), "Student": "S001"}])
    town.sync()
    assert sum("/values:batchGet" in path for _, path in town.wire.sent) == 1
    assert ("GET", f"/v4/spreadsheets/{town.book}") not in town.wire.sent
