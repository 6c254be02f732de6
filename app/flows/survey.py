"""A survey round at a person's order: open it, close it, see who was asked and who answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from app.core.conflicts import with_overtyped
from app.core.effects import AddRow, BookWrite, FillRow
from app.core.model import Cell
from app.core.rows import largest_id
from app.core.rules import read_rules
from app.core.survey import OPEN_DAYS, is_open, kind_named, kind_of, round_of, round_row
from app.core.survey_plan import SURVEYS_OFF
from app.errors import UserMistake
from app.flows.book import write_book
from app.flows.cursors import cursors_from
from app.flows.deps import Deps
from app.flows.reading import read_workbook
from app.flows.report import Report
from app.flows.sync import sync_until_at_rest
from app.flows.work import Work
from app.flows.workbooks import Workbooks
from sheets_schema.read import Book
from sheets_schema.workbook import WORKBOOK


@dataclass(frozen=True)
class SurveyStatus:
    """One round, student by student."""

    round: str
    kind: str
    opens: date | None
    closes: date | None
    state: str
    students: tuple[dict[str, Any], ...]

    def json(self) -> dict[str, Any]:
        """The object of the contract."""
        return {
            "round": self.round,
            "kind": self.kind,
            "opens": self.opens.isoformat() if self.opens else None,
            "closes": self.closes.isoformat() if self.closes else None,
            "state": self.state,
            "students": list(self.students),
        }

    def lines(self) -> list[str]:
        """The same in words."""
        asked = len(self.students)
        answered = sum(1 for one in self.students if one["answered"])
        head = f"{self.round} is {self.state}: {answered} of {asked} students have answered."
        waiting = [one["student"] for one in self.students if not one["answered"] and not one["excused"]]
        return [head, *([f"Still waiting for: {', '.join(waiting)}."] if waiting else [])]


def open_round(deps: Deps, caseload_id: int, name: str | None = None) -> list[Report]:
    """The round is open from today; then syncs until every Form is made and every invitation prepared."""

    def order(book: Book, today: date, chosen: str) -> BookWrite:
        if "surveys" in read_rules(book)[0].off:
            raise UserMistake(SURVEYS_OFF)
        row = round_row(book, chosen)
        closes = today + timedelta(days=OPEN_DAYS)
        if row is None:
            row_id = largest_id(book, deps.store.observed.agreed(caseload_id)) + 1
            kind = kind_named(chosen)
            cells: dict[str, Cell] = {"round": chosen, "kind": kind, "opens": today, "closes": closes}
            return BookWrite(adds=(AddRow("survey_rounds", {"id": row_id, **cells}),))
        if is_open(row, today):
            return BookWrite()
        return BookWrite(
            fills=(FillRow("survey_rounds", row.index, row.id, {"opens": today, "closes": closes}),)
        )

    _order(deps, caseload_id, name, order)
    return sync_until_at_rest(deps, caseload_id, full=True)


def close_round(deps: Deps, caseload_id: int, name: str | None = None) -> list[Report]:
    """No more answers from now on."""

    def order(book: Book, today: date, chosen: str) -> BookWrite:
        row = round_row(book, chosen)
        if row is None:
            raise UserMistake(f"There is no round {chosen} on Survey Rounds.")
        if not is_open(row, today):
            return BookWrite()
        over = today - timedelta(days=1)  # Closes is the last day on which students may answer
        return BookWrite(fills=(FillRow("survey_rounds", row.index, row.id, {"closes": over}),))

    _order(deps, caseload_id, name, order)
    return sync_until_at_rest(deps, caseload_id, full=True)


def survey_status(deps: Deps, caseload_id: int, name: str | None = None) -> SurveyStatus:
    """Who was asked, invited, excused; who answered. One read, nothing written."""
    caseload = deps.store.caseloads.get(caseload_id)
    google = deps.connect(caseload.owner)
    cursors = cursors_from(deps.store.observed.cursors(caseload_id))
    book = read_workbook(google, WORKBOOK, caseload, cursors).book
    chosen = name or _current(deps, caseload_id, book)
    row = round_row(book, chosen)
    if row is None:
        raise UserMistake(f"There is no round {chosen}. Open it with `survey open {caseload_id}`.")
    records = deps.store.observed.forms(caseload_id)
    forms = {form.student: form.form_id for form in records if form.round == chosen}
    students = tuple(
        {
            "student": link["student"],
            "form_id": forms.get(str(link["student"])),
            "invited": _stamp(link["invited"]),
            "answered": _stamp(link["answered"]),
            "excused": bool(link["excused"]),
        }
        for link in book["survey_links"]
        if link["round"] == chosen
    )
    opens, closes = row["opens"], row["closes"]
    return SurveyStatus(
        chosen,
        kind_of(row),
        opens if isinstance(opens, date) else None,
        closes if isinstance(closes, date) else None,
        str(row["state"] or "planned"),
        students,
    )


def _order(
    deps: Deps, caseload_id: int, name: str | None, order: Callable[[Book, date, str], BookWrite]
) -> None:
    """Write what a person ordered about a round, in a batch of its own."""
    with deps.store.claim(caseload_id, deps.now()) as claim:
        work = Work(deps, claim, deps.connect(claim.caseload.owner))
        while not _ordered(work, name, order):
            pass  # the batch's number was taken by a run that died: read again what that one wrote


def _ordered(work: Work, name: str | None, order: Callable[[Book, date, str], BookWrite]) -> bool:
    """False: nothing was written, because an earlier batch had this number."""
    deps, claim = work.deps, work.claim
    cursors = cursors_from(deps.store.observed.cursors(claim.id))
    book = read_workbook(work.google, WORKBOOK, claim.caseload, cursors).book
    rules, _ = read_rules(book)
    today = rules.today(deps.now().astimezone(claim.caseload.zone).date())
    write = order(book, today, name or round_of(today, rules))
    if not write:
        return True
    at = Workbooks(work.google, WORKBOOK, claim.caseload)
    written = write_book(at, book, write, cursors.batches + 1)
    typed = written.overtyped if written is not None else ()
    run = deps.store.runs.start(claim, "survey", deps.now())
    deps.store.record(
        claim,
        run,
        now=deps.now(),
        outcome="ok",
        report={},
        due_at=deps.now(),
        cursors=replace(cursors, batches=cursors.batches + 1).stored(),
        agreed=with_overtyped(WORKBOOK, deps.store.observed.agreed(claim.id), typed, deps.now()),
    )
    return written is not None


def _current(deps: Deps, caseload_id: int, book: Book) -> str:
    rules, _ = read_rules(book)
    zone = deps.store.caseloads.get(caseload_id).zone
    return round_of(rules.today(deps.now().astimezone(zone).date()), rules)


def _stamp(value: Cell) -> str | None:
    return value.isoformat() if isinstance(value, datetime) else None
