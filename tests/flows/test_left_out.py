"""Meetings about a student on a colleague's calendar that leave the case manager out are told on Sync."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.flows.first_mails import mails_were_seen
from tests.flows.town import OWNER, Town

COLLEAGUE, MUM = "tom@school.test", "mum@home.test"
EVENTS = "/calendar/v3/calendars/primary/events"


def told(town: Town) -> list[str]:
    return [f"{row['What']} {row['What To Do']}" for row in town.rows("Sync") if row["Kind"] != "did"]


def watches(town: Town) -> int:
    return sum(f"/calendars/{COLLEAGUE}/" in path.replace("%40", "@") for _, path in town.wire.sent)


def test_a_meeting_without_me_is_told_until_i_am_invited(tmp_path: Path) -> None:
    town = Town(tmp_path)
    town.open()
    mails_were_seen(town)
    town.type("Students", [{"Name": "Ana Ruiz", "Status": "direct"}], first=2)
    town.type("Team", [{"Person": "Ada", "Email": MUM, "Role": "parent", "Student": "S001"}], first=2)
    town.rest()
    assert watches(town) == 0
    town.owner.set_setting(town.book, "Calendars to watch", COLLEAGUE)
    town.rest()
    town.rest()
    assert any("cannot be seen" in line for line in told(town))

    tom = town.person(COLLEAGUE)
    rule = {"role": "reader", "scope": {"type": "user", "value": OWNER}}
    tom.call("POST", "/calendar/v3/calendars/primary/acl", json=rule)
    times: dict[str, Any] = {
        "start": {"dateTime": "2026-11-25T10:00:00Z"},
        "end": {"dateTime": "2026-11-25T11:00:00Z"},
    }
    made = tom.call("POST", EVENTS, json={"summary": "Ana Ruiz", "attendees": [{"email": MUM}], **times})
    tom.call("POST", EVENTS, json={"summary": "Dentist", **times})
    town.rest()
    (line,) = told(town)
    assert "A meeting about S001 on 25 November 2026 leaves you out." in line
    assert "Ana Ruiz" in line
    assert not town.rows("Meetings")
    town.pass_time(days=1)
    town.rest(full=True)
    assert len(told(town)) == 1

    both = {"attendees": [{"email": MUM}, {"email": OWNER}]}
    tom.call("PATCH", f"{EVENTS}/{made['id']}", json=both)
    town.rest()
    assert told(town) == []
    assert len(town.rows("Meetings")) == 1
    before = watches(town)
    town.sync()
    assert watches(town) == before + 1
