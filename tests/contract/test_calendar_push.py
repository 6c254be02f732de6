"""Calendar's channels and Gmail's watch: who is told, with what, and until when."""

import base64
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from googleapiclient.errors import HttpError

TEACHER, COLLEAGUE = "rivera@school.test", "ito@school.test"
DAY = {"start": {"date": "2026-03-10"}, "end": {"date": "2026-03-11"}}
TOPIC = "projects/p/topics/mail"


class Receiver:
    """A web server that keeps what it is told."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                outer.got.append(({name.title(): value for name, value in self.headers.items()}, body))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/push"

    def states(self) -> list[str]:
        return [heads["X-Goog-Resource-State"] for heads, _ in self.got]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    thread = threading.Thread(target=made.server.serve_forever, daemon=True)
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()


def settle(google: Any) -> None:
    assert google.control("GET", "deliveries?wait=20")["settled"]


def test_a_watched_calendar_tells_of_each_change(google: Any, receiver: Receiver) -> None:
    own = google.service("calendar", "v3", TEACHER)
    body = {"id": "one", "type": "web_hook", "address": receiver.url, "token": "secret word"}
    channel = own.events().watch(calendarId="primary", body=body).execute()
    settle(google)
    made = own.events().insert(calendarId="primary", body=DAY).execute()
    settle(google)
    own.events().delete(calendarId="primary", eventId=made["id"]).execute()
    settle(google)
    assert receiver.states() == ["sync", "exists", "exists"]
    assert receiver.got[1][0]["X-Goog-Channel-Token"] == "secret word"
    assert receiver.got[1][1] == b""
    own.channels().stop(body={"id": "one", "resourceId": channel["resourceId"]}).execute()
    own.events().insert(calendarId="primary", body=DAY).execute()
    settle(google)
    assert len(receiver.got) == 3
    with pytest.raises(HttpError) as error:
        own.channels().stop(body={"id": "one", "resourceId": channel["resourceId"]}).execute()
    assert error.value.resp.status == 404


def test_nobody_is_told_of_a_calendar_they_lost(google: Any, receiver: Receiver) -> None:
    own, theirs = (google.service("calendar", "v3", email) for email in (TEACHER, COLLEAGUE))
    body = {"id": "two", "type": "web_hook", "address": receiver.url}
    with pytest.raises(HttpError) as error:
        theirs.events().watch(calendarId=TEACHER, body=body).execute()
    assert error.value.resp.status == 404
    rule = {"role": "reader", "scope": {"type": "user", "value": COLLEAGUE}}
    own_id = own.acl().insert(calendarId="primary", body=rule).execute()["id"]
    theirs.events().watch(calendarId=TEACHER, body=body).execute()
    own.acl().delete(calendarId="primary", ruleId=own_id).execute()
    own.events().insert(calendarId="primary", body=DAY).execute()
    settle(google)
    assert receiver.states() == ["sync"]


def test_a_watched_mailbox_publishes_its_history_id(google: Any, receiver: Receiver) -> None:
    mail = google.service("gmail", "v1", TEACHER).users()
    google.control("POST", "subscriptions", topic=TOPIC, endpoint=receiver.url, service_account="push@x.test")
    with pytest.raises(HttpError):
        mail.watch(userId="me", body={"topicName": "mail"}).execute()
    answer = mail.watch(userId="me", body={"topicName": TOPIC, "labelIds": ["INBOX"]}).execute()
    assert int(answer["expiration"]) > 0
    google.control("POST", "mail", to=TEACHER, raw="Subject: hello\n\nx")
    settle(google)
    message = json.loads(receiver.got[0][1])["message"]
    told = json.loads(base64.b64decode(message["data"]))
    assert told["emailAddress"] == TEACHER
    history = mail.history().list(userId="me", startHistoryId=answer["historyId"]).execute()
    assert history["history"][-1]["id"] == history["historyId"] == str(told["historyId"])
    raw = base64.urlsafe_b64encode(b"To: x@school.test\r\nSubject: y\r\n\r\nz").decode()
    mail.drafts().create(userId="me", body={"message": {"raw": raw}}).execute()
    settle(google)
    assert len(receiver.got) == 1
    google.control("POST", "expire", what="watch", user=TEACHER)
    google.control("POST", "mail", to=TEACHER, raw="Subject: again\n\nx")
    settle(google)
    assert len(receiver.got) == 1
