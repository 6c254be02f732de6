"""People insert, delete and sort rows between a sync's read and its write: no cell ends in the wrong row.

The wire lets the person's edit happen at the very moment at which the batch leaves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
import requests

from app.errors import BadRequest
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


def moved_in_the_calendar(town: Town, day: str) -> dict[str, Any]:
    """Ben's reminder, whose day the next sync is to bring into Due."""
    row = next(row for row in town.rows("Reminders") if row["What"] == "ask Cid")
    path = f"/calendar/v3/calendars/{town.caseload.calendar_id}/events/{row['Event']}"
    moved = {"start": {"date": day}, "end": {"date": f"{day[:-1]}{int(day[-1]) + 1}"}}
    town.owner.call("PATCH", path, json=moved)
    return row


def types_due(town: Town, row: Mapping[str, Any], *more: Edit) -> Callable[[], None]:
    cell = f"Reminders!{town.column('Reminders', 'Due')}{row['#']}"
    return lambda: town.edit({"set": [cell, "2026-12-04"]}, *more)


def conflicts(town: Town) -> list[dict[str, Any]]:
    return [line for line in town.rows("Sync") if line["Kind"] == "conflict"]


def their_day_stands(town: Town, event: str) -> bool:
    """What was typed stands in both places, what the calendar had is told, and it was written once."""
    row = next(row for row in town.rows("Reminders") if row["Event"] == event)
    path = f"/calendar/v3/calendars/{town.caseload.calendar_id}/events/{event}"
    there = town.owner.call("GET", path)["start"]["date"]
    (line,) = [line for line in conflicts(town) if line["What"].startswith("Reminders")]
    told = "while Holdfast was writing it" in line["What"] and "2026-12-01" in line["What To Do"]
    return (row["Due"][:10], there, told) == ("2026-12-04", "2026-12-04", True)


MEANWHILE: dict[str, list[Edit]] = {
    "nothing else": [],
    "a row inserted above": [{"insertRows": ["Reminders", 2, 1]}],
    "sorted": [{"sort": ["Reminders", "A", "desc"]}],
}


@pytest.mark.slow
@pytest.mark.parametrize("what", sorted(MEANWHILE))
def test_what_is_typed_into_the_very_cell_stands(
    begun: tuple[Town, Kept], undisturbed: tuple[Any, ...], what: str
) -> None:
    town, kept = begun
    town.put_back(kept)
    row = moved_in_the_calendar(town, "2026-12-01")
    during_the_write(town, types_due(town, row, *MEANWHILE[what]))
    assert their_day_stands(town, row["Event"])
    others = {event: cells for event, cells in reminders(town).items() if event != row["Event"]}
    assert others == {event: cells for event, cells in undisturbed[0].items() if event != row["Event"]}


def test_a_day_moved_in_the_calendar_alone_comes_in_with_one_write(begun: tuple[Town, Kept]) -> None:
    town, kept = begun
    town.put_back(kept)
    row = moved_in_the_calendar(town, "2026-12-01")
    assert town.sync().changes.cells_written
    assert [path.endswith(":batchUpdate") for _, path in town.wire.sent].count(True) == 1
    assert town.cell("Reminders", row["#"], "Due")[:10] == "2026-12-01"
    town.rest()
    assert not conflicts(town)


def test_where_a_cell_cannot_be_set_aside_it_is_written_all_the_same(begun: tuple[Town, Kept]) -> None:
    town, kept = begun
    town.put_back(kept)
    row = moved_in_the_calendar(town, "2026-12-01")

    def refuse(request: requests.PreparedRequest) -> None:
        if "copyPaste" in str(request.body):
            raise BadRequest("sheets.spreadsheets.batchUpdate", "Invalid requests[3].copyPaste: merged cells")

    town.wire.before = refuse
    town.rest()
    assert town.cell("Reminders", row["#"], "Due")[:10] == "2026-12-01"


def test_a_student_typed_into_the_spare_row_keeps_it(begun: tuple[Town, Kept]) -> None:
    """The row of Award Scores that was to become another student's; that one gets the next."""
    town, kept = begun
    town.put_back(kept)
    at = town.column("Award Scores", "Student")
    during_the_write(town, lambda: town.edit({"set": [f"'Award Scores'!{at}5", "S009"]}))
    rows = {row["#"]: row["Student"] for row in town.rows("Award Scores") if row["Student"]}
    assert (rows[5], rows[6]) == ("S009", "S004")


def test_what_was_set_aside_goes_with_the_next_write(begun: tuple[Town, Kept]) -> None:
    town, kept = begun
    town.put_back(kept)
    moved_in_the_calendar(town, "2026-12-01")
    town.sync()
    assert [cell for line in everything(town, "_Holdfast")[2:] for cell in line[3:] if cell != ""]
    town.type("Contact Log", [{"Summary": "another call"}], first=9)
    town.rest()
    assert not [cell for line in everything(town, "_Holdfast")[2:] for cell in line[3:] if cell != ""]


def everything(town: Town, tab: str) -> list[list[Any]]:
    path = f"/v4/spreadsheets/{town.book}/values/{tab}"
    found: list[list[Any]] = town.owner.call("GET", path)["values"]
    return found
