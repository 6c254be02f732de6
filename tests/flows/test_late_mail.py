"""A letter that could not be made on its day: it is not sent late, and nothing waits for it for ever."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import requests

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
    town = _on_the_second_day(tmp_path)
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


@pytest.mark.parametrize(
    ("hours", "state", "reason"),
    [
        (5, State.CONFIRMED, ""),  # it stood still, and it is still the day
        (11, State.DEAD, LATE),  # 20:30, quiet until the next morning: then it would be yesterday's
        (16, State.DEAD, LATE),  # 01:30 of the next day
    ],
)
def test_a_worker_that_stood_still_over_a_letter_sends_it_only_in_its_time(
    tmp_path: Path, hours: int, state: State, reason: str
) -> None:
    town = _on_the_second_day(tmp_path)
    _stand_still(town, hours)
    town.sync()
    entry = town.store.ledger.of_kind(town.caseload.id, "mail")[-1]
    assert (entry.state, entry.reason) == (state, reason)
    assert not town.owner.drafts()
    assert len(town.owner.inbox("in:sent")) == 1 + (state is State.CONFIRMED)


def test_a_letter_that_is_good_for_days_waits_for_the_morning(tmp_path: Path) -> None:
    town = _on_the_second_day(tmp_path)
    town.owner.set_setting(town.book, "Mail: promised action", "send")
    promise = {"Student": "S001", "Role": "parent", "Method": "phone", "Owner": "tom@school.test"}
    for day, action in enumerate(("lend it", "print it")):
        row = {**promise, "Date": town.day(-1), "Action": action, "Action Due": town.day(day)}
        town.type("Contact Log", [row])
    send_first_mails(town)
    town.pass_time(days=1)
    things = "by 2026-11-25 ask again"
    town.type("Students", [{"Random Things to Do": things}], first=2)
    _stand_still(town, 11)
    town.sync()
    kinds = ("digest", "promised action")
    ends = {one.natural.partition("/")[0]: one.state for one in town.store.ledger.of_kind(1, "mail")}
    assert [ends[kind] for kind in kinds] == [State.DEAD, State.PREPARED]
    town.pass_time(hours=12)
    town.rest()
    ends = {one.natural.partition("/")[0]: one.state for one in town.store.ledger.of_kind(1, "mail")}
    assert ends["promised action"] is State.CONFIRMED


def test_a_worker_that_dies_at_discarding_a_late_one_leaves_nothing_open(tmp_path: Path) -> None:
    town = _on_the_second_day(tmp_path)
    _stand_still(town, 16)
    with town.dying(verb="DELETE"):
        town.sync()
    town.pass_time(hours=8)
    town.rest()
    assert len(town.owner.inbox("in:sent")) == 1
    assert town.store.ledger.of_kind(town.caseload.id, "mail")[-1].state is not State.ATTEMPTING


def _on_the_second_day(folder: Path) -> Town:
    """Yesterday's digest was looked at; today's is due."""
    town = Town(folder)
    town.open()
    things = "by 2026-11-23 ask about it\nby 2026-11-24 ask again"
    town.type("Students", [{"Name": "Ana Ruiz", "Random Things to Do": things}], first=2)
    send_first_mails(town)
    town.pass_time(days=1)
    return town


def _stand_still(town: Town, hours: int) -> None:
    """The worker does, once it has made a draft."""
    done: list[int] = []

    def slow(request: requests.PreparedRequest) -> None:
        if request.method == "POST" and str(request.url).partition("?")[0].endswith("/drafts") and not done:
            done.append(1)
            town.pass_time(hours=hours)

    town.wire.after = slow
