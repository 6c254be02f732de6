"""users.history, users.getProfile, settings and watch of a mailbox."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from app.local_google.api import Call, bad_request, not_found, serves
from app.local_google.gmail import labels, mailbox, shapes
from app.local_google.gmail.shapes import owner_of
from app.local_google.world import World

KINDS = {
    "messageAdded": "messagesAdded",
    "messageDeleted": "messagesDeleted",
    "labelAdded": "labelsAdded",
    "labelRemoved": "labelsRemoved",
}
_FLOOR = "gmail.history_floor"
WATCH_LIFE = timedelta(days=7)


def expire_history(world: World, owner: str) -> int:
    """Make every history id given out so far too old; says that one mailbox is meant."""
    world.store.put(_FLOOR, owner.lower(), {"id": mailbox.skip_history(world, owner.lower())})
    return 1


@serves("gmail.users.getProfile")
def get_profile(call: Call) -> dict[str, Any]:
    owner = owner_of(call)
    every = mailbox.every(call.world, owner)
    return {
        "emailAddress": owner,
        "messagesTotal": len(every),
        "threadsTotal": len({stored.thread for stored in every}),
        "historyId": str(mailbox.history_id(call.world, owner)),
    }


def _start(call: Call, owner: str) -> int:
    text = str(call.params.get("startHistoryId", ""))
    if not text:
        raise bad_request("Missing startHistoryId", reason="invalidArgument")
    if not text.isdigit() or len(text) > 20:
        raise bad_request("Invalid startHistoryId", reason="invalidArgument")
    floor = (call.world.store.get(_FLOOR, owner) or {"id": mailbox.FIRST_HISTORY})["id"]
    if not floor <= int(text) <= mailbox.history_id(call.world, owner):
        raise not_found()
    return int(text)


@serves("gmail.users.history.list")
def list_history(call: Call) -> dict[str, Any]:
    owner = owner_of(call)
    kinds = {KINDS[kind] for kind in call.params.get("historyTypes", KINDS)}
    label = call.params.get("labelId")
    if label is not None:
        labels.check_known(call.world, owner, [label], changing=False)
    entries = [
        _entry(number, entry)
        for number, entry in mailbox.history(call.world, owner, _start(call, owner))
        if entry["kind"] in kinds
        and (label is None or label in entry["message"]["labelIds"] or label in entry["labelIds"])
    ]
    page, token = shapes.page_of(entries, call, lambda entry: str(entry["id"]))
    answer: dict[str, Any] = {"historyId": str(mailbox.history_id(call.world, owner))}
    if page:
        answer["history"] = page
    return answer | ({"nextPageToken": token} if token else {})


def _entry(number: int, entry: dict[str, Any]) -> dict[str, Any]:
    message = entry["message"]
    told: dict[str, Any] = {"message": {key: value for key, value in message.items() if value}}
    if entry["kind"] in ("labelsAdded", "labelsRemoved"):
        told["labelIds"] = entry["labelIds"]
    reference = {"id": message["id"], "threadId": message["threadId"]}
    return {"id": str(number), "messages": [reference], entry["kind"]: [told]}


@serves("gmail.users.settings.sendAs.list")
def list_send_as(call: Call) -> dict[str, Any]:
    owner = owner_of(call)
    aliases = call.world.person(owner).get("aliases", [])
    return {"sendAs": [_send_as(call.world, owner), *map(_alias, aliases)]}


def _alias(email: str) -> dict[str, Any]:
    shown = {"sendAsEmail": email, "displayName": "", "replyToAddress": "", "signature": ""}
    return {**shown, "isDefault": False, "treatAsAlias": True, "verificationStatus": "accepted"}


@serves("gmail.users.settings.sendAs.get")
def get_send_as(call: Call) -> dict[str, Any]:
    owner = owner_of(call)
    if str(call.params["sendAsEmail"]).lower() != owner:
        raise not_found()
    return _send_as(call.world, owner)


def _send_as(world: World, owner: str) -> dict[str, Any]:
    return {
        "sendAsEmail": owner,
        "displayName": world.person(owner)["name"],
        "replyToAddress": "",
        "signature": "",
        "isPrimary": True,
        "isDefault": True,
    }


@serves("gmail.users.settings.getLanguage")
def get_language(call: Call) -> dict[str, Any]:
    owner_of(call)
    return {"displayLanguage": "en"}


@serves("gmail.users.settings.getVacation")
def get_vacation(call: Call) -> dict[str, Any]:
    owner_of(call)
    return {"enableAutoReply": False}
