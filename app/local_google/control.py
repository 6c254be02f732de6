"""The control of the local Google, for tests and demonstrations: calls, faults, clock, mail, state.

Nothing that real Google serves enters here.
"""

import base64
import binascii
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, cast

from flask import Blueprint, Response, current_app, jsonify, request

from app.local_google import identity, keys, oauth, push
from app.local_google.api import GoogleError
from app.local_google.drive import stranger
from app.local_google.store import DamagedStoreError
from app.local_google.world import World

blueprint = Blueprint("control", __name__, url_prefix="/_control")

Deliver = Callable[[World, str, bytes], dict[str, Any]]
"""(world, address, RFC 822 bytes) -> facts for the answer, the message's id among them; gmail's."""
Edit = Callable[[World, str, str, list[dict[str, Any]]], Any]
"""(world, spreadsheet id, address of the person, ops) -> JSON for the answer. The sheets package sets it."""
Expire = Callable[[World, str], int]
"""(world, address) -> how many were expired. The packages add theirs by the word of the contract."""

deliver_hooks: list[Deliver] = []
edit_hooks: list[Edit] = []
expire_hooks: dict[str, list[Expire]] = {"sync_token": [], "history": [], "watch": [], "grant": []}
expire_hooks["grant"].append(identity.end_grants_of)
expire_hooks["watch"].append(push.end_channels_of)


class ControlError(Exception):
    """A control request that cannot be done; the text says why."""


@blueprint.errorhandler(ControlError)
@blueprint.errorhandler(ValueError)
@blueprint.errorhandler(DamagedStoreError)
def _refused(error: Exception) -> tuple[Response, int]:
    return jsonify(error=str(error)), 400


@blueprint.errorhandler(GoogleError)
def _google_refused(error: GoogleError) -> tuple[Response, int]:
    return jsonify(error=error.message), error.status


def _world() -> World:
    return cast(World, current_app.config["WORLD"])


def _body() -> dict[str, Any]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise ControlError("The control takes a JSON object.")
    return body


def _number(body: dict[str, Any], name: str) -> float:
    value = body.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ControlError(f"{name!r} is missing or no number.")
    return float(value)


