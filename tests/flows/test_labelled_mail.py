"""Label mode: only mail that the case manager labels becomes a contact, whenever they label it."""

from __future__ import annotations

import pytest

from tests.flows.letters import letter_from
from tests.flows.town import Kept, Town

MUM = "Ada Ruiz <mum@home.test>"
MAIL = "/gmail/v1/users/me"


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> tuple[Town, Kept]:
    """Two letters lie there, unread by Holdfast; then the case manager switches to labelled mail."""
    town = Town(tmp_path_factory.mktemp("town"))
    town.open()
    town.type("Students", [{"Name": "Ana Ruiz", "Status": "direct"}], first=2)
    mum = {"Person": "Ada Ruiz", "Email": "mum@home.test", "Role": "parent", "Student": "S001"}
    town.type("Team", [mum], first=2)
    for subject in ("old one", "old two"):
        town.mail(letter_from(MUM, subject, town.world.now()))
    town.owner.set_setting(town.book, "Only mail I label", True)
    return town, town.keep()


@pytest.fixture
def town(begun: tuple[Town, Kept]) -> Town:
    town, kept = begun
    town.put_back(kept)
    return town


def label(town: Town, name: str = "Holdfast") -> str:
    return str(town.owner.call("POST", f"{MAIL}/labels", json={"name": name})["id"])


def put(town: Town, subject: str, label_id: str) -> None:
    found = town.owner.call("GET", f"{MAIL}/messages", params={"q": f'subject:"{subject}"'})["messages"]
    body = {"addLabelIds": [label_id]}
    town.owner.call("POST", f"{MAIL}/messages/{found[0]['id']}/modify", json=body)


def logged(town: Town) -> list[str]:
    return sorted(str(row["Subject"]) for row in town.rows("Contact Log"))


def told(town: Town) -> bool:
    return any("no label" in str(row["What"]) for row in town.rows("Sync"))


def test_nothing_comes_before_there_is_a_label_and_sync_says_so(town: Town) -> None:
    town.rest()
    assert (logged(town), told(town)) == ([], True)
    one = label(town, "holdfast")
    put(town, "old two", one)
    town.rest()
    assert (logged(town), told(town)) == (["old two"], False)


def test_a_label_brings_in_new_and_old_mail_once(town: Town) -> None:
    one = label(town)
    put(town, "old one", one)
    town.rest()
    assert logged(town) == ["old one"]
    town.mail(letter_from(MUM, "new one", town.world.now()))
    town.rest()
    assert logged(town) == ["old one"]
    put(town, "new one", one)
    put(town, "old two", one)
    town.rest()
    assert logged(town) == ["new one", "old one", "old two"]
    town.edit({"deleteRows": ["Contact Log", 2, 1]})
    left = logged(town)
    town.rest(full=True)
    assert len(left) == 2
    assert logged(town) == left


def test_a_label_that_was_made_again_goes_on(town: Town) -> None:
    first = label(town)
    town.rest()
    town.owner.call("DELETE", f"{MAIL}/labels/{first}")
    put(town, "old one", label(town))
    town.rest()
    assert logged(town) == ["old one"]


def test_without_label_mode_recent_mail_comes_in_after_all(town: Town) -> None:
    put(town, "old one", label(town))
    town.rest()
    town.owner.set_setting(town.book, "Only mail I label", False)
    town.rest()
    assert logged(town) == ["old one", "old two"]


def test_a_draft_that_was_sent_by_hand_is_noticed_in_label_mode(town: Town) -> None:
    town.owner.set_setting(town.book, "Mail: digest", "draft")
    label(town)
    things = town.column("Students", "Random Things to Do")
    town.edit({"set": [f"Students!{things}2", "by 2026-11-27 ask about it"]})
    town.rest()
    (draft,) = town.owner.drafts()
    assert [one.state for one in town.store.ledger.of_kind(town.caseload.id, "mail")] == ["prepared"]
    town.owner.call("POST", f"{MAIL}/drafts/send", json={"id": draft["id"]})
    town.sync()
    assert [one.state for one in town.store.ledger.of_kind(town.caseload.id, "mail")] == ["confirmed"]
