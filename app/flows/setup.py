"""A new caseload: its workbook (one files.create, one batchUpdate), its calendar, where reading starts."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.core.model import Caseload
from app.errors import BadRequest, UserMistake
from app.flows.cursors import Cursors
from app.flows.deps import Deps
from app.flows.own_calendar import first_calendar
from app.flows.reading import MARK
from app.flows.work import Work
from sheets_schema.create import create_requests
from sheets_schema.workbook import WORKBOOK


def create_caseload(deps: Deps, owner: str, name: str, zone: str) -> Caseload:
    """A new caseload for this owner, set up at Google; one of that name whose set-up was interrupted is
    finished. UserMistake where the time zone is unknown, or the owner has one of that name already."""
    try:
        known = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError) as wrong:
        raise UserMistake(f"{zone} is not a time zone. Use a name such as Europe/Vienna.") from wrong
    for one in deps.store.caseloads.list():
        if (one.owner, one.name) == (owner.lower(), name):
            if deps.store.observed.cursors(one.id):
                raise UserMistake(
                    f"{owner} has a caseload of this name already: {one.id}. Bring a roster in with "
                    f"caseload import {one.id} FILE, or give the new one another name."
                )
            return set_up(deps, one.id)
    made = deps.store.caseloads.create(owner, name, known, deps.now())
    return set_up(deps, made.id)


def set_up(deps: Deps, caseload_id: int) -> Caseload:
    """Everything a caseload needs at Google. Safe to run again: what is there already is found or refused."""
    with deps.store.claim(caseload_id, deps.now()) as claim:
        if deps.store.observed.cursors(caseload_id):
            return claim.caseload  # it was finished: where its reading has come to stays
        work = Work(deps, claim, deps.connect(claim.caseload.owner))
        spreadsheet = claim.caseload.spreadsheet_id or _workbook(work)
        work = replace(work, claim=deps.store.caseloads.set_files(claim, spreadsheet_id=spreadsheet))
        claim = first_calendar(work).claim
        run = deps.store.runs.start(claim, "setup", deps.now())
        history = work.google.gmail.profile()[1]
        deps.store.record(
            claim,
            run,
            now=deps.now(),
            outcome="ok",
            report={"calls": dict(work.google.session.calls)},
            due_at=deps.now(),
            cursors=Cursors(history=history).stored(),
        )
        return claim.caseload


def _workbook(work: Work) -> str:
    """The spreadsheet of this caseload, found by its mark or made, with the workbook built in it."""
    mark = {MARK: f"caseload-{work.caseload.id}"}
    found = [file for file in work.google.drive.find(mark) if not file.trashed]
    spreadsheet = found[0].id if found else work.google.drive.create_spreadsheet(work.caseload.name, mark)
    zone = str(work.caseload.zone)
    try:
        work.google.sheets.batch(spreadsheet, create_requests(WORKBOOK, time_zone=zone))
    except BadRequest:
        if not found:
            raise
        # an earlier attempt built it: the batch is atomic, and its sheet ids are taken
    return spreadsheet
