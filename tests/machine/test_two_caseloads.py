"""Two caseloads with the same people on their teams and the same workers: neither reaches the other."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random
from typing import Any

import pytest

from tests.machine.history import History
from tests.machine.neighbour import OTHER, OTHER_COUNSELOR, PUPILS, both
from tests.machine.people import contact_link
from tests.machine.place import OWNER
from tests.machine.prepared import COUNSELOR

OURS = {
    OWNER: ({OWNER, COUNSELOR}, ("Lena Vogt", "Max Orth", "Nia Adler"), "pupil"),
    OTHER: ({OTHER, OTHER_COUNSELOR}, PUPILS, "neighbour"),
}
TABS = ("Students", "Contact Log", "Reminders", "Meetings", "Survey Links", "Survey Answers", "Sync")


def lived(seed: int) -> tuple[History, History]:
    """Both histories in turns; each one's people act while a worker is at the other one's too."""
    school = both()
    school.place.put_back(school.kept, seed)
    here, there = History(school.place), History(school.seat)
    here.beside, there.beside = there, here
    for _ in range(4):
        Random(f"{seed}/turn/{here.counts}/{there.counts}").choice((here, there)).round()
    return here, there


def crossed(one: History, other: History) -> Iterable[str]:
    """What of the other caseload shows in this one's workbook, mailbox, calendar or files."""
    eyes, owner, truth = one.people.eyes, one.place.owner, one.truth
    (_, names, _), (readers, _, pupils) = OURS[other.place.owner], OURS[owner]
    for tab in TABS:
        text = str(eyes.values(f"'{tab}'"))
        yield from (f"{tab} of {owner} shows {name}" for name in names if name in text)
    links = {str(row["Link"]) for row in eyes.rows("Contact Log") if row["Link"]}
    for link in links - {contact_link(message) for message in truth.contacts}:
        yield f"Contact Log of {owner} has {link}"
    for row in eyes.rows("Meetings"):
        if row["Event"] and row["Event"] not in truth.meetings:
            yield f"Meetings of {owner} has event {row['Event']}"
    listed = {"pageSize": 1000, "fields": "files(id,name,ownedByMe)"}
    for file in eyes.call("GET", "/drive/v3/files", params=listed)["files"]:
        if not file["ownedByMe"]:
            yield f"{owner} sees {file['name']!r}"
            continue
        asked = {"fields": "permissions(emailAddress)", "includePermissionsForView": "published"}
        shared = eyes.call("GET", f"/drive/v3/files/{file['id']}/permissions", params=asked)["permissions"]
        for email in {one["emailAddress"] for one in shared if "emailAddress" in one} - readers:
            if not email.startswith(pupils):
                yield f"{file['name']!r} of {owner} is shared with {email}"
    for message in eyes.messages("in:sent"):
        to = message["heads"].get("to", "")
        if "x-holdfast-key" in message["heads"] and to not in readers and not to.startswith(pupils):
            yield f"{owner} wrote to {to}"


def broken(seed: int) -> list[str]:
    here, there = lived(seed)
    found: list[Any] = [*here.end(), *there.end()]
    return [*found, *crossed(here, there), *crossed(there, here)]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(7000, 7004))
def test_nothing_of_one_reaches_the_other(seed: int) -> None:
    assert broken(seed) == []


@pytest.mark.slow
def test_it_would_be_noticed() -> None:
    here, there = lived(7000)
    there.people.parent_writes()
    there.end()
    (letter, *_) = there.truth.contacts
    there.truth.contacts.remove(letter)  # as if it had come to the other one
    file = {"type": "user", "role": "reader", "emailAddress": there.place.owner}
    here.people.eyes.call("POST", f"/drive/v3/files/{here.place.book}/permissions", json=file)
    assert [line.partition(" of ")[0].partition(" sees ")[0] for line in crossed(there, here)] == [
        "Contact Log",
        there.place.owner,
    ]
    assert any("is shared with" in line for line in crossed(here, there))


@pytest.mark.proof
@pytest.mark.parametrize("first", range(7004, 7204, 20))
def test_nothing_of_one_reaches_the_other_in_hundreds(first: int) -> None:
    assert [breach for seed in range(first, first + 20) for breach in broken(seed)] == []
