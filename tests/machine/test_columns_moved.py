"""A person moves columns in the very moment of the write: everything still stands where it belongs."""

from __future__ import annotations

import pytest
import requests

from app.flows import book
from tests.machine.history import History
from tests.machine.people import People
from tests.machine.place import Worker, name_of
from tests.machine.prepared import prepared

GESTURES = (People.insert_column, People.move_column, People.rename_header)


def raced(seed: int) -> list[str]:
    """One pass with new rows and filled ones, the columns changed just before its batch; what broke."""
    school = prepared()
    school.place.put_back(school.kept, seed)
    history = History(school.place)
    for act in (
        People.log_call,
        People.parent_writes,
        People.copy_row,
        People.set_things,
        People.new_meeting,
    ):
        act(history.people)
    raced: list[str] = []

    def before(_: Worker, request: requests.PreparedRequest) -> None:
        if not raced and name_of(request) == "sheets.spreadsheets.batchUpdate":
            raced.append("now")
            for _ in range(3):
                school.place.random.choice(GESTURES)(history.people)

    school.place.before = before
    history._pass(school.place.workers[0])
    assert raced
    return history.end()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(9000, 9006))
def test_columns_moved_between_read_and_write(seed: int) -> None:
    assert raced(seed) == []


@pytest.mark.slow
def test_it_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book, "moved_columns", lambda *_: frozenset())
    assert any(raced(seed) for seed in range(9000, 9030))
