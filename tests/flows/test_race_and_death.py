"""A worker whose write hit wrong rows, because somebody moved them just then, dies before it looks."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from tests.flows.test_race import MOVES, begun, ids_are_unique, looks
from tests.flows.town import Kept, Killed, Town

__all__ = ["begun"]  # the fixture


@pytest.fixture(scope="module")
def undisturbed(begun: tuple[Town, Kept]) -> tuple[Any, ...]:
    town, kept = begun
    town.put_back(kept)
    town.rest(full=True)
    return looks(town)


def dies_after_a_wrong_hit(town: Town, what: str) -> None:
    """The next batch leaves just after this edit, and its worker gets no answer."""

    def moves(request: requests.PreparedRequest) -> bool:
        return str(request.url).partition("?")[0].endswith(":batchUpdate")

    def edit(request: requests.PreparedRequest) -> None:
        if moves(request):
            town.edit(*MOVES[what])

    def kill(request: requests.PreparedRequest) -> None:
        if moves(request):
            town.dead = True
        if town.dead:
            raise Killed

    town.wire.before, town.wire.after = edit, kill
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
