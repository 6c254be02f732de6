"""What a person put off is named again by the first digest on or after its day."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.flows.first_mails import mails_were_seen
from tests.flows.letters import read
from tests.flows.town import OWNER, Town

LINES = "\n".join(f"by 2026-{day} a thing" for day in ("11-24", "11-25", "11-30", "12-01", "12-02"))


def decision(town: Town) -> dict[str, Any]:
    (row,) = [row for row in town.rows("Reminders") if row["Rule"] == "R20"]
    return row


def digests(town: Town) -> list[str]:
    """The text of every digest, oldest first."""
    sent = read(town.owner.inbox("in:sent"))
    return [mail.text for mail in sent if mail.to == OWNER and mail.subject.endswith("due")]


@pytest.mark.parametrize(
    ("until", "named"),
    [
        ("2026-11-30", date(2026, 11, 30)),
        ("2026-11-29", date(2026, 11, 30)),  # a Sunday
    ],
)
def test_it_is_named_again_on_its_day_and_then_as_its_rule_says(
    tmp_path: Path, until: str, named: date
) -> None:
    town = Town(tmp_path)
    town.open()
    mails_were_seen(town)
    pupil = {"Name": "Ana Ruiz", "Status": "direct", "Joined": town.day(0)}
    town.type("Students", [pupil], first=2)
    town.rest()
    town.type("Decisions", [{"Date": town.day(0), "Student": "S001", "Decision": "Out of French"}])
    town.rest()
    assert ["French" in text for text in digests(town)] == [True]
    town.type("Students", [{"Random Things to Do": LINES}], first=2)
    town.type("Reminders", [{"Snooze": until}], first=decision(town)["#"])
    town.rest()
    days = []
    while town.today < date(2026, 12, 2):
        before = len(digests(town))
        town.pass_time(days=1)
        town.rest(full=True)
        days += [town.today for text in digests(town)[before:] if "French" in text]
    assert decision(town)["State"] == "open"
    assert days == [named]
    assert len(digests(town)) == 6  # those for what else was due
