"""What stands in a person's mailbox, for the pages that draw it: folders, conversations, a message.

Reads only; knows no markup.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.local_google.calendar import access
from app.local_google.gmail import drafts, labels, mailbox, mime, search
from app.local_google.world import World

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


def local_now(world: World, who: str) -> datetime:
    """The world's time where the person's calendar is."""
    calendar = world.store.get(access.CALENDARS, who)
    return world.now().astimezone(ZoneInfo(calendar["timeZone"] if calendar else access.home_zone(world)))


def _day(at: int, now: datetime) -> str:
    moment = datetime.fromtimestamp(at / 1000, now.tzinfo)
    if moment.date() == now.date():
        return f"{moment:%H:%M}"
    return f"{moment.day} {moment:%b}" if moment.year == now.year else f"{moment.day} {moment:%b %Y}"


def _name(text: str) -> str:
    """The name in a header, or the address where there is none."""
    bare = text.partition("<")[0].strip(' "')
    return bare or text.strip("<> ")


def folders(world: World, who: str, every: list[mailbox.Stored]) -> list[dict[str, Any]]:
    own = [(label["id"], label["name"]) for label in labels.own_labels(world, who)]
    counts = {label: 0 for label, _ in (*FOLDERS, *own)}
    for stored in every:
        for label in stored.labels & counts.keys():
            counts[label] += "UNREAD" in stored.labels or label == "DRAFT"
    return [{"id": label, "name": name, "count": counts[label]} for label, name in (*FOLDERS, *own)]


def in_folder(stored: mailbox.Stored, folder: str) -> bool:
    if folder == "ALL":
        return not stored.labels & search.HIDDEN
    return folder in stored.labels and (folder == "TRASH" or not stored.labels & search.HIDDEN)


def lines(world: World, who: str, chosen: list[mailbox.Stored]) -> list[Line]:
    now, by_message = (
        local_now(world, who),
        {stored.id: key for key, stored in drafts.every_draft(world, who).items()},
    )
    threads: dict[str, list[mailbox.Stored]] = {}
    for stored in chosen:
        threads.setdefault(stored.thread, []).append(stored)
    found: list[Line] = []
    for thread, members in list(threads.items())[:MOST_SHOWN]:
        newest = members[0]
        people = [
            _name(one.texts["to"] if who in one.texts["from"].lower() else one.texts["from"])
            for one in members
        ]
        found.append(
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
    return found


def shown(world: World, stored: mailbox.Stored, by_message: dict[str, str]) -> dict[str, Any]:
    message = mime.parse(mailbox.raw(world, stored))
    heads = {name: mime.all_headers(message, name) for name in ("From", "To", "Cc", "Bcc", "Date")}
    files = [
        {"name": mime.filename(part) or part.get_content_type(), "part": key, "size": len(mime.content(part))}
        for key, part in mime.walk(message)
        if mime.is_attachment(part)
    ]
    moment = datetime.fromtimestamp(stored.at / 1000, local_now(world, stored.owner).tzinfo)
    return {
        "id": stored.id,
        "heads": heads,
        "sender": heads["From"] or "(unknown sender)",
        "when": f"{moment:%a} {moment.day} {moment:%b %Y, %H:%M %Z}",
        "stamp": moment.isoformat(),
        "text": mime.readable(message),
        "files": files,
        "draft": by_message.get(stored.id, ""),
        "starred": "STARRED" in stored.labels,
        "labels": sorted(stored.labels),
    }
