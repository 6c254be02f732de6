"""WORKBOOK: the definition of a caseload workbook, tab by tab in the order they stand."""

from __future__ import annotations

from sheets_schema.model import Workbook
from sheets_schema.tabs.accommodations import ACCOMMODATIONS
from sheets_schema.tabs.award import AWARD, AWARD_HISTORY
from sheets_schema.tabs.award_inputs import AWARD_HOLDS, AWARD_SCORES
from sheets_schema.tabs.award_parts import AWARD_PARTS
from sheets_schema.tabs.award_rules import AWARD_RULES
from sheets_schema.tabs.contact_log import CONTACT_LOG
from sheets_schema.tabs.lists import LISTS
from sheets_schema.tabs.meetings import MEETINGS
from sheets_schema.tabs.reminders import REMINDERS
from sheets_schema.tabs.service import HOLDFAST, SYNC
from sheets_schema.tabs.settings import SETTINGS_TAB
from sheets_schema.tabs.students import STUDENTS_TAB
from sheets_schema.tabs.surveys import SURVEY_ANSWERS, SURVEY_LINKS, SURVEY_ROUNDS
from sheets_schema.tabs.team import TEAM

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
