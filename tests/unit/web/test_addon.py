"""The side panel answers Google and the caseload's owner, refuses everybody else, and never breaks."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from google.apps.card_v1 import Card
from google.protobuf import json_format
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from app.core.serving import OwnedCaseload
from app.web import create_app
from tests.unit.web.fakes import (
    ADDON_ACCOUNT,
    BASE,
    NOW,
    OWNER,
    SigningKey,
    State,
    an_event,
    foreign_key,
    google_key,
    signed,
)

HOME, REFRESH, SYNC = "/addon/sheets/home", "/addon/sheets/refresh", "/addon/sheets/sync"
SURVEY = "/addon/sheets/survey"


@pytest.fixture
def state() -> State:
    return State()


@pytest.fixture
def web(state: State) -> FlaskClient:
    return create_app(state).test_client()


def only_card(answer: TestResponse, root: str = "action", navigation: str = "pushCard") -> dict[str, Any]:
    """The one card in an answer, after Google's own strict check."""
    assert answer.status_code == 200, answer.get_data(as_text=True)
    body: dict[str, Any] = answer.get_json()
    assert set(body) == {root}
    action = body["renderActions"]["action"] if root == "renderActions" else body["action"]
    assert set(action) <= {"navigations", "notification"}
    card: dict[str, Any] = action["navigations"][0][navigation]
    json_format.ParseDict(card, Card.pb(Card()), ignore_unknown_fields=False)
    return card


def refusal(answer: TestResponse, status: int) -> str:
    """The code of a refusal; its text must be a sentence."""
    assert answer.status_code == status, answer.get_data(as_text=True)
    error = answer.get_json()["error"]
    assert error["text"][0].isupper()
    assert error["text"].endswith(".")
    code: str = error["code"]
    return code


def test_home_shows_the_owners_caseload(web: FlaskClient) -> None:
    card = only_card(web.post(HOME, json=an_event(), headers=signed(HOME)))
    assert card["header"]["title"] == "Learning Support"


@pytest.mark.parametrize("path", ["/addon/gmail/home", "/addon/calendar/home"])
def test_the_homes_in_gmail_and_calendar_show_it_too(web: FlaskClient, path: str) -> None:
    assert only_card(web.post(path, json=an_event(), headers=signed(path)))["name"] == "home"


def test_refresh_answers_as_a_button_does(web: FlaskClient) -> None:
    card = only_card(
        web.post(REFRESH, json=an_event(), headers=signed(REFRESH)), "renderActions", "updateCard"
    )
    assert card["name"] == "home"


def test_sync_now_makes_the_callers_caseload_due_and_says_so(web: FlaskClient, state: State) -> None:
    answer = web.post(SYNC, json=an_event(), headers=signed(SYNC))
    assert only_card(answer, "renderActions", "updateCard")["name"] == "syncing"
    assert answer.get_json()["renderActions"]["action"]["notification"] == {"text": "Sync is queued."}
    assert state.due == {7: NOW}


def test_a_survey_round_is_ordered_for_the_callers_caseload(web: FlaskClient, state: State) -> None:
    answer = web.post(SURVEY, json=an_event(), headers=signed(SURVEY))
    assert only_card(answer, "renderActions", "updateCard")["name"] == "opening"
    assert state.due == {7: NOW}
    (order,) = state.orders.values()
    assert (order.kind, order.student) == ("open_round", "")


def test_refresh_makes_nothing_due(web: FlaskClient, state: State) -> None:
    web.post(REFRESH, json=an_event(), headers=signed(REFRESH))
    assert state.due == {}


def test_somebody_without_a_caseload_is_asked_to_connect(web: FlaskClient, state: State) -> None:
    state.caseloads.clear()
    for path, root, navigation in ((HOME, "action", "pushCard"), (SYNC, "renderActions", "updateCard")):
        card = only_card(web.post(path, json=an_event(), headers=signed(path)), root, navigation)
        assert BASE + "/connect" in json.dumps(card)
    assert state.due == {}


