"""A worker that dies at an outgoing write or at a commit of its state, and runs again: the same end as if
nothing had happened, and no call to Sheets once nothing does.

Death is told to the state database too, so that no `finally` writes what a dead process could not. The
clock is put past the dead worker's lease before the next one begins. `make test` takes one write of every
kind and a few commits, `make proof` every single one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
import requests

from tests.flows.busy_day import everything_at_once, ordinary
from tests.flows.standing import differences, standing
from tests.flows.town import Kept, Killed, Town, writes

COMMIT = "commit"  # in place of a write's name
SAMPLED = 4  # of the commits, spread over the day
EVERY_KIND = {
    "sheets.spreadsheets.batchUpdate", "drive.files.create", "drive.permissions.create",
    "drive.permissions.delete", "calendar.events.insert", "calendar.events.patch", "calendar.events.delete",
    "gmail.users.drafts.create", "gmail.users.drafts.send", "forms.forms.create", "forms.forms.batchUpdate",
    "forms.forms.setPublishSettings", "drive.files.update",
}  # fmt: skip


@dataclass(frozen=True)
class Death:
    """The `number`-th write, or commit, of a pass that begins at `start`."""

    start: Kept
    number: int
    name: str


@dataclass(frozen=True)
class Day:
    """The whole of an undisturbed day: its writes, its end."""

    town: Town
    deaths: tuple[Death, ...]
    commits: tuple[Death, ...]
    end: dict[str, Any]


@contextmanager
def at_commits(town: Town, hear: Callable[[str], object]) -> Iterator[None]:
    """Tells `hear` "before" and "after" each commit of the state."""
    dialect = town.store._database.engine.dialect
    commit = dialect.do_commit

    def told(connection: Any) -> None:
        hear("before")
        commit(connection)
        hear("after")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dialect, "do_commit", told)
        yield


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Day:
    town = Town(tmp_path_factory.mktemp("town"))
    ordinary(town)
    everything_at_once(town)
    deaths, commits = list[Death](), list[Death]()
    changed = True
    while changed:
        start, names, made = town.keep(), list[str](), list[str]()
        town.world.calls.clear()

        def note(request: requests.PreparedRequest, names: list[str] = names) -> None:
            if writes(request):
                names.append(town.world.calls.since(0)[-1]["method"])

        town.wire.after = note
        with at_commits(town, made.append):
            changed = town.sync().changed
        deaths += [Death(start, number, name) for number, name in enumerate(names, 1)]
        commits += [Death(start, number, COMMIT) for number in range(1, made.count("before") + 1)]
    town.wire.after = lambda _: None
    return Day(town, tuple(deaths), tuple(commits), standing(town))


def die(town: Town, death: Death, when: str) -> None:
    """Run the pass to the write or commit, and no further."""
    town.put_back(death.start)
    count = 0

    def kill_at_commit(moment: str) -> None:
        nonlocal count
        count += moment == when
        if town.dead or count == death.number:
            town.dead = True
            raise Killed

    def kill(request: requests.PreparedRequest) -> None:
        nonlocal count
        count += writes(request)
        if town.dead or count == death.number:
            town.dead = True
            raise Killed

    of_commit = death.name == COMMIT
    if not of_commit:
        setattr(town.wire, when, kill)
    with pytest.raises(Killed), at_commits(town, kill_at_commit if of_commit else lambda _: None):
        town.sync()


def ends_well(day: Day, death: Death, when: str) -> None:
    die(day.town, death, when)
    day.town.live_again()
    day.town.rest()
    where = f"{when} {death.name}, number {death.number}"
    assert (where, differences(standing(day.town), day.end)) == (where, [])
    idle = day.town.sync(scheduled=True).calls
    assert (where, [call for call in idle if call.startswith("sheets.")]) == (where, [])


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


@pytest.mark.slow
@pytest.mark.parametrize("part", range(SAMPLED))
def test_a_death_at_a_commit_ends_so_too(day: Day, part: int) -> None:
    death = day.commits[(2 * part + 1) * len(day.commits) // (2 * SAMPLED)]
    ends_well(day, death, ("before", "after")[part % 2])


@pytest.mark.proof
@pytest.mark.parametrize("when", ["before", "after"])
def test_every_death_at_a_commit_ends_so_too(day: Day, when: str) -> None:
    for death in day.commits:
        ends_well(day, death, when)


@pytest.mark.proof
@pytest.mark.parametrize("when", ["before", "after"])
def test_every_death_ends_like_an_undisturbed_life(day: Day, when: str) -> None:
    for death in day.deaths:
        ends_well(day, death, when)
