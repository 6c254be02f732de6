"""What older versions of the definition called things, and with which version a column came.

Only facts about the past; what a workbook is now is in `workbook.py`, what to do about it in `migrate.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sheets_schema.model import Tab, Workbook


@dataclass(frozen=True)
class Renamed:
    """With `version` the title `old` gave way to the present one. `column` None: the tab itself."""

    tab: str
    column: str | None
    old: str
    version: int


# No title has changed since the first workbook; a rename goes here together with the new title.
RENAMED: tuple[Renamed, ...] = ()

# Columns of tabs that are older than the columns: the version a workbook may lack them in is one less.
_CAME_WITH_TWO = {
    "lists": (
        "goal_kinds goal_statuses attendance_kinds classes path_effects service_kinds frequencies levels "
        "views tiers interventions talk_wishes common_helps"
    ),
    "students": (
        "last_grade_check failing missing_work failing_elsewhere last_organization_check organization_score "
        "last_first_talk open_goals goals_on_track typing_wpm typing_trend weight"
    ),
    "accommodations": "left_out",
    "award": "place",
    "award_history": "name",
    "award_scores": "counted_from counted_to school_days",
    "survey_answers": (
        "who_could_help anything_to_tell want_to_talk what_it_is_for which_are_mine how_i_ask knowledge "
        "growth"
    ),
}
CAME_WITH: dict[tuple[str, str], int] = {
    (tab, column): 2 for tab, columns in _CAME_WITH_TWO.items() for column in columns.split()
}


def since(tab: Tab, column: str | None) -> int:
    """The first version that surely has the tab, or the column on it."""
    if column is None:
        return tab.since
    return max(tab.since, tab.column(column).since, CAME_WITH.get((tab.key, column), 1))


def old_titles(renamed: Sequence[Renamed], tab: str, column: str | None, version: int) -> tuple[str, ...]:
    """What a workbook of that version may still call it."""
    return tuple(
        one.old for one in renamed if (one.tab, one.column) == (tab, column) and one.version > version
    )


def as_titled_then(
    workbook: Workbook, renamed: Sequence[Renamed], live: Sequence[str], version: int
) -> dict[str, str]:
    """The live title of each tab that still goes by an old one, by the tab's key."""
    return {
        tab.key: old
        for tab in workbook.tabs
        for old in old_titles(renamed, tab.key, None, version)
        if old in live and tab.title not in live
    }
