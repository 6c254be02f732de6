"""With "send" on Settings the first mail of a kind is left in Drafts, and told; once looked at, others go."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flows.first_mails import draft_id, drafts_of, send_first_mails, waiting_kinds
from tests.flows.letters import read
from tests.flows.town import OWNER, Town

TOM, ANNA = "tom@school.test", "anna@school.test"


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """Three promises for three days, of two people; a student with a counselor."""
    town = Town(tmp_path)
    town.open()
    for kind in ("promised action", "counselor digest"):
        town.owner.set_setting(town.book, f"Mail: {kind}", "send")
    people = [
        {"Name": "Ana Ruiz", "Status": "direct", "Counselor": ANNA, "Last Review": "2025-12-01"},
        {"Name": "Ben Quill", "Status": "direct"},
    ]
    town.type("Students", people, first=2)
    promises = [(0, TOM, "lend it"), (0, ANNA, "print it"), (1, TOM, "copy it"), (2, ANNA, "ask for it")]
    rows = [
        {"Date": town.day(0), "Student": "S002", "Role": "parent", "Method": "phone", "Action": action,
         "Owner": owner, "Action Due": town.day(day)}
        for day, owner, action in promises
    ]  # fmt: skip
    town.type("Contact Log", rows)
    return town


def sent(town: Town) -> list[tuple[str, str]]:
    """To whom and about what, of Holdfast's mails."""
    return [(mail.to, mail.subject) for mail in read(town.owner.inbox("in:sent"))]


def test_the_first_of_each_kind_waits_and_is_told_once(town: Town) -> None:
    town.rest()
    assert sent(town) == []
    assert waiting_kinds(town) == ["counselor digest", "digest", "promised action"]
    assert len(drafts_of(town, "promised action")) == 2
    town.rest(full=True)
    town.pass_time(days=1)
    town.rest()
    assert sent(town) == [], "one that is kept unsent lets no other go"
    assert len(drafts_of(town, "promised action")) == 3
    lines = [row["What"] for row in town.rows("Sync") if "waits in Drafts" in str(row["What"])]
    assert len(lines) == 1


def test_once_one_was_sent_by_hand_the_others_of_its_kind_go(town: Town) -> None:
    town.rest()
    town.owner.send_draft(draft_id(drafts_of(town, "promised action")[0]))
    town.rest()
    assert sorted(to for to, _ in sent(town)) == [ANNA, TOM]
    assert waiting_kinds(town) == ["counselor digest", "digest"]
    send_first_mails(town)
    assert waiting_kinds(town) == []
    town.pass_time(days=1)
    town.rest()
    assert not town.owner.drafts()
    assert sorted(to for to, _ in sent(town)) == sorted([ANNA, TOM, TOM, *[OWNER] * 2, *[ANNA] * 2])


def test_a_discarded_one_was_seen_too_and_what_waits_beside_it_stays(town: Town) -> None:
    town.rest()
    first, second = drafts_of(town, "promised action")
    town.owner.call("DELETE", f"/gmail/v1/users/me/drafts/{draft_id(first)}")
    town.pass_time(days=1)
    town.rest()
    assert [subject for _, subject in sent(town)] == ["Something that was promised"]
    assert [one.natural for one in drafts_of(town, "promised action")] == [second.natural]
    assert waiting_kinds(town) == ["counselor digest", "digest"]
    town.owner.send_draft(draft_id(second))
    town.rest()
    assert len(sent(town)) == 2


@pytest.mark.parametrize("after", [False, True])
def test_a_death_at_the_first_draft_sends_nothing_and_doubles_nothing(town: Town, *, after: bool) -> None:
    with town.dying("/drafts", after=after):
        town.rest()
    town.rest()
    assert sent(town) == []
    assert len(town.owner.drafts()) == 4
