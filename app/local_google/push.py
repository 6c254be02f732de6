"""Push: the channels of Drive and Calendar, and Pub/Sub subscriptions for the watches of Gmail and Forms.

Which change concerns which channel is said by the packages; how a message travels is delivery.py's.
"""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from app.local_google import identity
from app.local_google.api import Call, GoogleError
from app.local_google.delivery import Message
from app.local_google.world import World

CHANNELS, SUBSCRIPTIONS = "push.channels", "push.subscriptions"
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_NOT_ACKNOWLEDGED = tuple(status for status in range(300, 600))

Listener = Callable[[World, str, dict[str, Any]], None]
"""(world, key, facts) of `world.notify_change(kind, key, **facts)`, run inside a transaction."""
listeners: dict[str, Listener] = {}


def changed(world: World, kind: str, key: str, facts: dict[str, Any]) -> None:
    """Tell channels of a committed change: by the kind's listener, else all that are open on the key."""
    with world.transaction():
        if kind in listeners:
            listeners[kind](world, key, facts)
        else:
            notify(world, kind, key)


def open_channel(
    call: Call, kind: str, key: str, uri: str, default: timedelta, longest: timedelta
) -> dict[str, Any]:
    """Open the channel that the body asks for on `key`; answers the Channel and sends the sync message."""
    body, world = call.body, call.world
    _check(call)
    now = world.now()
    ends = now + default
    if body.get("expiration"):
        ends = datetime.fromtimestamp(int(body["expiration"]) / 1000, UTC)
    elif str(body.get("params", {}).get("ttl", "")).isdigit():
        ends = now + timedelta(seconds=int(body["params"]["ttl"]))
    if ends <= now:
        raise GoogleError(
            400, "Invalid value for channel expiration.", reason="invalid", location="expiration"
        )
    channel = {
        "id": body["id"],
        "resourceId": _resource_id(kind, key),
        "resourceUri": uri,
        "token": body.get("token", ""),
        "kind": kind,
        "key": key,
        "address": body["address"],
        "email": call.caller.email,
        "client": call.caller.client,
        "expires": min(ends, now + longest).isoformat(),
        "number": 0,
    }
    world.store.put(CHANNELS, body["id"], channel)
    world.after_commit.append(lambda: _send_one(world, body["id"], "sync"))
    answer = {
        "kind": "api#channel",
        "id": body["id"],
        "resourceId": channel["resourceId"],
        "resourceUri": uri,
    }
    if channel["token"]:
        answer["token"] = channel["token"]
    milliseconds = int(datetime.fromisoformat(channel["expires"]).timestamp() * 1000)
    return answer | {"expiration": str(milliseconds)}


def _resource_id(kind: str, key: str) -> str:
    return base64.urlsafe_b64encode(f"{kind}|{key}".encode()).rstrip(b"=").decode()[-27:]


def _check(call: Call) -> None:
    body = call.body
    for name in ("id", "address"):
        if not body.get(name):
            raise GoogleError(400, f"Required parameter: {name}", reason="required", location=name)
    if len(body["id"]) > 64 or len(body.get("token", "")) > 256:
        raise GoogleError(400, "Channel id or token is too long.", reason="invalid", location="id")
    if body.get("type", "web_hook") not in ("web_hook", "webhook"):
        raise GoogleError(400, "Unknown channel type", reason="channelUnknown", location="type")
    address = urlsplit(body["address"])
    # Google takes https only. A receiver on this machine has no certificate to show.
    if address.scheme != "https" and address.hostname not in _LOOPBACK:
        message = f"WebHook callback must be HTTPS: {body['address']}"
        raise GoogleError(400, message, reason="push.webhookUrlNotHttps")
    if call.world.store.get(CHANNELS, body["id"]):
        raise GoogleError(400, f"Channel id {body['id']} not unique", reason="channelIdNotUnique")


