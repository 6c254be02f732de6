"""Mail that arrives while the Contact Log is closed to us gets its row once the log is as it was."""

from __future__ import annotations

from typing import Any

import pytest

from app.flows.importing import import_roster
from app.flows.setup import create_caseload
from app.flows.sync import sync_caseload, sync_until_at_rest
from tests.flows.a_school import BASE, OWNER, School, a_school

pytestmark = pytest.mark.slow

ROSTER = b"School Number,Name,Parent 1 Name,Parent 1 Email\n01,Ana Lima,Rita Lima,rita@home.test\n"


def _mail(school: School, number: int) -> None:
    raw = f"From: Rita Lima <rita@home.test>\r\nTo: {OWNER}\r\nSubject: Letter {number}\r\n\r\nHello.\r\n"
    answer = school.outside.post(f"{BASE}/_control/mail", json={"to": OWNER, "raw": raw})
    assert answer.status_code == 200, answer.text


def _ids(school: School, book: str, ids: list[list[Any]]) -> None:
    edit = {"spreadsheetId": book, "as": OWNER, "ops": [{"paste": ["'Contact Log'!A2", ids]}]}
    answer = school.outside.post(f"{BASE}/_control/edit", json=edit)
    assert answer.status_code == 200, answer.text


def _subjects(school: School, book: str) -> list[str]:
    return [str(row["Subject"]) for row in school.table(book, "Contact Log") if row.get("Subject")]


def test_a_letter_waits_for_its_tab() -> None:
    school = a_school()
    made = create_caseload(school.deps, OWNER, "Mine", "UTC")
    book = made.spreadsheet_id
    import_roster(school.deps, made.id, "roster.csv", ROSTER)
    for number in range(6):
        _mail(school, number)
    sync_until_at_rest(school.deps, made.id)
    ids = [[row["Id"]] for row in school.table(book, "Contact Log")]
    assert len(_subjects(school, book)) == 6

    _ids(school, book, [[""]] * len(ids))
    _mail(school, 6)
    report = sync_caseload(school.deps, made.id)
    assert "ids_empty" in {problem.code for problem in report.problems}
    assert "Letter 6" not in _subjects(school, book)

    _ids(school, book, ids)
    sync_until_at_rest(school.deps, made.id)
    assert _subjects(school, book).count("Letter 6") == 1
    assert len(_subjects(school, book)) == 7
