"""The award as the Python side works it out, from the workbook as it is now."""

from __future__ import annotations

from app.core.awards import AwardTable, award
from app.core.rules import read_rules
from app.flows.cursors import cursors_from
from app.flows.deps import Deps
from app.flows.reading import read_workbook
from sheets_schema.workbook import WORKBOOK


def award_table(deps: Deps, caseload_id: int) -> AwardTable:
    """One read of the workbook; nothing is written."""
    caseload = deps.store.caseloads.get(caseload_id)
    google = deps.connect(caseload.owner)
    cursors = cursors_from(deps.store.observed.cursors(caseload_id))
    book = read_workbook(google, WORKBOOK, caseload, cursors).book
    rules, _ = read_rules(book)
    today = rules.today(deps.now().astimezone(caseload.zone).date())
    return award(book, today, rules)
