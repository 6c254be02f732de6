"""The mailbox as a person sees it: folders, conversations, a message, writing, drafts.

Everything a form changes goes through the rooms of app.local_google.gmail; nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from flask import Response, abort, redirect, request
from flask.typing import ResponseReturnValue

from app.local_google.api import GoogleError
from app.local_google.gmail import compose, drafts, labels, mailbox, mime, search, sending
from app.local_google.pages import letters
from app.local_google.pages.look import page, page_blueprint, shown_to, the_world
from app.local_google.world import World

blueprint = page_blueprint("mail", __name__)


def _at(path: str, **facts: str) -> ResponseReturnValue:
    query = urlencode({"as": shown_to(), **{key: value for key, value in facts.items() if value}})
    return redirect(f"{path}?{query}", 303)


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
            found = [one for one in every if letters.in_folder(one, chosen)]
        title = next((name for key, name in (*letters.FOLDERS, *names.items()) if key == chosen), chosen)
        return page(
            "mail_folder.html",
            folders=letters.folders(world, who, every),
            chosen="" if query else chosen,
            title=f"Search: {query}" if query else title,
            query=query,
            lines=letters.lines(world, who, found),
            note=request.args.get("note", ""),
        )


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
            messages=[letters.shown(world, one, by_message) for one in members],
            trashed=all("TRASH" in one.labels for one in members),
            archived=not any("INBOX" in one.labels for one in members),
            folders=letters.folders(world, who, mailbox.every(world, who)),
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
