"""The gateways against the local Google, in-process: real requests, real answers, real state."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from zoneinfo import ZoneInfo

import pytest
import requests

from app import errors
from app.core.model import ShareRole
from app.google.calendar import Calendar
from app.google.drive import Drive
from app.google.forms import Forms
from app.google.gmail import Gmail
from app.google.session import Session
from app.local_google.testing import local
from app.local_google.world import World

URL = "http://google.local"
OWNER, OTHER = "teacher@school.test", "counselor@school.test"
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
As = Callable[[str], Session]


def control(world: World, what: str, body: dict[str, object]) -> None:
    http = requests.Session()
    http.mount("http://", local(world))
    answer = http.post(f"{URL}/_control/{what}", json=body)
    assert answer.ok, answer.text


# Drive


def made_book(session: Session) -> str:
    return Drive(session).create_spreadsheet("Caseload", {"holdfast": "k1"})


def test_a_workbook_is_made_once_and_found_by_its_key(session: Session) -> None:
    book = made_book(session)
    Drive(session).create_spreadsheet("Other", {"holdfast": "it's k2"})
    drive = Drive(session)
    assert [found.id for found in drive.find({"holdfast": "k1"})] == [book]
    assert len(drive.find({"holdfast": "it's k2"})) == 1
    state = drive.state(book)
    assert (state.name, state.owner, state.trashed) == ("Caseload", OWNER, False)
    assert state.app_properties == {"holdfast": "k1"}
    drive.trash(book)
    assert drive.find({"holdfast": "k1"}) == []
    assert drive.state(book).trashed


def test_sharing_is_seen_and_taken_back(session: Session, as_: As) -> None:
    book, drive = made_book(session), Drive(session)
    with pytest.raises(errors.NotFound):
        Drive(as_(OTHER)).state(book)
    given = drive.share(book, OTHER, ShareRole.READER)
    roles = {(p.email, p.role, p.kind) for p in drive.permissions(book)}
    assert roles == {(OWNER, ShareRole.OWNER, "user"), (OTHER, ShareRole.READER, "user")}
    assert Drive(as_(OTHER)).state(book).owner == OWNER
    with pytest.raises(errors.NotAllowed):
        Drive(as_(OTHER)).trash(book)
    drive.restrict(book)
    drive.unshare(book, given)
    assert [p.email for p in drive.permissions(book)] == [OWNER]
    with pytest.raises(errors.NotFound):
        drive.unshare(book, given)


# Calendar


def test_an_event_lives_under_our_id_and_its_etag(session: Session) -> None:
    calendar = Calendar(session)
    own = calendar.create("Caseload", ZoneInfo("Asia/Dubai"))
    assert calendar.exists(own)
    assert not calendar.exists("nobody@group.calendar.google.com")
    day = {"start": {"date": "2026-12-01"}, "end": {"date": "2026-12-02"}}
    made = calendar.insert(
        own, "abcde01", {"summary": "Plan due", "extendedProperties": {"private": {"r": "7"}}, **day}
    )
    assert (made.title, made.start, made.end, made.private) == (
        "Plan due",
        date(2026, 12, 1),
        date(2026, 12, 2),
        {"r": "7"},
    )
    with pytest.raises(errors.Conflict):
        calendar.insert(own, "abcde01", {"summary": "Plan due", **day})
    changed = calendar.patch(own, "abcde01", {"summary": "Plan due soon"}, made.etag)
    assert changed.etag != made.etag
    with pytest.raises(errors.Stale):
        calendar.patch(own, "abcde01", {"summary": "Late"}, made.etag)
    with pytest.raises(errors.Stale):
        calendar.delete(own, "abcde01", made.etag)
    calendar.delete(own, "abcde01", changed.etag)
    calendar.delete(own, "abcde01", "")  # gone already: well
    assert calendar.get(own, "abcde01").cancelled


def test_changes_come_once_by_token_and_deletions_with_them(session: Session, world: World) -> None:
    calendar = Calendar(session)
    own = calendar.create("Caseload", ZoneInfo("Asia/Dubai"))
    for place in range(3):
        start = NOW + timedelta(days=place)
        times = {
            "start": {"dateTime": start.isoformat()},
            "end": {"dateTime": (start + timedelta(hours=1)).isoformat()},
        }
        calendar.insert(own, f"event{place}", {"summary": str(place), "location": "Room 4", **times})
    first = calendar.changes(own, None, since=NOW + timedelta(days=1, minutes=-1))
    assert first.full
    assert sorted(event.id for event in first.events) == ["event1", "event2"]
    assert first.events[0].place == "Room 4"
    assert first.events[0].start == NOW + timedelta(days=1)
    assert calendar.changes(own, first.sync_token).events == ()
    calendar.delete(own, "event1", "")
    second = calendar.changes(own, first.sync_token)
    assert [(event.id, event.cancelled) for event in second.events] == [("event1", True)]
    assert not second.full
    control(world, "expire", {"what": "sync_token", "user": OWNER})
    with pytest.raises(errors.CursorLost):
        calendar.changes(own, second.sync_token)


# Gmail


def mail(
    subject: str = "Trip", sender: str = "Ana <ana@home.test>", to: str = OWNER, **headers: str
) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = sender, to, subject
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content("The body must not be read.")
    return bytes(message)


def test_new_mail_comes_by_history_with_metadata_only(session: Session, world: World) -> None:
    gmail = Gmail(session)
    address, start = gmail.profile()
    assert address == OWNER
    control(world, "mail", {"to": OWNER, "raw": mail("Ausflug für Léa", Cc="Bob <BOB@x.test>").decode()})
    changes = gmail.changes(start)
    assert len(changes.added) == 1
    message = gmail.message(changes.added[0])
    assert message.subject == "Ausflug für Léa"
    assert message.sender is not None
    assert (message.sender.email, message.sender.name) == ("ana@home.test", "Ana")
    assert [to.email for to in message.to] == [OWNER, "bob@x.test"]
    assert "INBOX" in message.labels
    assert abs(message.when - NOW) < timedelta(minutes=5)
    assert gmail.changes(changes.history_id).added == ()
    assert gmail.search("from:ana@home.test") == [message.id]
    control(world, "expire", {"what": "history", "user": OWNER})
    with pytest.raises(errors.CursorLost):
        gmail.changes(start)


def test_no_call_asks_gmail_for_a_body_or_a_snippet(session: Session, world: World) -> None:
    gmail = Gmail(session)
    control(world, "mail", {"to": OWNER, "raw": mail().decode()})
    [found] = gmail.search("in:inbox")
    read = gmail.message(found)
    gmail.thread_labels(read.thread_id)
    paths = [call["path"] for call in world.calls.since(0) if call["method"].startswith("gmail.users.")]
    assert len(paths) == 3
    assert "body" not in repr(read)


def test_a_draft_is_found_by_its_key_sent_once_and_then_gone(session: Session) -> None:
    gmail = Gmail(session)
    _, start = gmail.profile()
    draft = gmail.create_draft(mail(sender=OWNER, to="ana@home.test", X_Holdfast_Key="k9"))
    assert gmail.drafts() == [draft]
    assert gmail.message(draft.message_id).headers["x-holdfast-key"] == "k9"
    assert gmail.thread_labels(draft.thread_id) == {draft.message_id: frozenset({"DRAFT"})}
    assert gmail.changes(start).added == ()  # a draft is no mail yet
    sent = gmail.send_draft(draft.id)
    assert gmail.drafts() == []
    assert "SENT" in gmail.message(sent).labels
    assert gmail.changes(start).added == (sent,)
    with pytest.raises(errors.NotFound):
        gmail.send_draft(draft.id)


def test_only_mail_that_got_the_label_comes_in_label_mode(session: Session, world: World) -> None:
    gmail = Gmail(session)
    users = session.service("gmail", "v1").users()
    label = session.run(users.labels().create(userId="me", body={"name": "Caseload"}))["id"]
    assert gmail.labels()["Caseload"] == label
    control(world, "mail", {"to": OWNER, "raw": mail("Old").decode()})
    _, start = gmail.profile()
    control(world, "mail", {"to": OWNER, "raw": mail("Other").decode()})
    [old] = gmail.search("subject:Old")
    session.run(users.messages().modify(userId="me", id=old, body={"addLabelIds": [label]}))
    assert gmail.changes(start, label).added == (old,)
    assert gmail.changes(start).added == tuple(gmail.search("subject:Other"))


def test_a_sent_draft_is_found_by_its_key_whatever_thread_it_is_in(session: Session) -> None:
    gmail = Gmail(session)
    for key in ("k1", "k2"):
        gmail.send_draft(gmail.create_draft(mail(sender=OWNER, to="ana@home.test", X_Holdfast_Key=key)).id)
    found = [sent.headers["x-holdfast-key"] for sent in gmail.sent_since(NOW - timedelta(hours=1))]
    assert sorted(found) == ["k1", "k2"]
    assert len(list(gmail.sent_since(NOW - timedelta(hours=1), to="ana@home.test"))) == 2
    assert list(gmail.sent_since(NOW - timedelta(hours=1), to="bob@home.test")) == []
    assert list(gmail.sent_since(NOW + timedelta(hours=1))) == []


def test_a_discarded_draft_is_gone(session: Session) -> None:
    gmail = Gmail(session)
    draft = gmail.create_draft(mail(sender=OWNER))
    gmail.discard_draft(draft.id)
    assert gmail.drafts() == []


# Forms


def made_form(session: Session) -> str:
    forms = Forms(session)
    made = forms.create("Survey", "Survey k3")
    item = {
        "itemId": "0000000a",
        "title": "How often?",
        "questionItem": {"question": {"questionId": "0000000b", "textQuestion": {}}},
    }
    request = {"createItem": {"item": item, "location": {"index": 0}}}
    anybody = {
        "updateSettings": {
            "settings": {"emailCollectionType": "DO_NOT_COLLECT"},
            "updateMask": "emailCollectionType",
        }
    }
    later = forms.batch(made["formId"], [anybody, request], made["revisionId"])
    assert later != made["revisionId"]
    with pytest.raises(errors.BadRequest):
        forms.batch(made["formId"], [request], made["revisionId"])
    forms.publish(made["formId"], accepting=True)
    return str(made["formId"])


def test_a_form_is_built_opened_answered_and_read(session: Session, world: World) -> None:
    forms, drive = Forms(session), Drive(session)
    form = made_form(session)
    assert [found.id for found in drive.find_named("Survey k3")] == [form]
    drive.share(form, "", ShareRole.READER, kind="anyone", view="published")
    assert {(p.kind, p.view) for p in drive.permissions(form, published=True)} >= {("anyone", "published")}
    http = requests.Session()
    http.mount("http://", local(world))
    link = forms.get(form)["responderUri"]
    where = URL + requests.utils.urlparse(link).path.replace("viewform", "formResponse")
    assert http.post(where, data={"entry.11": "Always"}).ok
    [given] = forms.responses(form)
    assert given.values == {"0000000b": ("Always",)}
    assert abs(given.submitted - NOW) < timedelta(minutes=5)
    assert forms.responses(form, since=given.submitted) == [given]
    assert forms.responses(form, since=given.submitted + timedelta(seconds=1)) == []
    forms.publish(form, accepting=False)
    http.post(where, data={"entry.11": "Too late"})
    assert len(forms.responses(form)) == 1
