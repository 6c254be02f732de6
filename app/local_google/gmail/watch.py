"""users.watch and users.stop: news of a mailbox on a Pub/Sub topic, for a week."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from app.local_google import push
from app.local_google.api import Call, bad_request, serves
from app.local_google.gmail import labels, mailbox
from app.local_google.gmail.shapes import owner_of
from app.local_google.world import World

WATCHES = "gmail.watches"
LIFE = timedelta(days=7)
_TOPIC = re.compile(r"projects/[^/\s]+/topics/[^/\s]+")


@serves("gmail.users.watch")
def watch(call: Call) -> dict[str, Any]:
    """One watch a mailbox; a new one replaces it."""
    owner, topic = owner_of(call), str(call.body.get("topicName", ""))
    if not _TOPIC.fullmatch(topic):
        raise bad_request(
            f"Invalid topicName does not match projects/local/topics/*: {topic}", reason="invalidArgument"
        )
    wanted = list(call.body.get("labelIds", []))
    labels.check_known(call.world, owner, wanted, changing=False)
    behaviour = call.body.get("labelFilterBehavior") or call.body.get("labelFilterAction") or "include"
    ends = call.world.now() + LIFE
    kept = {"topic": topic, "labels": wanted, "behaviour": behaviour, "expires": ends.isoformat()}
    call.world.store.put(WATCHES, owner, kept)
    number = mailbox.history_id(call.world, owner)
    return {"historyId": str(number), "expiration": str(int(ends.timestamp() * 1000))}


@serves("gmail.users.stop")
def stop(call: Call) -> None:
    call.world.store.delete(WATCHES, owner_of(call))


def expire(world: World, email: str) -> int:
    """Let the watch of a mailbox end silently, as at Google; says how many there were."""
    had = world.store.get(WATCHES, email.lower()) is not None
    world.store.delete(WATCHES, email.lower())
    return int(had)


def _tell(world: World, owner: str, facts: dict[str, Any]) -> None:
    kept = world.store.get(WATCHES, owner)
    if kept is None or datetime.fromisoformat(kept["expires"]) <= world.now():
        return
    touched = bool(set(kept["labels"]) & set(facts.get("labels", [])))
    if not kept["labels"] or touched == (kept["behaviour"] == "include"):
        push.publish(world, kept["topic"], {"emailAddress": owner, "historyId": facts["historyId"]})


push.listeners["gmail"] = _tell
