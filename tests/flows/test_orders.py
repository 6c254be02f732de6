"""From a click in the side panel to the cell, and from the workbook back to the panel's glance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.core.orders import Order, OrderKind
from app.flows.sync import sync_caseload, sync_until_at_rest
from app.wiring import WebNeeds
from tests.flows.small_school import MONDAY, OWNER, School, school

THING = Order(OrderKind.ADD_THING, "S001", OWNER, MONDAY, text="Print the cards")
BATCH = "sheets.spreadsheets.batchUpdate"


@pytest.fixture(name="here")
def a_school(tmp_path: Path) -> Iterator[School]:
    with school(tmp_path) as made:
        sync_until_at_rest(made.deps, made.caseload.id)
        yield made


def test_an_order_is_carried_out_once_and_the_panel_shows_it(here: School) -> None:
    web = WebNeeds(here.deps, here.settings)
    assert web.add_order(here.caseload.id, THING)
    assert here.deps.store.caseloads.due(MONDAY) == (here.caseload.id,)
    report = sync_caseload(here.deps, here.caseload.id)
    assert (report.outcome, report.calls[BATCH]) == ("ok", 1)
    assert here.cell("Students", "Random Things to Do") == "Print the cards"
    assert here.deps.store.orders.waiting(here.caseload.id) == ()
    assert not web.add_order(here.caseload.id, THING)
    reports = sync_until_at_rest(here.deps, here.caseload.id)
    assert here.cell("Students", "Random Things to Do") == "Print the cards"
    assert not reports[-1].changed
    shown = web.glance(here.caseload.id)
    assert shown is not None
    assert [one.things_to_do for one in shown.roster] == [("Print the cards",)]


def test_an_order_that_cannot_be_carried_out_waits_and_is_told(here: School) -> None:
    note = Order(OrderKind.MEETING_NOTE, "S001", OWNER, MONDAY, text="agreed", event="not-there")
    here.deps.store.orders.add(here.caseload.id, note)
    later = replace(here.deps, now=lambda: MONDAY + timedelta(minutes=20))
    report = sync_caseload(later, here.caseload.id)
    assert "order_waits" in [one.code for one in report.problems]
    assert here.deps.store.orders.waiting(here.caseload.id) == (note,)
    shown = here.deps.store.glances.get(here.caseload.id)
    assert shown is not None
    assert (shown.problems, shown.synced) == (len(report.problems), MONDAY + timedelta(minutes=20))


def test_a_dry_run_neither_forgets_an_order_nor_changes_the_glance(here: School) -> None:
    before = here.deps.store.glances.get(here.caseload.id)
    here.deps.store.orders.add(here.caseload.id, THING)
    report = sync_caseload(here.deps, here.caseload.id, dry_run=True)
    assert "Brings 1 row of Students up to date." in report.said
    assert here.deps.store.orders.waiting(here.caseload.id) == (THING,)
    assert here.deps.store.glances.get(here.caseload.id) == before


def test_an_idle_look_reads_no_workbook_and_keeps_the_glance(here: School) -> None:
    before = here.deps.store.glances.get(here.caseload.id)
    report = sync_caseload(here.deps, here.caseload.id)
    assert not any(method.startswith("sheets.") for method in report.calls)
    assert here.deps.store.glances.get(here.caseload.id) == before


def test_a_round_ordered_in_the_panel_is_opened_once(here: School) -> None:
    here.deps.store.orders.add(here.caseload.id, Order(OrderKind.OPEN_ROUND, "", OWNER, MONDAY))
    sync_until_at_rest(here.deps, here.caseload.id)
    days = [here.cell("Survey Rounds", title) for title in ("Round", "Opens", "Closes", "State")]
    assert days == ["2026Q4", "2026-11-23", "2026-12-07", "open"]
    assert here.cell("Survey Rounds", "Round", row=3) == ""
    assert here.deps.store.orders.waiting(here.caseload.id) == ()
    shown = here.deps.store.glances.get(here.caseload.id)
    assert shown is not None
    assert shown.survey is not None
    assert shown.survey.state == "open"
