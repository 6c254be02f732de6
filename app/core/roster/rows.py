"""What a roster holds, whatever file it came from. Values only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.core.model import Cell
from app.core.names import clean


@dataclass(frozen=True)
class TeamPerson:
    """One person of a student's team: keys of the Team tab (person, email, role, subject, household, …)."""

    cells: Mapping[str, Cell]


@dataclass(frozen=True)
class RosterRow:
    """One student: keys of the Students tab with the values the file has, blanks left out."""

    line: int
    cells: Mapping[str, Cell]
    team: tuple[TeamPerson, ...] = ()


@dataclass(frozen=True)
class RosterProblem:
    """What was wrong, where, as a sentence. `line` counts from 1; None: the file as a whole."""

    file: str
    line: int | None
    column: str
    text: str

    def __str__(self) -> str:
        where = self.file
        if self.line is not None:
            where += f", line {self.line}"
        if self.column:
            where += f", column {self.column}"
        return clean(f"{where}: {self.text}")  # the file named itself and its columns


@dataclass(frozen=True)
class Roster:
    """`unused` are the columns of the file that Holdfast has no place for."""

    rows: tuple[RosterRow, ...]
    problems: tuple[RosterProblem, ...]
    unused: tuple[str, ...] = ()


@dataclass(frozen=True)
class RawLine:
    """One line of a table before anything is known of it. `number` is the line in the file."""

    number: int
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Table:
    """Lines as read, and the problems met on the way. `sheet` is the sheet's title in a workbook."""

    lines: tuple[RawLine, ...]
    problems: tuple[RosterProblem, ...] = field(default=())
    sheet: str = ""
