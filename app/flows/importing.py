"""A roster into a workbook: new students and team people into blank spare rows, nothing typed overwritten."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.core.daywords import DateOrder
from app.core.effects import BookWrite, FillRow
from app.core.model import Agreed, Cell
from app.core.roster import Roster, RosterPlan, merge_roster, read_roster
from app.core.rows import largest_id
from app.core.rules import read_rules
from app.core.spare_rows import new_rows
from app.flows.book import write_book
from app.flows.cursors import cursors_from
from app.flows.deps import Deps
from app.flows.reading import read_workbook, with_rows
from app.flows.work import Work
from app.flows.workbooks import Workbooks
from sheets_schema.model import Workbook, student_code
from sheets_schema.read import Book, Row
from sheets_schema.spare_rows import NewRows
from sheets_schema.workbook import WORKBOOK

Reader = Callable[[DateOrder | None, date], Roster]


@dataclass(frozen=True)
class ImportReport:
    """What an import did and what it left alone."""

    plan: RosterPlan
    unused: tuple[str, ...]  # columns of the file that Holdfast has no place for

    def json(self) -> dict[str, Any]:
        """Counts, and what a person must look at, each with its place in the file."""
        return {
            "students_added": len(self.plan.new),
            "team_added": len(self.plan.team),
            "problems": [str(problem) for problem in self.plan.problems],
            "differs": [
                {"line": one.line, "student": one.student, "column": one.column} for one in self.plan.differs
            ],
            "missing": list(self.plan.missing),
            "unused_columns": list(self.unused),
        }

    def lines(self) -> list[str]:
        """The same in sentences."""
        plan = self.plan
        said = [f"Added {len(plan.new)} students and {len(plan.team)} people of their teams."]
        said += [str(problem) for problem in plan.problems]
        said += [
            f"Line {one.line}: {one.column} of {one.student} differs from the workbook; the cell was kept."
            for one in plan.differs
        ]
        if plan.missing:
            said.append(
                f"{len(plan.missing)} students of the workbook are not in the file; nothing was removed."
            )
        if self.unused:
            said.append(f"These columns have no place in the workbook: {', '.join(self.unused)}.")
        return said


def import_roster(deps: Deps, caseload_id: int, file_name: str, data: bytes) -> ImportReport:
    """Read the file, compare, write what is new in one batch. The same file again writes nothing."""
    return bring_in(
        deps, caseload_id, file_name, lambda order, today: read_roster(file_name, data, order, today)
    )


def bring_in(deps: Deps, caseload_id: int, file_name: str, read_it: Reader) -> ImportReport:
    """A roster from anywhere into the workbook; `read_it` is given the date order of Settings, and today."""
    with deps.store.claim(caseload_id, deps.now()) as claim:
        work = Work(deps, claim, deps.connect(claim.caseload.owner))
        while (report := _import(work, file_name, read_it)) is None:
            pass  # room was made first, or a run that died took the number: what is there is read again
        return report


def _import(work: Work, file_name: str, read_it: Reader) -> ImportReport | None:
    deps, claim = work.deps, work.claim
    cursors = cursors_from(deps.store.observed.cursors(claim.id))
    read = read_workbook(work.google, WORKBOOK, claim.caseload, cursors)
    rules, _ = read_rules(read.book)
    today = deps.now().astimezone(claim.caseload.zone).date()
    roster = read_it(rules.roster_order, today)
    plan = merge_roster(roster, read.book, file_name)
    plan = replace(plan, problems=(*roster.problems, *plan.problems))
    room = _room(read.book, plan, deps.store.observed.agreed(claim.id))
    fills = () if room else _fills(read.book, plan)
    if room or fills:
        at = Workbooks(work.google, WORKBOOK, claim.caseload)
        written = write_book(at, read.book, BookWrite(fills=fills, grows=room), cursors.batches + 1)
        run = deps.store.runs.start(claim, "import", deps.now())
        layout = with_rows(read.layout, room if written else ()) if room else cursors.layout
        moved = replace(cursors, batches=cursors.batches + 1, layout=layout)
        deps.store.record(
            claim,
            run,
            now=deps.now(),
            outcome="ok",
            report={"students": len(plan.new) if written and fills else 0},
            due_at=deps.now(),
            cursors=moved.stored(),
        )
        if written is None or room or written.overtyped:  # what a person typed just then is read as well
            return None
    return ImportReport(plan, roster.unused)


def _fills(book: Book, plan: RosterPlan) -> tuple[FillRow, ...]:
    students = _spare(book, "students", len(plan.new))
    team = _spare(book, "team", len(plan.team))
    fills = [
        FillRow("students", row.index, row.id, new.cells) for row, new in zip(students, plan.new, strict=True)
    ]
    for row, person in zip(team, plan.team, strict=True):
        code = person.student if person.new is None else student_code(students[person.new].id or 0)
        cells: Mapping[str, Cell] = {**person.cells, "student": code}
        fills.append(FillRow("team", row.index, row.id, cells))
    return tuple(fills)


def _spare(book: Book, tab: str, count: int) -> list[Row]:
    """The first blank spare rows."""
    rows = [row for row in book.tabs[tab].rows if row.blank and row.id is not None]
    return rows[:count]


def _room(book: Book, plan: RosterPlan, agreed: Agreed) -> tuple[NewRows, ...]:
    """Spare rows to lay ahead before the roster can come in; none where it fits."""
    needed = {"students": len(plan.new), "team": len(plan.team)}
    if all(len(_spare(book, tab, count)) == count for tab, count in needed.items()):
        return ()
    tabs = tuple(tab for tab in WORKBOOK.tabs if tab.key in needed or tab.lists in needed)
    return new_rows(Workbook(WORKBOOK.version, tabs), book, largest_id(book, agreed) + 1, needed)[0]
