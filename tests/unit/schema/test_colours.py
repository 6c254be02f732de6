"""Every conditional colour of the workbook, with values on both sides of where it changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import formualizer
import pytest

from sheets_schema.formulas import references, render
from sheets_schema.layout import planned_layout
from sheets_schema.model import Tab, Tone
from sheets_schema.tabs.settings import SETTINGS
from sheets_schema.workbook import WORKBOOK

BAD, WARN, GOOD, NOTE, QUIET = Tone.BAD, Tone.WARN, Tone.GOOD, Tone.NOTE, Tone.QUIET
_LAYOUT = planned_layout(WORKBOOK)
_USE = {0: BAD, 0.2999: BAD, 0.3: None, 0.8999: None, 0.9: GOOD, 1: GOOD, "": None}
_GROWTH = {0.1: GOOD, 0: None, -0.1: WARN, "": None}
Cells = Mapping[str, Any]

# What stands in the coloured cell -> its colour. What else the colour looks at is worked out from it.
ALONE: dict[str, dict[Any, Tone | None]] = {
    "students.due": {"overdue": BAD, "week": WARN, "month": NOTE, "prepare": QUIET, "ok": GOOD, "": None},
    "students.failing": {0: None, 1: BAD, "": None},
    "students.missing_work": {2: None, 3: WARN, "": None},
    "students.failing_elsewhere": {"yes": BAD, "": None},
    "students.accommodation_use": _USE,
    "accommodations.use_percent": _USE,
    "accommodations.trend": {"up": GOOD, "steady": None, "down": WARN, "": None},
    "survey_rounds.state": {"planned": None, "open": NOTE, "closed": QUIET, "": None},
    "survey_answers.growth": _GROWTH,
    "goals.verdict": {
        "off track": BAD, "catching up": WARN, "more data": QUIET, "on track": GOOD, "met": GOOD, "": None,
    },
    "organization_checks.inbox_ok": {True: GOOD, False: WARN, "": None},
    "grade_checks.drop": {0: None, 0.0999: None, 0.1: BAD, "": None},
    "co_taught.growth": _GROWTH,
    "behavior.day_percent": {0: WARN, 0.7999: WARN, 0.8: GOOD, 1: GOOD, "": None},
    "to_do.ticket": {"complete": GOOD, "open": None, "": None},
    "decisions.flag": {
        "counselor not consulted": WARN, "case manager not consulted": BAD, "nobody consulted": BAD, "": None,
    },
    "modifications.effect_on_path": {"costs the diploma": BAD, "no path chosen yet": None, "": None},
    "award.status": {
        "on hold until 2026-12-01": BAD, "not ranked yet": QUIET, "eligible": GOOD, "": None,
    },
    "award.rank": {1: NOTE, 3: NOTE, 4: None, "": None},
    "sync.kind": {"did": None, "problem": WARN, "conflict": BAD, "": None},
}  # fmt: skip

# Where it takes more than one cell.
TOGETHER: dict[str, list[tuple[Cells, Tone | None]]] = {
    "students.days_since_contact": [
        ({"code": "S001", "days_since_contact": 13}, None),
        ({"code": "S001", "days_since_contact": 14}, BAD),
        ({"code": "S001", "days_since_contact": "never"}, WARN),
        ({"code": "", "days_since_contact": ""}, None),
    ],
    "students.weight": [
        ({"code": "S001", "weight": ""}, WARN),
        ({"code": "S001", "weight": 0}, None),
        ({"code": "", "weight": ""}, None),
    ],
    "reminders.state": [
        ({"state": "open", "due": "=TODAY()-1"}, BAD),
        ({"state": "open", "due": "=TODAY()"}, None),
        ({"state": "open", "due": ""}, None),
        ({"state": "done", "due": "=TODAY()-1"}, QUIET),
        ({"state": "withdrawn", "due": ""}, QUIET),
        ({"state": "snoozed", "due": "=TODAY()-1"}, NOTE),
        ({"state": "", "due": ""}, None),
    ],
}

CASES = {
    **{one: [({one.split(".")[1]: v}, tone) for v, tone in seen.items()] for one, seen in ALONE.items()},
    **TOGETHER,
}


class Tried:
    """A tab with one row: the example, the columns that help, and further right what each colour says."""

    def __init__(self, tab: Tab, settings: Mapping[str, Any]) -> None:
        self.tab = tab
        self.book = formualizer.Workbook()
        for title in {tab.title, "Settings"}:
            self.book.add_sheet(title)
        where = _LAYOUT["settings"].columns
        for row, setting in enumerate(SETTINGS, start=2):
            self.book.set_value("Settings", row, where["setting"] + 1, setting.name)
            value = settings.get(setting.name, setting.default)
            if isinstance(value, int | float):
                self.book.set_value("Settings", row, where["value"] + 1, value)

    def tone(self, column: str, cells: Cells) -> Tone | None:
        """The first colour that holds, as in Sheets."""
        colours = self.tab.column(column).colours
        for colour in colours:
            for one in references(colour.when):
                helping = self.tab.column(str(one.column))
                if helping.key not in cells and helping.formula is not None:
                    self._put(self._at(helping.key), helping.formula)
        for key, value in cells.items():
            self._put(self._at(key), value)
        beyond = _LAYOUT[self.tab.key].column_count + 1
        for at, colour in enumerate(colours, start=beyond):
            self._put(at, colour.when)
        self.book.evaluate_all()
        for at, colour in enumerate(colours, start=beyond):
            holds = self.book.get_value(self.tab.title, 2, at)
            assert isinstance(holds, bool), f"{colour.when} gives {holds}"
            if holds:
                return colour.tone
        return None

    def _at(self, key: str) -> int:
        return _LAYOUT[self.tab.key].columns[key] + 1

    def _put(self, at: int, value: Any) -> None:
        if isinstance(value, str) and value.startswith("="):
            formula = render(value, WORKBOOK, _LAYOUT, self.tab.key, 2)
            self.book.set_formula(self.tab.title, 2, at, formula)
        else:
            self.book.set_value(self.tab.title, 2, at, value)


def _tone(place: str, cells: Cells, **settings: float | None) -> Tone | None:
    key, column = place.split(".")
    named = {name.replace("_", " "): value for name, value in settings.items()}
    return Tried(WORKBOOK.tab(key), named).tone(column, cells)


def test_every_colour_is_tried() -> None:
    coloured = {f"{tab.key}.{one.key}": one for tab in WORKBOOK.tabs for one in tab.columns if one.colours}
    assert CASES.keys() == coloured.keys()
    for place, column in coloured.items():
        shown = {tone for _, tone in CASES[place]}
        assert shown >= {colour.tone for colour in column.colours} | {None}


@pytest.mark.parametrize("place", CASES)
def test_the_colour_changes_where_it_should(place: str) -> None:
    assert [(cells, _tone(place, cells)) for cells, _ in CASES[place]] == CASES[place]


def test_colours_follow_the_settings() -> None:
    assert _tone("behavior.day_percent", {"day_percent": 0.75}, Behavior_target=0.7) is GOOD
    assert _tone("behavior.day_percent", {"day_percent": 0.85}, Behavior_target=0.9) is WARN
    assert _tone("grade_checks.drop", {"drop": 0.1}, Sharp_drop=0.2) is None
    assert _tone("grade_checks.drop", {"drop": 0}, Sharp_drop=0) is None
    late = {"code": "S001", "days_since_contact": 10}
    assert _tone("students.days_since_contact", late, Contact_gap_days=10) is BAD
    assert _tone("students.days_since_contact", late, Contact_gap_days=None) is None
