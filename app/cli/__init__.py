"""The commands. Each finds its parts in `app.wiring`, runs one flow and says how it went.

Exit status: 0 done, 1 done with problems listed, 2 wrong usage or refused with one line that says why.
"""

from app.cli import bringing, caseloads, examination, service, work  # each adds its commands to `main`
from app.cli.group import main

__all__ = ["bringing", "caseloads", "examination", "main", "service", "work"]
