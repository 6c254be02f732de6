"""The files of readers: each made once, kept in step, shared with the one person it is for."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256

from app.core.effects import Plan, Share, Unshare, WriteFile
from app.core.model import AudienceFile, Permission
from app.errors import BadRequest, NotFound
from app.flows.guards import guards, was_applied
from app.flows.reading import MARK
from app.flows.work import DONE, Work
from app.store.ledger import State
from sheets_schema.model import Audience, Workbook
from sheets_schema.plain import other_tabs_requests, plain_file_requests, plain_tab_requests
from sheets_schema.requests import Request
from sheets_schema.visible import seen
from sheets_schema.workbook import WORKBOOK

UNSHARE = "unshare"


def write_file(work: Work, effect: WriteFile) -> AudienceFile:
    """The reader's file with these tabs in it, made first if there is none. Tabs are written whole."""
    zone = work.caseload.zone
    shown = seen(WORKBOOK, Audience(effect.audience))
    shown = replace(shown, tabs=tuple(tab for tab in shown.tabs if tab.key in effect.digests))
    spreadsheet = effect.spreadsheet_id
    if spreadsheet:
        requests = _other_tabs(work, effect, shown) if effect.other_tabs else []
        requests += [
            request
            for key, rows in sorted(effect.tabs.items())
            for request in plain_tab_requests(shown.tab(key), rows, zone)
        ]
    else:
        _bin_orphans(work, effect)
        spreadsheet = work.google.drive.create_spreadsheet(effect.name, _mark(work, effect))
        work.google.drive.restrict(spreadsheet)
        requests = plain_file_requests(shown, effect.tabs, zone)
    known = _known(work, effect.audience, effect.email)
    before = known.batches if known and known.spreadsheet_id == spreadsheet else 0
    batches = _applied(work, spreadsheet, requests, before + 1)
    permissions = known.permissions if known else ()
    file = AudienceFile(effect.audience, effect.email, spreadsheet, effect.digests, permissions, batches)
    work.deps.store.observed.keep_file(work.claim, file)
    return file


def _applied(work: Work, spreadsheet: str, requests: Sequence[Request], number: int) -> int:
    """The number under which the batch went in. One that froze before it and wakes after another worker's
    is refused: what it would show is older. After one that died, whatever it wrote is written anew."""
    while True:
        try:
            work.google.sheets.batch(spreadsheet, [*guards(spreadsheet, number), *requests])
        except BadRequest as refused:
            if not was_applied(refused):
                raise
            work.deps.store.caseloads.renew(work.claim, work.now())  # refused where another one took over
            number += 1
        else:
            return number


def _other_tabs(work: Work, effect: WriteFile, shown: Workbook) -> list[Request]:
    """Asks which tabs are there: a run that died may have changed them already."""
    here = work.google.sheets.tab_ids(effect.spreadsheet_id)
    return other_tabs_requests(shown, here)


def share(work: Work, effect: Share) -> None:
    """That person may read the file. Listed first: a second permission is never made."""
    there = work.google.drive.permissions(effect.spreadsheet_id)
    if not any(one.email == effect.email for one in there):
        work.google.drive.share(effect.spreadsheet_id, effect.email, effect.role)
        there = work.google.drive.permissions(effect.spreadsheet_id)
    _keep_permissions(work, effect.spreadsheet_id, tuple(there))


def unshare(work: Work, effect: Unshare) -> None:
    """That person has no access any more. The call may be repeated at will, so it is where a worker died
    after it, or where the file was shared with them again: the permission then has the id it had."""
    entry = work.entry(UNSHARE, effect.natural, effect.permission_id)
    settled = entry.state in DONE
    if not settled:
        work.move(entry, State.ATTEMPTING)
    with suppress(NotFound):  # somebody took it away before
        work.google.drive.unshare(effect.spreadsheet_id, effect.permission_id)
    if not settled:
        work.move(entry, State.CONFIRMED)
    _keep_permissions(
        work, effect.spreadsheet_id, tuple(work.google.drive.permissions(effect.spreadsheet_id))
    )


def settle_shares(work: Work, plan: Plan) -> None:
    """Permissions that a run which died was taking away, and that are not there any more."""
    asked = plan.wanted(Unshare)
    for entry in work.deps.store.ledger.open(work.claim.id):
        if entry.kind == UNSHARE and entry.natural not in asked:
            work.move(entry, State.CONFIRMED)


def _bin_orphans(work: Work, effect: WriteFile) -> None:
    """The file of an attempt that did not live to note its id goes to the bin: it may be half made."""
    for file in work.google.drive.find(_mark(work, effect)):
        if not file.trashed:
            work.google.drive.trash(file.id)


def _mark(work: Work, effect: WriteFile) -> dict[str, str]:
    reader = sha256(f"{effect.audience}/{effect.email}".encode()).hexdigest()[:24]
    return {MARK: f"caseload-{work.claim.id}-reader", "reader": reader}


def _known(work: Work, audience: str, email: str) -> AudienceFile | None:
    files = work.deps.store.observed.files(work.claim.id)
    return next((file for file in files if (file.audience, file.email) == (audience, email)), None)


def _keep_permissions(work: Work, spreadsheet: str, permissions: tuple[Permission, ...]) -> None:
    for file in work.deps.store.observed.files(work.claim.id):
        if file.spreadsheet_id == spreadsheet:
            work.deps.store.observed.keep_file(work.claim, replace(file, permissions=permissions))
