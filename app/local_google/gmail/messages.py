"""users.messages and users.threads: list, read, change, put in, send, delete."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.local_google.api import Call, bad_request, forbidden, not_found, serves
from app.local_google.gmail import labels, mailbox, mime, search, sending, shapes
from app.local_google.gmail.shapes import message_of, owner_of

MOST_AT_ONCE = 1000


def found(call: Call, owner: str) -> list[mailbox.Stored]:
    """The messages that `q`, `labelIds` and `includeSpamTrash` of a list request mean, newest first."""
    text = str(call.params.get("q", ""))
    if text and not shapes.sees_bodies(call):
        raise forbidden("Metadata scope does not support 'q' parameter")
    wanted = set(call.params.get("labelIds", []))
    labels.check_known(call.world, owner, sorted(wanted), changing=False)
    query = search.parse(text)
    hidden = not (call.params.get("includeSpamTrash") or query.reaches_hidden() or wanted & search.HIDDEN)
    names, now = labels.names(call.world, owner), call.world.now()
    return [
        stored
        for stored in mailbox.every(call.world, owner)
        if wanted <= stored.labels
        and not (hidden and stored.labels & search.HIDDEN)
        and (not text or query.matches(stored.searchable(names), now))
    ]


@serves("gmail.users.messages.list")
def list_messages(call: Call) -> dict[str, Any]:
    every = found(call, owner_of(call))
    page, token = shapes.page_of(every, call, lambda stored: stored.id)
    answer: dict[str, Any] = {"resultSizeEstimate": len(every)}
    if page:
        answer["messages"] = [shapes.reference(stored) for stored in page]
    return answer | ({"nextPageToken": token} if token else {})


@serves("gmail.users.messages.get")
def get_message(call: Call) -> dict[str, Any]:
    wanted = shapes.asked_format(call)
    stored = message_of(call, owner_of(call), str(call.params["id"]))
    return shapes.resource(call.world, stored, wanted, call.params.get("metadataHeaders", ()))


@serves("gmail.users.messages.attachments.get")
def get_attachment(call: Call) -> dict[str, Any]:
    stored = message_of(call, owner_of(call), str(call.params["messageId"]))
    named = mime.attachment_part(str(call.params["id"]))
    part = mime.part_at(mime.parse(mailbox.raw(call.world, stored)), named[1]) if named else None
    if named is None or part is None or named[0] != stored.id:
        raise bad_request("Invalid attachment token", reason="invalidArgument")
    data = mime.content(part)
    return {"size": len(data), "data": mime.b64(data)}


def _put_in(call: Call, default_source: str) -> dict[str, Any]:
    owner = owner_of(call)
    data = sending.given_source(call.body, call.media.data if call.media else None)
    wanted = set(call.body.get("labelIds", []))
    labels.check_known(call.world, owner, sorted(wanted), changing=False)
    if call.params.get("deleted"):
        raise bad_request("Only a Vault administrator may insert deleted messages.")
    dated = mime.date_of(mime.parse(data))
    use_header = call.params.get("internalDateSource", default_source) == "dateHeader" and dated is not None
    moment = dated if use_header and dated else call.world.now()
    thread = sending.joined_thread(call.world, owner, data, call.body.get("threadId"))
    at = sending.milliseconds(moment)
    return shapes.brief(mailbox.add(call.world, owner, data, wanted, thread=thread, at=at))


@serves("gmail.users.messages.insert")
def insert_message(call: Call) -> dict[str, Any]:
    return _put_in(call, "receivedTime")


@serves("gmail.users.messages.import")
def import_message(call: Call) -> dict[str, Any]:
    return _put_in(call, "dateHeader")


@serves("gmail.users.messages.send")
def send_message(call: Call) -> dict[str, Any]:
    data = sending.given_source(call.body, call.media.data if call.media else None)
    sent = sending.send(call.world, owner_of(call), data, call.body.get("threadId"))
    return shapes.brief(sent)


def _asked_labels(call: Call, owner: str) -> tuple[list[str], list[str]]:
    added, removed = call.body.get("addLabelIds", []), call.body.get("removeLabelIds", [])
    if len(added) > 100 or len(removed) > 100:
        raise bad_request("At most 100 labels can be changed at once.", reason="invalidArgument")
    if set(added) & set(removed):
        raise bad_request("Cannot both add and remove the same label", reason="invalidArgument")
    if not (added or removed):
        raise bad_request("No label add or removes specified", reason="invalidArgument")
    labels.check_known(call.world, owner, [*added, *removed])
    return added, removed


@serves("gmail.users.messages.modify")
def modify_message(call: Call) -> dict[str, Any]:
    owner = owner_of(call)
    stored = message_of(call, owner, str(call.params["id"]))
    added, removed = _asked_labels(call, owner)
    return shapes.brief(mailbox.relabel(call.world, stored, added, removed))


def _ids(call: Call) -> list[str]:
    ids = call.body.get("ids", [])
    if not ids or len(ids) > MOST_AT_ONCE:
        raise bad_request("No message ids specified" if not ids else "Too many message ids specified",
                          reason="invalidArgument")  # fmt: skip
    return list(ids)


@serves("gmail.users.messages.batchModify")
def modify_messages(call: Call) -> None:
    owner = owner_of(call)
    added, removed = _asked_labels(call, owner)
    for own_id in _ids(call):
        stored = mailbox.get(call.world, owner, own_id)
        if stored is not None:
            mailbox.relabel(call.world, stored, added, removed)


@serves("gmail.users.messages.trash")
def trash_message(call: Call) -> dict[str, Any]:
    stored = message_of(call, owner_of(call), str(call.params["id"]))
    return shapes.brief(mailbox.relabel(call.world, stored, ["TRASH"], ["INBOX"]))


@serves("gmail.users.messages.untrash")
def untrash_message(call: Call) -> dict[str, Any]:
    stored = message_of(call, owner_of(call), str(call.params["id"]))
    return shapes.brief(mailbox.relabel(call.world, stored, [], ["TRASH"]))


@serves("gmail.users.messages.delete")
def delete_message(call: Call) -> None:
    mailbox.remove(call.world, message_of(call, owner_of(call), str(call.params["id"])))


@serves("gmail.users.messages.batchDelete")
def delete_messages(call: Call) -> None:
    owner = owner_of(call)
    for own_id in _ids(call):
        stored = mailbox.get(call.world, owner, own_id)
        if stored is not None:
            mailbox.remove(call.world, stored)


def _thread(call: Call) -> list[mailbox.Stored]:
    owner = owner_of(call)
    stored = mailbox.in_thread(call.world, owner, str(call.params["id"]))
    if not stored:
        raise not_found()
    return stored


def _thread_answer(stored: Iterable[mailbox.Stored]) -> dict[str, Any]:
    every = list(stored)
    return {"id": every[0].thread, "messages": [shapes.brief(one) for one in every]}


@serves("gmail.users.threads.list")
def list_threads(call: Call) -> dict[str, Any]:
    owner = owner_of(call)
    newest = {stored.thread: stored for stored in reversed(found(call, owner))}
    every = sorted(newest.values(), key=lambda stored: (stored.at, stored.id), reverse=True)
    page, token = shapes.page_of(every, call, lambda stored: stored.thread)
    answer: dict[str, Any] = {"resultSizeEstimate": len(every)}
    if page:
        answer["threads"] = [
            {"id": one.thread, "snippet": one.snippet, "historyId": str(one.history)} for one in page
        ]
    return answer | ({"nextPageToken": token} if token else {})


@serves("gmail.users.threads.get")
def get_thread(call: Call) -> dict[str, Any]:
    wanted = shapes.asked_format(call)
    every = _thread(call)
    only = call.params.get("metadataHeaders", ())
    return {
        "id": every[0].thread,
        "historyId": str(max(one.history for one in every)),
        "messages": [shapes.resource(call.world, one, wanted, only) for one in every],
    }


@serves("gmail.users.threads.modify")
def modify_thread(call: Call) -> dict[str, Any]:
    every = _thread(call)
    added, removed = _asked_labels(call, every[0].owner)
    return _thread_answer(mailbox.relabel(call.world, one, added, removed) for one in every)


@serves("gmail.users.threads.trash")
def trash_thread(call: Call) -> dict[str, Any]:
    return _thread_answer(mailbox.relabel(call.world, one, ["TRASH"], ["INBOX"]) for one in _thread(call))


@serves("gmail.users.threads.untrash")
def untrash_thread(call: Call) -> dict[str, Any]:
    return _thread_answer(mailbox.relabel(call.world, one, [], ["TRASH"]) for one in _thread(call))


@serves("gmail.users.threads.delete")
def delete_thread(call: Call) -> None:
    for one in _thread(call):
        mailbox.remove(call.world, one)