def _text(body: dict[str, Any], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise ControlError(f"{name!r} is missing or no text.")
    return value


@blueprint.get("/calls")
def calls() -> Response:
    return jsonify(_world().calls.since(request.args.get("since", 0, int)))


@blueprint.delete("/calls")
def forget_calls() -> Response:
    _world().calls.clear()
    return jsonify({})


@blueprint.post("/faults")
def add_fault() -> Response:
    _world().faults.add(_body())
    return jsonify({})


@blueprint.delete("/faults")
def clear_faults() -> Response:
    _world().faults.clear()
    return jsonify({})


def moment(text: str) -> datetime:
    """An ISO time; without an offset it is UTC."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


@blueprint.get("/clock")
def clock() -> Response:
    return jsonify(now=_world().now().isoformat())


@blueprint.post("/clock")
def set_clock() -> Response:
    """`{"now": ISO}` sets the clock, which goes on from there, or stands with `"pinned": true`."""
    world, body = _world(), _body()
    with world.transaction():
        if "advance_seconds" in body:
            world.advance(_number(body, "advance_seconds"))
        else:
            world.set_clock(moment(_text(body, "now")), bool(body.get("pinned")))
        # What was worked out for another time (TODAY() in a sheet) must be worked out again.
        world.forget()
    return jsonify(now=world.now().isoformat())


@blueprint.post("/expire")
def expire() -> Response:
    world, body = _world(), _body()
    what, user = _text(body, "what"), _text(body, "user")
    if what not in expire_hooks:
        raise ControlError(f"'what' is one of {', '.join(expire_hooks)}, not {what!r}.")
    with world.transaction():
        ended = sum(hook(world, user) for hook in expire_hooks[what])
    return jsonify(expired=ended)


def raw_mail(text: str) -> bytes:
    """RFC 822 text, or the same in base64; text has a colon in its first line, base64 never has one."""
    if ":" not in text and "\n\n" not in text.strip():
        try:
            return base64.b64decode(text.replace("-", "+").replace("_", "/"), validate=False)
        except binascii.Error:
            pass
    return text.encode("utf-8", "surrogateescape")


@blueprint.post("/mail")
def mail() -> Response:
    world, body = _world(), _body()
    if not deliver_hooks:
        raise ControlError("No mailbox is served here.")
    with world.transaction():
        facts = deliver_hooks[0](world, _text(body, "to"), raw_mail(_text(body, "raw")))
    return jsonify(facts)


@blueprint.post("/edit")
def edit() -> Response:
    world, body = _world(), _body()
    if not edit_hooks:
        raise ControlError("No spreadsheets are served here.")
    ops = body.get("ops")
    if not isinstance(ops, list):
        raise ControlError("'ops' is a list of edits.")
    with world.transaction():
        result = edit_hooks[0](world, _text(body, "spreadsheetId"), _text(body, "as"), ops)
    return jsonify(result if result is not None else {})


@blueprint.get("/snapshot")
def snapshot() -> Response:
    """The whole state, to be given to `restore` as it is."""
    world = _world()
    with world.alone():
        data = world.store.dump()
    return jsonify(sqlite=base64.b64encode(data).decode())


@blueprint.post("/restore")
def restore() -> Response:
    world, text = _world(), _text(_body(), "sqlite")
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ControlError("'sqlite' is no base64 text.") from error
    with world.alone():
        world.store.load(data)
    return jsonify({})


@blueprint.post("/reset")
def reset() -> Response:
    """An empty world again, with no faults and Google's quotas; the call numbers go on."""
    world = _world()
    with world.alone():
        world.store.clear()
    stranger.settle(world)
    world.faults.clear()
    world.quotas.reset()
    return jsonify({})


@blueprint.get("/quotas")
def quotas() -> Response:
    return jsonify(_world().quotas.limits)


@blueprint.post("/quotas")
def set_quotas() -> Response:
    _world().quotas.set(_body())
    return jsonify(_world().quotas.limits)


@blueprint.post("/clients")
def add_client() -> Response:
    """Register an OAuth client: `client_id`, `client_secret`, `redirect_uris`, `name`."""
    world, body = _world(), _body()
    redirects = body.get("redirect_uris", [])
    client, secret = _text(body, "client_id"), _text(body, "client_secret")
    with world.transaction():
        oauth.register_client(world, client, secret, redirects, body.get("name", ""))
    return jsonify({})


@blueprint.post("/service-accounts")
def add_service_account() -> Response:
    """Make a service account with domain-wide delegation for `scopes`; answers its key file."""
    world, body = _world(), _body()
    with world.transaction():
        return jsonify(keys.add_service_account(world, _text(body, "email"), body.get("scopes", [])))


@blueprint.post("/people")
def add_person() -> Response:
    """Name a person: `email`, `name`, and `aliases`, further addresses that Gmail lets them send from."""
    world, body = _world(), _body()
    with world.transaction():
        named = world.add_person(_text(body, "email"), _text(body, "name"), body.get("aliases", []))
        return jsonify(named)


@blueprint.post("/groups")
def add_group() -> Response:
    """Make a group: `email`, `members`."""
    world, body = _world(), _body()
    members = [str(member).lower() for member in body.get("members", [])]
    with world.transaction():
        world.store.put("groups", _text(body, "email").lower(), {"members": members})
    return jsonify({})


@blueprint.post("/lag")
def set_lag() -> Response:
    """How many seconds Drive's `version` and `modifiedTime` lag behind the editors: `drive_seconds`."""
    world, seconds = _world(), _number(_body(), "drive_seconds")
    with world.transaction():
        world.store.put("control", "lag", {"drive_seconds": seconds})
    return jsonify(drive_seconds=seconds)


@blueprint.post("/subscriptions")
def add_subscription() -> Response:
    """A Pub/Sub push subscription: `topic`, `endpoint`, `service_account`, and perhaps `audience`."""
    world, body = _world(), _body()
    topic, endpoint, account = (_text(body, name) for name in ("topic", "endpoint", "service_account"))
    with world.transaction():
        push.subscribe(world, topic, endpoint, account, body.get("audience", ""))
    return jsonify({})


@blueprint.get("/deliveries")
def deliveries() -> Response:
    """What became of the push messages, once those that wait are through (`?wait=SECONDS`, at most 30)."""
    courier = _world().courier
    settled = courier.settle(min(30.0, request.args.get("wait", 5.0, float)))
    return jsonify(settled=settled, messages=list(courier.record))
