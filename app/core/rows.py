"""Which row is which: ids for rows people added, doubled ids put right, what a row was last seen to hold."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping

from app.core.effects import FillRow
from app.core.model import Agreed, Cell
from sheets_schema.model import Shape, Tab, Workbook
from sheets_schema.read import Book, Row

WROTE = "wrote"  # in Agreed.shared, by row id: the digest of a row as Holdfast wrote it
RESPONSE = "response"  # beside it: the answer of a form from which it was written


def people_tabs(workbook: Workbook) -> tuple[Tab, ...]:
    """The tabs where people type rows with an id, in the order of the definition. Lists has none."""
    return tuple(
        tab for tab in workbook.tabs if tab.shape in (Shape.REGISTER, Shape.LOG) and "id" in tab.by_key
    )


def digest(tab: Tab, row: Row) -> str:
    """16 hex digits of what people typed in the row. The content itself is never stored."""
    typed = {
        column.key: str(row[column.key])
        for column in tab.columns
        if column.typed and column.key != "id" and row[column.key] is not None
    }
    if row.faulty:
        typed["?"] = ",".join(sorted(row.faulty))
    return _short(json.dumps(typed, sort_keys=True, ensure_ascii=False))


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def content(tab: Tab, row: Row) -> str:
    """`digest`, with the event the row is about where it has one: days alone are soon typed alike."""
    event = row["event"] if "event" in tab.by_key else None
    return digest(tab, row) if event is None else _short(f"{digest(tab, row)} {event}")


def as_written(kept: Mapping[int, Mapping[str, Cell]], tab: Tab, row: Row) -> bool:
    """Whether the row is as Holdfast wrote it, by what `Agreed.shared` kept of its tab."""
    return kept.get(row.id or 0, {}).get(WROTE) == digest(tab, row)


def digests(workbook: Workbook, book: Book) -> dict[str, dict[int, str]]:
    """For every people's tab: row id -> `content`. Rows without an id are not in it yet."""
    return {
        tab.key: {row.id: content(tab, row) for row in book[tab.key] if row.id is not None}
        for tab in people_tabs(workbook)
    }


def largest_id(book: Book, agreed: Agreed) -> int:
    """The largest row id seen or ever given; spare rows count."""
    ids = [row.id for rows in book.tabs.values() for row in rows.rows if row.id is not None]
    return max([agreed.next_id - 1, *ids])


def give_ids(workbook: Workbook, book: Book, agreed: Agreed) -> tuple[tuple[FillRow, ...], int]:
    """Ids (and formulas) for rows that lack one or share one, and the next free id afterwards.

    Of rows with the same id, the one equal to the last seen keeps it, else the first; a copied row is new.
    """
    next_id = largest_id(book, agreed) + 1
    fills: list[FillRow] = []
    for tab in people_tabs(workbook):
        known = agreed.rows.get(tab.key, {})
        for row in _without_id(tab, book[tab.key], known):
            fills.append(FillRow(tab.key, row.index, row.id, {"id": next_id}, formulas=True))
            next_id += 1
    return tuple(fills), next_id


def _without_id(tab: Tab, rows: Iterable[Row], known: Mapping[int, str]) -> list[Row]:
    sharing: dict[int, list[Row]] = defaultdict(list)
    without = []
    for row in rows:
        if row.id is None:
            without.append(row)
        else:
            sharing[row.id].append(row)
    for row_id, same in sharing.items():
        if len(same) > 1:
            keeper = next((row for row in same if content(tab, row) == known.get(row_id)), same[0])
            without.extend(row for row in same if row is not keeper)
    return sorted(without, key=lambda row: row.index)
