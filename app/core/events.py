"""A reminder as an event of Holdfast's own calendar.

The id is made from the reminder's key, so the same reminder can never become two events. A title shows
the student in the wanted style and nothing that a passer-by should not read.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from app.core.meetings import OWN_MARK
from app.core.names import NameStyle, clean, shown_name
from app.core.reminder_rules import RULES, Reminder
from app.core.roster.merge import code_of
from app.core.rules import Rules
from sheets_schema.read import Book

OWN_TITLE = "holdfast-title"  # beside our mark: the title as Holdfast wrote it, so that a person's is known
_LONGEST_TITLE = 120

# Long words of accommodations that stand in anybody's list of things to do.
_EVERYDAY = frozenset((
    "about", "after", "again", "allowed", "before", "between", "board", "break", "class", "classroom",
    "during", "every", "extra", "from", "given", "home", "homework", "least", "lesson", "minute",
    "needed", "other", "parent", "point", "reading", "room", "school", "small", "student", "teacher",
    "their", "there", "these", "thing", "times", "using", "where", "which", "while", "without",
    "writing", "written",
))  # fmt: skip

# Parts of names that are everyday words as well, and name nobody by themselves.
_PARTS_OF_NAMES = frozenset((
    "an", "da", "de", "del", "den", "der", "di", "do", "dos", "du", "la", "le", "my", "of", "so", "ten",
    "van", "von",
))  # fmt: skip

# Words that say what a student has or gets. A line with one of them stays out of titles and subjects.
SENSITIVE = re.compile(
    r"\b(?:adhd|autis\w*|asd|asperger\w*|dyslex\w*|dyscalcul\w*|dysgraph\w*|dyspraxi\w*|anxi\w*|depress\w*|"
    r"bipolar|ocd|ptsd|trauma\w*|disab\w*|disorder\w*|diagnos\w*|medicat\w*|meds?|pills?|psych\w*|therap\w*|"
    r"suicid\w*|self-?harm\w*|abuse\w*|epilep\w*|seizure\w*|diabet\w*|hospital\w*|clinic\w*|"
    r"iep|ilp|504|bip|bsp|fba|special ed\w*|sped|accommodat\w*|modification\w*|extra time|extended time|"
    r"separate room|scribe|text[- ]to[- ]speech|speech[- ]to[- ]text|fidget\w*|pull[- ]?out)\b",
    re.I,
)


def event_id(caseload_id: int, key: str) -> str:
    """The client id of the event: base32hex of a digest, in the letters that Calendar allows."""
    digest = hashlib.sha256(f"{caseload_id}\n{key}".encode()).digest()
    return base64.b32hexencode(digest).decode().rstrip("=").lower()


def event_body(reminder: Reminder, shown: str, private: Collection[str] = ()) -> Mapping[str, Any]:
    """The body of events.insert without its id: all-day, free, with our mark. `private` are words
    that the title must not hold."""
    title = RULES[reminder.rule].title
    if reminder.title and is_harmless(reminder.title, private):
        title = clean(reminder.title)
    summary = f"{shown}: {title}" if shown else title
    return {
        "summary": summary[:_LONGEST_TITLE],
        "description": "From Holdfast. The Reminders tab says why. “✓” in front of the title ends it.",
        **all_day(reminder.due),
        "transparency": "transparent",
        "visibility": "private",
        "reminders": {"useDefault": False},
        "extendedProperties": {"private": {OWN_MARK: reminder.key, OWN_TITLE: summary[:_LONGEST_TITLE]}},
    }


def all_day(day: date) -> dict[str, Any]:
    """Start and end of an all-day event; the end is the day after."""
    try:
        after = day + timedelta(days=1)
    except OverflowError:
        after = day
    return {"start": {"date": day.isoformat()}, "end": {"date": after.isoformat()}}


def is_harmless(text: str, private: Collection[str] = ()) -> bool:
    """Whether the text says nothing of a diagnosis, an accommodation, or of a student by name."""
    plain = clean(text).casefold()
    if SENSITIVE.search(plain):
        return False
    near = (word for word in private if word and word in plain)
    return not any(re.search(rf"(?<!\w){re.escape(word)}(?:e?s)?(?!\w)", plain) for word in near)


def shown_students(book: Book, rules: Rules) -> Mapping[str, str]:
    """How each student is called in titles, by code. Two of one look get the code behind."""
    shown = {
        code_of(row): shown_name(
            rules.name_style, code_of(row), str(row["name"]), str(row["preferred_name"] or "")
        )
        for row in book["students"]
        if row["name"]
    }
    looks = list(shown.values())
    return {
        code: name if looks.count(name) == 1 or name == code else f"{name} {code}"
        for code, name in shown.items()
    }


def _telling(accommodation: str) -> set[str]:
    """The phrase, and those of its words that say by themselves what it is."""
    phrase = clean(accommodation).casefold()
    words = {word.removesuffix("s") for word in re.findall(r"[^\W\d_]+", phrase)}
    return {phrase} | {word for word in words if len(word) > 4 and word not in _EVERYDAY}


def private_words(book: Book, rules: Rules) -> frozenset[str]:
    """Words that must not stand in a title, whomever it is about: of anybody's accommodations, and the names
    that the style hides."""
    words: set[str] = set()
    for row in book["accommodations"]:
        if row["student"] and row["accommodation"]:
            words |= _telling(str(row["accommodation"]))
    if rules.name_style is not NameStyle.FULL:
        for row in book["students"]:
            names = clean(f"{row['name'] or ''} {row['preferred_name'] or ''}".replace(",", " ")).casefold()
            words |= {name for name in names.split() if len(name) > 1 and name not in _PARTS_OF_NAMES}
    return frozenset(words)
