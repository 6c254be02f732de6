"""Several rules at once through real syncs: rows, events and drafts come with their reason and go with it."""

from __future__ import annotations

from typing import Any

import pytest

from sheets_schema.workbook import WORKBOOK
from tests.flows.letters import read
from tests.flows.town import Kept, Town

RULES = {"R10", "R11", "R12", "R13", "R14", "R19", "R20", "R21", "R24"}


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> tuple[Town, Kept]:
    """A Monday on which a good deal is due for one student."""
    town = Town(tmp_path_factory.mktemp("town"))
    town.open()
    for name, value in {
        "Semester start": "2026-08-03",
        "Semester end": "2027-01-29",
        "Course choice by": "2026-12-03",
        "Weight scheme": "Head count",
        "Department head": "head@school.test",
    }.items():
        town.owner.set_setting(town.book, name, value)
    pupil = {
        "Name": "Ana Ruiz", "Status": "direct", "Joined": "2026-10-01", "Counselor": "c@school.test",
        "Student Email": "ana@school.test",
    }  # fmt: skip
    town.type("Students", [pupil], first=2)
    town.type(
        "Accommodations", [{"Student": "S001", "Accommodation": "Calculator", "Status": "active"}], first=2
    )
    town.type(
        "Contact Log",
        [
            {"Date": town.day(0), "Student": "S001", "Role": "parent", "Method": "phone",
             "Action": "lend the calculator", "Owner": "nurse@school.test", "Action Due": town.day(-1)},
        ],
    )  # fmt: skip
    arts = {"Student": "S001", "Class": "Arts"}
    town.type(
        "Grade Checks",
        [{**arts, "Date": town.day(-10), "Percent": 0.9}, {**arts, "Date": town.day(-3), "Percent": 0.7}],
    )
    town.type("Organization Checks", [{"Student": "S001", "Date": town.day(-30), "Inbox Count": 3}])
    town.type("Goals", [{"Student": "S001", "Goal": "Ask", "Status": "active", "Start": town.day(-20)}])
    town.type("Course Planning", [{"Student": "S001", "Year": 2027, "Option": "Biology"}], first=2)
    town.type("Decisions", [{"Date": town.day(0), "Student": "S001", "Decision": "Out of French"}])
    town.type("Modifications", [{"Student": "S001", "Subject": "Science", "Since": town.day(-8)}], first=2)
    schemes = [row for row in town.rows("Weight Schemes") if row["Scheme"] == "Head count"]
    town.type("Weight Schemes", [{"Limit": 0.5}], first=schemes[0]["#"])
    town.rest()
    return town, town.keep()


@pytest.fixture
def town(busy: tuple[Town, Kept]) -> Town:
    town, kept = busy
    town.put_back(kept)
    return town


def reminders(town: Town, state: str = "open") -> dict[str, dict[str, Any]]:
    return {row["Rule"]: row for row in town.rows("Reminders") if row["State"] == state}


def events(town: Town) -> dict[str, dict[str, Any]]:
    path = f"/calendar/v3/calendars/{town.caseload.calendar_id}/events"
    found = town.owner.call("GET", path, params={"showDeleted": True, "maxResults": 250})["items"]
    return {event["id"]: event for event in found}


def letters(town: Town) -> dict[str, str]:
    """Subject -> text of everything in Drafts and Sent."""
    mails = read(town.owner.inbox("in:drafts") + town.owner.inbox("in:sent"))
    return {f"{mail.to}: {mail.subject}": mail.text for mail in mails}


def test_each_has_one_row_and_one_event_that_says_nothing_private(town: Town) -> None:
    rows = town.rows("Reminders")
    assert {row["Rule"] for row in rows} == RULES
    assert {row["State"] for row in rows} == {"open"}
    here = events(town)
    assert sorted(here) == sorted(row["Event"] for row in rows)
    assert all(here[row["Event"]]["start"]["date"] == row["Due"][:10] for row in rows)
    titles = " ".join(event["summary"] for event in here.values())
    assert "A.R.: A decision" in titles
    assert not [word for word in ("Ana", "Ruiz", "alculator", "French") if word in titles]
    assert all(row["Why"].endswith(".") for row in rows)


