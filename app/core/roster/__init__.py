"""Rosters: from a file of a school to rows of the Students and Team tabs.

A file is .csv, .xlsx or a OneRoster zip, given as bytes. A bad line is a sentence, never an exception;
the other lines go on. Nothing is written here, and nothing that was typed is ever overwritten.
"""

from app.core.roster.merge import Difference, NewStudent, NewTeamRow, RosterPlan, merge_roster
from app.core.roster.read import read_roster
from app.core.roster.rows import Roster, RosterProblem, RosterRow, TeamPerson

__all__ = [
    "Difference",
    "NewStudent",
    "NewTeamRow",
    "Roster",
    "RosterPlan",
    "RosterProblem",
    "RosterRow",
    "TeamPerson",
    "merge_roster",
    "read_roster",
]