def test_a_lost_grant_is_asked_for_again(web: FlaskClient, state: State) -> None:
    state.caseloads[OWNER] = OwnedCaseload(7, "Learning Support", OWNER, connected=False)
    assert only_card(web.post(HOME, json=an_event(), headers=signed(HOME)))["name"] == "connect"


def test_a_paused_caseload_says_what_to_do(web: FlaskClient, state: State) -> None:
    why = "Google does not allow this. Connect the account again."
    state.caseloads[OWNER] = OwnedCaseload(7, "Learning Support", OWNER, connected=True, paused=why)
    _beside, paused, *more = only_card(web.post(HOME, json=an_event(), headers=signed(HOME)))["sections"]
    assert why in json.dumps(paused)
    assert BASE + "/connect" in json.dumps(paused)
    assert more, "what was last known stands below"


def test_a_caseload_not_synced_yet_says_so(web: FlaskClient, state: State) -> None:
    state.glances.clear()
    assert only_card(web.post(HOME, json=an_event(), headers=signed(HOME)))["name"] == "waiting"


def test_another_person_never_sees_the_owners_caseload(web: FlaskClient) -> None:
    event = an_event(
        authorizationEventObject={"userIdToken": google_key().token("addon-client", "b@school.test")}
    )
    answer = web.post(HOME, json=event, headers=signed(HOME))
    assert only_card(answer)["name"] == "connect"
    assert "Ana" not in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, "no_token"),
        ({"Authorization": "Basic abc"}, "no_token"),
        ({"Authorization": "Bearer "}, "no_token"),
        ({"Authorization": "Bearer nonsense"}, "not_signed"),
        ({"Authorization": "Bearer a.b.c"}, "not_signed"),
        (signed("/addon/sheets/sync"), "wrong_audience"),
        (signed(HOME, iss="https://evil.test"), "wrong_issuer"),
        (signed(HOME, iss=None), "wrong_issuer"),
        (signed(HOME, exp=int(time.time()) - 60), "not_now"),
        (signed(HOME, iat=int(time.time()) + 7_200, exp=int(time.time()) + 9_000), "not_now"),
        (signed(HOME, exp=None), "not_signed"),
        (signed(HOME, exp="tomorrow"), "not_signed"),
        (signed(HOME, aud=None), "wrong_audience"),
        (signed(HOME, aud=["a", BASE + HOME]), "wrong_audience"),
        (signed(HOME, email="other@gcp.test"), "wrong_account"),
        (signed(HOME, email=None), "no_email"),
        (signed(HOME, email_verified=False), "no_email"),
        (signed(HOME, email_verified="true"), "no_email"),
        (signed(HOME, key=foreign_key()), "not_signed"),
        (signed(HOME, key=SigningKey("other-id")), "unknown_key"),
    ],
)
def test_a_call_that_is_not_googles_is_refused(web: FlaskClient, headers: dict[str, str], code: str) -> None:
    assert refusal(web.post(HOME, json=an_event(), headers=headers), 401) == code


def test_a_little_clock_difference_is_forgiven(web: FlaskClient) -> None:
    for change in ({"exp": int(time.time()) - 5}, {"iat": int(time.time()) + 10}):
        assert web.post(HOME, json=an_event(), headers=signed(HOME, **change)).status_code == 200


def test_an_unsigned_token_and_one_signed_with_the_public_key_are_refused(web: FlaskClient) -> None:
    import base64
    import hashlib
    import hmac

    def part(value: object) -> bytes:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=")

    body = json.loads(base64.urlsafe_b64decode(signed(HOME)["Authorization"].split(".")[1] + "=="))
    for alg in ("none", "HS256", "ES256"):
        plain = part({"alg": alg, "kid": "google-1"}) + b"." + part(body)
        mac = hmac.new(google_key().public.encode(), plain, hashlib.sha256).digest()
        token = (plain + b"." + base64.urlsafe_b64encode(mac).rstrip(b"=")).decode()
        answer = web.post(HOME, json=an_event(), headers={"Authorization": f"Bearer {token}"})
        assert refusal(answer, 401) == "not_signed"


