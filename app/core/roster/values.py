"""One cell of a roster as the value its Students column wants."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

from app.core.daywords import DateOrder
from app.core.model import Cell
from app.core.names import clean
from app.core.roster.dates import NotADateError, read_date

DATES = frozenset({"joined", "plan_start", "last_review", "last_evaluation"})
EMAILS = frozenset({"case_manager", "counselor", "homeroom", "student_email"})
LONG_TEXT = frozenset(
    {"needs", "strengths", "assessments", "reading_notes", "random_things_to_do", "notes", "private_notes"}
)
NUMBERS = frozenset({"service_minutes"})

# The words of the Lists tab for what schools write otherwise.
WORDS: dict[str, dict[str, str]] = {
    "status": {
        "direct": "direct", "pull out": "direct", "pullout": "direct", "pull-out": "direct",
        "active": "direct",
        "co-taught": "co-taught", "cotaught": "co-taught", "co taught": "co-taught", "push in": "co-taught",
        "push-in": "co-taught", "monitor": "monitor", "monitoring": "monitor", "consult": "monitor",
        "referral": "referral", "referred": "referral", "exited": "exited", "exit": "exited",
        "left": "exited",
    },
    "plan": {
        "iep": "IEP", "ilp": "ILP", "504": "504", "504 plan": "504", "section 504": "504", "iep plan": "IEP",
        "none": "none", "no plan": "none", "no": "none", "-": "none", "n/a": "none",
    },
}  # fmt: skip

_EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]+")
_NAMED = re.compile(r"\s*\"?(?P<name>[^<\"]*?)\"?\s*<(?P<email>[^<>]+)>\s*")
_NUMBER = re.compile(
    r"([0-9]+(?:[.,][0-9]+)?)\s*(?:m|min|mins|minutes)?\.?(?:\s*(?:/|per|a)\s*w(?:ee)?k)?", re.I
)
_EXCEL_DAY = date(1899, 12, 30)


class UnreadableError(Exception):
    """Its text is a sentence for the reader, without the place."""


def read_cell(key: str, cell: Cell, order: DateOrder | None, today: date) -> Cell:
    """The value for the column `key`; None when there is none. Raises UnreadableError."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    if isinstance(cell, str) and cell.startswith("#") and cell.rstrip("!?/0AN").isupper():
        raise UnreadableError(f"The cell shows the error {cell[:10]}.")
    if key in DATES:
        return _day(cell, order, today)
    readers: dict[str, Callable[[str], Cell]] = {
        **dict.fromkeys(EMAILS, _email),
        **dict.fromkeys(LONG_TEXT, _paragraphs),
        **dict.fromkeys(NUMBERS, _number),
    }
    text = as_text(cell)
    if key in WORDS:
        return WORDS[key].get(clean(text).casefold(), clean(text))
    return readers.get(key, clean)(text) or None


def as_text(cell: Cell) -> str:
    """Text of any cell: whole numbers without a point, dates as 2026-10-05."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def is_email(text: str) -> bool:
    return _EMAIL.fullmatch(text) is not None


def people_in(text: str) -> list[tuple[str, str]]:
    """(name, address) of everybody in a cell such as "Ana Lee <ana@x.org>; Ben Lee"."""
    people: list[tuple[str, str]] = []
    for raw in re.split(r"[;\n\r|]|,(?=[^,]*@)|/(?=[^/]*@)", text[:2000]):
        piece = clean(raw)
        if match := _NAMED.fullmatch(piece):
            people.append((clean(match["name"]), match["email"].strip().lower()))
        elif clean(piece):
            address = _EMAIL.search(piece)
            rest = clean(piece.replace(address[0], "").strip(" ()<>,:-")) if address else clean(piece)
            people.append((rest, address[0].strip("()").lower() if address else ""))
    return people


def _day(cell: Cell, order: DateOrder | None, today: date) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, bool):
        raise UnreadableError("A tick stands where a date belongs.")
    if isinstance(cell, int | float):
        if not 20_000 <= cell < 80_000:
            raise UnreadableError(f"“{as_text(cell)}” is not a date; write it like 2026-10-05.")
        return _EXCEL_DAY + timedelta(days=int(cell))
    try:
        return read_date(cell or "", order, today)
    except NotADateError as error:
        raise UnreadableError(str(error)) from None


def _email(text: str) -> str | None:
    found = people_in(text)
    addresses = [address for _, address in found if address]
    if len(addresses) == 1 and is_email(addresses[0]):
        return addresses[0]
    if clean(text).casefold() in ("-", "n/a", "none", "na"):
        return None
    if len(addresses) > 1:
        raise UnreadableError("There is more than one e-mail address; one belongs here.")
    raise UnreadableError("This is not an e-mail address.")


def _paragraphs(text: str) -> str:
    lines = (clean(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return "\n".join(lines).strip()


def _number(text: str) -> float:
    match = _NUMBER.fullmatch(clean(text))
    if match is None:
        raise UnreadableError("This is not a number.")
    return float(match[1].replace(",", "."))
