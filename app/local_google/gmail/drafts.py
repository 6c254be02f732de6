"""users.drafts: a draft is a message labelled DRAFT with an id of its own; sending it makes it vanish."""

from __future__ import annotations

from typing import Any

from app.local_google.api import Call, not_found, serves
from app.local_google.gmail import envelope, mailbox, messages, sending, shapes
from app.local_google.gmail.shapes import owner_of
from app.local_google.world import World

_SPACE = "gmail.drafts"


def every_draft(world: World, owner: str) -> dict[str, mailbox.Stored]:
    """The drafts of a person by draft id; one whose message was deleted is gone."""
    found: dict[str, mailbox.Stored] = {}
    for _, draft in world.store.scan(_SPACE, f"{owner}|"):
        stored = mailbox.get(world, owner, draft["message"])
        if stored is not None and "TRASH" not in stored.labels:
            found[draft["id"]] = stored
    return found


def draft_of(world: World, owner: str, draft_id: str) -> mailbox.Stored:
    draft = world.store.get(_SPACE, f"{owner}|{draft_id}")
    stored = mailbox.get(world, owner, draft["message"]) if draft else None
    if stored is None:
        raise not_found()
    return stored


def save(
    world: World, owner: str, data: bytes, thread: str | None = None, draft_id: str | None = None
) -> tuple[str, mailbox.Stored]:
    """A new draft, or the new message of a draft that is there."""
    old = draft_of(world, owner, draft_id) if draft_id else None
    letter = envelope.split(data)
    if not letter.has("message-id"):
        letter = letter.last([("Message-Id", f"<{world.random.randbytes(12).hex()}@mail.gmail.com>")])
    own = letter.bytes()
    if old is not None and thread in (None, old.thread):
        joined: str | None = old.thread
    else:
        joined = sending.joined_thread(world, owner, own, thread)
    stored = mailbox.add(world, owner, own, {"DRAFT"}, thread=joined)
    if old is not None:
        mailbox.remove(world, old)
    own_id = draft_id or f"r{world.random.randrange(10**18, 9 * 10**18)}"
    world.store.put(_SPACE, f"{owner}|{own_id}", {"id": own_id, "message": stored.id})
    return own_id, stored


def drop(world: World, owner: str, draft_id: str) -> None:
    mailbox.remove(world, draft_of(world, owner, draft_id))
    world.store.delete(_SPACE, f"{owner}|{draft_id}")


def send_draft(world: World, owner: str, draft_id: str, data: bytes | None = None) -> mailbox.Stored:
    """Send what the draft holds (or `data` instead) and let the draft vanish; its thread stays."""
    stored = draft_of(world, owner, draft_id)
    source = data if data is not None else mailbox.raw(world, stored)
    others = [one for one in mailbox.in_thread(world, owner, stored.thread) if one.id != stored.id]
    alone = None if others else stored.thread
    sent = sending.send(world, owner, source, stored.thread if others else None, stays=alone)
    drop(world, owner, draft_id)
    return sent


def _given(call: Call) -> tuple[bytes, str | None]:
    body = call.body.get("message", {}) or {}
    return sending.given_source(body, call.media.data if call.media else None), body.get("threadId")


def _answer(draft_id: str, stored: mailbox.Stored) -> dict[str, Any]:
    return {"id": draft_id, "message": shapes.brief(stored)}


@serves("gmail.users.drafts.create")
def create_draft(call: Call) -> dict[str, Any]:
    data, thread = _given(call)
    return _answer(*save(call.world, owner_of(call), data, thread))


@serves("gmail.users.drafts.update")
def update_draft(call: Call) -> dict[str, Any]:
    owner = owner_of(call)
    draft_of(call.world, owner, str(call.params["id"]))
    data, thread = _given(call)
    return _answer(*save(call.world, owner, data, thread, str(call.params["id"])))


@serves("gmail.users.drafts.get")
def get_draft(call: Call) -> dict[str, Any]:
    stored = draft_of(call.world, owner_of(call), str(call.params["id"]))
    shown = shapes.resource(call.world, stored, shapes.asked_format(call))
    return {"id": str(call.params["id"]), "message": shown}


@serves("gmail.users.drafts.list")
def list_drafts(call: Call) -> dict[str, Any]:
    owner = owner_of(call)
    wanted = {stored.id for stored in messages.found(call, owner)}
    every = [one for one in every_draft(call.world, owner).items() if one[1].id in wanted]
    every.sort(key=lambda item: (item[1].at, item[1].id), reverse=True)
    page, token = shapes.page_of(every, call, lambda item: item[0])
    answer: dict[str, Any] = {"resultSizeEstimate": len(every)}
    if page:
        answer["drafts"] = [{"id": own_id, "message": shapes.reference(stored)} for own_id, stored in page]
    return answer | ({"nextPageToken": token} if token else {})


@serves("gmail.users.drafts.delete")
def delete_draft(call: Call) -> None:
    drop(call.world, owner_of(call), str(call.params["id"]))


@serves("gmail.users.drafts.send")
def send(call: Call) -> dict[str, Any]:
    owner = owner_of(call)
    body = call.body.get("message", {}) or {}
    changed = _given(call)[0] if call.media or body.get("raw") else None
    draft_id = call.body.get("id")
    if draft_id is None and changed is not None:
        return shapes.brief(sending.send(call.world, owner, changed, body.get("threadId")))
    return shapes.brief(send_draft(call.world, owner, str(draft_id or ""), changed))
