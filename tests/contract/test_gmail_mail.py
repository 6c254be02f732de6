"""Gmail as a client sees it: arriving, reading, sending, drafts."""

import base64
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

import pytest
from googleapiclient.errors import HttpError
from googleapiclient.http import MediaInMemoryUpload

TEACHER, PARENT = "rivera@school.test", "mother@family.test"
LETTER = (
    "From: Noor Haddad <mother@family.test>\r\nTo: rivera@school.test\r\nSubject: Homework\r\n"
    "Message-ID: <first@family.test>\r\nDate: Tue, 03 Mar 2026 08:15:00 +0000\r\n\r\n"
    "She finished the reading & liked it.\r\n"
)


@pytest.fixture
def mail(service: Callable[..., Any]) -> Any:
    return service("gmail", "v1", TEACHER).users()


def letter(to: str, subject: str, text: str = "Hello", **headers: str) -> dict[str, str]:
    message = EmailMessage()
    message["To"], message["Subject"] = to, subject
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return {"raw": base64.urlsafe_b64encode(message.as_bytes()).decode()}


def deliver(google: Any, raw: str = LETTER, to: str = TEACHER) -> str:
    return str(google.control("POST", "mail", to=to, raw=raw)["id"])


def header(message: dict[str, Any], name: str) -> str | None:
    found = (h["value"] for h in message["payload"]["headers"] if h["name"].lower() == name.lower())
    return next(found, None)


def status(error: pytest.ExceptionInfo[HttpError]) -> int:
    return int(error.value.resp.status)


def test_delivered_message_is_in_the_inbox_with_its_own_date(google: Any, mail: Any) -> None:
    own_id = deliver(google)
    shown = mail.messages().get(userId="me", id=own_id).execute()
    assert set(shown["labelIds"]) >= {"INBOX", "UNREAD"}
    assert shown["internalDate"] == str(int(datetime(2026, 3, 3, 8, 15, tzinfo=UTC).timestamp() * 1000))
    assert shown["snippet"] == "She finished the reading &amp; liked it."
    assert header(shown, "message-id") == "<first@family.test>"
    body = base64.urlsafe_b64decode(shown["payload"]["body"]["data"]).decode()
    assert body == "She finished the reading & liked it.\r\n"
    assert isinstance(shown["historyId"], str)


def test_formats_show_more_or_less(google: Any, mail: Any) -> None:
    own_id = deliver(google)
    get = mail.messages().get
    assert "payload" not in get(userId="me", id=own_id, format="minimal").execute()
    raw = get(userId="me", id=own_id, format="raw").execute()
    assert b"Subject: Homework" in base64.urlsafe_b64decode(raw["raw"])
    heads = get(userId="me", id=own_id, format="metadata", metadataHeaders=["subject", "From"]).execute()
    assert sorted(h["name"] for h in heads["payload"]["headers"]) == ["From", "Subject"]
    assert "body" not in heads["payload"]


@pytest.mark.parametrize(
    "raw",
    [
        "just words without any header",
        "Subject: =?utf-8?b?!!!?=\r\n\r\nbody",
        "Subject: =?no-such-charset?q?caf=E9?=\r\nContent-Type: text/plain; charset=bogus\r\n\r\nbody",
        "Content-Type: multipart/mixed\r\nSubject: no boundary\r\n\r\n--x\r\n\r\nhi\r\n",
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: multipart/mixed\r\n",
        "From:\r\nTo:\r\nSubject:\r\n\r\n",
        "\r\n\r\n",
    ],
)
def test_broken_mail_arrives_and_reads(google: Any, mail: Any, raw: str) -> None:
    own_id = deliver(google, raw)
    shown = mail.messages().get(userId="me", id=own_id).execute()
    assert header(shown, "Message-ID")
    assert mail.messages().list(userId="me", q="in:inbox").execute()["messages"][0]["id"] == own_id


def test_encoded_subject_and_foreign_charset_are_readable(google: Any, mail: Any) -> None:
    raw = (
        b"Subject: =?iso-8859-1?q?Caf=E9?= =?utf-8?b?IMOgIGxhIGNhcnRl?=\r\n"
        b"Content-Type: text/plain; charset=windows-1252\r\n\r\n\x93Zo\xeb\x94"
    )
    own_id = deliver(google, base64.b64encode(raw).decode())
    shown = mail.messages().get(userId="me", id=own_id).execute()
    assert header(shown, "Subject") == "Café à la carte"
    assert base64.urlsafe_b64decode(shown["payload"]["body"]["data"]).decode() == "“Zoë”"


