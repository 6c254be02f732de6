"""A caseload whose making was interrupted is finished by the same command, and none is doubled."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import UserMistake
from app.flows.own_calendar import KEPT
from app.flows.setup import create_caseload, set_up
from tests.flows.town import OWNER, Killed, Town

NAME = "Learning support"


def _books(town: Town) -> int:
    return len(town.owner.call("GET", "/drive/v3/files", params={"fields": "*"})["files"])


def _calendars(town: Town) -> dict[str, str]:
    """Descriptions of Holdfast's calendars by id."""
    listed = town.owner.call("GET", "/calendar/v3/users/me/calendarList")["items"]
    return {one["id"]: one["description"] for one in listed if one["summary"].startswith("Holdfast")}


def test_create_killed_after_any_call_is_finished_by_another(tmp_path: Path) -> None:
    town = Town(tmp_path)
    begun = town.keep()
    create_caseload(town.deps, OWNER, NAME, "UTC")
    calls = len(town.wire.sent)
    assert calls >= 4
    for at in range(calls):
        town.put_back(begun)

        def kill(_: object, at: int = at) -> None:
            if len(town.wire.sent) > at:
                town.dead = True
                raise Killed

        town.wire.after = kill
        with pytest.raises(Killed):
            create_caseload(town.deps, OWNER, NAME, "UTC")
        town.live_again()
        made = create_caseload(town.deps, OWNER, NAME, "UTC")
        assert [one.id for one in town.store.caseloads.list()] == [made.id]
        assert _books(town) == 1
        calendars = _calendars(town)
        own = calendars.pop(made.calendar_id)
        assert len(calendars) <= 1
        if calendars:  # no call of ours can find it: its person is told which one to keep
            assert "the one in use" in own
            assert set(calendars.values()) == {KEPT}
        assert made.spreadsheet_id
        assert not town.store.ledger.open(made.id)
    town.caseload = made
    town.rest()


def test_a_second_one_of_the_name_is_refused_with_the_way_out(tmp_path: Path) -> None:
    town = Town(tmp_path)
    made = town.open()
    town.rest()
    before = town.store.observed.cursors(made.id)
    with pytest.raises(UserMistake, match=f"caseload import {made.id} FILE"):
        create_caseload(town.deps, OWNER.upper(), NAME, "UTC")
    assert set_up(town.deps, made.id) == made
    assert town.store.observed.cursors(made.id) == before
    assert create_caseload(town.deps, "other@school.test", NAME, "UTC").id != made.id
    assert create_caseload(town.deps, OWNER, "Another", "UTC").id != made.id
