"""What makes a sync refuse to write: signs that somebody's workbook is not what it was.

Refusing costs a notice; writing into a workbook that was sorted without its ids costs a school's records.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping

from app.core.effects import Trouble
from app.core.model import Agreed, Cell
from app.core.names import clean
from app.core.rows import content, people_tabs
from sheets_schema.model import Tab, Workbook, student_code
from sheets_schema.read import Book, Row

MISSING_SHARE = 0.3  # more ids gone at once than this is no clean-up
REFUSALS = frozenset({"tab_gone", "ids_empty", "rows_gone", "ids_swapped"})
FEW = 5  # in a tab this small a share says nothing
STUDENTS = "students"
NAMES, NAME = "names", "name"  # in Agreed.shared, by row id of Students: a digest of the name beside it
UNDO_SORT = "Undo the sort and what was done since, then sort the whole tab."
OR_NAMES = "If names were only typed, put one back and change it after the next sync."


def refusals(workbook: Workbook, book: Book, agreed: Agreed, *, meant: bool = False) -> tuple[Trouble, ...]:
    """One trouble for each tab that must not be written to; none when all is well.

    `meant`: somebody said that rows which are gone were deleted on purpose.
    """
    found: list[Trouble] = []
    for tab in people_tabs(workbook):
        known = agreed.rows.get(tab.key, {})
        if tab.key not in book.tabs:
            found.append(_trouble(tab, "tab_gone", f"The tab {tab.title} is gone.",
                                  "Bring it back with Edit > Undo or the version history."))  # fmt: skip
            continue
        gone = _ids_gone(tab, book[tab.key], known)
        if gone and meant and gone.code == "rows_gone":
            gone = None
        trouble = gone or _ids_swapped(tab, book[tab.key], known)
        if tab.key == STUDENTS:
            trouble = trouble or _names_swapped(tab, book[STUDENTS], _known_names(agreed))
        if trouble:
            found.append(trouble)
    return tuple(found)


def codes_mixed_up(book: Book) -> bool:
    """A code of Students stands beside two students, or beside an id that is not its own.

    Then nobody can say whose accommodations, mail address or counselor belong to it.
    """
    rows = [row for row in book["students"] if row.id is not None]
    doubled = len({row.id for row in rows}) < len(rows)
    return doubled or any(row["code"] not in (None, "", student_code(row.id or 0)) for row in rows)


def _ids_gone(tab: Tab, rows: tuple[Row, ...], known: Mapping[int, str]) -> Trouble | None:
    if len(known) < FEW:
        return None
    here = {row.id for row in rows if row.id is not None}
    gone = len(set(known) - here)
    if rows and not here:
        return _trouble(tab, "ids_empty", f"The hidden Id column of {tab.title} is empty.",
                        "Undo what cleared it.")  # fmt: skip
    if gone > MISSING_SHARE * len(known):
        text = f"{gone} of {len(known)} rows of {tab.title} disappeared at once."
        undo = "Undo it. If it is meant, ask your technician to run a sync with --full."
        return _trouble(tab, "rows_gone", text, undo)
    return None


def _ids_swapped(tab: Tab, rows: tuple[Row, ...], known: Mapping[int, str]) -> Trouble | None:
    """Two or more rows that hold what another id alone held and holds no more: sorted without the ids.

    A value typed so that a row equals another one is no swap: the other one still holds it.
    """
    times = Counter(known.values())
    owners = {held: row_id for row_id, held in known.items() if times[held] == 1}
    here = {row.id: content(tab, row) for row in rows if row.id is not None and row.id in known}
    changed = {row_id: holds for row_id, holds in here.items() if holds != known[row_id]}
    swapped = sum(owners.get(holds) in changed for holds in changed.values())
    if swapped < 2:
        return None
    text = f"{swapped} rows of {tab.title} stand beside another row's hidden Id, as after sorting without it."
    return _trouble(tab, "ids_swapped", text, UNDO_SORT)


def _names_swapped(tab: Tab, rows: tuple[Row, ...], known: Mapping[int, str]) -> Trouble | None:
    """A code beside a name that belonged to another code alone, and no more does: one is too many.

    Whole rows do not tell it where one of the two was deleted after the sort, where somebody typed in it, or
    where only some columns were sorted. A deleted student typed anew in a spare row is no swap: no code has
    changed its student.
    """
    times = Counter(known.values())
    owners = {name: row_id for row_id, name in known.items() if times[name] == 1}
    here: dict[int | None, set[str]] = defaultdict(set)
    for row in rows:
        if row["name"]:
            here[row.id].add(_name_digest(row))
    swapped = 0
    for row_id, names in here.items():
        for owner in {owners[name] for name in names if name in owners} - {row_id}:
            beside = here.get(owner, set())
            if known[owner] not in beside and (beside or row_id in known):
                swapped += 1
    if not swapped:
        return None
    text = f"{swapped} codes of {tab.title} stand beside another student's name, as after a sort without Id."
    return _trouble(tab, "ids_swapped", text, f"{UNDO_SORT} {OR_NAMES}")


def names_beside(book: Book, agreed: Agreed) -> dict[int, dict[str, Cell]]:
    """For `Agreed.shared`: whose row each id of Students is. A name that was cleared still counts."""
    known = _known_names(agreed)
    found: dict[int, dict[str, Cell]] = {}
    for row in book[STUDENTS]:
        if row.id is not None and (row["name"] or row.id in known):
            found[row.id] = {NAME: _name_digest(row) if row["name"] else known[row.id]}
    return found


def _known_names(agreed: Agreed) -> dict[int, str]:
    return {row_id: str(cells[NAME]) for row_id, cells in agreed.shared.get(NAMES, {}).items()}


def _name_digest(row: Row) -> str:
    return hashlib.sha256(clean(str(row["name"])).casefold().encode()).hexdigest()[:16]


def _trouble(tab: Tab, code: str, what: str, remedy: str) -> Trouble:
    return Trouble(tab.title, "", code, f"{what} Nothing was written. {remedy}")