def test_attachment_has_an_id_and_its_bytes(google: Any, mail: Any) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = PARENT, TEACHER, "Report"
    message.set_content("see attached")
    message.add_attachment(b"%PDF-1.7 x", maintype="application", subtype="pdf", filename="report.pdf")
    own_id = deliver(google, message.as_string())
    part = mail.messages().get(userId="me", id=own_id).execute()["payload"]["parts"][1]
    assert part["filename"] == "report.pdf"
    assert part["body"]["size"] == 10
    got = mail.messages().attachments().get(userId="me", messageId=own_id, id=part["body"]["attachmentId"])
    assert base64.urlsafe_b64decode(got.execute()["data"]) == b"%PDF-1.7 x"


def test_sent_mail_arrives_and_has_gmails_own_message_id(service: Any, mail: Any) -> None:
    body = letter(f"{PARENT}, x@school.test", "Meeting", Message_ID="<mine@school.test>", Bcc="b@school.test")
    sent = mail.messages().send(userId="me", body=body).execute()
    assert sent["labelIds"] == ["SENT"]
    own = mail.messages().get(userId="me", id=sent["id"]).execute()
    assert header(own, "Message-ID") != "<mine@school.test>"
    assert header(own, "From") == f"Rivera <{TEACHER}>"
    assert header(own, "Bcc") == "b@school.test"
    for address in (PARENT, "x@school.test", "b@school.test"):
        box = service("gmail", "v1", address).users().messages()
        got = box.get(userId="me", id=box.list(userId="me").execute()["messages"][0]["id"]).execute()
        assert header(got, "Message-ID") == header(own, "Message-ID")
        assert header(got, "Bcc") is None
        assert {"INBOX", "UNREAD"} <= set(got["labelIds"])


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, "'raw' RFC822 payload"),
        ({"raw": base64.urlsafe_b64encode(b"Subject: x\r\n\r\nhi").decode()}, "Recipient address required"),
        ({"raw": base64.urlsafe_b64encode(b"To: nobody\r\n\r\nhi").decode()}, "Invalid To header"),
    ],
)
def test_what_cannot_be_sent_is_refused(mail: Any, body: dict[str, str], message: str) -> None:
    with pytest.raises(HttpError, match=message) as error:
        mail.messages().send(userId="me", body=body).execute()
    assert status(error) == 400


def test_a_reply_joins_the_thread_only_with_reference_and_subject(google: Any, mail: Any) -> None:
    thread = mail.messages().get(userId="me", id=deliver(google)).execute()["threadId"]
    reply = letter(PARENT, "Re: Homework", In_Reply_To="<first@family.test>") | {"threadId": thread}
    assert mail.messages().send(userId="me", body=reply).execute()["threadId"] == thread
    other = letter(PARENT, "Trip", In_Reply_To="<first@family.test>") | {"threadId": thread}
    assert mail.messages().send(userId="me", body=other).execute()["threadId"] != thread
    shown = mail.threads().get(userId="me", id=thread).execute()
    assert len(shown["messages"]) == 2
    with pytest.raises(HttpError) as error:
        mail.messages().send(
            userId="me", body=letter(PARENT, "x") | {"threadId": "19ffffffffffffff"}
        ).execute()
    assert status(error) == 404


def test_draft_vanishes_when_sent_and_a_second_send_finds_nothing(service: Any, mail: Any) -> None:
    draft = (
        mail.drafts()
        .create(userId="me", body={"message": letter(PARENT, "Plan", X_Holdfast_Key="k1")})
        .execute()
    )
    assert draft["message"]["labelIds"] == ["DRAFT"]
    assert mail.drafts().list(userId="me").execute()["drafts"][0]["id"] == draft["id"]
    sent = mail.drafts().send(userId="me", body={"id": draft["id"]}).execute()
    assert sent["id"] != draft["message"]["id"]
    assert sent["labelIds"] == ["SENT"]
    assert sent["threadId"] == draft["message"]["threadId"]
    own = mail.messages().get(userId="me", id=sent["id"]).execute()
    assert header(own, "X-Holdfast-Key") == "k1"
    assert "drafts" not in mail.drafts().list(userId="me").execute()
    with pytest.raises(HttpError) as error:
        mail.drafts().send(userId="me", body={"id": draft["id"]}).execute()
    assert status(error) == 404
    with pytest.raises(HttpError) as gone:
        mail.messages().get(userId="me", id=draft["message"]["id"]).execute()
    assert status(gone) == 404
    assert len(service("gmail", "v1", PARENT).users().messages().list(userId="me").execute()["messages"]) == 1


