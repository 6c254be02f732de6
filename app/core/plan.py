"""A sync is a function: `plan_sync(workbook, snapshot) -> Plan`. No I/O, no clock: the snapshot has the time.

Each part of the plan is made in a module of its own and added up here.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.core.contacts import LINK, contact_rows
from app.core.effects import FillRow, Plan, sort_key
from app.core.gathering import Gathering
from app.core.model import Agreed, Snapshot
from app.core.rows import digests, give_ids
from app.core.rules import Rules, read_rules
from app.core.safety import refusals
from app.core.sync_tab import sync_tab
from app.core.troubles import book_troubles, cell_troubles
from sheets_schema.model import Workbook


def plan_sync(workbook: Workbook, seen: Snapshot) -> Plan:
    """All that this snapshot asks for. The same snapshot always gives the same plan."""
    rules, rule_problems = read_rules(seen.book)
    today = rules.today(seen.taken.astimezone(seen.caseload.zone).date())
    refused = refusals(workbook, seen.book, seen.agreed)
    closed = frozenset(trouble.tab for trouble in refused)
    fills, next_id = give_ids(workbook, seen.book, seen.agreed)
    plan = Gathering(next_id, _keys(workbook, closed))
    plan.troubles += [*refused, *book_troubles(seen.book), *cell_troubles(seen.book.layout, rule_problems)]
    plan.fill(fills)
    agreed = replace(seen.agreed, rows=digests(workbook, seen.book))
    agreed = _contacts(plan, seen, agreed)
    _award_rows(plan, seen)
    return _finished(plan, seen, agreed, rules, today)


def _keys(workbook: Workbook, titles: frozenset[str]) -> frozenset[str]:
    return frozenset(tab.key for tab in workbook.tabs if tab.title in titles)


def _contacts(plan: Gathering, seen: Snapshot, agreed: Agreed) -> Agreed:
    """Mail becomes Contact Log rows. A message that has or had a row gets no second one."""
    linked = {str(row["link"]).removeprefix(LINK) for row in seen.book["contact_log"] if row["link"]}
    rows = contact_rows(
        seen.mail,
        seen.book["team"],
        {seen.caseload.owner},
        seen.caseload.zone,
        logged=seen.agreed.logged | linked,
    )
    plan.add("contact_log", [row.cells for row in rows])
    return replace(agreed, logged=seen.agreed.logged | {row.message_id for row in rows})


def _award_rows(plan: Gathering, seen: Snapshot) -> None:
    """Every student has a row on Award Scores: the first blank spare rows get the missing codes."""
    book = seen.book
    here = {row["student"] for row in book["award_scores"]}
    missing = [row["code"] for row in book["students"] if row["code"] and row["code"] not in here]
    spare = [row for row in book.tabs["award_scores"].rows if row.blank and row.id is not None]
    plan.fill(
        FillRow("award_scores", row.index, row.id, {"student": code})
        for row, code in zip(spare, missing, strict=False)
    )


def _finished(plan: Gathering, seen: Snapshot, agreed: Agreed, rules: Rules, today: date) -> Plan:
    troubles = tuple(dict.fromkeys(plan.troubles))
    effects = tuple(sorted(plan.effects, key=sort_key))
    whole = Plan(plan.book, effects, troubles, replace(agreed, next_id=plan.next_id), today)
    did = "" if whole.empty else "synced"
    plan.replace(sync_tab(seen.book, troubles, did, seen.taken, {}))
    return replace(whole, book=plan.book)
