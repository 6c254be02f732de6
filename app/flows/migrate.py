"""A live workbook brought up to the present definition: read whole, planned, one guarded atomic batch."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from app.errors import BadRequest, Refused
from app.flows.cursors import cursors_from
from app.flows.deps import Deps
from app.flows.guards import guard_id
from app.flows.work import Work
from sheets_schema.formulas import quoted
from sheets_schema.migrate import Migration, migrate
from sheets_schema.model import Workbook
from sheets_schema.requests import guard_request
from sheets_schema.workbook import WORKBOOK


@dataclass(frozen=True)
class MigrationReport:
    """What a migration did, or would do."""

    caseload: int
    target: int
    migration: Migration
    written: bool

    def json(self) -> dict[str, Any]:
        """Versions, the steps in order, why not."""
        return {
            "caseload": self.caseload,
            "from": self.migration.version,
            "to": self.target,
            "steps": [
                {"tab": one.tab, "column": one.column, "text": one.text} for one in self.migration.steps
            ],
            "refused": list(self.migration.refused),
            "written": self.written,
        }

    def lines(self) -> list[str]:
        """The same in sentences."""
        if self.migration.refused:
            return ["Nothing was changed.", *self.migration.refused]
        if not self.migration.steps:
            return [f"The workbook is of version {self.target}; there is nothing to do."]
        first = "Done:" if self.written else "Nothing was written. A migration would do this:"
        return [first, *(one.text for one in self.migration.steps)]


def migrate_caseload(
    deps: Deps, caseload_id: int, *, dry_run: bool = False, workbook: Workbook = WORKBOOK
) -> MigrationReport:
    """Bring the workbook up to date. Refused where a person took something away, or it is a newer one."""
    with deps.store.claim(caseload_id, deps.now()) as claim:
        work = Work(deps, claim, deps.connect(claim.caseload.owner))
        cursors = cursors_from(deps.store.observed.cursors(claim.id))
        number = cursors.batches
        while True:
            number += 1
            plan = _plan(work, workbook)
            report = MigrationReport(caseload_id, workbook.version, plan, written=False)
            if dry_run or plan.refused or not plan.steps:
                return report
            if _written(work, plan, number):
                break  # else the number was taken by a run that died: read again what that one wrote
        run = deps.store.runs.start(claim, "migrate", deps.now())
        moved = replace(cursors, batches=number, layout={}, version=0, full_read="")
        deps.store.record(
            claim,
            run,
            now=deps.now(),
            outcome="ok",
            report={"steps": len(plan.steps), "calls": dict(work.google.session.calls)},
            due_at=deps.now(),
            cursors=moved.stored(),
        )
        return replace(report, written=True)


def _plan(work: Work, workbook: Workbook) -> Migration:
    google, spreadsheet_id = work.google, work.caseload.spreadsheet_id
    structure = google.sheets.structure(spreadsheet_id)
    grids = [
        sheet["properties"]
        for sheet in structure.get("sheets", ())
        if sheet["properties"].get("sheetType", "GRID") == "GRID"
    ]
    titles = {quoted(str(one["title"])): str(one["title"]) for one in grids}
    entered = google.sheets.formulas(spreadsheet_id, list(titles))
    by_title = {titles[name]: rows for name, rows in entered.items()}
    below = [str(one["title"]) for one in grids if one["gridProperties"]["rowCount"] > 1]
    rules = google.sheets.rules(spreadsheet_id, below)
    largest = work.deps.store.observed.agreed(work.claim.id).next_id - 1
    return migrate(workbook, structure, by_title, rules, largest_id=largest)


def _written(work: Work, plan: Migration, number: int) -> bool:
    guard = guard_request(guard_id(work.caseload.spreadsheet_id, number))
    try:
        work.google.sheets.batch(work.caseload.spreadsheet_id, [guard, *plan.requests])
    except BadRequest as refused:
        if refused.index == 0 and refused.kind == "createDeveloperMetadata":
            return False
        raise Refused("migration", f"{refused} The workbook is as it was.") from refused
    return True
