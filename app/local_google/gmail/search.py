"""Gmail's search language: the text of `q` becomes a query that says whether a message matches.

Pure: what a message offers to the search comes in as a `Searchable`, the time comes in as a value.
No store, no clock, no HTTP. Source: Google's "Search operators you can use with Gmail" and the API
guide "Search for Gmail messages" (dates mean midnight Pacific time).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

PACIFIC = ZoneInfo("America/Los_Angeles")
OPERATORS = (
    "from", "to", "cc", "bcc", "subject", "label", "in", "is", "has", "after", "before", "older", "newer",
    "older_than", "newer_than", "rfc822msgid", "filename", "size", "larger", "smaller", "list",
    "deliveredto", "category",
)  # fmt: skip
_OPERATOR = re.compile(rf"(?:{'|'.join(sorted(OPERATORS, key=len, reverse=True))}):", re.IGNORECASE)
_QUOTED = re.compile(r'"([^"]*)"?')
_PLAIN = re.compile(r"[^\s(){}\"]+")
_WORDS = re.compile(r"\w+")
_SIZE = re.compile(r"(\d+)([km]?)b?", re.IGNORECASE)
_AGE = re.compile(r"(\d+)([dmyh])", re.IGNORECASE)
IN_FOLDER = {
    "inbox": "INBOX", "sent": "SENT", "draft": "DRAFT", "drafts": "DRAFT", "trash": "TRASH", "spam": "SPAM",
    "chats": "CHAT", "important": "IMPORTANT", "starred": "STARRED", "unread": "UNREAD",
}  # fmt: skip
HIDDEN = frozenset({"TRASH", "SPAM"})


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


class Node(Protocol):
    def matches(self, message: Searchable, now: datetime) -> bool: ...


@dataclass(frozen=True)
class Every:
    parts: tuple[Node, ...]

    def matches(self, message: Searchable, now: datetime) -> bool:
        return all(part.matches(message, now) for part in self.parts)


@dataclass(frozen=True)
class Either:
    parts: tuple[Node, ...]

    def matches(self, message: Searchable, now: datetime) -> bool:
        return any(part.matches(message, now) for part in self.parts)


@dataclass(frozen=True)
class Without:
    part: Node

    def matches(self, message: Searchable, now: datetime) -> bool:
        return not self.part.matches(message, now)


@dataclass(frozen=True)
class Term:
    """One word or phrase, in one field (`text` is every field)."""

    where: str
    value: str

    def matches(self, message: Searchable, now: datetime) -> bool:
        return _term_matches(self.where, self.value, message, now)


@dataclass(frozen=True)
class Query:
    root: Node
    terms: tuple[Term, ...] = field(default=())

    def matches(self, message: Searchable, now: datetime) -> bool:
        return self.root.matches(message, now)

    def reaches_hidden(self) -> bool:
        """True where the query itself asks for trash or spam, which a plain search leaves out."""
        asked = {"trash", "spam", "anywhere"}
        return any(term.where in ("in", "label") and term.value.lower() in asked for term in self.terms)


def parse(text: str) -> Query:
    """Never refuses: Gmail reads what it can and takes the rest as words."""
    parser = _Parser(text)
    parts: list[Node] = []
    while not parser.at_end():
        before = parser.at
        parts.append(parser.every("text"))
        if parser.at == before:
            parser.at += 1
    return Query(Every(tuple(parts)), tuple(parser.terms))


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.terms: list[Term] = []

    def _skip_spaces(self) -> None:
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1

    def at_end(self) -> bool:
        self._skip_spaces()
        return self.at >= len(self.text)

    def _take(self, sign: str) -> bool:
        self._skip_spaces()
        if self.text.startswith(sign, self.at):
            self.at += len(sign)
            return True
        return False

    def _word_ahead(self, word: str) -> bool:
        self._skip_spaces()
        end = self.at + len(word)
        return self.text[self.at : end] == word and (end == len(self.text) or self.text[end] in ' \t\n(){"')

    def every(self, where: str, closing: str = "") -> Node:
        """Terms side by side must all match; OR binds its two neighbours more tightly."""
        parts: list[Node] = []
        while not self.at_end() and not (closing and self.text[self.at] in closing):
            if self._word_ahead("AND"):
                self.at += 3
                continue
            found = self._either(where)
            if found is None:
                break
            parts.append(found)
        return parts[0] if len(parts) == 1 else Every(tuple(parts))

    def _either(self, where: str) -> Node | None:
        first = self._one(where)
        if first is None:
            return None
        parts = [first]
        while self._word_ahead("OR"):
            self.at += 2
            following = self._one(where)
            if following is None:
                break
            parts.append(following)
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def _one(self, where: str) -> Node | None:
        self._skip_spaces()
        if self.text.startswith("-", self.at) and self.at + 1 < len(self.text):
            self.at += 1
            inner = self._one(where)
            return Without(inner) if inner is not None else None
        operator = _OPERATOR.match(self.text, self.at)
        if operator is not None:
            self.at = operator.end()
            return self._one(operator.group()[:-1].lower())
        return self._group_or_term(where)

    def _group_or_term(self, where: str) -> Node | None:
        if self._take("("):
            inner = self.every(where, ")")
            self._take(")")
            return inner
        if self._take("{"):
            parts: list[Node] = []
            while not self.at_end() and self.text[self.at] != "}":
                found = self._one(where)
                if found is None:
                    break
                parts.append(found)
            self._take("}")
            return Either(tuple(parts))
        return self._term(where)

    def _term(self, where: str) -> Node | None:
        quoted = _QUOTED.match(self.text, self.at)
        plain = quoted or _PLAIN.match(self.text, self.at)
        if plain is None:
            return None
        self.at = plain.end()
        term = Term(where, plain.group(1) if quoted else plain.group())
        self.terms.append(term)
        return term


def label_key(name: str) -> str:
    """A label as the search writes it: `Team/Ms Ito` is `label:team-ms-ito`."""
    return re.sub(r"[\s/]+", "-", name.strip().lower())


def _contains(text: str, phrase: str) -> bool:
    words = _WORDS.findall(phrase.casefold())
    if not words:
        return True
    return f" {' '.join(words)} " in f" {' '.join(_WORDS.findall(text.casefold()))} "


def _term_matches(where: str, value: str, message: Searchable, now: datetime) -> bool:
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
