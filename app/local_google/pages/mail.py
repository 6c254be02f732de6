"""The mailbox as a person sees it: folders, conversations, a message, writing, drafts.

Everything a form changes goes through the rooms of app.local_google.gmail; nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from flask import Response, abort, redirect, request
from flask.typing import ResponseReturnValue

from app.local_google.api import GoogleError
from app.local_google.gmail import compose, drafts, labels, mailbox, mime, search, sending
from app.local_google.pages.look import page, page_blueprint, shown_to, the_world
from app.local_google.world import World

blueprint = page_blueprint("mail", __name__)
FOLDERS = (
    ("INBOX", "Inbox"), ("STARRED", "Starred"), ("DRAFT", "Drafts"), ("SENT", "Sent"), ("ALL", "All mail"),
    ("TRASH", "Trash"),
)  # fmt: skip
MOST_SHOWN = 100


@dataclass(frozen=True)
class Line:
    """One conversation in a folder."""

    thread: str
    people: str
    subject: str
    snippet: str
    when: str
    stamp: str
    unread: bool
    number: int
    draft: str


def _at(path: str, **facts: str) -> ResponseReturnValue:
    query = urlencode({"as": shown_to(), **{key: value for key, value in facts.items() if value}})
    return redirect(f"{path}?{query}", 303)


def _day(at: int, now: datetime) -> str:
    moment = datetime.fromtimestamp(at / 1000, UTC)
    if moment.date() == now.date():
        return f"{moment:%H:%M}"
    return f"{moment.day} {moment:%b}" if moment.year == now.year else f"{moment.day} {moment:%b %Y}"


def _name(text: str) -> str:
    """The name in a header, or the address where there is none."""
    bare = text.partition("<")[0].strip(' "')
    return bare or text.strip("<> ")


def _folders(world: World, who: str, every: list[mailbox.Stored]) -> list[dict[str, Any]]:
    own = [(label["id"], label["name"]) for label in labels.own_labels(world, who)]
    counts = {label: 0 for label, _ in (*FOLDERS, *own)}
    for stored in every:
        for label in stored.labels & counts.keys():
            counts[label] += "UNREAD" in stored.labels or label == "DRAFT"
    return [{"id": label, "name": name, "count": counts[label]} for label, name in (*FOLDERS, *own)]


def _in_folder(stored: mailbox.Stored, folder: str) -> bool:
    if folder == "ALL":
        return not stored.labels & search.HIDDEN
    return folder in stored.labels and (folder == "TRASH" or not stored.labels & search.HIDDEN)


def _lines(world: World, who: str, chosen: list[mailbox.Stored]) -> list[Line]:
    now, by_message = world.now(), {stored.id: key for key, stored in drafts.every_draft(world, who).items()}
    threads: dict[str, list[mailbox.Stored]] = {}
    for stored in chosen:
        threads.setdefault(stored.thread, []).append(stored)
    lines: list[Line] = []
    for thread, members in list(threads.items())[:MOST_SHOWN]:
        newest = members[0]
        people = [
            _name(one.texts["to"] if who in one.texts["from"].lower() else one.texts["from"])
            for one in members
        ]
        lines.append(
            Line(
                thread,
                ", ".join(dict.fromkeys(name or "(unknown sender)" for name in reversed(people))),
                members[-1].subject or "(no subject)",
                newest.snippet,
                _day(newest.at, now),
                datetime.fromtimestamp(newest.at / 1000, UTC).isoformat(),
                any("UNREAD" in one.labels for one in members),
                len(members),
                by_message.get(newest.id, "") if len(members) == 1 else "",
            )
        )
    return lines


@blueprint.get("/mail")
def folder() -> ResponseReturnValue:
    world, who = the_world(), shown_to()
    chosen, query = request.args.get("in", "INBOX"), request.args.get("q", "").strip()
    with world.transaction():
        every = mailbox.every(world, who)
        names, now = labels.names(world, who), world.now()
        if query:
            asked = search.parse(query)
            found = [one for one in every if asked.matches(one.searchable(names), now)]
            if not asked.reaches_hidden():
                found = [one for one in found if not one.labels & search.HIDDEN]
        else:
            found = [one for one in every if _in_folder(one, chosen)]
        title = next((name for key, name in (*FOLDERS, *names.items()) if key == chosen), chosen)
        return page(
            "mail_folder.html",
            folders=_folders(world, who, every),
            chosen="" if query else chosen,
            title=f"Search: {query}" if query else title,
            query=query,
            lines=_lines(world, who, found),
            note=request.args.get("note", ""),
        )


def _shown(world: World, stored: mailbox.Stored, by_message: dict[str, str]) -> dict[str, Any]:
    message = mime.parse(mailbox.raw(world, stored))
    heads = {name: mime.all_headers(message, name) for name in ("From", "To", "Cc", "Bcc", "Date")}
    files = [
        {"name": mime.filename(part) or part.get_content_type(), "part": key, "size": len(mime.content(part))}
        for key, part in mime.walk(message)
        if mime.is_attachment(part)
    ]
    moment = datetime.fromtimestamp(stored.at / 1000, UTC)
    return {
        "id": stored.id,
        "heads": heads,
        "sender": heads["From"] or "(unknown sender)",
        "when": f"{moment:%a} {moment.day} {moment:%b %Y, %H:%M} UTC",
        "stamp": moment.isoformat(),
        "text": mime.readable(message),
        "files": files,
        "draft": by_message.get(stored.id, ""),
        "starred": "STARRED" in stored.labels,
        "labels": sorted(stored.labels),
    }


@blueprint.get("/mail/t/<thread>")
def conversation(thread: str) -> ResponseReturnValue:
    """A conversation; opening it reads it."""
    world, who = the_world(), shown_to()
    with world.transaction():
        members = [
            mailbox.relabel(world, one, [], ["UNREAD"]) for one in mailbox.in_thread(world, who, thread)
        ]
        if not members:
            return page("mail_missing.html", status=404)
        by_message = {stored.id: key for key, stored in drafts.every_draft(world, who).items()}
        return page(
            "mail_thread.html",
            thread=thread,
            subject=members[0].subject or "(no subject)",
            messages=[_shown(world, one, by_message) for one in members],
            trashed=all("TRASH" in one.labels for one in members),
            archived=not any("INBOX" in one.labels for one in members),
            folders=_folders(world, who, mailbox.every(world, who)),
            chosen="",
        )


_ACTIONS: dict[str, tuple[list[str], list[str]]] = {
    "archive": ([], ["INBOX"]),
    "inbox": (["INBOX"], []),
    "trash": (["TRASH"], ["INBOX"]),
    "untrash": (["INBOX"], ["TRASH"]),
    "unread": (["UNREAD"], []),
    "star": (["STARRED"], []),
    "unstar": ([], ["STARRED"]),
}
_NOTES = {"archive": "Archived.", "trash": "Moved to the trash.", "unread": "Marked as unread."}


@blueprint.post("/mail/t/<thread>")
def change_conversation(thread: str) -> ResponseReturnValue:
    world, who = the_world(), shown_to()
    action = request.form.get("action", "")
    if action not in _ACTIONS:
        abort(400)
    with world.transaction():
        members = mailbox.in_thread(world, who, thread)
        for one in members[-1:] if action in ("unread", "star") else members:
            mailbox.relabel(world, one, *_ACTIONS[action])
    if action in _NOTES:
        return _at("/mail", note=_NOTES[action])
    return _at(f"/mail/t/{thread}")


@blueprint.get("/mail/m/<own_id>/<part>")
def attachment(own_id: str, part: str) -> ResponseReturnValue:
    world, who = the_world(), shown_to()
    with world.transaction():
        stored = mailbox.get(world, who, own_id)
        found = (
            mime.part_at(mime.parse(mailbox.raw(world, stored)), "" if part == "-" else part)
            if stored
            else None
        )
    if found is None:
        return page("mail_missing.html", status=404)
    response = Response(mime.content(found), mimetype="application/octet-stream")
    response.headers.set("Content-Disposition", "attachment", filename=mime.filename(found) or "attachment")
    return response


def _form(**facts: Any) -> ResponseReturnValue:
    return page("mail_compose.html", **{"draft": "", "reply": "", "wrong": "", **facts})


@blueprint.get("/mail/compose")
def write() -> ResponseReturnValue:
    """An empty letter, one to `to`, or the answer to the message `reply`."""
    world, who, reply = the_world(), shown_to(), request.args.get("reply", "")
    fields = {name: request.args.get(name, "") for name in ("to", "cc", "bcc", "subject", "text")}
    with world.transaction():
        answered = mailbox.get(world, who, reply) if reply else None
        if answered is not None:
            fields = compose.reply_to(mime.parse(mailbox.raw(world, answered)), who)
    return _form(fields=fields, reply=answered.id if answered else "")


@blueprint.get("/mail/draft/<draft>")
def open_draft(draft: str) -> ResponseReturnValue:
    world, who = the_world(), shown_to()
    try:
        with world.transaction():
            stored = drafts.draft_of(world, who, draft)
            message = mime.parse(mailbox.raw(world, stored))
    except GoogleError:
        return page("mail_missing.html", status=404)
    return _form(fields=compose.typed(message), draft=draft, files=mime.filenames(message))


def _write(done: Callable[[World, str, dict[str, str]], str], draft: str, reply: str) -> ResponseReturnValue:
    fields = {name: request.form.get(name, "") for name in ("to", "cc", "bcc", "subject", "text")}
    world = the_world()
    try:
        with world.transaction():
            note = done(world, shown_to(), fields)
    except GoogleError as error:
        wrong = "Write at least one address." if "Recipient" in error.message else error.message
        if error.status == 404:
            return page("mail_missing.html", status=404)
        return _form(fields=fields, draft=draft, reply=reply, wrong=wrong)
    return _at("/mail", note=note, **({"in": "DRAFT"} if "draft" in note else {}))


@blueprint.post("/mail/compose")
def written() -> ResponseReturnValue:
    reply, action = request.form.get("reply", ""), request.form.get("action", "")

    def done(world: World, who: str, fields: dict[str, str]) -> str:
        data, thread = compose.write(fields), None
        answered = mailbox.get(world, who, reply) if reply else None
        if answered is not None:
            data = compose.answering(data, mime.parse(mailbox.raw(world, answered)))
            thread = answered.thread
        if action == "save":
            drafts.save(world, who, data, thread)
            return "Saved as a draft."
        sending.send(world, who, data, thread)
        return "Sent."

    return _write(done, "", reply)


@blueprint.post("/mail/draft/<draft>")
def draft_written(draft: str) -> ResponseReturnValue:
    action = request.form.get("action", "")

    def done(world: World, who: str, fields: dict[str, str]) -> str:
        if action == "discard":
            drafts.drop(world, who, draft)
            return "The draft is gone."
        old = mailbox.raw(world, drafts.draft_of(world, who, draft))
        data = compose.write(fields, old)
        if action == "save":
            if data != old:
                drafts.save(world, who, data, None, draft)
            return "The draft is saved."
        drafts.send_draft(world, who, draft, data)
        return "Sent."

    return _write(done, draft, "")
