"""The messages of each person, with their threads, labels and history, in the store.

Knows nothing of requests and answers; what a message looks like to a client is shapes.py's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from app.local_google.gmail import mime
from app.local_google.gmail.matching import Searchable, label_key
from app.local_google.store import Store
from app.local_google.world import World

Store.tables(
    """
CREATE TABLE IF NOT EXISTS gmail_messages (
    owner TEXT NOT NULL, id TEXT NOT NULL, thread TEXT NOT NULL, at INTEGER NOT NULL,
    message_id TEXT NOT NULL, facts TEXT NOT NULL, raw BLOB NOT NULL, PRIMARY KEY (owner, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS gmail_threads ON gmail_messages (owner, thread);
CREATE INDEX IF NOT EXISTS gmail_message_ids ON gmail_messages (owner, message_id);
CREATE TABLE IF NOT EXISTS gmail_history (
    owner TEXT NOT NULL, id INTEGER NOT NULL, entry TEXT NOT NULL, PRIMARY KEY (owner, id)
) WITHOUT ROWID;
"""
)
FIRST_HISTORY = 1000
_REPLY = re.compile(r"^\s*((re|fwd?|aw|wg|antw|sv|vs|tr|rv)\s*(\[\d+\])?\s*:\s*)+", re.IGNORECASE)
_IDS = re.compile(r"<[^<>\s]+>")
_ALL = "SELECT id, thread, at, message_id, facts FROM gmail_messages WHERE owner = ?"
_BY_ID = f"{_ALL} AND id = ?"
_BY_THREAD = f"{_ALL} AND thread = ?"
_BY_MESSAGE_ID = f"{_ALL} AND message_id = ?"


@dataclass(frozen=True)
class Stored:
    """One message in one mailbox; `at` is milliseconds since 1970, `texts` what the search reads."""

    owner: str
    id: str
    thread: str
    at: int
    message_id: str
    labels: frozenset[str]
    history: int
    size: int
    subject: str
    snippet: str
    texts: dict[str, str] = field(default_factory=dict)
    filenames: tuple[str, ...] = ()

    def searchable(self, label_names: dict[str, str]) -> Searchable:
        return Searchable(
            self.labels,
            frozenset(label_key(label_names[label]) for label in self.labels if label in label_names),
            self.texts,
            self.filenames,
            self.message_id,
            datetime.fromtimestamp(self.at / 1000, UTC),
            self.size,
        )


def history_id(world: World, owner: str) -> int:
    """The newest history id of the mailbox."""
    name = (_counter(owner),)
    counted = world.store.db.execute("SELECT value FROM counters WHERE name = ?", name).fetchone()
    return FIRST_HISTORY + (int(counted[0]) if counted else 0)


def skip_history(world: World, owner: str) -> int:
    """A new history id at which nothing happened."""
    return FIRST_HISTORY + world.store.next_number(_counter(owner))


def _counter(owner: str) -> str:
    return f"gmail.history/{owner}"


def _record(world: World, kind: str, message: Stored, labels: Iterable[str] = ()) -> Stored:
    """Write a history entry; the message carries its id from now on."""
    number = skip_history(world, message.owner)
    entry = {
        "kind": kind,
        "message": {"id": message.id, "threadId": message.thread, "labelIds": sorted(message.labels)},
        "labelIds": sorted(labels),
    }
    row = (message.owner, number, json.dumps(entry))
    world.store.db.execute("INSERT INTO gmail_history VALUES (?, ?, ?)", row)
    world.notify_change("gmail", message.owner, historyId=number, labels=sorted({*message.labels, *labels}))
    return replace(message, history=number)


def history(world: World, owner: str, after: int) -> Iterator[tuple[int, dict[str, Any]]]:
    rows = world.store.db.execute(
        "SELECT id, entry FROM gmail_history WHERE owner = ? AND id > ? ORDER BY id", (owner, after)
    )
    for number, entry in rows.fetchall():
        yield int(number), json.loads(entry)


def add(
    world: World,
    owner: str,
    raw: bytes,
    labels: Iterable[str],
    thread: str | None = None,
    at: int | None = None,
) -> Stored:
    """Put a message into a mailbox; without `thread` it joins the conversation it answers."""
    message = mime.parse(raw)
    number = 0x19A0_0000_0000_0000 + world.store.next_number("gmail.message") * 0x10000
    own_id = f"{number + world.random.randrange(0x10000):016x}"
    subject = mime.header(message, "Subject")
    text = mime.readable(message)
    stored = Stored(
        owner,
        own_id,
        thread or conversation(world, owner, message) or own_id,
        int(world.now().timestamp() * 1000) if at is None else at,
        mime.header(message, "Message-ID"),
        frozenset(labels),
        0,
        len(raw),
        subject,
        mime.snippet(text),
        _texts(message, subject, text),
        tuple(mime.filenames(message)),
    )
    stored = _record(world, "messagesAdded", stored)
    world.store.db.execute(
        "INSERT INTO gmail_messages VALUES (?, ?, ?, ?, ?, ?, ?)",
        (owner, stored.id, stored.thread, stored.at, stored.message_id, _facts(stored), raw),
    )
    return stored


def _texts(message: Any, subject: str, text: str) -> dict[str, str]:
    to, cc, bcc = (mime.all_headers(message, name) for name in ("To", "Cc", "Bcc"))
    return {
        "from": mime.all_headers(message, "From"),
        "to": " ".join((to, cc, bcc)),
        "cc": cc,
        "bcc": bcc,
        "subject": subject,
        "body": text[:200_000],
        "list": mime.header(message, "List-ID"),
        "deliveredto": mime.header(message, "Delivered-To"),
    }


def _facts(stored: Stored) -> str:
    return json.dumps(
        {
            "labels": sorted(stored.labels),
            "history": stored.history,
            "size": stored.size,
            "subject": stored.subject,
            "snippet": stored.snippet,
            "texts": stored.texts,
            "filenames": stored.filenames,
        },
        ensure_ascii=True,
    )


def _stored(owner: str, row: tuple[Any, ...]) -> Stored:
    own_id, thread, at, message_id, text = row
    facts = json.loads(text)
    facts["labels"] = frozenset(facts["labels"])
    facts["filenames"] = tuple(facts["filenames"])
    return Stored(owner, own_id, thread, int(at), message_id, **facts)


def _select(world: World, query: str, owner: str, *values: str) -> list[Stored]:
    rows = world.store.db.execute(query, (owner, *values))
    return [_stored(owner, row) for row in rows.fetchall()]


def every(world: World, owner: str) -> list[Stored]:
    """All messages, newest first."""
    return sorted(_select(world, _ALL, owner), key=lambda stored: (stored.at, stored.id), reverse=True)


def get(world: World, owner: str, own_id: str) -> Stored | None:
    found = _select(world, _BY_ID, owner, own_id)
    return found[0] if found else None


def in_thread(world: World, owner: str, thread: str) -> list[Stored]:
    """The messages of a conversation, oldest first."""
    return sorted(_select(world, _BY_THREAD, owner, thread), key=lambda stored: (stored.at, stored.id))


def raw(world: World, stored: Stored) -> bytes:
    row = world.store.db.execute(
        "SELECT raw FROM gmail_messages WHERE owner = ? AND id = ?", (stored.owner, stored.id)
    ).fetchone()
    return bytes(row[0]) if row else b""


def relabel(
    world: World, stored: Stored, add_ids: Iterable[str] = (), remove_ids: Iterable[str] = ()
) -> Stored:
    """Change labels; what is so already leaves no trace in the history."""
    added = frozenset(add_ids) - stored.labels
    removed = (frozenset(remove_ids) & stored.labels) - added
    if added:
        stored = _record(world, "labelsAdded", replace(stored, labels=stored.labels | added), added)
    if removed:
        stored = _record(world, "labelsRemoved", replace(stored, labels=stored.labels - removed), removed)
    if added or removed:
        world.store.db.execute(
            "UPDATE gmail_messages SET facts = ? WHERE owner = ? AND id = ?",
            (_facts(stored), stored.owner, stored.id),
        )
    return stored


def remove(world: World, stored: Stored) -> None:
    """Delete for good."""
    world.store.db.execute("DELETE FROM gmail_messages WHERE owner = ? AND id = ?", (stored.owner, stored.id))
    _record(world, "messagesDeleted", stored)


def plain_subject(subject: str) -> str:
    """A subject without its Re: and Fwd:, for comparing."""
    return " ".join(_REPLY.sub("", subject).split()).casefold()


def referred(message: Any) -> list[str]:
    """The Message-IDs that a message answers."""
    return _IDS.findall(f"{mime.header(message, 'References')} {mime.header(message, 'In-Reply-To')}")


def conversation(world: World, owner: str, message: Any) -> str | None:
    """The thread a message belongs to: it names one of its messages and has its subject."""
    subject = plain_subject(mime.header(message, "Subject"))
    for message_id in reversed(referred(message)):
        for found in _select(world, _BY_MESSAGE_ID, owner, message_id):
            if plain_subject(found.subject) == subject:
                return found.thread
    return None
