"""Parts of the workbook that a school switches off on Settings: their tabs are hidden, nothing in them goes.
The files of readers go without them meanwhile: hiding a tab keeps it from nobody.

Only a change of the switch moves a tab: one that a person hid or showed by hand stays as they left it.
"""

from __future__ import annotations

from dataclasses import replace

from app.core.effects import ShowTab
from app.core.gathering import Gathering
from app.core.model import Agreed
from app.core.reminder_rules import RULES, Rule
from app.core.rules import Rules
from sheets_schema.model import Workbook
from sheets_schema.read import Book
from sheets_schema.tabs.settings import MODULES
from sheets_schema.workbook import WORKBOOK

_MARK = "switched off/"


def follow_switches(plan: Gathering, workbook: Workbook, book: Book, rules: Rules, agreed: Agreed) -> Agreed:
    """Hides the tabs of modules switched off since the last sync, shows those of modules switched on."""
    if "settings" not in book.tabs or "settings" in plan.closed:
        return agreed  # nobody can say what is switched off
    before = switched_off(agreed)
    for tab in workbook.tabs:
        if tab.hidden or tab.key not in book.layout or (tab.module in before) == (tab.module in rules.off):
            continue
        plan.show(ShowTab(tab.key, shown=tab.module in before))
    kept = {mark for mark in agreed.logged if not mark.startswith(_MARK)}
    return replace(agreed, logged=frozenset(kept | {_MARK + module for module in rules.off}))


def switched_off(agreed: Agreed) -> frozenset[str]:
    """The modules that were off when Settings was last read."""
    return frozenset(mark.removeprefix(_MARK) for mark in agreed.logged if mark.startswith(_MARK))


def in_use(workbook: Workbook, agreed: Agreed) -> Workbook:
    """The workbook without the tabs of modules that are off."""
    off = switched_off(agreed)
    return replace(workbook, tabs=tuple(tab for tab in workbook.tabs if tab.module not in off))


def silent_rules(off: frozenset[str]) -> frozenset[str]:
    """The reminder rules of modules that are switched off: they begin nothing, and end what they began."""
    return frozenset(rule.id for rule in RULES.values() if _module(rule) in off)


def _module(rule: Rule) -> str:
    """That of the first tab it reads whose module can be switched off; empty where there is none."""
    modules = (WORKBOOK.tab(key).module for key in rule.reads)
    return next((module for module in modules if module in MODULES), "")
