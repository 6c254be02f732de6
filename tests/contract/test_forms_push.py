"""Watches of forms tell a Pub/Sub receiver that something changed, and never what."""

from __future__ import annotations

import base64
import json
from typing import Any

from tests.contract.conftest import OWNER, Google
from tests.contract.forms_of import create_items, entry, ids, make, post, question
from tests.contract.test_push import Receiver, receiver, settle

__all__ = ["receiver"]
TEXT: dict[str, Any] = {"textQuestion": {}}
TOPIC = "projects/school/topics/forms"


def watched(google: Google, receiver: Receiver, event: str) -> Any:
    form = make(google, question("a", TEXT))
    subscription = {"topic": TOPIC, "endpoint": receiver.url, "service_account": "push@school.test"}
    google.control("POST", "subscriptions", **subscription)
    body = {"watch": {"target": {"topic": {"topicName": TOPIC}}, "eventType": event}, "watchId": "a-watch"}
    google.service("forms", "v1").forms().watches().create(formId=form["formId"], body=body).execute()
    return form


def told(google: Google, receiver: Receiver) -> list[dict[str, str]]:
    settle(google)
    return [json.loads(body)["message"]["attributes"] for body in receiver.bodies]


def test_an_answer_is_told_without_its_content(google: Google, receiver: Receiver) -> None:
    form = watched(google, receiver, "RESPONSES")
    post(form, {entry(ids(form)[0]): "a secret"})
    attributes = {"formId": form["formId"], "eventType": "RESPONSES", "watchId": "a-watch"}
    assert told(google, receiver) == [attributes]
    assert b"secret" not in receiver.bodies[0]
    assert base64.b64encode(b"secret")[:6] not in receiver.bodies[0]


def test_a_change_of_the_questions_is_told_to_who_asked_for_it(google: Google, receiver: Receiver) -> None:
    form = watched(google, receiver, "SCHEMA")
    post(form, {entry(ids(form)[0]): "x"})
    assert told(google, receiver) == []
    body = {"requests": create_items(question("b", TEXT))}
    google.service("forms", "v1").forms().batchUpdate(formId=form["formId"], body=body).execute()
    assert [each["eventType"] for each in told(google, receiver)] == ["SCHEMA"]


def test_an_expired_watch_is_silent(google: Google, receiver: Receiver) -> None:
    form = watched(google, receiver, "RESPONSES")
    google.control("POST", "clock", advance_seconds=7 * 86_400 + 1)
    post(form, {entry(ids(form)[0]): "x"}, who=OWNER)
    assert told(google, receiver) == []


def test_the_control_lets_a_persons_watches_end(google: Google, receiver: Receiver) -> None:
    form = watched(google, receiver, "RESPONSES")
    assert google.control("POST", "expire", what="watch", user="ana@school.test") == {"expired": 0}
    assert google.control("POST", "expire", what="watch", user=OWNER) == {"expired": 1}
    post(form, {entry(ids(form)[0]): "x"})
    assert told(google, receiver) == []
    watches = google.service("forms", "v1").forms().watches()
    assert watches.list(formId=form["formId"]).execute() == {}
