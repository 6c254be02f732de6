"""WORKBOOK: the definition of a caseload workbook, tab by tab in the order they stand."""

from __future__ import annotations

from dataclasses import replace

from sheets_schema.model import Tab, Workbook
from sheets_schema.tabs.accommodations import ACCOMMODATIONS
from sheets_schema.tabs.advocacy import ADVOCACY, ADVOCACY_SEARCH
from sheets_schema.tabs.attendance import ACTIVITIES, ATTENDANCE, RATINGS
from sheets_schema.tabs.award import AWARD, AWARD_HISTORY
from sheets_schema.tabs.award_inputs import AWARD_HOLDS, AWARD_SCORES
from sheets_schema.tabs.award_parts import AWARD_PARTS
from sheets_schema.tabs.award_rules import AWARD_RULES
from sheets_schema.tabs.behavior import BEHAVIOR, TO_DO
from sheets_schema.tabs.checks import GRADE_CHECKS, ORGANIZATION_CHECKS
from sheets_schema.tabs.co_taught_summary import CO_TAUGHT_SUMMARY
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
from sheets_schema.tabs.surveys import SURVEY_ANSWERS, SURVEY_LINKS, SURVEY_ROUNDS
from sheets_schema.tabs.team import TEAM
from sheets_schema.tabs.workload import WEIGHT_SCHEMES, WORKLOAD


def _came_with(version: int, *tabs: Tab) -> tuple[Tab, ...]:
    return tuple(replace(tab, since=version) for tab in tabs)


_TABS = (
    STUDENTS_TAB,
    TEAM,
    CONTACT_LOG,
    MEETINGS,
    REMINDERS,
    ACCOMMODATIONS,
    SURVEY_ROUNDS,
    SURVEY_LINKS,
    SURVEY_ANSWERS,
    *_came_with(
        2,
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
    ),
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
)

WORKBOOK = Workbook(version=2, tabs=(*_came_with(2, start(_TABS), STUDENT_CARD), *_TABS))
