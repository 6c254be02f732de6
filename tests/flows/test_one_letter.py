"""What one person is told of one kind on one day is one letter, also where a worker dies at it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flows.first_mails import mails_were_seen
from tests.flows.letters import read
from tests.flows.town import Town

TOM = "tom@school.test"
DAY = "2026-11-23"


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """Two students, two promises and two trackers of one teacher's."""
    town = Town(tmp_path)
    town.open()
    mails_were_seen(town)
    for kind in ("teacher nudge", "promised action"):
        town.owner.set_setting(town.book, f"Mail: {kind}", "send")
    pupils = [{"Name": name, "Status": "direct", "Joined": DAY} for name in ("Ana Ruiz", "Ben Quill")]
    town.type("Students", pupils, first=2)
    town.rest()
    return town


def promise(town: Town, *promises: tuple[str, str]) -> None:
    base = {"Date": DAY, "Role": "parent", "Method": "phone", "Owner": TOM, "Action Due": DAY}
    town.type("Contact Log", [{**base, "Student": code, "Action": what} for code, what in promises])


def trackers(town: Town) -> None:
    base = {"Date": "2026-11-18", "Points": 9, "Max": 10, "Teacher": TOM}
    town.type("Behavior", [{**base, "Student": code} for code in ("S001", "S002")])


def sent(town: Town) -> dict[str, list[str]]:
    """What went to the teacher or waits as a draft, by subject."""
    found: dict[str, list[str]] = {}
    for mail in read(town.owner.inbox("in:sent") + town.owner.inbox("in:drafts")):
        if mail.to == TOM:
            found.setdefault(mail.subject, []).append(mail.text)
    return found


def test_two_students_are_one_letter_and_a_later_one_waits_for_the_next_day(town: Town) -> None:
    promise(town, ("S001", "lend it"), ("S002", "print it"))
    trackers(town)
    town.rest()
    here = sent(town)
    assert {subject: len(texts) for subject, texts in here.items()} == {
        "Something that was promised": 1,
        "The tracker": 1,
    }
    (promised,) = here["Something that was promised"]
    assert "lend it" in promised
    assert "print it" in promised
    (tracker,) = here["The tracker"]
    assert "A.R." in tracker
    assert "B.Q." in tracker
    promise(town, ("S001", "call back"))
    town.rest()
    assert len(sent(town)["Something that was promised"]) == 1
    town.pass_time(days=1)
    town.rest(full=True)
    first, second = sorted(sent(town)["Something that was promised"], key=lambda text: "call back" in text)
    assert first == promised
    assert "call back" in second
    assert "lend it" not in second


@pytest.mark.parametrize(("path", "after"), [("/drafts", False), ("/drafts", True), ("/drafts/send", True)])
def test_a_worker_dies_at_it_and_what_comes_meanwhile_is_in_the_next(
    town: Town, path: str, after: bool
) -> None:
    promise(town, ("S001", "lend it"), ("S002", "print it"))
    trackers(town)
    with town.dying(path, after=after):
        town.rest()
    promise(town, ("S001", "call back"))
    town.rest()
    town.pass_time(days=1)
    town.rest(full=True)
    texts = [text for texts in sent(town).values() for text in texts]
    for words in ("lend it", "print it", "call back", "tracker of A.R.", "tracker of B.Q."):
        assert len([text for text in texts if words in text]) == 1, words
