"""What the Sync tab says: what the last sync did, what a person must look at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from app.core.effects import ReplaceTab, Trouble
from app.core.left_out import CODE as WITHOUT_YOU
from app.core.model import Cell
from sheets_schema.read import Book

TAB = "sync"
DID, PROBLEM, CONFLICT = "did", "problem", "conflict"
LINE = ("what", "what_to_do")
NOT_BROUGHT_IN = "not_brought_in"  # what a column could not hold when a spreadsheet was adopted


def sync_tab(
    book: Book,
    troubles: tuple[Trouble, ...],
    did: str,
    now: datetime,
    links: Mapping[str, str],
    besides: str = "",
) -> ReplaceTab | None:
    """The Sync tab as it should be, or None when it says so already.

    `did` is what the batch that brings this writes, empty when it writes nothing else: then the last sentence
    stays, so that a sync without work writes nothing. `besides` is what went out elsewhere since the tab was
    written; it waits for the next write. `links` goes from tab title to the address of that tab.
    """
    here = book[TAB]
    problems = tuple(_row(trouble, links) for trouble in sorted(troubles, key=_place))
    shown = tuple(_texts(row.cells) for row in here if row["kind"] in (PROBLEM, CONFLICT))
    if not did and shown == tuple(_texts(row) for row in problems):
        return None
    first: dict[str, Cell] = {"kind": DID, "when": now, "what": f"{did} {besides}".strip()}
    if not first["what"]:
        kept = next((row for row in here if row["kind"] == DID), None)
        first = (
            dict(kept.cells)
            if kept
            else {"kind": DID, "when": now, "what": "Read everything; wrote nothing."}
        )
    rows = tuple({**row, "id": number} for number, row in enumerate((first, *problems), start=1))
    return ReplaceTab(TAB, rows, len(here))


def _place(trouble: Trouble) -> tuple[str, str, str]:
    return trouble.tab, trouble.code, trouble.cell.rjust(8)


def _row(trouble: Trouble, links: Mapping[str, str]) -> dict[str, Cell]:
    address = f"{trouble.tab}!{trouble.cell}" if trouble.cell else trouble.tab
    link = links.get(trouble.tab, "")
    where = f"{link}&range={trouble.cell}" if link and trouble.cell else link or address
    lost = trouble.noticed is not None and trouble.code != NOT_BROUGHT_IN
    told: dict[str, Cell] = {"kind": CONFLICT if lost else PROBLEM, "when": trouble.noticed}
    what, remedy = _what(trouble), _remedy(trouble)
    return {**told, "what": what, "where": where, "what_to_do": remedy}


def _what(trouble: Trouble) -> str:
    address = f"{trouble.tab}!{trouble.cell}" if trouble.cell else trouble.tab
    return f"{address}: {trouble.text}" if address else trouble.text


def _remedy(trouble: Trouble) -> str:
    if trouble.code == "conflict":
        return f"Calendar had: {trouble.kept}. Type that here if it is right, or clear this line."
    if trouble.code == WITHOUT_YOU:
        return f"It is called: {trouble.kept}. Ask to be invited, or clear this line."
    if trouble.kept:
        return f"It had been: {trouble.kept}. Clear this line when you have seen it."
    return f"For example: {trouble.example}" if trouble.example else ""


def line_of(trouble: Trouble) -> str:
    """The words of its line, by which the line is known again."""
    return " ".join(f"{_what(trouble)} {_remedy(trouble)}".split())


def lines_of(book: Book) -> frozenset[str] | None:
    """The words of all lines that stand on Sync; None when nobody can tell."""
    place = book.layout.tabs.get(TAB)
    if place is None or TAB not in book.tabs or not set(LINE) <= place.columns.keys():
        return None
    return frozenset(" ".join(" ".join(str(row[key] or "") for key in LINE).split()) for row in book[TAB])


def _texts(row: Mapping[str, Cell]) -> tuple[str, ...]:
    return tuple(str(row.get(key) or "") for key in ("what", "where", "what_to_do"))
