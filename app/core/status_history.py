"""Status History: a line when a student's Status, Plan or Graduation Path becomes another one (S24).

What was first typed is no change, and a cell that is blank for a while says nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from app.core.gathering import Gathering
from app.core.model import Agreed, Cell
from app.core.roster.merge import code_of
from app.core.safety import codes_mixed_up
from sheets_schema.read import Book

TAB, STUDENTS = "status_history", "students"
WATCHED = {"status": "Status", "plan": "Plan", "graduation_path": "Path"}


def follow_status(plan: Gathering, book: Book, today: date, agreed: Agreed) -> Agreed:
    """Lines for what changed since the last sync, and what every student has now."""
    here = all(tab in book.tabs and tab not in plan.closed for tab in (TAB, STUDENTS))
    if not here or codes_mixed_up(book):
        return agreed
    last = _last(book)
    kept = dict(agreed.shared.get(TAB, {}))
    for row in sorted(book[STUDENTS], key=lambda row: row.id or 0):
        code = code_of(row)
        if row.id is None or not code or not row["name"]:
            continue
        before = kept.get(row.id, {})
        now = {key: row[key] or before.get(key) for key in WATCHED}
        for key, title in WATCHED.items():
            was, new = before.get(key), now[key]
            if was and new != was and last.get((code, title)) != new:
                plan.add(TAB, [{"date": today, "student": code, "what": title, "from": was, "to": new}])
        kept[row.id] = {key: value for key, value in now.items() if value}
    return replace(agreed, shared={**agreed.shared, TAB: kept})


def _last(book: Book) -> Mapping[tuple[str, str], Cell]:
    """What the newest line of each student says: the state may have come back from a backup."""
    found: dict[tuple[str, str], Cell] = {}
    for row in sorted(book[TAB], key=lambda row: row.id or 0):
        found[str(row["student"]), str(row["what"])] = row["to"]
    return found
