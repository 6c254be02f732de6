"""What the values of a column look like: whether they fit the meaning of its header, or suggest one.

Nothing is decided here about a whole spreadsheet; see `adopt.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date

from app.core.daywords import DateOrder
from app.core.model import Cell
from app.core.roster.values import (
    DATES,
    EMAILS,
    NUMBERS,
    WORDS,
    UnreadableError,
    as_text,
    is_email,
    read_cell,
)

_ENOUGH = 3  # fewer values than this say nothing
_MOST = 0.8
_GRADE = re.compile(r"(?:grade |gr\.? ?|g|year |y)?(?:k|pk|kg|[1-9]|1[0-3])(?:st|nd|rd|th)?[a-d]?", re.I)


def readable(key: str, values: Sequence[Cell], order: DateOrder | None, today: date) -> float:
    """The share of values that the column `key` can hold as they are; 1 where there is none."""
    held = [value for value in values if as_text(value).strip()]
    if not held:
        return 1.0
    return sum(_fits(key, value, order, today) for value in held) / len(held)


def _fits(key: str, value: Cell, order: DateOrder | None, today: date) -> bool:
    if key in WORDS:
        return " ".join(as_text(value).split()).casefold() in WORDS[key]
    if key not in DATES | EMAILS | NUMBERS:
        return True
    try:
        read_cell(key, value, order, today)
    except UnreadableError:
        return False
    return True


def suggested(values: Sequence[Cell]) -> tuple[str, str] | None:
    """A Students key and the reason, where the values alone say what a column is."""
    held = [as_text(value).strip() for value in values if as_text(value).strip()]
    if len(held) < _ENOUGH:
        return None
    if _share(held, lambda text: text.casefold() in WORDS["plan"] and text not in ("-", "no")) >= _MOST:
        return "plan", "its values are kinds of plans"
    if _share(held, lambda text: text.casefold() in WORDS["status"]) >= _MOST:
        return "status", "its values are the statuses of Lists"
    if _share(held, is_email) >= _MOST and len({text.casefold() for text in held}) == len(held):
        return "student_email", "its values are e-mail addresses, each another one"
    if _share(held, lambda text: _GRADE.fullmatch(text) is not None) == 1 and len(set(held)) > 1:
        return "grade", "its values read like grades"
    return None


def _share(held: Sequence[str], fits: Callable[[str], bool]) -> float:
    return sum(bool(fits(text)) for text in held) / len(held)
