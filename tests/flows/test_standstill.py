"""The workbook gone as a whole: its person is told once where they see it, again only after it was well."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app.core.run_words import RunFacts, told_runs
from jobs.tick import tick
from tests.flows.standing import sent
from tests.flows.town import OWNER, Town

OTHER = "other@school.test"
SUBJECT = "stands still"


@pytest.fixture
def town(tmp_path: Path) -> Town:
    town = Town(tmp_path)
    town.open()
    town.owner.set_setting(town.book, "Mail: digest", "send")
    town.rest()
    return town


def bin_it(town: Town, trashed: bool = True) -> None:
    town.owner.call("PATCH", f"/drive/v3/files/{town.book}", json={"trashed": trashed})


def delete_it(town: Town) -> None:
    town.owner.call("DELETE", f"/drive/v3/files/{town.book}")


def give_it_away(town: Town) -> None:
    hand_over(town, OWNER, OTHER)


def hand_over(town: Town, giver: str, taker: str) -> None:
    body = {"role": "owner", "type": "user", "emailAddress": taker}
    path = f"/drive/v3/files/{town.book}/permissions?transferOwnership=true"
    town.person(giver).call("POST", path, json=body)


def ticks(town: Town, times: int = 4) -> None:
    for _ in range(times):
        town.pass_time(hours=7)
        assert tick(town.deps) == {town.caseload.id: "refused"}


def letters(town: Town) -> list[tuple[str, str]]:
    return [heads for heads in sent(town) if SUBJECT in heads[1]]


def lines(town: Town) -> list[str]:
    latest = town.store.runs.latest(town.caseload.id, 50)
    facts = [RunFacts(one.kind, one.started_at, one.outcome, one.report) for one in latest]
    return [line.text for line in told_runs(facts) if "refused" in line.text]


@pytest.mark.parametrize(
    ("lose", "way_out"),
    [(bin_it, "Open Trash"), (delete_it, "deleted for good"), (give_it_away, "Transfer ownership")],
)
def test_its_person_gets_one_mail_and_one_line(
    town: Town, lose: Callable[[Town], None], way_out: str
) -> None:
    lose(town)
    ticks(town)
    (line,) = lines(town)
    assert way_out in line
    assert town.book in line
    ((to, _),) = letters(town)
    assert to == OWNER


def test_where_mail_is_not_sent_by_itself_it_is_a_draft(town: Town) -> None:
    town.owner.set_setting(town.book, "Mail: digest", "draft")
    town.rest()
    bin_it(town)
    ticks(town)
    assert letters(town) == []
    assert len(town.owner.drafts()) == 1


def test_after_it_was_well_it_is_told_again(town: Town) -> None:
    bin_it(town)
    ticks(town, 2)
    bin_it(town, trashed=False)
    town.pass_time(hours=7)
    assert tick(town.deps) == {town.caseload.id: "ok"}
    bin_it(town)
    ticks(town, 2)
    assert (len(lines(town)), len(letters(town))) == (2, 2)


def test_another_reason_is_told_too_and_back_in_its_owners_hands_all_goes_on(town: Town) -> None:
    bin_it(town)
    ticks(town, 1)
    bin_it(town, trashed=False)
    give_it_away(town)
    ticks(town, 2)
    assert (len(lines(town)), len(letters(town))) == (2, 2)
    hand_over(town, OTHER, OWNER)
    town.type("Students", [{"Name": "Ana Ruiz", "Status": "direct"}], first=2)
    town.rest()
    assert town.rows("Students")[0]["Code"] == "S001"


@pytest.mark.parametrize("path", ["/drafts", "/drafts/send"])
@pytest.mark.parametrize("after", [False, True])
def test_who_dies_telling_it_neither_loses_nor_doubles_it(town: Town, path: str, after: bool) -> None:
    bin_it(town)
    with town.dying(path, after=after):
        town.sync()
    ticks(town, 2)
    assert (len(lines(town)), len(letters(town)), town.owner.drafts()) == (1, 1, [])


def test_a_refused_mail_keeps_the_line(town: Town) -> None:
    fault = {"kind": "status", "status": 403, "reason": "forbidden", "times": None}
    town.world.faults.add({**fault, "method": "gmail.users.drafts.create"})
    bin_it(town)
    ticks(town)
    assert (len(lines(town)), letters(town)) == (1, [])
    town.world.faults.clear()
    ticks(town, 1)
    assert (len(lines(town)), len(letters(town))) == (1, 1)
