"""A letter that could not be made on its day: it is not sent late, and nothing waits for it for ever."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.errors import HoldfastError
from app.flows.outbox import LATE
from app.store.ledger import State
from tests.flows.first_mails import send_first_mails
from tests.flows.town import OWNER, Town

CREATE = "gmail.users.drafts.create"


@pytest.mark.parametrize(
    ("fault", "end"),
    [
        ({"kind": "status", "status": 503, "times": None}, (State.DEAD, LATE)),
        ({"kind": "truncate", "times": 1}, (State.PREPARED, "")),
    ],
)
def test_a_digest_begun_and_not_made_ends_with_its_day(
    tmp_path: Path, fault: dict[str, Any], end: tuple[State, str]
) -> None:
    town = Town(tmp_path)
    town.open()
    things = {"Name": "Ana Ruiz", "Random Things to Do": "by 2026-11-23 ask about it"}
    town.type("Students", [things], first=2)
    town.world.faults.add({**fault, "method": CREATE})
    with pytest.raises(HoldfastError):
        town.rest()
    town.world.faults.clear()
    natural = f"digest/{OWNER}/{town.today.isoformat()}"
    town.pass_time(days=1)
    town.rest()
    entry = next(one for one in town.store.ledger.of_kind(town.caseload.id, "mail") if one.natural == natural)
    assert (entry.state, entry.reason) == end
    idle = town.sync(scheduled=True)
    assert not [call for call in idle.calls if call.startswith("sheets.")]


@pytest.mark.parametrize(("path", "state"), [("/drafts/send", State.PREPARED), ("/drafts", State.PLANNED)])
def test_a_worker_dies_at_a_letter_and_quiet_hours_begin(tmp_path: Path, path: str, state: State) -> None:
    """Nobody asks for it before they end: its state is known, and no pass reads the workbook for it."""
    town = Town(tmp_path)
    town.open()
    town.owner.set_setting(town.book, "Mail: digest", "send")
    things = "by 2026-11-23 ask about it\nby 2026-11-24 ask again"
    town.type("Students", [{"Name": "Ana Ruiz", "Random Things to Do": things}], first=2)
    send_first_mails(town)
    town.pass_time(days=1)
    with town.dying(path):
        town.rest()
    town.pass_time(hours=10)
    town.rest()
    states = [one.state for one in town.store.ledger.of_kind(town.caseload.id, "mail")]
    assert states == [State.CONFIRMED, state]
    idle = town.sync(scheduled=True)
    assert not [call for call in idle.calls if call.startswith("sheets.")]
    town.pass_time(days=1)
    town.rest()
    ends = {one.state for one in town.store.ledger.of_kind(town.caseload.id, "mail")}
    assert ends <= {State.PREPARED, State.CONFIRMED, State.DEAD}
