"""`read_roster`: tells the kinds of files apart and hands each to its reader."""

from __future__ import annotations

from datetime import date

from app.core.daywords import DateOrder
from app.core.roster.oneroster import is_oneroster, read_oneroster
from app.core.roster.rows import Roster, RosterProblem
from app.core.roster.sheet import read_sheet_table
from app.core.roster.table import read_students
from app.core.roster.text import read_text_table

LARGEST_FILE = 20_000_000


def read_roster(file_name: str, data: bytes, date_order: DateOrder | str | None, today: date) -> Roster:
    """The students of a .csv, .xlsx or OneRoster zip. Never raises: what is wrong is among the problems.

    `date_order` dmy, mdy or ymd says what 3/4/2026 is; None leaves such dates out, each with a problem.
    """
    order = DateOrder(date_order) if date_order in list(DateOrder) else None
    if not data.strip():
        return _refused(file_name, "The file is empty.")
    if len(data) > LARGEST_FILE:
        return _refused(file_name, "The file is far larger than a roster.")
    if data.startswith(b"PK") or file_name.lower().endswith(".zip"):
        if is_oneroster(data):
            return read_oneroster(file_name, data, today)
        if file_name.lower().endswith(".zip"):
            return _refused(
                file_name, "The zip is damaged or holds no users.csv, so it is not a OneRoster file."
            )
        return read_students(file_name, read_sheet_table(file_name, data), order, today)
    if file_name.lower().endswith((".xlsx", ".xlsm", ".xls")):
        return read_students(file_name, read_sheet_table(file_name, data), order, today)
    return read_students(file_name, read_text_table(file_name, data), order, today)


def _refused(file_name: str, text: str) -> Roster:
    return Roster((), (RosterProblem(file_name, None, "", text),))
