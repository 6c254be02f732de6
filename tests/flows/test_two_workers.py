"""Two workers at one caseload, each dying or freezing at any write: the same end as one undisturbed life.

`make test` takes pairs at every sixth kind of write, `make proof` every pair.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import count

import pytest
import requests

from app.errors import Fenced
from app.flows.sync import sync_caseload
from tests.flows.standing import differences, standing
from tests.flows.test_kill_everywhere import EVERY_KIND, Day, Death, day, die
from tests.flows.town import Colleague, Killed, Town, writes

__all__ = ["day"]  # the fixture


def die_too(town: Town, number: int) -> bool:
    """The next worker dies at its `number`-th write. False: it had no such write and came to its end."""
    made = 0

    def kill(request: requests.PreparedRequest) -> None:
        nonlocal made
        made += writes(request)
        if town.dead or made == number:
            town.dead = True
            raise Killed

    town.wire.after = kill
    with suppress(Killed):
        town.sync()
    return town.dead


def freeze(town: Town, death: Death, number: int) -> bool:
    """The first worker stands still before a write, the second dies after its `number`-th, the first goes on.

    With 0 the second comes to its end. Whether it died.
    """
    town.put_back(death.start)
    colleague, made, hers, reached = Colleague(town), 0, 0, False

    def kill(request: requests.PreparedRequest) -> None:
        nonlocal hers
        hers += writes(request)
        if colleague.dead or hers == number > 0:
            colleague.dead = True
            raise Killed

    def stand_still(request: requests.PreparedRequest) -> None:
        nonlocal made, reached
        made += writes(request)
        if made != death.number or reached:
            return
        reached = True
        town.pass_time(minutes=10)
        with suppress(Killed):
            sync_caseload(colleague.deps, town.caseload.id)
        colleague.leave()

    colleague.wire.after = kill
    town.wire.before = stand_still
    with suppress(Fenced):
        town.sync()
    assert reached
    return colleague.dead


def ends_well(day: Day, where: str, *, looked: bool = False) -> None:
    """`looked`: after the day's whole look, with which goes what a frozen one made too late."""
    day.town.live_again()
    day.town.rest()
    if looked:
        day.town.rest(full=True)
    assert (where, differences(standing(day.town), day.end)) == (where, [])


def firsts(day: Day) -> Iterator[Death]:
    """The first write of every kind."""
    for kind in sorted(EVERY_KIND):
        yield next(death for death in day.deaths if death.name == kind)


@pytest.mark.slow
@pytest.mark.parametrize("at", range(0, len(EVERY_KIND), 6))
def test_one_stands_still_while_the_other_does_it_all(day: Day, at: int) -> None:
    death = list(firsts(day))[at]
    assert not freeze(day.town, death, 0), "the other one died"
    ends_well(day, f"frozen before {death.name}, number {death.number}", looked=True)


@pytest.mark.slow
@pytest.mark.parametrize("at", range(1, len(EVERY_KIND), 6))
def test_both_die(day: Day, at: int) -> None:
    death = list(firsts(day))[at]
    die(day.town, death, "after")
    day.town.live_again()
    die_too(day.town, 1 + at % 5)
    ends_well(day, f"dead after {death.name}, number {death.number}, and after {1 + at % 5}")


@pytest.mark.proof
def test_every_pair_of_deaths(day: Day) -> None:
    for death in day.deaths:
        for number in count(1):
            die(day.town, death, "after")
            day.town.live_again()
            dead = die_too(day.town, number)
            ends_well(day, f"dead after {death.name}, number {death.number}, and after {number}")
            if not dead:
                break


@pytest.mark.proof
def test_every_pair_of_a_freeze_and_a_death(day: Day) -> None:
    for death in day.deaths:
        for number in count(0):
            dead = freeze(day.town, death, number)
            where = f"frozen before {death.name}, number {death.number}, other dead after {number}"
            ends_well(day, where, looked=True)
            if number and not dead:
                break
