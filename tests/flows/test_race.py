"""People insert, delete and sort rows between a sync's read and its write: no cell ends in the wrong row.

The wire lets the person's edit happen at the very moment at which the batch leaves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
import requests

from tests.flows.town import Kept, Town

Edit = Mapping[str, Any]
NAMES = ("Ana Ruiz", "Ben Moor", "Cid Lang", "Dora Falk")
SNOOZES = ("2026-10-01", "2026-10-02", "2026-10-03", "2026-10-04", "2026-10-05", "2026-10-06")
CALLS = ("rang Ana's home", "rang Ben's home", "rang Cid's home")


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> tuple[Town, Kept]:
    town = Town(tmp_path_factory.mktemp("town"))
    town.open()
    town.owner.set_setting(town.book, "Contact gap days", 14)
    town.owner.set_setting(town.book, "Date order", "day first")
    pupils = [
        {"Name": name, "Status": "direct", "Random Things to Do": f"by {27 + at}/11 ask {name.split()[0]}"}
        for at, name in enumerate(NAMES[:3])
    ]
    town.type("Students", pupils, first=2)
    town.rest()
    rows = town.rows("Reminders")
    town.type("Reminders", [{"Snooze": day} for day, _ in zip(SNOOZES, rows, strict=True)], first=2)
    town.type("Award Scores", [{"Effort": 61}, {"Effort": 62}, {"Effort": 63}], first=2)
    town.rest()
    # what the next sync has to write: withdrawn reminders, ids for typed rows, a new student's row
    things = town.column("Students", "Random Things to Do")
    town.edit({"set": [f"Students!{things}3", "x by 28/11 ask Ben"]}, {"set": [f"Students!{things}2", ""]})
    town.type("Students", [{"Name": NAMES[3], "Status": "direct"}], first=5)
    town.type(
        "Contact Log",
        [
            {"Date": "2026-11-20", "Student": f"S00{at}", "Method": "phone", "Summary": said}
            for at, said in enumerate(CALLS, 1)
        ],
        first=2,
    )
    return town, town.keep()


def during_the_write(town: Town, edit: Callable[[], None]) -> None:
    """The next batch into a workbook leaves just after this edit."""
    done = False

    def once(request: requests.PreparedRequest) -> None:
        nonlocal done
        if not done and str(request.url).partition("?")[0].endswith(":batchUpdate"):
            done = True
            edit()

    town.wire.before = once
    town.rest()
    assert done


def reminders(town: Town) -> dict[str, tuple[Any, ...]]:
    shown = ("What", "Student", "Name", "State", "Due", "Snooze")
    return {row["Event"]: tuple(row[title] for title in shown) for row in town.rows("Reminders")}


def calls(town: Town) -> dict[str, tuple[Any, ...]]:
    rows = [row for row in town.rows("Contact Log") if row["Summary"]]
    return {row["Summary"]: (row["Student"], row["Name"], row["Date"], bool(row["Id"])) for row in rows}


def efforts(town: Town) -> dict[str, tuple[Any, ...]]:
    rows = [row for row in town.rows("Award Scores") if row["Student"] or row["Effort"]]
    return {row["Student"]: (row["Name"], row["Effort"]) for row in rows}


def ids_are_unique(town: Town) -> bool:
    ids = [row["Id"] for tab in ("Reminders", "Contact Log", "Award Scores") for row in town.rows(tab)]
    return None not in ids and "" not in ids and len(ids) == len(set(ids))


def looks(town: Town) -> tuple[Any, ...]:
    return reminders(town), calls(town), efforts(town)


@pytest.fixture(scope="module")
def undisturbed(begun: tuple[Town, Kept]) -> tuple[Any, ...]:
    town, kept = begun
    town.put_back(kept)
    town.rest()
    found = looks(town)
    assert [one[3] for one in found[0].values()].count("withdrawn") >= 2
    assert set(found[2]) == {"S001", "S002", "S003", "S004"}
    return found


MOVES: dict[str, list[Edit]] = {
    "a row inserted under the header of Reminders": [{"insertRows": ["Reminders", 2, 1]}],
    "two rows inserted amid Reminders": [{"insertRows": ["Reminders", 4, 2]}],
    "Reminders sorted": [{"sort": ["Reminders", "B", "desc"]}],
    "Reminders sorted by its ids backwards": [{"sort": ["Reminders", "A", "desc"]}],
    "a row inserted under the header of Contact Log": [{"insertRows": ["Contact Log", 2, 1]}],
    "Contact Log sorted": [{"sort": ["Contact Log", "L", "desc"]}],
    "a row inserted in Award Scores": [{"insertRows": ["Award Scores", 3, 1]}],
    "all at once": [
        {"insertRows": ["Reminders", 2, 1]},
        {"insertRows": ["Contact Log", 3, 1]},
        {"insertRows": ["Award Scores", 2, 2]},
    ],
}


@pytest.mark.slow
@pytest.mark.parametrize("what", sorted(MOVES))
def test_moved_rows_keep_their_own(begun: tuple[Town, Kept], undisturbed: tuple[Any, ...], what: str) -> None:
    town, kept = begun
    town.put_back(kept)
    during_the_write(town, lambda: town.edit(*MOVES[what]))
    assert looks(town) == undisturbed
    assert ids_are_unique(town)


@pytest.mark.slow
def test_a_deleted_row_takes_only_itself(begun: tuple[Town, Kept], undisturbed: tuple[Any, ...]) -> None:
    town, kept = begun
    town.put_back(kept)
    gone = town.rows("Reminders")[0]["Event"]
    during_the_write(town, lambda: town.edit({"deleteRows": ["Reminders", 2, 1]}))
    wanted, contacts, scores = undisturbed
    found = reminders(town)
    for event, cells in found.items():
        if event != gone:
            assert cells == wanted[event]
    assert set(found) >= set(wanted) - {gone}
    assert (calls(town), efforts(town)) == (contacts, scores)


@pytest.mark.slow
def test_a_person_types_into_the_spare_row_first(
    begun: tuple[Town, Kept], undisturbed: tuple[Any, ...]
) -> None:
    """The student's row of Award Scores: a person typed it themselves while the sync was at it."""
    town, kept = begun
    town.put_back(kept)
    at = town.column("Award Scores", "Student")
    during_the_write(town, lambda: town.edit({"set": [f"'Award Scores'!{at}5", "S004"]}))
    assert looks(town) == undisturbed


def test_an_own_header_that_is_no_text_is_no_moved_column(begun: tuple[Town, Kept]) -> None:
    town, kept = begun
    town.put_back(kept)
    for header in ("2026", "=1/0"):
        at = town.column("Contact Log", "Method")
        town.edit({"insertColumn": ["Contact Log", at]}, {"set": [f"Contact Log!{at}1", header]})
    assert town.sync().changes.cells_written
    assert all(known for *_, known in calls(town).values())
    assert [path.endswith(":batchUpdate") for _, path in town.wire.sent].count(True) == 1
