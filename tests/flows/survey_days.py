"""A round in the town: two students with two helps each, a form each, everybody invited, all at rest."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

from app.core.model import FormRecord
from app.demo.person import FormPage
from tests.flows.first_mails import send_first_mails
from tests.flows.town import BASE, Town

LENA, NIA = "lena@students.test", "nia@students.test"
HELPS = ("Extra time", "A quiet room")
Said = Mapping[tuple[int, str], str]


def open_round(town: Town, **settings: Any) -> None:
    """Everything typed, the round opened for two weeks, its invitations sent, the first one by hand."""
    type_round(town, **settings)
    send_first_mails(town)


def type_round(town: Town, **settings: Any) -> None:
    """Everything typed, nothing synced."""
    town.open()
    for setting, value in {"Mail: survey invitation": "send", **settings}.items():
        town.owner.set_setting(town.book, setting, value)
    people = [
        {"Name": "Lena Vogt", "Status": "direct", "Student Email": LENA},
        {"Name": "Nia Adler", "Status": "direct", "Student Email": NIA},
    ]
    town.type("Students", people, first=2)
    helps = [
        {"Student": code, "Accommodation": help_, "Status": "active"}
        for code in ("S001", "S002")
        for help_ in HELPS
    ]
    town.type("Accommodations", helps, first=2)
    row = {"Round": "2026Q4", "Kind": "use", "Opens": town.day(0), "Closes": town.day(14)}
    town.type("Survey Rounds", [row])


def form_of(town: Town, student: str = "S001", name: str = "2026Q4") -> FormRecord:
    forms = town.store.observed.forms(town.caseload.id)
    return next(form for form in forms if (form.student, form.round) == (student, name))


def helps_of(form: FormRecord) -> list[int]:
    """The ids of the Accommodations rows that the form asks about, in their order."""
    return sorted({help_ for help_, _ in form.questions.values() if help_})


def answer(town: Town, form: FormRecord, email: str, said: Said, edit: str = "") -> str:
    """Send the form's page with these answers; every help "often" where nothing else is said. The token that
    edits the answer later."""
    person = town.person(email)
    query = {"as": email, **({"edit2": edit} if edit else {})}
    shown = person.http.get(form.link, params=query)
    shown.raise_for_status()
    page = FormPage()
    page.feed(shown.text)
    values = {meaning: "often" for meaning in form.questions.values() if meaning[1] == "used"} | dict(said)
    entries = {meaning: f"entry.{int(question, 16)}" for question, meaning in form.questions.items()}
    data = {**page.hidden, **{entries[meaning]: text for meaning, text in values.items()}}
    url = page.action if page.action.startswith("http") else BASE + page.action
    done = person.http.post(url, data=data)
    done.raise_for_status()
    token = re.search(r"edit2=([^\"&]+)", unescape(done.text))
    assert token, "the answer was not taken"
    return token.group(1)


def answers(town: Town, student: str = "S001") -> list[dict[str, Any]]:
    return [row for row in town.rows("Survey Answers") if row["Student"] == student]


def told(town: Town) -> list[str]:
    """What the Sync tab asks a person to look at."""
    return [row["What"] for row in town.rows("Sync") if row["Kind"] == "problem"]


def delete_rows(town: Town, tab: str, first: int, last: int) -> None:
    """By hand, whole rows."""
    sheets = town.owner.call("GET", f"/v4/spreadsheets/{town.book}")["sheets"]
    sheet = next(s["properties"]["sheetId"] for s in sheets if s["properties"]["title"] == tab)
    span = {"sheetId": sheet, "dimension": "ROWS", "startIndex": first - 1, "endIndex": last}
    body = {"requests": [{"deleteDimension": {"range": span}}]}
    town.owner.call("POST", f"/v4/spreadsheets/{town.book}:batchUpdate", json=body)
