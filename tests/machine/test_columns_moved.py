"""A person moves columns in the very moment of the write: everything still stands where it belongs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
import requests

from app.flows import book
from app.store.caseloads import LEASE
from tests.machine.history import History
from tests.machine.people import People
from tests.machine.place import Killed, Worker, name_of
from tests.machine.prepared import prepared

Act = Callable[[People], str | None]
GESTURES = (People.insert_column, People.move_column, People.rename_header)
ACTS = (People.log_call, People.parent_writes, People.copy_row, People.set_things, People.new_meeting)
BROKEN = (104, 111, 133)
TYPED = (People.log_call, People.copy_row, People.paste, People.copy_row)


def raced(seed: int, acts: Sequence[Act] = ACTS, *, dies: bool = False) -> list[str]:
    """One pass with new rows and filled ones, the columns changed just before its batch; what broke. `dies`:
    its worker gets no answer."""
    school = prepared()
    school.place.put_back(school.kept, seed)
    history = History(school.place)
    for act in acts:
        act(history.people)
    raced: list[str] = []

    def before(_: Worker, request: requests.PreparedRequest) -> None:
        if not raced and name_of(request) == "sheets.spreadsheets.batchUpdate":
            raced.append("now")
            for _ in range(3):
                school.place.random.choice(GESTURES)(history.people)

    def after(worker: Worker, request: requests.PreparedRequest) -> None:
        if dies and name_of(request) == "sheets.spreadsheets.batchUpdate" and not worker.dead:
            school.place.after, worker.dead = None, True
            raise Killed

    school.place.before, school.place.after = before, after
    history._pass(school.place.workers[0])
    assert raced
    school.place.pass_seconds(LEASE.total_seconds() + 60)
    return history.end()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(9000, 9006))
def test_columns_moved_between_read_and_write(seed: int) -> None:
    assert raced(seed) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", [*BROKEN, *range(9010, 9014)])
def test_columns_moved_while_typed_rows_get_their_formulas_and_the_worker_dies(seed: int) -> None:
    assert raced(seed, TYPED, dies=True) == []


@pytest.mark.slow
def test_that_would_be_noticed_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book, "formulas_astray", lambda *_: ())
    assert any(raced(seed, TYPED, dies=True) for seed in BROKEN)


@pytest.mark.slow
def test_it_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book, "moved_columns", lambda *_: frozenset())
    assert any(raced(seed) for seed in range(9000, 9030))
