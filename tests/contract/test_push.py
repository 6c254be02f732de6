"""Push of the local Google: Drive's channels call a receiver, late, twice or never where asked to."""

import base64
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from google.auth.transport import requests as google_requests
from google.oauth2 import id_token
from googleapiclient.errors import HttpError

from tests.contract.conftest import OWNER, Google

FOLDER = "application/vnd.google-apps.folder"


class Receiver:
    """A web server that notes the headers of what it gets, and answers as told."""

    def __init__(self) -> None:
        self.got: list[dict[str, str]] = []
        self.bodies: list[bytes] = []
        self.answers: list[int] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                outer.bodies.append(self.rfile.read(int(self.headers.get("Content-Length", 0))))
                outer.got.append({name.title(): value for name, value in self.headers.items()})
                self.send_response(outer.answers.pop(0) if outer.answers else 204)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/push"

    def states(self) -> list[tuple[str, str]]:
        return [(got["X-Goog-Message-Number"], got["X-Goog-Resource-State"]) for got in self.got]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    thread = threading.Thread(target=made.server.serve_forever, daemon=True)
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()


def settle(google: Google) -> list[dict[str, Any]]:
    told = google.control("GET", "deliveries?wait=20")
    assert told["settled"]
    found: list[dict[str, Any]] = told["messages"]
    return found


def watch(drive: Any, file_id: str, receiver: Receiver, channel: str = "one") -> dict[str, Any]:
    body = {"id": channel, "type": "web_hook", "address": receiver.url, "token": "secret word"}
    opened: dict[str, Any] = drive.files().watch(fileId=file_id, body=body).execute()
    return opened


def test_a_watched_file_tells_of_its_changes(google: Google, drive: Any, receiver: Receiver) -> None:
    file_id = drive.files().create(body={"name": "A", "mimeType": FOLDER}).execute()["id"]
    opened = watch(drive, file_id, receiver)
    settle(google)
    drive.files().update(fileId=file_id, body={"name": "B"}).execute()
    settle(google)
    permission = {"type": "user", "role": "reader", "emailAddress": "ana@school.test"}
    drive.permissions().create(fileId=file_id, body=permission).execute()
    settle(google)
    drive.files().delete(fileId=file_id).execute()
    settle(google)
    assert receiver.states() == [("1", "sync"), ("2", "update"), ("3", "update"), ("4", "remove")]
    assert receiver.got[0]["X-Goog-Channel-Id"] == "one"
    assert receiver.got[0]["X-Goog-Channel-Token"] == "secret word"
    assert receiver.got[0]["X-Goog-Resource-Id"] == opened["resourceId"]
    assert [got.get("X-Goog-Changed") for got in receiver.got[1:3]] == ["properties", "permissions"]


def test_the_change_log_tells_those_who_see_the_file(google: Google, drive: Any, receiver: Receiver) -> None:
    token = drive.changes().getStartPageToken().execute()["startPageToken"]
    body = {"id": "log", "type": "web_hook", "address": receiver.url}
    drive.changes().watch(pageToken=token, body=body).execute()
    settle(google)
    google.http("POST", "/drive/v3/files", "ana@school.test", json={"name": "Hers"})
    google.http("POST", "/drive/v3/files", json={"name": "Mine"})
    settle(google)
    assert receiver.states() == [("1", "sync"), ("2", "change")]


def test_a_stopped_channel_is_silent_and_stops_once(google: Google, drive: Any, receiver: Receiver) -> None:
    file_id = drive.files().create(body={"name": "A", "mimeType": FOLDER}).execute()["id"]
    opened = watch(drive, file_id, receiver)
    wanted = {"id": opened["id"], "resourceId": opened["resourceId"]}
    with pytest.raises(HttpError):
        google.service("drive", "v3", "ana@school.test").channels().stop(body=wanted).execute()
    drive.channels().stop(body=wanted).execute()
    with pytest.raises(HttpError) as caught:
        drive.channels().stop(body=wanted).execute()
    assert caught.value.status_code == 404
    drive.files().update(fileId=file_id, body={"name": "B"}).execute()
    settle(google)
    assert [state for _, state in receiver.states() if state != "sync"] == []