def test_draft_can_be_changed_and_thrown_away(mail: Any) -> None:
    draft = mail.drafts().create(userId="me", body={"message": letter(PARENT, "One")}).execute()
    changed = (
        mail.drafts().update(userId="me", id=draft["id"], body={"message": letter(PARENT, "Two")}).execute()
    )
    assert changed["id"] == draft["id"]
    assert changed["message"]["id"] != draft["message"]["id"]
    shown = mail.drafts().get(userId="me", id=draft["id"]).execute()
    assert header(shown["message"], "Subject") == "Two"
    mail.drafts().delete(userId="me", id=draft["id"]).execute()
    with pytest.raises(HttpError) as error:
        mail.drafts().get(userId="me", id=draft["id"]).execute()
    assert status(error) == 404


def test_nobody_reads_another_mailbox(service: Any) -> None:
    with pytest.raises(HttpError, match=r"Delegation denied for rivera@school\.test") as error:
        service("gmail", "v1", TEACHER).users().messages().list(userId=PARENT).execute()
    assert status(error) == 403


def test_insert_import_and_upload(mail: Any) -> None:
    raw = base64.urlsafe_b64encode(LETTER.encode()).decode()
    now = mail.messages().insert(userId="me", body={"raw": raw, "labelIds": ["INBOX"]}).execute()
    dated = mail.messages().import_(userId="me", body={"raw": raw, "labelIds": ["INBOX"]}).execute()
    get = mail.messages().get
    assert get(userId="me", id=now["id"]).execute()["internalDate"] > "1772525700000"
    assert get(userId="me", id=dated["id"]).execute()["internalDate"] == "1772525700000"
    media = MediaInMemoryUpload(b"To: x@school.test\r\nSubject: up\r\n\r\nhi", mimetype="message/rfc822")
    sent = mail.messages().send(userId="me", body={}, media_body=media).execute()
    assert header(get(userId="me", id=sent["id"]).execute(), "Subject") == "up"


def test_paging_gives_every_message_once(google: Any, mail: Any) -> None:
    made = {deliver(google, LETTER.replace("first", f"no{number}")) for number in range(7)}
    request, seen = mail.messages().list(userId="me", maxResults=3), []
    while request is not None:
        answer = request.execute()
        seen += [one["id"] for one in answer["messages"]]
        request = mail.messages().list_next(request, answer)
    assert len(seen) == 7
    assert set(seen) == made


def test_profile_and_send_as(google: Any, mail: Any) -> None:
    deliver(google)
    profile = mail.getProfile(userId=TEACHER).execute()
    assert (profile["emailAddress"], profile["messagesTotal"], profile["threadsTotal"]) == (TEACHER, 1, 1)
    assert mail.settings().sendAs().list(userId="me").execute()["sendAs"][0]["sendAsEmail"] == TEACHER


def test_a_draft_in_a_conversation_is_sent_into_it(google: Any, mail: Any) -> None:
    thread = mail.messages().get(userId="me", id=deliver(google)).execute()["threadId"]
    body = letter(PARENT, "Re: Homework", In_Reply_To="<first@family.test>", References="<first@family.test>")
    draft = mail.drafts().create(userId="me", body={"message": body | {"threadId": thread}}).execute()
    assert draft["message"]["threadId"] == thread
    assert len(mail.threads().get(userId="me", id=thread).execute()["messages"]) == 2
    sent = mail.drafts().send(userId="me", body={"id": draft["id"]}).execute()
    assert sent["threadId"] == thread
    labels = [one["labelIds"] for one in mail.threads().get(userId="me", id=thread).execute()["messages"]]
    assert labels[1] == ["SENT"]
