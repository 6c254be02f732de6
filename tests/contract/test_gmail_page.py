"""The mailbox page: what a person reads, writes and sends there shows through the API, and the other way."""

import base64
import re
from typing import Any

import pytest

TEACHER, PARENT = "rivera@school.test", "mother@family.test"
LETTER = (
    "From: Noor <mother@family.test>\r\nTo: rivera@school.test\r\nSubject: <b>Homework</b>\r\n"
    "Message-ID: <first@family.test>\r\n\r\nShe <i>finished</i> it.\r\n"
)


@pytest.fixture
def mail(google: Any) -> Any:
    return google.service("gmail", "v1", TEACHER).users()


def get(google: Any, path: str, who: str = TEACHER) -> str:
    response = google.http("GET", path + ("&" if "?" in path else "?") + f"as={who}")
    assert response.status_code == 200, response.text
    return str(response.text)


def post(google: Any, path: str, **fields: str) -> Any:
    return google.http("POST", path, data={"as": TEACHER, **fields}, allow_redirects=False)


def test_a_message_is_listed_read_and_put_away(google: Any, mail: Any) -> None:
    got = google.control("POST", "mail", to=TEACHER, raw=LETTER)
    listed = get(google, "/mail")
    assert "&lt;b&gt;Homework&lt;/b&gt;" in listed
    assert 'class="unread"' in listed
    opened = get(google, f"/mail/t/{got['threadId']}")
    assert "She &lt;i&gt;finished&lt;/i&gt; it." in opened
    assert "UNREAD" not in mail.messages().get(userId="me", id=got["id"]).execute()["labelIds"]
    assert post(google, f"/mail/t/{got['threadId']}", action="trash").status_code == 303
    assert "TRASH" in mail.messages().get(userId="me", id=got["id"]).execute()["labelIds"]
    assert "Homework" not in get(google, "/mail")
    assert "Homework" in get(google, "/mail?in=TRASH")
    assert google.http("GET", f"/mail/t/{got['threadId']}?as={PARENT}").status_code == 404


def test_a_draft_is_opened_changed_and_sent(google: Any, mail: Any) -> None:
    raw = base64.urlsafe_b64encode(f"To: {PARENT}\r\nSubject: Plan\r\nX-Holdfast-Key: k7\r\n\r\nOld".encode())
    draft = mail.drafts().create(userId="me", body={"message": {"raw": raw.decode()}}).execute()
    assert f"/mail/draft/{draft['id']}" in get(google, "/mail?in=DRAFT")
    form = get(google, f"/mail/draft/{draft['id']}")
    assert "Old</textarea>" in form
    answer = post(google, f"/mail/draft/{draft['id']}", to="", subject="Plan", text="New", action="send")
    assert "Write at least one address." in answer.text
    sent = post(google, f"/mail/draft/{draft['id']}", to=PARENT, subject="Plan", text="New", action="send")
    assert sent.status_code == 303
    assert "drafts" not in mail.drafts().list(userId="me").execute()
    own_id = mail.messages().list(userId="me", q="in:sent").execute()["messages"][0]["id"]
    shown = mail.messages().get(userId="me", id=own_id).execute()
    assert {"name": "X-Holdfast-Key", "value": "k7"} in shown["payload"]["headers"]
    assert base64.urlsafe_b64decode(shown["payload"]["body"]["data"]) == b"New\r\n"
    assert "New" in get(google, "/mail", PARENT)
    assert google.http("GET", f"/mail/draft/{draft['id']}?as={TEACHER}").status_code == 404


def test_an_answer_joins_the_conversation(google: Any, mail: Any) -> None:
    got = google.control("POST", "mail", to=TEACHER, raw=LETTER)
    form = get(google, f"/mail/compose?reply={got['id']}")
    assert 'value="Re: &lt;b&gt;Homework&lt;/b&gt;"' in form
    fields = {"to": PARENT, "subject": "Re: <b>Homework</b>", "text": "Thanks"}
    post(google, "/mail/compose", reply=got["id"], action="send", **fields)
    thread = mail.threads().get(userId="me", id=got["threadId"]).execute()
    assert len(thread["messages"]) == 2
    post(google, "/mail/compose", action="save", to=PARENT, subject="Later", text="x")
    assert len(mail.drafts().list(userId="me").execute()["drafts"]) == 1


def test_attachments_can_be_fetched(google: Any) -> None:
    raw = (
        "Subject: file\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhi\r\n--b\r\n"
        'Content-Type: text/html; name="p.html"\r\nContent-Disposition: attachment; filename="p.html"\r\n\r\n'
        "<script>1</script>\r\n--b--\r\n"
    )
    got = google.control("POST", "mail", to=TEACHER, raw=raw)
    link = re.search(r'href="(/mail/m/[^"]+)"', get(google, f"/mail/t/{got['threadId']}"))
    assert link is not None
    response = google.http("GET", link[1].replace("&amp;", "&"))
    assert response.content == b"<script>1</script>"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["Content-Type"] == "application/octet-stream"


def test_an_html_letter_is_read_as_text_in_the_persons_own_time(google: Any) -> None:
    body = {"timeZone": "Asia/Tokyo"}
    google.service("calendar", "v3", TEACHER).calendars().patch(calendarId="primary", body=body).execute()
    html = "<style>p{}</style><p>First &amp; last</p><p>Second<br>third</p><script>alert(1)</script>"
    raw = f"Subject: x\nDate: Tue, 03 Mar 2026 20:00:00 +0000\nContent-Type: text/html\n\n{html}"
    got = google.control("POST", "mail", to=TEACHER, raw=raw)
    shown = get(google, f"/mail/t/{got['threadId']}")
    assert "<pre>First &amp; last\nSecond\nthird</pre>" in shown
    assert "Wed 4 Mar 2026, 05:00 JST" in shown
