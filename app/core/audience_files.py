"""Which rows of which tabs one reader's own spreadsheet shows, and whether it shows them already.

The workbook is given without the modules that are switched off.

What a reader may see is said twice, and both must agree: the column's `seen_by`, the row's student (and,
where the tab has one, the row's own visibility).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

from app.core.effects import Share, Unshare, WriteFile
from app.core.gathering import Gathering
from app.core.model import AudienceFile, Caseload, Cell, ShareRole, Snapshot
from app.core.sharing import ShareState, WantedFile, compare_shares, stale_files
from sheets_schema.model import Audience, Kind, Tab, Workbook
from sheets_schema.plain import shown_columns
from sheets_schema.read import Book, Row
from sheets_schema.visible import seen

_ABOUT_NOBODY = frozenset({"survey_rounds"})  # dates and counts of a round, no student in them
# what a row's visibility must say for a reader to see it; "team" is everybody who works with the student
_OPEN_TO = {
    Audience.COUNSELOR: frozenset({"counselor", "team"}),
    Audience.TEACHER: frozenset({"team"}),
}


def file_write(
    workbook: Workbook,
    book: Book,
    caseload: Caseload,
    audience: Audience,
    email: str,
    students: frozenset[str],
    known: AudienceFile | None,
) -> WriteFile | None:
    """What has to be written into this reader's file; None when it shows everything already."""
    here = seen(workbook, audience).tabs
    tabs = {tab.key: visible_rows(tab, workbook.tab(tab.key), book, audience, students) for tab in here}
    digests = {tab.key: _digest(tabs[tab.key], [column.key for column in shown_columns(tab)]) for tab in here}
    shown = known.shown if known is not None else {}
    changed = {key: rows for key, rows in tabs.items() if shown.get(key) != digests[key]}
    if not changed and shown.keys() <= digests.keys():
        return None
    version = hashlib.sha256(json.dumps(digests, sort_keys=True).encode()).hexdigest()[:16]
    return WriteFile(
        natural=f"file/{audience.value}/{email}/{version}",
        audience=audience.value,
        email=email,
        spreadsheet_id=known.spreadsheet_id if known is not None else "",
        name=f"{caseload.name} · for {email}",
        tabs=changed,
        digests=digests,
        other_tabs=bool(shown) and shown.keys() != digests.keys(),
    )


def visible_rows(
    shown: Tab, whole: Tab, book: Book, audience: Audience, students: frozenset[str]
) -> tuple[Mapping[str, Cell], ...]:
    """The rows of one tab for a reader, cut down to the columns of `shown`."""
    keys = [column.key for column in shown_columns(shown)]
    return tuple(
        {key: row[key] for key in keys}
        for row in book[whole.key]
        if _about(whole, row, students) and _opened(whole, row, audience)
    )


def _about(tab: Tab, row: Row, students: frozenset[str]) -> bool:
    """Whether the row is about one of these students. Of tabs about nobody, only those named are shown."""
    if tab.key == "students":
        return row["code"] in students
    about = [column.key for column in tab.columns if column.kind is Kind.STUDENT]
    if not about:
        return tab.key in _ABOUT_NOBODY
    return all(row[key] in students for key in about)


def _opened(tab: Tab, row: Row, audience: Audience) -> bool:
    return tab.opened_by is None or row[tab.opened_by] in _OPEN_TO.get(audience, frozenset())


def _digest(rows: tuple[Mapping[str, Cell], ...], columns: Sequence[str]) -> str:
    cells = [{key: str(cell) for key, cell in row.items()} for row in rows]
    text = json.dumps([columns, cells], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def plan_files(plan: Gathering, workbook: Workbook, seen: Snapshot, wanted: Sequence[WantedFile]) -> None:
    """Every reader's file as it should be: its rows, its one reader. Who lost the right loses both."""
    known = {(file.audience, file.email): file for file in seen.files}
    owner = seen.caseload.owner
    for want in wanted:
        file = known.get((want.audience.value, want.email))
        write = file_write(
            workbook, seen.book, seen.caseload, want.audience, want.email, frozenset(want.students), file
        )
        if write is not None:
            plan.effects.append(write)
        if file is not None:
            _share(plan, file, want, owner)
    for file in stale_files(seen.files, wanted):
        empty = file_write(
            workbook, seen.book, seen.caseload, Audience(file.audience), file.email, frozenset(), file
        )
        if empty is not None:
            plan.effects.append(empty)
        _share(plan, file, None, owner)


def _share(plan: Gathering, file: AudienceFile, want: WantedFile | None, owner: str) -> None:
    for line in compare_shares(file, want, owner):
        natural = f"{file.spreadsheet_id}/{line.email}"
        if line.state is ShareState.ADD:
            plan.effects.append(Share(natural, file.spreadsheet_id, line.email, ShareRole.READER))
        elif line.state is not ShareState.OK and line.role is not ShareRole.OWNER:
            plan.effects.append(Unshare(natural, file.spreadsheet_id, line.email, line.permission_id))
