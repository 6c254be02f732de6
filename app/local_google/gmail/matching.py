"""Whether one term of a Gmail search fits one message.

Pure: what a message offers to the search comes in as a `Searchable`, the time as a value. The grammar is
search.py's. Dates mean midnight Pacific time (Google's guide "Search for Gmail messages").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

PACIFIC = ZoneInfo("America/Los_Angeles")
_WORDS = re.compile(r"\w+")
_SIZE = re.compile(r"(\d+)([km]?)b?", re.IGNORECASE)
_AGE = re.compile(r"(\d+)([dmyh])", re.IGNORECASE)
IN_FOLDER = {
    "inbox": "INBOX", "sent": "SENT", "draft": "DRAFT", "drafts": "DRAFT", "trash": "TRASH", "spam": "SPAM",
    "chats": "CHAT", "important": "IMPORTANT", "starred": "STARRED", "unread": "UNREAD",
}  # fmt: skip


@dataclass(frozen=True)
class Searchable:
    """What one message offers to the search; texts as people read them, ids and names of labels apart."""

    label_ids: frozenset[str]
    label_names: frozenset[str]
    texts: dict[str, str]
    filenames: tuple[str, ...]
    message_id: str
    at: datetime
    size: int


def label_key(name: str) -> str:
    """A label as the search writes it: `Team/Ms Ito` is `label:team-ms-ito`."""
    return re.sub(r"[\s/]+", "-", name.strip().lower())


def _contains(text: str, phrase: str) -> bool:
    words = _WORDS.findall(phrase.casefold())
    if not words:
        return True
    return f" {' '.join(words)} " in f" {' '.join(_WORDS.findall(text.casefold()))} "


def term_matches(where: str, value: str, message: Searchable, now: datetime) -> bool:
    if where == "text":
        return any(_contains(text, value) for text in message.texts.values())
    if where in ("label", "in", "is", "category", "has"):
        return _state_matches(where, value.lower(), message)
    if where in ("after", "newer", "before", "older", "older_than", "newer_than"):
        return _time_matches(where, value, message.at, now)
    if where in ("size", "larger", "smaller"):
        wanted = _bytes_of(value)
        if wanted is None:
            return False
        return message.size < wanted if where == "smaller" else message.size >= wanted
    if where == "rfc822msgid":
        return bool(message.message_id) and value.strip("<> ") == message.message_id.strip("<> ")
    if where == "filename":
        wanted_name = value.casefold()
        return any(
            name.casefold().endswith(f".{wanted_name}") or _contains(name, wanted_name)
            for name in message.filenames
        )
    return _contains(message.texts.get(where, ""), value)


def _state_matches(where: str, value: str, message: Searchable) -> bool:
    if where == "has":
        return _has(value, message)
    if where == "category":
        wanted = {"primary": "personal", "reservations": "updates", "purchases": "updates"}.get(value, value)
        return f"CATEGORY_{wanted.upper()}" in message.label_ids
    if where == "in" and value in ("anywhere", "all"):
        return True
    if where == "is" and value == "read":
        return "UNREAD" not in message.label_ids
    if value in IN_FOLDER:
        return IN_FOLDER[value] in message.label_ids
    return label_key(value) in message.label_names or value.upper() in message.label_ids


def _has(value: str, message: Searchable) -> bool:
    if value == "attachment":
        return bool(message.filenames)
    if value in ("userlabels", "nouserlabels"):
        return any(label.startswith("Label_") for label in message.label_ids) == (value == "userlabels")
    if value in ("yellow-star", "star"):
        return "STARRED" in message.label_ids
    links = {"drive": "drive.google.com", "document": "docs.google.com/document",
             "spreadsheet": "docs.google.com/spreadsheets", "presentation": "docs.google.com/presentation",
             "youtube": "youtube.com"}  # fmt: skip
    return value in links and links[value] in message.texts.get("body", "")


def _bytes_of(value: str) -> int | None:
    found = _SIZE.fullmatch(value)
    if found is None:
        return None
    return int(found.group(1)) * {"": 1, "k": 1024, "m": 1024 * 1024}[found.group(2).lower()]


def _time_matches(where: str, value: str, at: datetime, now: datetime) -> bool:
    if where in ("older_than", "newer_than"):
        edge = _ago(value, now)
        return edge is not None and (at < edge if where == "older_than" else at >= edge)
    moment = _moment(value)
    if moment is None:
        return False
    return at >= moment if where in ("after", "newer") else at < moment


def _ago(value: str, now: datetime) -> datetime | None:
    found = _AGE.fullmatch(value)
    if found is None or int(found.group(1)) > 10_000:
        return None
    count, unit = int(found.group(1)), found.group(2).lower()
    if unit == "h":
        return now - timedelta(hours=count)
    if unit == "d":
        return now - timedelta(days=count)
    months = count * 12 if unit == "y" else count
    return now - relativedelta(months=min(months, 12_000))


def _moment(value: str) -> datetime | None:
    """A day (Y/M/D, or M/D/Y as Gmail also takes it) or seconds since 1970."""
    if value.isdigit() and len(value) != 8:
        return datetime.fromtimestamp(int(value), PACIFIC) if len(value) <= 11 else None
    parts = re.split(r"[/\-.]", value)
    if len(parts) != 3 or not all(part.isdigit() for part in parts):
        return None
    numbers = [int(part) for part in parts]
    year, month, day = numbers if len(parts[0]) == 4 else (numbers[2], numbers[0], numbers[1])
    try:
        return datetime(year, month, day, tzinfo=PACIFIC)
    except ValueError:
        return None
