"""Gmail's search language: the text of `q` becomes a query that says whether a message matches.

Pure grammar; matching.py says whether one term fits. No store, no clock, no HTTP. Source: Google's
"Search operators you can use with Gmail".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from app.local_google.gmail.matching import Searchable, term_matches

OPERATORS = (
    "from", "to", "cc", "bcc", "subject", "label", "in", "is", "has", "after", "before", "older", "newer",
    "older_than", "newer_than", "rfc822msgid", "filename", "size", "larger", "smaller", "list",
    "deliveredto", "category",
)  # fmt: skip
_OPERATOR = re.compile(rf"(?:{'|'.join(sorted(OPERATORS, key=len, reverse=True))}):", re.IGNORECASE)
_QUOTED = re.compile(r'"([^"]*)"?')
_PLAIN = re.compile(r"[^\s(){}\"]+")
HIDDEN = frozenset({"TRASH", "SPAM"})


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
        return term_matches(self.where, self.value, message, now)


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