def test_others_get_a_draft_and_the_counselor_their_own_link(town: Town) -> None:
    found = letters(town)
    drafts = {message["id"] for message in town.owner.drafts()}
    assert len(drafts) == 4  # owner of the promise, department head, counselor; the first digest
    assert "lend the calculator" in found["nurse@school.test: Something that was promised"]
    head = found["head@school.test: Holdfast: a caseload is over its limit"]
    assert "Students: 1, points: 1 by the scheme Head count; its limit is 0.5." in head
    (theirs,) = [text for key, text in found.items() if key.startswith("c@school.test: ")]
    assert "A grade has fallen" in theirs
    assert "http://local/spreadsheets/d/" in theirs
    assert town.book not in theirs
    (own,) = [text for key, text in found.items() if "things due" in key and key.startswith("owner@")]
    assert town.book in own


def test_done_acknowledged_and_snooze_work_for_every_rule(town: Town) -> None:
    rows = reminders(town)
    town.type("Reminders", [{"Done": True}], first=rows["R12"]["#"])
    town.type("Reminders", [{"Acknowledged": "We spoke."}], first=rows["R20"]["#"])
    town.type("Reminders", [{"Snooze": town.day(3)}], first=rows["R21"]["#"])
    town.rest()
    assert set(reminders(town, "done")) == {"R12", "R20"}
    assert set(reminders(town, "snoozed")) == {"R21"}
    here = events(town)
    assert here[rows["R20"]["Event"]]["summary"].startswith("✓ ")
    town.pass_time(days=4)
    town.rest(full=True)
    assert "R21" in reminders(town)
    assert set(reminders(town, "done")) == {"R12", "R20"}


def test_each_is_withdrawn_when_its_condition_ends(town: Town) -> None:
    rows = reminders(town)
    log, decision = town.rows("Contact Log")[0]["#"], town.rows("Decisions")[0]["#"]
    goal = town.rows("Goals")[0]
    town.type("Contact Log", [{"Done": town.day(0)}], first=log)
    town.type("Grade Checks", [{"Student": "S001", "Class": "Arts", "Date": town.day(0), "Percent": 0.72}])
    town.type("Organization Checks", [{"Student": "S001", "Date": town.day(0), "Inbox Count": 1}])
    town.type("First Talk", [{"Date": town.day(0), "Student": "S001", "Hard": "mornings"}])
    town.type("Progress", [{"Date": town.day(0), "Student": "S001", "Goal": goal["Id"], "Value": 3}])
    town.type("Course Planning", [{"Final": True}], first=2)
    town.type("Decisions", [{"Case Manager Consulted": True}], first=decision)
    town.type("Modifications", [{"Consequences Told": town.day(0)}], first=2)
    town.owner.set_setting(town.book, "Weight scheme", "Virginia")
    town.rest()
    assert set(reminders(town, "withdrawn")) == set(rows) == RULES
    assert reminders(town) == {}
    assert {event["status"] for event in events(town).values()} == {"cancelled"}
    town.type("Course Planning", [{"Final": False}], first=2)
    town.rest()
    assert set(reminders(town)) == {"R19"}
    assert len(town.rows("Reminders")) == len(rows)  # the same row lives again


def test_a_refused_tab_is_told_once_and_what_it_says_rests(town: Town) -> None:
    before = town.rows("Reminders")
    delete = {"deleteSheet": {"sheetId": WORKBOOK.tab("grade_checks").sheet_id}}
    town.owner.call("POST", f"/v4/spreadsheets/{town.book}:batchUpdate", json={"requests": [delete]})
    town.rest()
    rows = reminders(town)
    assert "Grade Checks is gone" in rows["R25"]["Why"]
    assert {row["Rule"]: row["State"] for row in before} == {
        row["Rule"]: row["State"] for row in town.rows("Reminders") if row["Rule"] != "R25"
    }


def test_award_notes_of_the_first_are_drafts_and_a_reminder_until_they_are_gone(town: Town) -> None:
    town.type("Ratings", [{"Date": town.day(0), "Student": "S001", "Rater": "T", "Respect": 3}])
    town.pass_time(days=8)
    town.rest(full=True)
    note = letters(town)["ana@school.test: Where you stand"]
    assert "of 100 points" in note
    waiting = reminders(town)["R23"]
    assert waiting["Due"].startswith("2026-12-01")
    mine = [one for one in town.owner.drafts() if _to(town, one) == "ana@school.test"]
    town.owner.send_draft(mine[0]["id"])
    town.rest(full=True)
    assert "R23" not in reminders(town)
    assert not [one for one in town.owner.drafts() if _to(town, one) == "ana@school.test"]


def _to(town: Town, draft: dict[str, Any]) -> str:
    message = town.owner.call("GET", f"/gmail/v1/users/me/messages/{draft['message']['id']}")
    return next(head["value"] for head in message["payload"]["headers"] if head["name"] == "To")
