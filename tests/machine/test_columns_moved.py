"""A person moves columns in the very moment of the write: everything still stands where it belongs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
import requests

from app.flows import columns, reading, repair
from app.store.caseloads import LEASE
from tests.machine.history import History
from tests.machine.people import People
from tests.machine.place import Killed, Worker, name_of
from tests.machine.prepared import prepared

WRITE = "sheets.spreadsheets.batchUpdate"
READ = "sheets.spreadsheets.values.batchGet"
Act = Callable[[People], str | None]
COLUMNS = (People.insert_column, People.move_column, People.rename_header)
ACTS = (People.log_call, People.parent_writes, People.copy_row, People.set_things, People.new_meeting)
SHARED = (
    People.log_call, People.set_things, People.copy_row, People.tick_event, People.move_event,
    People.tick_event, People.move_event, People.new_meeting, People.delete_row, People.set_due, People.tick,
)  # fmt: skip
TYPED = (People.log_call, People.copy_row, People.paste, People.copy_row)
ROWS = (People.sort, People.insert_row, People.sort)
WAYS: dict[str, dict[str, Any]] = {
    "between read and write": {},
    "and the worker dies": {"dies": True},
    "typed rows get formulas and the worker dies": {"acts": TYPED, "dies": True},
    "cells go both ways and the worker dies": {"acts": SHARED, "dies": True},
    "between the structure and the values": {"moment": READ, "days": 1},
    "after rows moved and the worker died": {
        "acts": SHARED,
        "moves": ROWS,
        "later": COLUMNS,
        "dies": True,
    },
    "between these two, and the worker dies": {"acts": SHARED, "moment": READ, "days": 1, "dies": True},
}


def raced(
    seed: int,
    acts: Sequence[Act] = ACTS,
    *,
    moment: str = WRITE,
    moves: Sequence[Act] = COLUMNS,
    later: Sequence[Act] = (),
    days: int = 0,
    dies: bool = False,
) -> list[str]:
    """What broke in one pass with new rows and filled ones. Just before it calls `moment`, people make three
    of `moves`, and those of `later` afterwards. `dies`: its worker gets no answer to its batch."""
    school = prepared()
    school.place.put_back(school.kept, seed)
    history = History(school.place)
    for act in acts:
        act(history.people)
    raced: list[str] = []

    def before(_: Worker, request: requests.PreparedRequest) -> None:
        if not raced and name_of(request) == moment:
            raced.append("now")
            for _ in range(3):
                school.place.random.choice(moves)(history.people)

    def after(worker: Worker, request: requests.PreparedRequest) -> None:
        if dies and name_of(request) == WRITE and not worker.dead:
            school.place.after, worker.dead = None, True
            raise Killed

    school.place.pass_seconds(days * 24 * 3600)
    school.place.before, school.place.after = before, after
    history._pass(school.place.workers[0])
    assert raced
    for act in later:
        act(history.people)
    school.place.pass_seconds(LEASE.total_seconds() + 60)
    return history.end()


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
def test_columns_moved_in_that_second(way: str) -> None:
    assert raced(20, **WAYS[way]) == []


@pytest.mark.proof
@pytest.mark.parametrize("way", WAYS)
def test_columns_moved_in_that_second_many_times(way: str) -> None:
    assert [seed for seed in range(1, 200) if raced(seed, **WAYS[way])] == []


def _none(*_: object) -> tuple[()]:
    return ()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("room", "part", "without", "way", "seed"),
    [
        (columns, "moved_columns", lambda *_: frozenset(), "between read and write", 22),
        (columns, "_formulas_again", _none, "between read and write", 22),
        (repair, "formulas_of_before", _none, "and the worker dies", 2),
        (repair, "cells_astray", _none, "cells go both ways and the worker dies", 21),
        (reading, "_agree", lambda *_: True, "between the structure and the values", 20),
    ],
)
def test_without_each_part_it_would_be_noticed(
    monkeypatch: pytest.MonkeyPatch, room: Any, part: str, without: Callable[..., Any], way: str, seed: int
) -> None:
    monkeypatch.setattr(room, part, without)
    assert raced(seed, **WAYS[way])
