"""A module that is switched off: its tabs are hidden once, its reminders, forms and letters rest."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from app.core.effects import Plan
from app.core.model import Agreed, Snapshot
from app.core.modules import silent_rules
from app.core.plan import plan_sync
from app.core.reminder_rules import RULES
from app.core.reminders import reminders
from app.core.rules import Rules
from app.core.schooldays import SchoolCalendar
from sheets_schema.read import Book
from sheets_schema.tabs.settings import MODULES
from sheets_schema.workbook import WORKBOOK
from tests.unit.core.test_plan_laws import CASELOAD, book, tab

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def school(**modules: bool) -> Book:
    settings = [{"setting": f"Module: {name}", "value": value} for name, value in modules.items()]
    pupil = {"code": "S001", "name": "Pupil", "status": "direct", "joined": date(2026, 8, 20)}
    return book(students=tab(1, pupil), settings=tab(500, *settings))  # type: ignore[arg-type]


def synced(what: Book, agreed: Agreed | None = None) -> Plan:
    return plan_sync(WORKBOOK, Snapshot(CASELOAD, NOW, what, agreed or Agreed()))


def moved(plan: Plan, shown: bool) -> set[str]:
    return {one.tab for one in plan.book.shows if one.shown is shown}


def test_tabs_are_hidden_once_and_shown_once() -> None:
    on, off = school(award=True), school(award=False)
    hidden = synced(off)
    award = {one.key for one in WORKBOOK.tabs if one.module == "award"}
    assert moved(hidden, shown=False) == award - {"award_parts"}  # that one is hidden anyway
    again = synced(off, hidden.agreed)
    assert again.book.shows == ()  # a tab that a person shows by hand stays
    back = synced(on, again.agreed)
    assert (moved(back, shown=True), moved(back, shown=False)) == (award - {"award_parts"}, set())
    assert synced(on, back.agreed).book.shows == ()
    assert synced(on).book.shows == ()


def test_while_settings_cannot_be_read_nothing_moves() -> None:
    hidden = synced(school(award=False))
    what = school()
    blind = replace(what, tabs={key: rows for key, rows in what.tabs.items() if key != "settings"})
    unknown = synced(blind, hidden.agreed)
    assert unknown.book.shows == ()
    assert len(synced(school(award=True), unknown.agreed).book.shows) > 0


@pytest.mark.parametrize("module", MODULES)
def test_each_module_has_tabs_and_none_holds_what_everything_needs(module: str) -> None:
    tabs = {one.key for one in WORKBOOK.tabs if one.module == module}
    assert tabs
    assert not tabs & {"students", "team", "contact_log", "reminders", "settings", "lists", "sync", "start"}


def test_the_reminders_of_a_module_rest_while_it_is_off() -> None:
    assert silent_rules(frozenset({"surveys"})) == {"R5", "R6", "R7"}
    assert silent_rules(frozenset({"behavior"})) == {"R16", "R17"}
    core = {"R1", "R2", "R3", "R4", "R8", "R9", "R10", "R18", "R22", "R24", "R25"}
    assert silent_rules(frozenset(MODULES)) == RULES.keys() - core
    pupil = {"code": "S001", "name": "Pupil", "status": "direct", "joined": date(2026, 8, 20)}
    what = book(students=tab(1, pupil))  # type: ignore[arg-type]
    week = SchoolCalendar()
    on = {one.rule for one in reminders(what, NOW.date(), week, Rules())}
    off = {
        one.rule for one in reminders(what, NOW.date(), week, Rules(off=frozenset({"progress", "checks"})))
    }
    assert "R13" in on
    assert off == on - {"R11", "R12", "R13", "R14", "R15"}


def test_a_reminder_that_is_there_is_withdrawn() -> None:
    first = synced(school(progress=True))
    rows = [add.cells for add in first.book.adds if add.tab == "reminders" and add.cells["rule"] == "R13"]
    assert rows
    what = school(progress=False)
    what = replace(what, tabs={**what.tabs, "reminders": tab(int(str(rows[0]["id"])), *map(dict, rows))})
    fills = [one.cells for one in synced(what, first.agreed).book.fills if one.tab == "reminders"]
    assert [one["state"] for one in fills] == ["withdrawn"]
