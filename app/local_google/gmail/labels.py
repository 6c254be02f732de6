"""users.labels: Gmail's own labels and those a person makes."""

from __future__ import annotations

from typing import Any

from app.local_google.api import Call, GoogleError, bad_request, not_found, serves
from app.local_google.gmail import mailbox
from app.local_google.gmail.shapes import owner_of
from app.local_google.world import World

SYSTEM = (
    "CHAT", "SENT", "INBOX", "IMPORTANT", "TRASH", "DRAFT", "SPAM", "CATEGORY_FORUMS", "CATEGORY_UPDATES",
    "CATEGORY_PERSONAL", "CATEGORY_PROMOTIONS", "CATEGORY_SOCIAL", "STARRED", "UNREAD",
)  # fmt: skip
FIXED = frozenset({"SENT", "DRAFT", "CHAT"})
_HIDDEN = frozenset(label for label in SYSTEM if label.startswith("CATEGORY_")) | {"CHAT", "TRASH", "SPAM"}
_SPACE = "gmail.labels"
_FIELDS = ("messageListVisibility", "labelListVisibility", "color")


def own_labels(world: World, owner: str) -> list[dict[str, Any]]:
    return [label for _, label in world.store.scan(_SPACE, f"{owner}|")]


def names(world: World, owner: str) -> dict[str, str]:
    """The names of a person's own labels by their ids."""
    return {label["id"]: label["name"] for label in own_labels(world, owner)}


def check_known(world: World, owner: str, wanted: list[str], changing: bool = True) -> None:
    """Google's 400 for a label that is not there, or that nobody can put on by hand."""
    known = set(SYSTEM) | set(names(world, owner))
    for label in wanted:
        if label not in known or (changing and label in FIXED):
            raise bad_request(f"Invalid label: {label}", reason="invalidArgument")


def _system(label: str) -> dict[str, Any]:
    shown: dict[str, Any] = {"id": label, "name": label, "type": "system"}
    if label in _HIDDEN:
        shown |= {"messageListVisibility": "hide", "labelListVisibility": "labelHide"}
    return shown


def _label(call: Call) -> tuple[str, dict[str, Any]]:
    owner, wanted = owner_of(call), str(call.params["id"])
    if wanted in SYSTEM:
        return owner, _system(wanted)
    found = call.world.store.get(_SPACE, f"{owner}|{wanted}")
    if found is None:
        raise not_found("Requested entity was not found.")
    return owner, found


def _own_label(call: Call) -> tuple[str, dict[str, Any]]:
    owner, label = _label(call)
    if label["type"] == "system":
        raise bad_request("Invalid update request" if call.body else "Invalid delete request")
    return owner, label


@serves("gmail.users.labels.list")
def list_labels(call: Call) -> dict[str, Any]:
    owner = owner_of(call)
    return {"labels": [_system(label) for label in SYSTEM] + own_labels(call.world, owner)}


@serves("gmail.users.labels.get")
def get_label(call: Call) -> dict[str, Any]:
    owner, label = _label(call)
    within = [stored for stored in mailbox.every(call.world, owner) if label["id"] in stored.labels]
    unread = [stored for stored in within if "UNREAD" in stored.labels]
    return {
        **label,
        "messagesTotal": len(within),
        "messagesUnread": len(unread),
        "threadsTotal": len({stored.thread for stored in within}),
        "threadsUnread": len({stored.thread for stored in unread}),
    }


def _check_name(world: World, owner: str, name: object, own_id: str = "") -> str:
    text = name.strip() if isinstance(name, str) else ""
    if not text or len(text) > 225 or text.startswith("/") or text.endswith("/"):
        raise bad_request("Invalid label name", reason="invalidArgument")
    taken = {label.lower() for label in SYSTEM} | {
        label["name"].lower() for label in own_labels(world, owner) if label["id"] != own_id
    }
    if text.lower() in taken:
        raise GoogleError(409, "Label name exists or conflicts", reason="aborted", status_text="ABORTED")
    return text


@serves("gmail.users.labels.create")
def create_label(call: Call) -> dict[str, Any]:
    owner = owner_of(call)
    name = _check_name(call.world, owner, call.body.get("name"))
    label = {
        "id": f"Label_{call.world.store.next_number(f'gmail.labels/{owner}')}",
        "name": name,
        "type": "user",
        **{key: call.body[key] for key in _FIELDS if key in call.body},
    }
    call.world.store.put(_SPACE, f"{owner}|{label['id']}", label)
    return label


def _change(call: Call, base: dict[str, Any]) -> dict[str, Any]:
    owner, label = _own_label(call)
    name = _check_name(call.world, owner, call.body.get("name", base.get("name")), label["id"])
    changed = {
        **base,
        **{key: call.body[key] for key in _FIELDS if key in call.body},
        "id": label["id"],
        "name": name,
        "type": "user",
    }
    call.world.store.put(_SPACE, f"{owner}|{label['id']}", changed)
    return changed


@serves("gmail.users.labels.patch")
def patch_label(call: Call) -> dict[str, Any]:
    return _change(call, _own_label(call)[1])


@serves("gmail.users.labels.update")
def update_label(call: Call) -> dict[str, Any]:
    return _change(call, {})


@serves("gmail.users.labels.delete")
def delete_label(call: Call) -> None:
    owner, label = _own_label(call)
    for stored in mailbox.every(call.world, owner):
        if label["id"] in stored.labels:
            mailbox.relabel(call.world, stored, remove_ids=[label["id"]])
    call.world.store.delete(_SPACE, f"{owner}|{label['id']}")
