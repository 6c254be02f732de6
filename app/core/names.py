"""How a student is called where others may look over the shoulder: titles, subjects, digests.

The style is one setting of the case manager. Nothing but the name and the code enters.
"""

from __future__ import annotations

from enum import StrEnum


class NameStyle(StrEnum):
    FULL = "full"
    FIRST = "first name and initial"
    INITIALS = "initials"
    CODE = "code"


def shown_name(style: NameStyle, code: str, name: str, preferred: str = "") -> str:
    """The student in the wanted style; the code where the name has nothing to show.

    A name "Last, First" is read as "First Last".
    """
    first, last = split_name(name)
    called = clean(preferred) or first
    if style is NameStyle.CODE or not called:
        return code
    if style is NameStyle.FULL:
        return f"{called} {last}".strip()
    if style is NameStyle.FIRST:
        return f"{called.split()[0]} {_initials(last[:1])}".strip()
    return _initials(f"{called} {last}") or code


def split_name(name: str) -> tuple[str, str]:
    """First names and last name. A single word is a first name."""
    text = clean(name)
    if "," in text:
        last, _, first = text.partition(",")
        return (first.strip(), last.strip()) if first.strip() else (last.strip(), "")
    first, _, last = text.rpartition(" ")
    return (first, last) if first else (last, "")


def clean(text: str) -> str:
    """One line, no control characters, single spaces."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _initials(words: str) -> str:
    return "".join(f"{word[0].upper()}." for word in words.split() if word[0].isalpha())
