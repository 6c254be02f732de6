"""A worker whose write hit wrong rows, because somebody moved them just then, dies before it looks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import requests

from tests.flows.letters import letter_from
from tests.flows.test_race import (
    MEANWHILE,
    MOVES,
    Edit,
    begun,
    calls,
    ids_are_unique,
    looks,
    moved_in_the_calendar,
    their_day_stands,
    types_due,
)
from tests.flows.town import Kept, Killed, Town

__all__ = ["begun"]  # the fixture


@pytest.fixture(scope="module")
def undisturbed(begun: tuple[Town, Kept]) -> tuple[Any, ...]:
    town, kept = begun
    town.put_back(kept)
    town.rest(full=True)
    return looks(town)


def dies_after_a_wrong_hit(town: Town, what: str) -> None:
    dies_at_a_write(town, lambda: town.edit(*MOVES[what]))


def dies_at_a_write(town: Town, edit: Callable[[], None], call: int = 1) -> None:
    """The first batch leaves just after this edit, and at the `call`-th the worker gets no answer."""
    batches = 0

    def before(request: requests.PreparedRequest) -> None:
        nonlocal batches
        if str(request.url).partition("?")[0].endswith(":batchUpdate"):
            batches += 1
            if batches == 1:
                edit()

    def after(_: requests.PreparedRequest) -> None:
        if batches == call:
            town.dead = True
        if town.dead:
            raise Killed

    town.wire.before, town.wire.after = before, after
    with pytest.raises(Killed):
        town.sync()
    town.live_again()


def comes_right(begun: tuple[Town, Kept], undisturbed: tuple[Any, ...], what: str) -> None:
    town, kept = begun
    town.put_back(kept)
    dies_after_a_wrong_hit(town, what)
    town.rest(full=True)
    assert looks(town) == undisturbed
    assert ids_are_unique(town)


@pytest.mark.slow
@pytest.mark.parametrize("what", ["all at once", "two rows inserted amid Reminders"])
def test_the_next_worker_puts_it_right(
    begun: tuple[Town, Kept], undisturbed: tuple[Any, ...], what: str
) -> None:
    comes_right(begun, undisturbed, what)


@pytest.mark.proof
@pytest.mark.parametrize("what", sorted(MOVES))
def test_the_next_worker_puts_every_move_right(
    begun: tuple[Town, Kept], undisturbed: tuple[Any, ...], what: str
) -> None:
    comes_right(begun, undisturbed, what)


@pytest.mark.slow
def test_what_people_did_to_the_rows_meanwhile_stays(
    begun: tuple[Town, Kept], undisturbed: tuple[Any, ...]
) -> None:
    town, kept = begun
    town.put_back(kept)
    dies_after_a_wrong_hit(town, "all at once")
    for row in town.rows("Contact Log"):
        town.type("Contact Log", [{"Action": f"after {row['Summary']}"}], first=row["#"])
    town.edit({"insertRows": ["Reminders", 3, 2]}, {"sort": ["Contact Log", "L", "desc"]})
    town.rest(full=True)
    assert looks(town) == undisturbed
    assert ids_are_unique(town)
    assert {row["Action"] for row in town.rows("Contact Log") if row["Summary"]} == {
        f"after {one}" for one in undisturbed[1]
    }


@pytest.mark.slow
@pytest.mark.parametrize("what", sorted(MEANWHILE))
@pytest.mark.parametrize("call", [1, 2])
def test_what_was_typed_into_the_very_cell_comes_back(
    begun: tuple[Town, Kept], undisturbed: tuple[Any, ...], what: str, call: int
) -> None:
    """Its worker dies at the write, or at the one by which it puts that right."""
    town, kept = begun
    town.put_back(kept)
    row = moved_in_the_calendar(town, "2026-12-01")
    dies_at_a_write(town, types_due(town, row, *MEANWHILE[what]), call)
    town.rest(full=True)
    assert their_day_stands(town, row["Event"])
    others = {event: cells for event, cells in looks(town)[0].items() if event != row["Event"]}
    assert others == {event: cells for event, cells in undisturbed[0].items() if event != row["Event"]}
    assert looks(town)[1:] == undisturbed[1:]


COLUMNS: dict[str, list[Edit]] = {
    "a column inserted": [{"insertColumn": ["Contact Log", "D"]}],
    "a column inserted before the ids": [{"insertColumn": ["Contact Log", "A"]}],
    "a column moved": [{"moveColumn": ["Contact Log", "J", "C"]}],
    "a column moved and a row inserted": [
        {"moveColumn": ["Contact Log", "C", "J"]},
        {"insertRows": ["Contact Log", 2, 1]},
    ],
}


def mail_rows(town: Town) -> dict[str, tuple[Any, ...]]:
    shown = ("Student", "Name", "Date", "Person", "Method", "Subject")
    rows = [row for row in town.rows("Contact Log") if row["Link"]]
    return {row["Link"]: (*(row[title] for title in shown), bool(row["Id"])) for row in rows}


@pytest.mark.slow
@pytest.mark.parametrize("what", sorted(COLUMNS))
@pytest.mark.parametrize("sorted_since", [False, pytest.param(True, marks=pytest.mark.proof)])
def test_a_row_added_while_columns_moved(begun: tuple[Town, Kept], what: str, sorted_since: bool) -> None:
    town, kept = begun
    town.put_back(kept)
    parents = [{"Student": "S001", "Name": "Eva Ruiz", "Email": "eva@home.test", "Role": "parent"}]
    town.type("Team", parents, first=2)
    town.rest()
    for subject in ("About Ana", "Once more"):
        town.mail(letter_from("eva@home.test", subject, town.world.now()))
    before = town.keep()
    town.rest(full=True)
    wanted, others = mail_rows(town), calls(town)
    assert len(wanted) == 2
    town.put_back(before)
    dies_at_a_write(town, lambda: town.edit(*COLUMNS[what]))
    if sorted_since:
        town.edit({"insertRows": ["Contact Log", 3, 2]}, {"sort": ["Contact Log", "B", "desc"]})
    town.rest(full=True)
    assert (mail_rows(town), calls(town)) == (wanted, others)
    assert ids_are_unique(town)


@pytest.mark.slow
def test_the_worker_after_it_dies_as_well(begun: tuple[Town, Kept], undisturbed: tuple[Any, ...]) -> None:
    """Google refuses the second one's batch, and it dies before it knows: two have tried the same number."""
    town, kept = begun
    town.put_back(kept)
    row = moved_in_the_calendar(town, "2026-12-01")
    dies_at_a_write(town, types_due(town, row, *MOVES["all at once"]))
    dies_at_a_write(town, lambda: None)
    town.rest(full=True)
    assert their_day_stands(town, row["Event"])
    others = {event: cells for event, cells in looks(town)[0].items() if event != row["Event"]}
    assert others == {event: cells for event, cells in undisturbed[0].items() if event != row["Event"]}
    assert looks(town)[1:] == undisturbed[1:]