def stop_channel(call: Call) -> None:
    """Close the caller's channel named by id and resourceId in the body; 404 when there is none."""
    wanted, resource = call.body.get("id", ""), call.body.get("resourceId", "")
    channel = call.world.store.get(CHANNELS, wanted)
    mine = channel and (channel["email"], channel["client"]) == (call.caller.email, call.caller.client)
    if channel is None or not mine or channel["resourceId"] != resource:
        raise GoogleError(404, f"Channel '{wanted}' not found for project 'local'", reason="notFound")
    call.world.store.delete(CHANNELS, wanted)


def channels(world: World, kind: str, key: str | None = None) -> list[dict[str, Any]]:
    """The channels that are open on a kind (and key), unexpired."""
    every = [channel for _, channel in world.store.scan(CHANNELS)]
    return [
        channel
        for channel in every
        if channel["kind"] == kind
        and key in (None, channel["key"])
        and datetime.fromisoformat(channel["expires"]) > world.now()
    ]


def notify(world: World, kind: str, key: str, state: str = "exists", **headers: str) -> None:
    """Send a notice to every channel open on `key`; further headers by their name in snake_case."""
    for channel in channels(world, kind, key):
        send(world, channel, state, **headers)


def send(world: World, channel: dict[str, Any], state: str, **headers: str) -> None:
    """Send the channel's next numbered message once the running transaction is committed."""
    channel["number"] += 1
    world.store.put(CHANNELS, channel["id"], channel)
    expires = datetime.fromisoformat(channel["expires"])
    lines = {
        "X-Goog-Channel-ID": channel["id"],
        "X-Goog-Channel-Expiration": format_datetime(expires.astimezone(UTC), usegmt=True),
        "X-Goog-Resource-State": state,
        "X-Goog-Message-Number": str(channel["number"]),
        "X-Goog-Resource-ID": channel["resourceId"],
        "X-Goog-Resource-URI": channel["resourceUri"],
        "User-Agent": "APIs-Google; (+https://developers.google.com/webmasters/APIs-Google.html)",
    }
    if channel["token"]:
        lines["X-Goog-Channel-Token"] = channel["token"]
    lines |= {"X-Goog-" + name.replace("_", "-").title(): value for name, value in headers.items() if value}
    message = Message(f"push.{channel['kind']}", channel["address"], lines)
    world.after_commit.append(lambda: world.courier.send(message))


def _send_one(world: World, channel_id: str, state: str) -> None:
    with world.transaction():
        channel = world.store.get(CHANNELS, channel_id)
        if channel:
            send(world, channel, state)


def end_channels_of(world: World, email: str) -> int:
    """Let every channel of a person expire now, silently, as they do at Google."""
    mine = [key for key, channel in world.store.scan(CHANNELS) if channel["email"] == email]
    for key in mine:
        world.store.delete(CHANNELS, key)
    return len(mine)


def subscribe(world: World, topic: str, endpoint: str, account: str, audience: str = "") -> None:
    """A Pub/Sub push subscription: messages of `topic` go to `endpoint` with an ID token of `account`."""
    kept = {"topic": topic, "endpoint": endpoint, "account": account, "audience": audience or endpoint}
    world.store.put(SUBSCRIPTIONS, f"{topic}|{endpoint}", kept)


def publish(
    world: World, topic: str, data: dict[str, Any] | None = None, attributes: dict[str, str] | None = None
) -> None:
    """Publish a message: it goes to the topic's subscriptions once the running transaction is committed."""
    number = str(10**15 + world.store.next_number("push.messages"))
    moment = world.now().strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    message: dict[str, Any] = {"messageId": number, "message_id": number, "publishTime": moment}
    message["publish_time"] = moment
    if data is not None:
        message["data"] = base64.b64encode(json.dumps(data).encode()).decode()
    if attributes:
        message["attributes"] = attributes
    for key, kept in world.store.scan(SUBSCRIPTIONS, f"{topic}|"):
        name = f"projects/local/subscriptions/{_resource_id('subscription', key)}"
        envelope = {"message": message, "subscription": name}
        token = identity.id_token(world, kept["audience"], kept["account"])
        lines = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            "From": "noreply@google.com",
        }
        body = json.dumps(envelope).encode()
        post = Message("push.pubsub", kept["endpoint"], lines, body, _NOT_ACKNOWLEDGED)
        world.after_commit.append(partial(world.courier.send, post))
