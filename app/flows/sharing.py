"""The files of readers as they are and as they should be, and the difference carried out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from app.core.audience_files import file_write
from app.core.modules import in_use
from app.core.rules import read_rules
from app.core.sharing import ShareLine, WantedFile, compare_shares, wanted_files
from app.flows.cursors import cursors_from
from app.flows.deps import Deps
from app.flows.reading import read_workbook
from app.flows.sync import sync_until_at_rest
from sheets_schema.workbook import WORKBOOK


@dataclass(frozen=True)
class FileStanding:
    """One reader's file: its permissions, and how many cells do not show what they should."""

    want: WantedFile
    spreadsheet_id: str
    permissions: tuple[ShareLine, ...]
    stale_cells: int


@dataclass(frozen=True)
class Sharing:
    """All of a caseload's files."""

    files: tuple[FileStanding, ...]

    def json(self) -> dict[str, Any]:
        """The object of the contract."""
        return {
            "files": [
                {
                    "audience": one.want.audience.value,
                    "email": one.want.email,
                    "spreadsheet_id": one.spreadsheet_id,
                    "permissions": [
                        {"email": line.email, "role": line.role.value, "state": line.state.value}
                        for line in one.permissions
                    ],
                    "stale_cells": one.stale_cells,
                }
                for one in self.files
            ]
        }

    def lines(self) -> list[str]:
        """One sentence a file."""
        said = []
        for one in self.files:
            wrong = [line for line in one.permissions if line.state.value != "ok"]
            state = "as it should be" if not wrong and not one.stale_cells else "to be put right"
            said.append(f"{one.want.audience.value} {one.want.email}: {state}")
        return said or ["No files are shared."]


def share_caseload(deps: Deps, caseload_id: int, *, dry_run: bool = False) -> Sharing:
    """Put right what differs (a sync does), then compare once more with what Google says."""
    if not dry_run:
        sync_until_at_rest(deps, caseload_id, full=True)
    caseload = deps.store.caseloads.get(caseload_id)
    google = deps.connect(caseload.owner)
    cursors = cursors_from(deps.store.observed.cursors(caseload_id))
    book = read_workbook(google, WORKBOOK, caseload, cursors).book
    rules, _ = read_rules(book)
    workbook = in_use(WORKBOOK, deps.store.observed.agreed(caseload_id))
    known = {(file.audience, file.email): file for file in deps.store.observed.files(caseload_id)}
    standing = []
    for want in wanted_files(book, rules, caseload.owner):
        file = known.get((want.audience.value, want.email))
        students = frozenset(want.students)
        write = file_write(workbook, book, caseload, want.audience, want.email, students, file)
        stale = sum(len(row) for rows in write.tabs.values() for row in rows) if write else 0
        if file is None:
            standing.append(FileStanding(want, "", (), stale))
            continue
        asked = replace(file, permissions=tuple(google.drive.permissions(file.spreadsheet_id)))
        lines = compare_shares(asked, want, caseload.owner)
        standing.append(FileStanding(want, file.spreadsheet_id, lines, stale))
    return Sharing(tuple(standing))
