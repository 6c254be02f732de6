"""A notice makes a caseload due when it is Google's, and does nothing else."""

from __future__ import annotations

import base64
import json

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.web import create_app
from tests.unit.web.fakes import ADDON_ACCOUNT, NOW, OWNER, PUSH_ACCOUNT, State, signed

CHANNEL, PUBSUB = "/push/channel", "/push/pubsub"


@pytest.fixture
def state() -> State:
    return State()


@pytest.fixture
def web(state: State) -> FlaskClient:
    return create_app(state).test_client()


def notice(**changes: str) -> dict[str, str]:
    return {
        "X-Goog-Channel-ID": "chan",
        "X-Goog-Channel-Token": "right",
        "X-Goog-Resource-State": "exists",
        **changes,
    }


def about(email: str) -> bytes:
    data = base64.b64encode(json.dumps({"emailAddress": email, "historyId": 12}).encode()).decode()
    return json.dumps({"message": {"data": data, "messageId": "1"}}).encode()


def test_a_channels_notice_makes_its_caseload_due(web: FlaskClient, state: State) -> None:
    assert web.post(CHANNEL, headers=notice()).status_code == 204
    assert state.due == {7: NOW}


def test_a_channels_greeting_changes_nothing(web: FlaskClient, state: State) -> None:
    assert web.post(CHANNEL, headers=notice(**{"X-Goog-Resource-State": "sync"})).status_code == 204
    assert state.due == {}


def wrapped(data: bytes) -> bytes:
    return json.dumps({"message": {"data": base64.b64encode(data).decode()}}).encode()


@pytest.mark.parametrize(
    "change",
    [{"X-Goog-Channel-Token": "wrong"}, {"X-Goog-Channel-Token": ""}, {"X-Goog-Channel-ID": "another"}],
)
def test_a_notice_without_our_secret_is_refused(
    web: FlaskClient, state: State, change: dict[str, str]
) -> None:
    assert web.post(CHANNEL, headers=notice(**change)).status_code == 401
    assert state.due == {}


def test_a_mailbox_notice_makes_its_caseload_due(web: FlaskClient, state: State) -> None:
    answer = web.post(PUBSUB, data=about(OWNER.upper()), headers=signed(PUBSUB, PUSH_ACCOUNT))
    assert answer.status_code == 204
    assert state.due == {7: NOW}


def test_a_mailbox_nobody_here_has_is_taken_quietly(web: FlaskClient, state: State) -> None:
    answer = web.post(PUBSUB, data=about("x@school.test"), headers=signed(PUBSUB, PUSH_ACCOUNT))
    assert answer.status_code == 204  # anything else would make Pub/Sub send it again and again
    assert state.due == {}


def of_form(form_id: object, data: str = "") -> bytes:
    attributes = {"formId": form_id, "eventType": "RESPONSES", "watchId": "a-watch"}
    return json.dumps({"message": {"attributes": attributes, "data": data, "messageId": "2"}}).encode()


def test_a_forms_notice_says_which_form_and_nothing_else_of_it_counts(web: FlaskClient, state: State) -> None:
    lying = base64.b64encode(json.dumps({"emailAddress": OWNER}).encode()).decode()
    for body in (of_form("form-1"), of_form("form-2", lying)):
        assert web.post(PUBSUB, data=body, headers=signed(PUBSUB, PUSH_ACCOUNT)).status_code == 204
    assert state.forms_told == ["form-1", "form-2"]
    assert state.due == {}


@pytest.mark.parametrize("headers", [{}, signed(PUBSUB, ADDON_ACCOUNT), signed(CHANNEL, PUSH_ACCOUNT)])
def test_a_forms_notice_of_somebody_else_is_refused(
    web: FlaskClient, state: State, headers: dict[str, str]
) -> None:
    assert web.post(PUBSUB, data=of_form("form-1"), headers=headers).status_code == 401
    assert state.forms_told == []


@pytest.mark.parametrize(
    "headers",
    [
        {},
        signed(PUBSUB, ADDON_ACCOUNT),
        signed(CHANNEL, PUSH_ACCOUNT),
        signed(PUBSUB, PUSH_ACCOUNT, email_verified=False),
    ],
)
def test_a_mailbox_notice_of_somebody_else_is_refused(
    web: FlaskClient, state: State, headers: dict[str, str]
) -> None:
    assert web.post(PUBSUB, data=about(OWNER), headers=headers).status_code == 401
    assert state.due == {}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=100) | st.binary(max_size=40).map(wrapped))
def test_no_notice_breaks_it(web: FlaskClient, body: bytes) -> None:
    assert web.post(PUBSUB, data=body, headers=signed(PUBSUB, PUSH_ACCOUNT)).status_code in (204, 400)
