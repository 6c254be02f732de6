"""The web against a running local Google: a real consent, a real panel, a real message."""

from __future__ import annotations

import base64
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from werkzeug.serving import make_server

from app.core.scopes import ADDON, INTERNAL
from app.core.serving import OpenMessage
from app.google.credentials import from_grant
from app.google.gmail import Gmail
from app.google.open_message import read_open_message
from app.google.session import Session
from app.local_google.identity import LOCAL_CLIENT, LOCAL_SECRET
from app.local_google.testing import running
from app.local_google.world import World
from app.web import create_app
from tests.contract.conftest import Google
from tests.contract.forms_of import entry, ids, make, post, question
from tests.unit.web.fakes import MUM, NOW, OWNER, State

SERVICE_ACCOUNT = "addon-service@gsuiteaddons.local.test"


class Wired(State):
    """The web's state with the real ways to Google."""

    @property
    def http(self) -> requests.Session:
        return requests.Session()

    def open_message(self, message_id: str, user_token: str, message_token: str) -> OpenMessage:
        return read_open_message(self.settings.google_url, message_id, user_token, message_token)


@dataclass(frozen=True)
class Running:
    google: str
    web: str
    state: Wired


@pytest.fixture(scope="module")
def google() -> Iterator[tuple[World, str]]:
    world = World(seed=1)
    with running(world) as url:
        yield world, url
        world.store.close()


@pytest.fixture
def both(google: tuple[World, str]) -> Iterator[Running]:
    """The web service on a port of its own, its add-on installed in the local Google."""
    world, google_url = google
    state = Wired()
    server = make_server("127.0.0.1", 0, lambda *_: [], threaded=True)
    web = f"http://127.0.0.1:{server.server_port}"
    state.settings = replace(
        state.settings,
        base_url=web,
        google_url=google_url,
        client_id=LOCAL_CLIENT,
        client_secret=LOCAL_SECRET,
        addon_client_id="",
        addon_service_account=SERVICE_ACCOUNT,
    )
    server.app = create_app(state)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    scopes = [scope.url for scope in ADDON]
    with world.transaction():
        world.store.put("addon", "endpoint", {"base_url": web, "scopes": scopes})
    yield Running(google_url, web, state)
    server.shutdown()
    server.server_close()
    thread.join(5)


def consent(both: Running, ticked: list[str]) -> requests.Response:
    """A browser goes to /connect, answers Google's page, and comes back."""
    browser = requests.Session()
    asked = browser.get(both.web + "/connect", allow_redirects=False, timeout=20).headers["Location"]
    assert asked.startswith(both.google + "/o/oauth2/v2/auth?")
    assert "wants to use your account" in browser.get(asked, timeout=20).text
    form = [*parse_qsl(urlsplit(asked).query), ("as", OWNER), ("answer", "allow")]
    form += [("granted", scope) for scope in ticked]
    return browser.post(both.google + "/o/oauth2/v2/auth", data=form, timeout=20)


def test_a_consent_becomes_a_grant_that_works(both: Running) -> None:
    page = consent(both, [scope.url for scope in INTERNAL])
    assert page.url == both.web + "/connected"
    assert f"Holdfast may now work for <strong>{OWNER}</strong>" in page.text
    assert "unticked" not in page.text
    grant = both.state.grants[0]
    credentials = from_grant(
        grant.refresh_token,
        sorted(grant.scopes),
        client_id=LOCAL_CLIENT,
        client_secret=LOCAL_SECRET,
        base_url=both.google,
    )
    assert Gmail(Session(credentials, both.google)).profile()[0] == OWNER


def test_a_box_left_unticked_is_told(both: Running) -> None:
    with requests.Session() as http:
        http.post(f"{both.google}/_control/expire", json={"what": "grant", "user": OWNER}, timeout=20)
    page = consent(both, [scope.url for scope in INTERNAL if scope.name != "gmail.compose"])
    assert "survey invitations and digests cannot be prepared" in page.text


def panel(both: Running, host: str = "sheets", some_id: str = "") -> str:
    query = {"as": OWNER, "host": host, "id": some_id}
    return requests.get(both.google + "/addon", params=query, timeout=30).text


def test_the_side_panel_draws_the_caseload(both: Running) -> None:
    shown = panel(both)
    assert "Learning Support" in shown
    assert "Plan review" in shown
    assert "Sync now" in shown


def test_a_click_on_sync_now_makes_the_caseload_due(both: Running) -> None:
    shown = panel(both)
    panel_id = re.search(r"/addon/panels/([\w-]+)", shown)
    button = re.search(r'<button[^>]*value="([^"]+)"[^>]*>\s*(?:<[^>]*>)*\s*Sync now', shown)
    assert panel_id is not None
    assert button is not None, shown
    answer = requests.post(f"{both.google}/addon/panels/{panel_id[1]}", data={"do": button[1]}, timeout=30)
    assert "Sync is on its way" in answer.text
    assert both.state.due == {7: NOW}


def test_beside_a_message_the_panel_shows_its_student(both: Running) -> None:
    raw = f"From: Mrs P <{MUM}>\r\nTo: {OWNER}\r\nSubject: Reading\r\nMessage-ID: <1@home.test>\r\n\r\nHi\r\n"
    body = {"to": OWNER, "raw": base64.b64encode(raw.encode()).decode()}
    requests.post(f"{both.google}/_control/mail", json=body, timeout=20).raise_for_status()
    gmail = f"{both.google}/gmail/v1/users/me/messages"
    bearer = {"Authorization": f"Bearer {OWNER}"}
    message = requests.get(gmail, headers=bearer, timeout=20).json()["messages"][0]["id"]
    shown = panel(both, "gmail", message)
    assert "Mrs P (parent)" in shown
    assert "Ana P." in shown
    assert "Log this contact" in shown
    called = requests.get(f"{both.google}/_control/calls", timeout=20).json()
    read = [call for call in called if call["method"] == "gmail.users.messages.get"]
    assert (read[-1]["status"], read[-1]["valid"]) == (200, True)


def test_an_answer_reaches_us_through_pub_sub_as_the_forms_name_alone(both: Running) -> None:
    google, topic = Google(both.google), "projects/school/topics/answers"
    form = make(google, question("a", {"textQuestion": {}}))
    account = both.state.settings.push_service_account
    google.control(
        "POST", "subscriptions", topic=topic, endpoint=f"{both.web}/push/pubsub", service_account=account
    )
    watch = {"target": {"topic": {"topicName": topic}}, "eventType": "RESPONSES"}
    watches = google.service("forms", "v1").forms().watches()
    watches.create(formId=form["formId"], body={"watch": watch, "watchId": "our-watch"}).execute()
    post(form, {entry(ids(form)[0]): "a secret"})
    assert google.control("GET", "deliveries?wait=20")["settled"]
    assert both.state.forms_told == [form["formId"]]
    assert both.state.due == {}
