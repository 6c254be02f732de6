"""forms.watches: who asked to be told about a form, for seven days, and the notices they get.

How a notice travels is push.py's. It says which form changed, never what was answered.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from app.local_google import push
from app.local_google.api import Call, GoogleError, bad_request, not_found, serves
from app.local_google.drive.access import require
from app.local_google.forms.document import Json, load
from app.local_google.forms.responses import stamp
from app.local_google.world import World

WATCHES = "forms.watches"
LIFE = timedelta(days=7)
WATCH_ID = re.compile(r"[a-z-]{4,63}")
TOPIC = re.compile(r"projects/[^/]+/topics/[^/]+")


def live(world: World, form_id: str) -> list[Json]:
    """The watches of a form that have not expired, oldest first."""
    kept = [watch for _, watch in world.store.scan(WATCHES, f"{form_id}/")]
    now = world.now()
    return sorted(
        (watch for watch in kept if datetime.fromisoformat(watch["expireTime"]) > now),
        key=lambda watch: str(watch["createTime"]),
    )


def _found(call: Call) -> Json:
    for watch in live(call.world, call.params["formId"]):
        if watch["id"] == call.params["watchId"] and watch["owner"] == _owner(call):
            return watch
    raise not_found()


def _owner(call: Call) -> str:
    return f"{call.caller.client}/{call.caller.email}"


def _shown(watch: Json) -> Json:
    return {name: part for name, part in watch.items() if name != "owner"}


def _keep(call: Call, watch: Json) -> None:
    call.world.store.put(WATCHES, f"{call.params['formId']}/{watch['id']}", watch)


@serves("forms.forms.watches.create")
def create(call: Call) -> Json:
    """One watch a form and kind of event for each invoker."""
    form_id = call.params["formId"]
    require(call, call.caller, form_id, "read")
    load(call.world, form_id)
    asked, wanted = call.body.get("watch", {}), call.body.get("watchId")
    event, topic = asked.get("eventType"), asked.get("target", {}).get("topic", {}).get("topicName", "")
    if event not in ("SCHEMA", "RESPONSES"):
        raise bad_request("watch.eventType must be SCHEMA or RESPONSES.")
    if not TOPIC.fullmatch(topic):
        raise bad_request("watch.target.topic.topicName must be projects/{project}/topics/{topic}.")
    if wanted and not WATCH_ID.fullmatch(wanted):
        raise bad_request("watchId must be 4-63 characters of a-z and '-'.")
    others = live(call.world, form_id)
    if any(watch["id"] == wanted for watch in others):
        raise GoogleError(409, f"The watch ID {wanted} is already in use.")
    if any(watch["eventType"] == event and watch["owner"] == _owner(call) for watch in others):
        raise GoogleError(429, f"There is already a watch for {event} on this form.")
    now = call.world.now()
    watch: Json = {
        "id": wanted or "".join(call.world.random.choices("abcdefghijklmnopqrstuvwxyz", k=24)),
        "target": {"topic": {"topicName": topic}},
        "eventType": event,
        "createTime": stamp(now),
        "expireTime": stamp(now + LIFE),
        "state": "ACTIVE",
        "owner": _owner(call),
    }
    _keep(call, watch)
    return _shown(watch)


@serves("forms.forms.watches.list")
def list_(call: Call) -> Json:
    require(call, call.caller, call.params["formId"], "read")
    every = live(call.world, call.params["formId"])
    mine = [_shown(watch) for watch in every if watch["owner"] == _owner(call)]
    return {"watches": mine} if mine else {}


@serves("forms.forms.watches.renew")
def renew(call: Call) -> Json:
    """Seven days from now; a watch that has expired is not found."""
    require(call, call.caller, call.params["formId"], "read")
    watch = _found(call) | {"expireTime": stamp(call.world.now() + LIFE), "state": "ACTIVE"}
    watch.pop("errorType", None)
    _keep(call, watch)
    return _shown(watch)


@serves("forms.forms.watches.delete")
def delete(call: Call) -> Json:
    require(call, call.caller, call.params["formId"], "read")
    watch = _found(call)
    call.world.store.delete(WATCHES, f"{call.params['formId']}/{watch['id']}")
    return {}


def expire(world: World, email: str) -> int:
    """Let every watch that a person holds end silently, as at Google; says how many there were."""
    mine = [key for key, watch in world.store.scan(WATCHES) if watch["owner"].endswith(f"/{email}")]
    for key in mine:
        world.store.delete(WATCHES, key)
    return len(mine)


def _notices(event: str) -> Callable[[World, str, dict[str, Any]], None]:
    def publish(world: World, form_id: str, _facts: dict[str, Any]) -> None:
        for watch in live(world, form_id):
            if watch["eventType"] == event:
                told = {"formId": form_id, "eventType": event, "watchId": watch["id"]}
                push.publish(world, watch["target"]["topic"]["topicName"], attributes=told)

    return publish


push.listeners["forms.responses"] = _notices("RESPONSES")
push.listeners["forms.schema"] = _notices("SCHEMA")
