"""WORKBOOK: the definition of a caseload workbook, tab by tab in the order they stand."""

from __future__ import annotations

from sheets_schema.model import Workbook
from sheets_schema.tabs.contact_log import CONTACT_LOG
from sheets_schema.tabs.students import STUDENTS_TAB
from sheets_schema.tabs.team import TEAM

WORKBOOK = Workbook(
    version=1,
    tabs=(
        STUDENTS_TAB,
        TEAM,
        CONTACT_LOG,
    ),
)
