"""Whatever a browser sends to the local pages, the answer is a page or a refusal in words, never a crash."""

from __future__ import annotations

import base64
import random
from typing import Any

import pytest
import requests

from tests.contract.conftest import OWNER, Google
from tests.contract.forms_of import choice, make, question

ODD = [
    "",
    "x",
    "A1",
    "ZZZ9999999",
    "A0",
    "=1/0",
    "'Other'!A1",
    "-1",
    "0",
    "9" * 30,
    "é<b>",
    "\x00",
    "a" * 3000,
]
KNOWN = ["row-above", "delete-row", "sort-up", "add-tab", "home", "back", "TRUE", "next", "submit", OWNER]
FIELDS = (
    "gid",
    "page",
    "view",
    "cell",
    "value",
    "change",
    "title",
    "said",
    "id",
    "panel",
    "do",
    "host",
    "go",
    "step",
)


@pytest.fixture
def paths(google: Google) -> list[tuple[str, str]]:
    """Every address of the pages, of things that are there and of things that are not."""
    sheets = google.service("sheets", "v4").spreadsheets()
    book = sheets.create(body={"properties": {"title": "Odd"}}).execute()["spreadsheetId"]
    form = make(google, question("a", choice("RADIO", "x", other=True)))["formId"]
    found = [("GET", "/"), ("GET", "/addon"), ("POST", "/addon/panels/none")]
    for some_id in (book, form, "nothing"):
        found += [("GET", f"/spreadsheets/d/{some_id}/{end}") for end in ("edit", "changed")]
        found += [("POST", f"/spreadsheets/d/{some_id}/{end}") for end in ("cell", "change")]
        found += [("GET", f"/forms/d/{some_id}/edit"), ("GET", f"/forms/d/e/{some_id}/viewform")]
        found.append(("POST", f"/forms/d/e/{some_id}/formResponse"))
    for verb in ("GET", "POST"):
        found.append((verb, "/o/oauth2/v2/auth"))
    return found


@pytest.mark.parametrize("seed", range(4))
def test_odd_input_is_answered(google: Google, paths: list[tuple[str, str]], seed: int) -> None:
    chance = random.Random(seed)
    for verb, path in paths * 3:
        sent: dict[str, Any] = {name: chance.choice(ODD + KNOWN) for name in FIELDS if chance.random() < 0.6}
        sent["as"] = chance.choice([OWNER, "stranger@school.test", "nobody"])
        headers = {"HX-Request": "true"} if chance.random() < 0.5 else {}
        given: dict[str, Any] = {"params": sent} if verb == "GET" else {"data": sent}
        url = google.url + path
        answer = requests.request(verb, url, headers=headers, timeout=20, allow_redirects=False, **given)
        assert answer.status_code < 500, (verb, path, sent)


def test_text_of_others_never_becomes_a_script(google: Google) -> None:
    sheets = google.service("sheets", "v4").spreadsheets()
    book = sheets.create(body={"properties": {"title": "<script>a</script>"}}).execute()["spreadsheetId"]
    rows = [["<script>a</script>", '=HYPERLINK("javascript:a()","x")', '"><img src=x onerror=a()>']]
    wanted = {"spreadsheetId": book, "range": "Sheet1!A1", "valueInputOption": "USER_ENTERED"}
    sheets.values().update(**wanted, body={"values": rows}).execute()
    address = f"{google.url}/spreadsheets/d/{book}/edit"
    page = requests.get(address, params={"as": OWNER, "said": "<script>a</script>"}, timeout=20)
    assert "<script>a" not in page.text
    assert 'href="javascript' not in page.text
    assert "<img src=x" not in page.text
    assert "script-src 'self';" in page.headers["Content-Security-Policy"]


def test_the_panel_stands_beside_the_inbox_and_tells_times_in_words(google: Google) -> None:
    google.control("POST", "mail", to=OWNER, raw="From: <a@x.test>\r\nSubject: Come in\r\n\r\nHello.\r\n")
    raw = base64.urlsafe_b64encode(b"To: a@x.test\r\nSubject: Gone out\r\n\r\nHello.\r\n").decode()
    google.service("gmail", "v1").users().messages().send(userId="me", body={"raw": raw}).execute()
    beside = requests.get(f"{google.url}/addon", params={"as": OWNER, "host": "gmail"}, timeout=20).text
    assert "Come in" in beside
    assert "Gone out" not in beside
    event = {
        "summary": "Talk",
        "start": {"dateTime": "2026-12-07T10:00:00Z"},
        "end": {"dateTime": "2026-12-07T11:00:00Z"},
    }
    made = google.service("calendar", "v3").events().insert(calendarId="primary", body=event).execute()
    asked = {"as": OWNER, "host": "calendar", "id": made["id"]}
    shown = requests.get(f"{google.url}/addon", params=asked, timeout=20).text
    assert "Mon 7 Dec 2026, 10:00 – 11:00" in shown
