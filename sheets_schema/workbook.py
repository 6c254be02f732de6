"""WORKBOOK: the definition of a caseload workbook, tab by tab in the order they stand.

LATER are the tabs of the systems that come after the first cut, WHOLE is the workbook with them and with the
columns elsewhere that follow them. WHOLE takes WORKBOOK's place once the sync feeds those tabs.
"""

from __future__ import annotations

from dataclasses import replace

from sheets_schema.model import Column, Tab, Workbook
from sheets_schema.tabs.accommodations import ACCOMMODATIONS
from sheets_schema.tabs.advocacy import ADVOCACY, ADVOCACY_SEARCH
from sheets_schema.tabs.attendance import ACTIVITIES, ATTENDANCE, RATINGS
from sheets_schema.tabs.award import AWARD, AWARD_HISTORY
from sheets_schema.tabs.award_counted import COUNTED, HELPING
from sheets_schema.tabs.award_inputs import AWARD_HOLDS, AWARD_SCORES
from sheets_schema.tabs.award_parts import AWARD_PARTS
from sheets_schema.tabs.award_rules import AWARD_RULES
from sheets_schema.tabs.behavior import BEHAVIOR, TO_DO
from sheets_schema.tabs.checks import GRADE_CHECKS, ORGANIZATION_CHECKS
from sheets_schema.tabs.co_taught_summary import CO_TAUGHT_SUMMARY
from sheets_schema.tabs.columns import computed
from sheets_schema.tabs.contact_log import CONTACT_LOG
from sheets_schema.tabs.decisions import DECISIONS, MODIFICATIONS, STATUS_HISTORY
from sheets_schema.tabs.first_talk import FIRST_TALK
from sheets_schema.tabs.goals import GOALS
from sheets_schema.tabs.lists import LISTS
from sheets_schema.tabs.meetings import MEETINGS
from sheets_schema.tabs.planning import AWARD_WINNERS, CO_TAUGHT, COURSE_PLANNING, REFERRALS
from sheets_schema.tabs.progress import PROGRESS
from sheets_schema.tabs.reminders import REMINDERS
from sheets_schema.tabs.service import HOLDFAST, SYNC
from sheets_schema.tabs.services import BEHAVIOR_PLANS, SERVICES, TRAININGS
from sheets_schema.tabs.settings import SETTINGS_TAB
from sheets_schema.tabs.start import start
from sheets_schema.tabs.student_card import STUDENT_CARD
from sheets_schema.tabs.students import STUDENTS_TAB
from sheets_schema.tabs.students_later import AFTER_CONTACT, AFTER_USE
from sheets_schema.tabs.surveys import SURVEY_ANSWERS, SURVEY_LINKS, SURVEY_ROUNDS
from sheets_schema.tabs.team import TEAM
from sheets_schema.tabs.workload import WEIGHT, WEIGHT_SCHEMES, WORKLOAD

WORKBOOK = Workbook(
    version=1,
    tabs=(
        STUDENTS_TAB,
        TEAM,
        CONTACT_LOG,
        MEETINGS,
        REMINDERS,
        ACCOMMODATIONS,
        SURVEY_ROUNDS,
        SURVEY_LINKS,
        SURVEY_ANSWERS,
        AWARD,
        AWARD_SCORES,
        AWARD_RULES,
        AWARD_HOLDS,
        AWARD_PARTS,
        AWARD_HISTORY,
        SETTINGS_TAB,
        LISTS,
        SYNC,
        HOLDFAST,
    ),
)

LATER: tuple[Tab, ...] = (
    GOALS,
    PROGRESS,
    FIRST_TALK,
    ORGANIZATION_CHECKS,
    GRADE_CHECKS,
    ATTENDANCE,
    RATINGS,
    ACTIVITIES,
    CO_TAUGHT,
    CO_TAUGHT_SUMMARY,
    BEHAVIOR,
    TO_DO,
    SERVICES,
    BEHAVIOR_PLANS,
    TRAININGS,
    DECISIONS,
    MODIFICATIONS,
    STATUS_HISTORY,
    ADVOCACY,
    ADVOCACY_SEARCH,
    COURSE_PLANNING,
    REFERRALS,
    AWARD_WINNERS,
    WEIGHT_SCHEMES,
    WORKLOAD,
)


def _whole_students() -> Tab:
    columns: list[Column] = []
    following = {"contact_late": AFTER_CONTACT, "accommodation_use": AFTER_USE, "service_minutes": (WEIGHT,)}
    for column in STUDENTS_TAB.columns:
        columns.append(column)
        columns += (replace(one, since=2) for one in following.get(column.key, ()))
    return replace(STUDENTS_TAB, columns=tuple(columns))


def _whole_scores() -> Tab:
    def counted(column: Column) -> Column:
        if column.key not in COUNTED:
            return column
        source, why, formula = COUNTED[column.key]
        said = f"Counted from {source}: {why}"
        return computed(
            column.key, column.title, column.kind, column.seen_by, said, formula, "S10", width=120
        )

    helping = (replace(one, since=2) for one in HELPING)
    return replace(AWARD_SCORES, columns=(*(counted(column) for column in AWARD_SCORES.columns), *helping))


def _whole_rules() -> Tab:
    sources = {AWARD_SCORES.column(key).title: source for key, (source, _, _) in COUNTED.items()}
    rows = (
        {**row, "source": sources.get(str(row["category"]), row["source"])} for row in AWARD_RULES.first_rows
    )
    return replace(AWARD_RULES, first_rows=tuple(rows))


_WHOLE = {"students": _whole_students(), "award_scores": _whole_scores(), "award_rules": _whole_rules()}
_FIRST = [tab.key for tab in WORKBOOK.tabs].index("award")
_ADDED = tuple(replace(tab, since=2) for tab in LATER)
_TABS = (*WORKBOOK.tabs[:_FIRST], *_ADDED, *WORKBOOK.tabs[_FIRST:])
_FRONT = (replace(start(_TABS), since=2), replace(STUDENT_CARD, since=2))
WHOLE = Workbook(version=2, tabs=(*_FRONT, *(_WHOLE.get(tab.key, tab) for tab in _TABS)))
