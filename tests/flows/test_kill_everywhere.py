"""A worker that dies at an outgoing write, and runs again: the same end as if nothing had happened.

Death is told to the state database too, so that no `finally` writes what a dead process could not. The
clock is put past the dead worker's lease before the next one begins. `make test` takes one write of every
kind, `make proof` every single one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
import requests

from tests.flows.busy_day import everything_at_once, ordinary
from tests.flows.standing import differences, standing
from tests.flows.town import Kept, Killed, Town, writes

EVERY_KIND = {
    "sheets.spreadsheets.batchUpdate", "drive.files.create", "drive.permissions.create",
    "drive.permissions.delete", "calendar.events.insert", "calendar.events.patch", "calendar.events.delete",
    "gmail.users.drafts.create", "gmail.users.drafts.send", "forms.forms.create", "forms.forms.batchUpdate",
    "forms.forms.setPublishSettings", "drive.files.update",
}  # fmt: skip


@dataclass(frozen=True)
class Death:
    """The `number`-th write of a pass that begins at `start`."""

    start: Kept
    number: int
    name: str


@dataclass(frozen=True)
class Day:
    """The whole of an undisturbed day: its writes, its end."""

    town: Town
    deaths: tuple[Death, ...]
    end: dict[str, Any]


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Day:
    town = Town(tmp_path_factory.mktemp("town"))
    ordinary(town)
    everything_at_once(town)
    deaths: list[Death] = []
    changed = True
    while changed:
        start, names = town.keep(), list[str]()
        town.world.calls.clear()

        def note(request: requests.PreparedRequest, names: list[str] = names) -> None:
            if writes(request):
                names.append(town.world.calls.since(0)[-1]["method"])

        town.wire.after = note
        changed = town.sync().changed
        deaths += [Death(start, number, name) for number, name in enumerate(names, 1)]
    town.wire.after = lambda _: None
    return Day(town, tuple(deaths), standing(town))


def die(town: Town, death: Death, when: str) -> None:
    """Run the pass to the write, and no further."""
    town.put_back(death.start)
    count = 0

    def kill(request: requests.PreparedRequest) -> None:
        nonlocal count
        count += writes(request)
        if town.dead or count == death.number:
            town.dead = True
            raise Killed

    setattr(town.wire, when, kill)
    with pytest.raises(Killed):
        town.sync()


def ends_well(day: Day, death: Death, when: str) -> None:
    die(day.town, death, when)
    day.town.live_again()
    day.town.rest()
    where = f"{when} {death.name}, number {death.number}"
    assert (where, differences(standing(day.town), day.end)) == (where, [])


@pytest.mark.slow
def test_the_day_holds_every_kind_of_write(day: Day) -> None:
    assert {death.name for death in day.deaths} == EVERY_KIND
    assert day.end["ids"]
    assert not day.end["unfinished"]
    assert not day.end["drafts"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "when"), [(kind, ("before", "after")[at % 2]) for at, kind in enumerate(sorted(EVERY_KIND))]
)
def test_a_death_ends_like_an_undisturbed_life(day: Day, kind: str, when: str) -> None:
    same = [death for death in day.deaths if death.name == kind]
    ends_well(day, same[-1 if when == "before" else 0], when)


@pytest.mark.proof
@pytest.mark.parametrize("when", ["before", "after"])
def test_every_death_ends_like_an_undisturbed_life(day: Day, when: str) -> None:
    for death in day.deaths:
        ends_well(day, death, when)
