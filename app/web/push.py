"""Notices that something changed: Drive and Calendar channels, Gmail and Forms through Pub/Sub.

A notice carries no news, it only makes a caseload due. A lost one costs minutes, a doubled one nothing,
so the answer is quick and nothing is remembered.
"""

from __future__ import annotations

import base64
import hmac
import json
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, request

from app.web.needs import Needs
from app.web.refusals import BadCall, NotProved
from app.web.tokens import TokenCheck, bearer

CHANNEL = "/push/channel"
PUBSUB = "/push/pubsub"
_LONGEST_ID = 128


def push(needs: Needs, check: TokenCheck) -> Blueprint:
    """The two addresses Google calls."""
    routes = Blueprint("push", __name__)

    @routes.post(CHANNEL)
    def channel() -> Response:
        known = needs.channel(request.headers.get("X-Goog-Channel-ID", ""))
        said = request.headers.get("X-Goog-Channel-Token", "")
        if known is None or not hmac.compare_digest(known.token.encode(), said.encode()):
            raise NotProved("unknown_channel", "This notice is not from a channel that Holdfast opened.")
        if request.headers.get("X-Goog-Resource-State") != "sync":  # "sync" only says that the channel works
            needs.set_due(known.caseload_id, needs.now())
        return Response(status=204)

    @routes.post(PUBSUB)
    def pubsub() -> Response:
        settings = needs.settings
        sender = check.email(bearer(request.headers.get("Authorization")), settings.base_url + PUBSUB)
        if sender != settings.push_service_account.casefold():
            raise NotProved(
                "wrong_account",
                "This notice is not from the account that HOLDFAST_PUSH_SERVICE_ACCOUNT names.",
            )
        about = _notice(request.get_data(cache=False))
        if about.form:
            needs.form_told(about.form)
        elif (caseload := needs.caseload_of_mailbox(about.mailbox)) is not None:
            needs.set_due(caseload.id, needs.now())
        return Response(status=204)

    return routes


@dataclass(frozen=True)
class _About:
    """What a notice names: a Form, or else a mailbox."""

    form: str = ""
    mailbox: str = ""


def _notice(body: bytes) -> _About:
    """Of a Form: {"message": {"attributes": {"formId"}}}. Of Gmail: {"message": {"data": base64 of
    {"emailAddress", "historyId"}}}."""
    try:
        message: Any = json.loads(body)["message"]
        attributes: Any = message.get("attributes") or {}
        if "formId" in attributes:
            return _About(form=str(attributes["formId"])[:_LONGEST_ID])
        data: Any = json.loads(base64.b64decode(message["data"], validate=True))
        return _About(mailbox=str(data["emailAddress"]).casefold())
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
        said = "The request is not a Pub/Sub notice about a mailbox or a form."
        raise BadCall("not_a_notice", said) from problem
