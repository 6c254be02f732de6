"""Random Things to Do: one free-text cell a student, a line a thing.

A line with a day becomes a reminder; a mark in front closes it. The cell itself is never written.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from app.core.daywords import DateOrder, FoundDay, find_day

# A cell holds at most 50,000 characters; nobody writes a thing to do longer than this.
_LONGEST_LINE = 500

_BULLET = re.compile(r"^\s*(?:[-–—*•·▪◦‣>]+|[0-9]{1,2}[.)](?=\s+\S))\s*")
_OPEN_MARK = re.compile(r"^\s*(?:\[\s*\]|\(\s*\)|☐|□|⬜)\s*")
_CLOSED_MARK = re.compile(
    r"^\s*(?:\[\s*[xX✓✔]\s*\]|\(\s*[xX✓✔]\s*\)|[✓✔☑✅☒🗹]\ufe0f?|[xX](?=\s)|(?:done|closed)\s*[:\-–—])\s*",
    re.I,
)
_CLOSED_END = re.compile(r"(?:\s*[✓✔☑✅]\ufe0f?|\s*(?:[-–—:(]\s*)done\s*[.!)]?)\s*$", re.I)


@dataclass(frozen=True)
class Thing:
    """One line. `key` stays the same when only its day changes; `when` are the words that said the day."""

    text: str
    due: date | None
    closed: bool
    key: str
    when: str = ""
    relative: bool = False
    doubt: str = ""


def read_things(cell: str, today: date, order: DateOrder | None) -> tuple[Thing, ...]:
    """The lines of the cell, in order; lines without words are left out."""
    things: list[Thing] = []
    seen: dict[str, int] = {}
    for raw in cell.splitlines():
        line, closed = _marks(" ".join(raw[:_LONGEST_LINE].split()))
        if not any(c.isalnum() for c in line):
            continue
        found = find_day(line, today, order)
        text = _without(line, found) if found and found.day else line.strip()
        words = _words(text)
        seen[words] = seen.get(words, 0) + 1
        things.append(_thing(text or line.strip(), closed, found, _digest(words, seen[words])))
    return tuple(things)


def _thing(text: str, closed: bool, found: FoundDay | None, key: str) -> Thing:
    if found is None:
        return Thing(text, None, closed, key)
    return Thing(text, found.day, closed, key, found.words, found.relative, found.doubt)


def _marks(line: str) -> tuple[str, bool]:
    """The line without its marks, and whether one of them closes it."""
    rest = _BULLET.sub("", line)
    closed = _CLOSED_MARK.match(rest)
    if closed:
        return rest[closed.end() :], True
    rest = _OPEN_MARK.sub("", rest)
    ended = _CLOSED_END.search(rest)
    return (rest[: ended.start()], True) if ended and ended.start() else (rest, False)


def _without(line: str, found: FoundDay) -> str:
    left = line[: found.start].rstrip(" \t,;:-–—(@")
    right = line[found.end :].lstrip(" \t,;:-–—.)")
    if left and right[:1].isalnum() and "(" in line[: found.start][len(left) :]:
        right = right.replace(")", "", 1)
    return " ".join(f"{left} {right}".split())


def _words(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.findall(r"\w+", plain))


def _digest(words: str, nth: int) -> str:
    again = "" if nth == 1 else f"#{nth}"
    return hashlib.sha256(f"{words}{again}".encode()).hexdigest()[:16]
