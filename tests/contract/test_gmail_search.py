"""Gmail's search language through messages.list, on one small mailbox."""

import base64
from email.message import EmailMessage
from typing import Any

import pytest

TEACHER = "rivera@school.test"
BOX = {
    "plan": ("Amy Lin <amy@school.test>", TEACHER, "Plan review", "The annual plan is due", "2026-01-10"),
    "trip": ("tom@family.test", TEACHER, "Trip to the museum", "Bring lunch and a hat", "2026-02-10"),
    "fwd": ("amy@school.test", "all@school.test", "Fwd: lunch menu", "Soup on Monday", "2026-03-10"),
    "file": ("office@school.test", TEACHER, "Minutes", "Attached, as promised", "2026-03-20"),
}


@pytest.fixture
def mail(google: Any) -> Any:
    google.control("POST", "clock", now="2026-04-01T12:00:00Z")
    for key, (sender, to, subject, text, day) in BOX.items():
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = sender, to, subject
        message["Message-ID"], message["Date"] = (
            f"<{key}@x.test>",
            f"{day[8:]} {_month(day)} 2026 15:00:00 +0000",
        )
        message["Cc"] = "coach@school.test" if key == "trip" else "nobody@school.test"
        message.set_content(text)
        if key == "file":
            message.add_attachment(b"x" * 3000, maintype="application", subtype="pdf", filename="minutes.pdf")
        google.control("POST", "mail", to=TEACHER, raw=message.as_string())
    return google.service("gmail", "v1", TEACHER).users()


def _month(day: str) -> str:
    return {"01": "Jan", "02": "Feb", "03": "Mar"}[day[5:7]]


def found(mail: Any, query: str) -> list[str]:
    answer = mail.messages().list(userId="me", q=query).execute()
    keys = []
    for one in answer.get("messages", []):
        shown = mail.messages().get(userId="me", id=one["id"], format="metadata").execute()
        own = next(h["value"] for h in shown["payload"]["headers"] if h["name"] == "Message-ID")
        keys.append(own[1:].partition("@")[0])
    return sorted(keys)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["file", "fwd", "plan", "trip"]),
        ("lunch", ["fwd", "trip"]),
        ("LUNCH museum", ["trip"]),
        ("lun", []),
        ('"annual plan"', ["plan"]),
        ('"plan annual"', []),
        ("from:amy", ["fwd", "plan"]),
        ("from:amy@school.test", ["fwd", "plan"]),
        ("from:(amy OR tom)", ["fwd", "plan", "trip"]),
        ("from:{amy tom} -subject:fwd", ["plan", "trip"]),
        ("to:all@school.test", ["fwd"]),
        ("cc:coach", ["trip"]),
        ("to:coach", ["trip"]),
        ("subject:(museum trip)", ["trip"]),
        ("subject:lunch", ["fwd"]),
        ("-from:amy", ["file", "trip"]),
        ("from:amy OR from:tom lunch", ["fwd", "trip"]),
        ("(from:amy subject:plan) OR subject:minutes", ["file", "plan"]),
        ("has:attachment", ["file"]),
        ("filename:pdf", ["file"]),
        ("filename:minutes.pdf", ["file"]),
        ("larger:3k", ["file"]),
        ("after:2026/03/01", ["file", "fwd"]),
        ("before:2026/02/01", ["plan"]),
        ("after:2026/02/01 before:2026/03/15", ["fwd", "trip"]),
        ("after:1773100000", ["file", "fwd"]),
        ("newer_than:15d", ["file"]),
        ("older_than:2m", ["plan"]),
        ("rfc822msgid:<trip@x.test>", ["trip"]),
        ("rfc822msgid:trip@x.test", ["trip"]),
        ("is:unread in:inbox", ["file", "fwd", "plan", "trip"]),
        ("is:read", []),
        ("is:starred OR subject:plan", ["plan"]),
        ("in:sent", []),
        ("in:anywhere amy", ["fwd", "plan"]),
        ("label:inbox subject:trip", ["trip"]),
        ("label:no-such-label", []),
        ("((((from:amy", ["fwd", "plan"]),
        ('subject:"', ["file", "fwd", "plan", "trip"]),
        (")", ["file", "fwd", "plan", "trip"]),
    ],
)
def test_search(mail: Any, query: str, expected: list[str]) -> None:
    assert found(mail, query) == expected


def test_dates_mean_midnight_pacific(google: Any) -> None:
    mail = google.service("gmail", "v1", TEACHER).users()
    raw = "Subject: late\r\nMessage-ID: <late@x.test>\r\nDate: Sun, 01 Mar 2026 07:30:00 +0000\r\n\r\nx"
    google.control("POST", "mail", to=TEACHER, raw=base64.b64encode(raw.encode()).decode())
    assert found(mail, "before:2026/03/01") == ["late"]
    assert found(mail, "after:2026/03/01") == []
