"""Two case managers in one store: neither's caseload ever reaches into the other's account (I7)."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.flows.setup import create_caseload
from app.flows.sync import sync_until_at_rest
from tests.flows.letters import letter_from
from tests.flows.town import OWNER, Town

SECOND = "second@school.test"


def of(town: Town, owner: str) -> dict[str, Any]:
    """Everything in one account: files, mail, own calendars and their events."""
    person = town.person(owner)
    mail = person.call("GET", "/gmail/v1/users/me/messages", params={"maxResults": "500"}).get("messages", [])
    calendars = person.call("GET", "/calendar/v3/users/me/calendarList")["items"]
    return {
        "files": person.call("GET", "/drive/v3/files", params={"fields": "*"})["files"],
        "mail": [person.call("GET", f"/gmail/v1/users/me/messages/{one['id']}") for one in mail],
        "drafts": person.drafts(),
        "events": [
            person.call("GET", f"/calendar/v3/calendars/{one['id']}/events")["items"] for one in calendars
        ],
    }


def _fill(town: Town, word: str) -> None:
    student = {"Name": f"Ada {word}", "Status": "direct", "Student Email": f"{word}@students.test"}
    student |= {"Counselor": "anna@school.test", "Last Review": "2025-12-01", "Needs": word}
    town.type("Students", [{**student, "Random Things to Do": f"by 27/11 {word}"}], first=2)
    team = {"Person": f"Mum {word}", "Email": "mum@home.test", "Role": "parent", "Student": "S001"}
    town.type("Team", [team], first=2)


def test_two_caseloads_with_the_same_names_stay_apart(tmp_path: Path) -> None:
    """Same codes, same parent, same counselor, one store (I7)."""
    town = Town(tmp_path)
    with closing(town.world.store):
        first = town.open()
        _fill(town, "alder")
        town.rest()
        before = of(town, OWNER)
        second = create_caseload(town.deps, SECOND, "Learning support", "UTC")
        desk, town.owner = town.owner, town.person(SECOND)
        town.caseload = second
        _fill(town, "birch")
        town.mail(letter_from("Mum <mum@home.test>", "about birch", town.world.now()), SECOND)
        since = len(town.wire.sent)
        sync_until_at_rest(town.deps, second.id, full=True)
        assert len(town.wire.sent) > since
        assert of(town, OWNER) == before, "the second caseload's run changed the first one's account"
        town.owner, town.caseload = desk, first
        town.rest(full=True)
        assert "birch" not in repr(of(town, OWNER))
        assert "alder" not in repr(of(town, SECOND))
        files = {file.email: file for file in town.store.observed.files(first.id)}
        others = {file.email: file for file in town.store.observed.files(second.id)}
        assert set(files) == set(others) == {"anna@school.test"}
        assert replace(files["anna@school.test"], spreadsheet_id="") != others["anna@school.test"]
        town.store.close()
