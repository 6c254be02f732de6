"""What Google refuses: about one thing alone, which is told and waits, or altogether, which pauses."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest

from app.core.run_words import RunFacts, told_runs
from app.errors import GrantLost
from app.settings import Settings
from app.wiring import WebNeeds
from jobs.tick import tick
from tests.flows.first_mails import mails_were_seen
from tests.flows.letters import letter_from
from tests.flows.town import OWNER, Town

MUM, COUNSELOR = "mum@home.test", "c@else.test"


@pytest.fixture
def town(tmp_path: Path) -> Town:
    town = Town(tmp_path)
    town.open()
    mails_were_seen(town)
    town.owner.set_setting(town.book, "Quarter 4 start", "2026-10-01")
    town.type("Students", [{"Name": "Ana Ruiz", "Status": "direct", "Joined": "2026-11-20"}], first=2)
    town.type("Team", [{"Person": "Ada", "Email": MUM, "Role": "parent", "Student": "S001"}], first=2)
    town.rest()
    return town


def refuse(town: Town, method: str, reason: str = "forbidden", times: int | None = None) -> None:
    town.world.faults.add(
        {"kind": "status", "status": 403, "reason": reason, "method": method, "times": times}
    )


def type_counselor(town: Town) -> None:
    town.type("Students", [{"Counselor": COUNSELOR}], first=2)


def told(town: Town) -> list[str]:
    return [row["What"] for row in town.rows("Sync") if row["Kind"] == "problem"]


def asked(town: Town, method: str) -> int:
    town.world.calls.clear()
    assert town.sync(scheduled=True).outcome == "ok"
    return sum(call["method"] == method for call in town.world.calls.since(0))


def runs(town: Town) -> list[str]:
    latest = town.store.runs.latest(town.caseload.id, 20)
    facts = [RunFacts(one.kind, one.started_at, one.outcome, one.report) for one in latest]
    return [line.text for line in told_runs(facts)]


def test_a_share_that_the_domain_refuses_is_told_and_stops_nothing(town: Town) -> None:
    create = "drive.permissions.create"
    refuse(town, create, "shareOutNotPermitted")
    type_counselor(town)
    town.sync()  # makes the file
    assert asked(town, create) == 1
    town.pass_time(minutes=1)
    assert town.store.caseloads.due(town.world.now()) == (town.caseload.id,), "so that it is told soon"
    assert asked(town, create) == 0
    (line,) = told(town)
    assert COUNSELOR in line
    assert "shareOutNotPermitted" in line
    town.mail(letter_from(f"<{MUM}>", "hello", town.world.now()))
    assert asked(town, create) == 0
    assert len(town.rows("Contact Log")) == 1
    town.rest()
    assert [call for call in town.sync(scheduled=True).calls if call.startswith("sheets.")] == []
    town.pass_time(days=1)
    assert asked(town, create) == 1, "once a day it is tried again"
    assert told(town) == [line]
    town.world.faults.clear()
    town.rest(full=True)
    assert told(town) == []
    (file,) = town.store.observed.files(town.caseload.id)
    assert COUNSELOR in [one.email for one in file.permissions]


@pytest.mark.parametrize(
    "method",
    ["gmail.users.drafts.send", "forms.forms.setPublishSettings", "drive.files.create",
     *(pytest.param(one, marks=pytest.mark.proof)
       for one in ("calendar.events.insert", "gmail.users.drafts.create", "forms.forms.create"))],
)  # fmt: skip
def test_one_thing_refused_leaves_the_others_and_is_done_once_it_may(town: Town, method: str) -> None:
    for setting, value in {"Mail: digest": "send", "Mail: survey invitation": "send"}.items():
        town.owner.set_setting(town.book, setting, value)
    refuse(town, method)
    type_counselor(town)
    soon = {"Random Things to Do": "by 24/11 swap the book", "Student Email": "ana@students.test"}
    town.type("Students", [soon], first=2)
    town.type("Accommodations", [{"Student": "S001", "Accommodation": "Breaks", "Status": "active"}], first=2)
    town.type(
        "Survey Rounds", [{"Round": "2026Q4", "Kind": "use", "Opens": town.day(0), "Closes": town.day(9)}]
    )
    for _ in range(3):
        town.rest()
    assert told(town), method
    assert asked(town, method) == 0
    assert [call for call in town.sync(scheduled=True).calls if call.startswith("sheets.")] == []
    town.world.faults.clear()
    town.pass_time(days=1)
    for _ in range(3):
        town.rest(full=True)
    assert told(town) == []
    assert [one for one in town.store.ledger.open(town.caseload.id) if one.kind != "mail"] == []
    assert town.owner.inbox("in:sent to:ana@students.test")
    assert town.store.observed.files(town.caseload.id)


@pytest.mark.parametrize("reason", ["insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"])
def test_a_scope_that_is_missing_pauses_and_says_so_once(town: Town, reason: str) -> None:
    refuse(town, "drive.permissions.create", reason)
    type_counselor(town)
    town.sync()  # makes the file
    town.pass_time(minutes=10)
    assert tick(town.deps) == {town.caseload.id: "paused"}
    town.pass_time(minutes=10)
    assert tick(town.deps) == {}
    paused = [line for line in runs(town) if "paused" in line]
    assert len(paused) == 1
    assert "leave every box" in paused[0]
    assert not any("cut off" in line for line in runs(town))
    (caseload,) = WebNeeds(town.deps, Settings()).caseloads_of(OWNER)
    assert "leave every box" in caseload.paused, "the side panel says so too"
    town.world.faults.clear()
    town.store.caseloads.resume(town.caseload.id, town.world.now())
    town.rest()
    (file,) = town.store.observed.files(town.caseload.id)
    assert COUNSELOR in [one.email for one in file.permissions]


def test_a_lost_grant_ends_the_run_as_paused_and_the_side_panel_asks_to_connect(town: Town) -> None:
    def lost(owner: str) -> NoReturn:
        raise GrantLost(owner, "invalid_grant")

    town.store.accounts.save(OWNER, "token", (), town.world.now())
    deps = replace(town.deps, connect=lost)
    town.pass_time(minutes=10)
    assert tick(deps) == {town.caseload.id: "paused"}
    town.pass_time(minutes=10)
    assert tick(deps) == {}
    assert [line for line in runs(town) if "Connect the account again" in line] == [runs(town)[0]]
    (caseload,) = WebNeeds(deps, Settings()).caseloads_of(OWNER)
    assert not caseload.connected
    town.store.accounts.save(OWNER, "token", (), town.world.now())
    assert town.store.caseloads.due(town.world.now()) == (town.caseload.id,)