def test_the_host_header_does_not_choose_the_audience(web: FlaskClient) -> None:
    token = google_key().token("https://evil.test" + HOME, ADDON_ACCOUNT)
    headers = {"Authorization": f"Bearer {token}", "Host": "evil.test", "X-Forwarded-Host": "evil.test"}
    assert refusal(web.post(HOME, json=an_event(), headers=headers), 401) == "wrong_audience"


@pytest.mark.parametrize(
    ("user_token", "status", "code"),
    [
        ("", 401, "no_user"),
        ("x.y.z", 401, "not_signed"),
        (google_key().token("another-client", OWNER), 401, "wrong_audience"),
        (google_key().token("addon-client", OWNER, exp=1), 401, "not_now"),
        (google_key().token("addon-client", OWNER, email_verified=None), 401, "no_email"),
        (foreign_key().token("addon-client", OWNER), 401, "not_signed"),
        (google_key().token("addon-client", "x@elsewhere.test"), 403, "other_domain"),
        (google_key().token("addon-client", "x@school.test.evil.test"), 403, "other_domain"),
    ],
)
def test_a_person_who_is_not_proved_is_refused(
    web: FlaskClient, user_token: str, status: int, code: str
) -> None:
    event = an_event(authorizationEventObject={"userIdToken": user_token})
    assert refusal(web.post(HOME, json=event, headers=signed(HOME)), status) == code


def test_without_a_known_service_account_nobody_is_trusted(state: State) -> None:
    state.settings = replace(state.settings, addon_service_account="")
    web = create_app(state).test_client()
    assert refusal(web.post(HOME, json=an_event(), headers=signed(HOME, email="")), 401) == "not_set_up"


def test_googles_keys_are_fetched_once(web: FlaskClient, state: State) -> None:
    for _ in range(3):
        web.post(HOME, json=an_event(), headers=signed(HOME))
    assert state.sign_in.paths == ["/oauth2/v1/certs"]


def test_when_google_gives_no_keys_the_answer_says_so(web: FlaskClient, state: State) -> None:
    state.sign_in.down = True
    assert refusal(web.post(HOME, json=an_event(), headers=signed(HOME)), 503) == "no_keys"


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"3", b"[" * 50_000, b"\xff\xfe", b'{"gmail": 3}'])
def test_a_body_that_is_no_event_is_refused(web: FlaskClient, body: bytes) -> None:
    assert refusal(web.post(HOME, data=body, headers=signed(HOME)), 400) in ("not_json", "not_an_event")


def test_a_large_body_is_not_read(web: FlaskClient) -> None:
    answer = web.post(HOME, data=b"{" + b" " * 300_000 + b"}", headers=signed(HOME))
    assert refusal(answer, 413) == "request_entity_too_large"


def test_only_post_is_taken(web: FlaskClient) -> None:
    answer = web.get(HOME)
    assert refusal(answer, 405) == "method_not_allowed"
    assert "POST" in answer.headers["Allow"]


def test_an_answer_about_pupils_is_kept_nowhere(web: FlaskClient) -> None:
    answer = web.post(HOME, json=an_event(), headers=signed(HOME))
    assert answer.headers["Cache-Control"] == "no-store"
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
PLACES = ["commonEventObject", "authorizationEventObject", "gmail", "calendar", "sheets"]
INSIDE = ["formInputs", "parameters", "hostApp", "userIdToken", "messageId", "attendees", "organizer", "id"]
EVENTS = st.dictionaries(
    st.sampled_from(PLACES), JSON | st.dictionaries(st.sampled_from(INSIDE), JSON), max_size=5
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(event=EVENTS, path=st.sampled_from([HOME, REFRESH, SYNC]))
def test_no_body_breaks_it(web: FlaskClient, event: dict[str, Any], path: str) -> None:
    whole = {**an_event(), **event}
    assert web.post(path, json=whole, headers=signed(path)).status_code in (200, 400, 401)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    token=st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=80),
    body=st.binary(max_size=200),
)
def test_no_token_breaks_it(web: FlaskClient, token: str, body: bytes) -> None:
    assert web.post(HOME, data=body, headers={"Authorization": f"Bearer {token}"}).status_code == 401