def test_a_channel_lives_an_hour_unless_asked_and_a_day_at_most(
    google: Google, drive: Any, receiver: Receiver
) -> None:
    google.control("POST", "clock", now="2026-03-02T08:00:00Z", pinned=True)
    file_id = drive.files().create(body={"name": "A", "mimeType": FOLDER}).execute()["id"]
    assert watch(drive, file_id, receiver)["expiration"] == "1772442000000"
    body = {"id": "two", "type": "web_hook", "address": receiver.url, "expiration": "1999999999000"}
    assert drive.files().watch(fileId=file_id, body=body).execute()["expiration"] == "1772524800000"
    google.control("POST", "clock", advance_seconds=3601)
    drive.files().update(fileId=file_id, body={"name": "B"}).execute()
    settle(google)
    told = [got["X-Goog-Channel-Id"] for got in receiver.got if got["X-Goog-Resource-State"] == "update"]
    assert told == ["two"]
    assert google.control("POST", "expire", what="watch", user=OWNER)["expired"] >= 1
    drive.files().update(fileId=file_id, body={"name": "C"}).execute()
    settle(google)
    assert len([1 for _, state in receiver.states() if state == "update"]) == 1


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"type": "web_hook", "address": "https://x.test"}, "required"),
        ({"id": "a", "type": "web_hook", "address": "http://x.test"}, "push.webhookUrlNotHttps"),
        ({"id": "a" * 65, "type": "web_hook", "address": "https://x.test"}, "invalid"),
    ],
)
def test_channels_that_google_refuses(drive: Any, body: dict[str, str], reason: str) -> None:
    file_id = drive.files().create(body={"name": "A", "mimeType": FOLDER}).execute()["id"]
    with pytest.raises(HttpError) as caught:
        drive.files().watch(fileId=file_id, body=body).execute()
    assert caught.value.error_details[0]["reason"] == reason


def test_a_channel_id_is_used_once(google: Google, drive: Any, receiver: Receiver) -> None:
    file_id = drive.files().create(body={"name": "A", "mimeType": FOLDER}).execute()["id"]
    watch(drive, file_id, receiver)
    with pytest.raises(HttpError) as caught:
        watch(drive, file_id, receiver)
    assert caught.value.error_details[0]["reason"] == "channelIdNotUnique"
    settle(google)


def test_messages_are_lost_doubled_and_delayed_on_request(
    google: Google, drive: Any, receiver: Receiver
) -> None:
    file_id = drive.files().create(body={"name": "A", "mimeType": FOLDER}).execute()["id"]
    watch(drive, file_id, receiver)
    settle(google)
    for kind in ("push_lose", "push_double", "push_delay"):
        google.control("POST", "faults", method="push.drive.files", kind=kind, seconds=0.2)
        drive.files().update(fileId=file_id, body={"name": kind}).execute()
        settle(google)
    assert receiver.states() == [("1", "sync"), ("3", "update"), ("3", "update"), ("4", "update")]


def test_a_receiver_that_fails_is_asked_again(google: Google, drive: Any, receiver: Receiver) -> None:
    file_id = drive.files().create(body={"name": "A", "mimeType": FOLDER}).execute()["id"]
    receiver.answers += [503, 204]
    watch(drive, file_id, receiver)
    outcomes = [told["outcome"] for told in settle(google)]
    assert outcomes[-2:] == ["retried", "delivered"]
    assert receiver.states() == [("1", "sync"), ("1", "sync")]


def test_a_gmail_watch_publishes_to_a_subscription_with_a_signed_token(
    google: Google, receiver: Receiver
) -> None:
    topic, account = "projects/local/topics/mail", "push@local.iam.gserviceaccount.com"
    google.control("POST", "subscriptions", topic=topic, endpoint=receiver.url, service_account=account)
    gmail = google.service("gmail", "v1")
    gmail.users().watch(userId="me", body={"topicName": topic}).execute()
    settle(google)
    receiver.got.clear()
    receiver.bodies.clear()
    google.control("POST", "mail", to=OWNER, raw="From: ana@school.test\nSubject: Hello\n\nGood morning")
    settle(google)
    envelope = json.loads(receiver.bodies[0])
    data = json.loads(base64.b64decode(envelope["message"]["data"]))
    assert data["emailAddress"] == OWNER
    assert int(data["historyId"]) > 0
    assert envelope["message"]["messageId"]
    assert envelope["subscription"].startswith("projects/local/subscriptions/")
    token = receiver.got[0]["Authorization"].removeprefix("Bearer ")
    request = google_requests.Request(session=google.session)
    claims = id_token.verify_token(token, request, receiver.url, f"{google.url}/oauth2/v1/certs")
    assert (claims["email"], claims["email_verified"]) == (account, True)
