"""No more mails a day than Settings says, none in the night, and none forgotten over it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.flows.first_mails import send_first_mails
from tests.flows.town import Town

COUNSELORS = ("anna@school.test", "ben@school.test", "cleo@school.test")


def sent(town: Town) -> list[str]:
    """Which of the counselors Holdfast has written to."""
    found = []
    for one in town.owner.call("GET", "/gmail/v1/users/me/messages", params={"labelIds": "SENT"})["messages"]:
        message: dict[str, Any] = town.owner.call("GET", f"/gmail/v1/users/me/messages/{one['id']}")
        heads = {head["name"]: head["value"] for head in message["payload"]["headers"]}
        found += [heads["To"]] if heads["To"] in COUNSELORS else []
    return sorted(found)


def waiting(town: Town) -> list[str]:
    return [row["What"] for row in town.rows("Sync") if "for tomorrow" in str(row["What"])]


def test_over_the_limit_mails_wait_for_the_morning(tmp_path: Path) -> None:
    town = Town(tmp_path)
    town.open()
    town.owner.set_setting(town.book, "Mails a day", 4)
    first = {
        "Name": "Pupil",
        "Status": "direct",
        "Counselor": "dora@school.test",
        "Last Review": "2025-12-01",
    }
    town.owner.set_setting(town.book, "Mail: counselor digest", "send")
    town.type("Students", [first], first=2)
    send_first_mails(town)
    town.pass_time(days=1)
    students = [  # one to be named on this day, one on the next
        {"Name": f"Pupil {who} {day}", "Status": "direct", "Counselor": who, "Last Review": f"2025-12-0{day}"}
        for who in COUNSELORS
        for day in (1, 2)
    ]
    town.type("Students", students, first=3)
    town.rest()
    assert sent(town) == ["anna@school.test", "ben@school.test"]
    assert len(waiting(town)) == 1
    town.rest(full=True)
    assert len(sent(town)) == 2

    town.owner.set_setting(town.book, "Mails a day", 10)
    town.pass_time(hours=17)  # 02:30: a new day, in quiet hours
    town.sync(scheduled=True)
    assert len(sent(town)) == 2
    town.pass_time(hours=4)
    town.sync(scheduled=True)
    assert len(sent(town)) == 2
    town.pass_time(hours=1)  # 07:30, and nobody has touched anything
    town.sync(scheduled=True)
    assert sorted(set(sent(town))) == list(COUNSELORS)
    assert len(sent(town)) == 5
    assert not waiting(town)
    town.rest()
    before = len(town.wire.sent)
    town.sync(scheduled=True)
    assert not any("spreadsheets" in path for _, path in town.wire.sent[before:])
