"""A roster against the workbook: new students, new team rows, and what differs from typed cells.

A typed cell is never overwritten. A student is found by School Number, then by student e-mail, then by
exactly the same name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.core.merge import same
from app.core.model import Cell
from app.core.names import clean
from app.core.roster.rows import Roster, RosterProblem, RosterRow, TeamPerson
from sheets_schema.model import student_code
from sheets_schema.read import Book, Row


@dataclass(frozen=True)
class NewStudent:
    """A row to fill into the next blank spare row of Students."""

    line: int
    cells: Mapping[str, Cell]


@dataclass(frozen=True)
class NewTeamRow:
    """A row to fill into Team. `student` is the code of a known student; `new` the index of a new one."""

    cells: Mapping[str, Cell]
    student: str
    new: int | None


@dataclass(frozen=True)
class Difference:
    """The file says something else than the typed cell of a known student; the cell stays."""

    line: int
    student: str
    column: str
    typed: Cell
    file: Cell


@dataclass(frozen=True)
class RosterPlan:
    new: tuple[NewStudent, ...]
    team: tuple[NewTeamRow, ...]
    differs: tuple[Difference, ...]
    problems: tuple[RosterProblem, ...]
    missing: tuple[str, ...]  # codes of students in the workbook that the file does not name


def merge_roster(roster: Roster, book: Book, file_name: str = "roster") -> RosterPlan:
    """What an import would do. Importing the same file again gives an empty plan."""
    known = _Known(book)
    new: list[NewStudent] = []
    team: list[NewTeamRow] = []
    differs: list[Difference] = []
    problems: list[RosterProblem] = []
    met: dict[str, int] = {}
    for row in roster.rows:
        found = known.find(row)
        if len(found) > 1:
            text = "More than one student of the workbook could be meant; this line was left out."
            problems.append(RosterProblem(file_name, row.line, "", text))
        elif not found:
            team.extend(NewTeamRow(cells, "", len(new)) for cells in _fresh(row.team, set()))
            new.append(NewStudent(row.line, row.cells))
        elif (code := code_of(found[0])) in met:
            text = f"Line {met[code]} is the same student already; this line was left out."
            problems.append(RosterProblem(file_name, row.line, "", text))
        else:
            met[code] = row.line
            differs.extend(_differences(row, code, found[0]))
            team.extend(NewTeamRow(cells, code, None) for cells in _fresh(row.team, known.team_of(code)))
    missing = tuple(code for code in known.codes if code not in met)
    return RosterPlan(tuple(new), tuple(team), tuple(differs), tuple(problems), missing)


def code_of(row: Row) -> str:
    """The code of a Students row; by its id where the formula has not been calculated, else empty."""
    shown = row["code"]
    if isinstance(shown, str) and shown:
        return shown
    return student_code(row.id) if row.id is not None else ""


class _Known:
    """The students and team rows of the workbook, by what finds them."""

    def __init__(self, book: Book) -> None:
        self._rows = [row for row in book["students"] if row["name"]]
        self._team = book["team"]
        self.codes = [code_of(row) for row in self._rows]

    def find(self, row: RosterRow) -> list[Row]:
        for key in ("school_number", "student_email", "name"):
            wanted = _plain(row.cells.get(key))
            found = [known for known in self._rows if wanted and _plain(known[key]) == wanted]
            if key == "name":
                found = [known for known in found if not _contradicts(row, known)]
            if found:
                return found
        return []

    def team_of(self, code: str) -> set[tuple[str, str]]:
        rows = [row for row in self._team if row["student"] == code]
        return {key for row in rows for key in _person_keys(row.cells)}


def _contradicts(row: RosterRow, known: Row) -> bool:
    """The same name with another school number is another student."""
    wanted, typed = _plain(row.cells.get("school_number")), _plain(known["school_number"])
    return bool(wanted and typed and wanted != typed)


def _differences(row: RosterRow, code: str, known: Row) -> Iterable[Difference]:
    for key, value in row.cells.items():
        faulty = key in known.faulty
        if faulty or (_plain(known[key]) != _plain(value) and not same(known[key], value)):
            yield Difference(row.line, code, key, known[key], value)


def _fresh(people: Iterable[TeamPerson], known: set[tuple[str, str]]) -> Iterable[Mapping[str, Cell]]:
    seen = set(known)
    for person in people:
        keys = _person_keys(person.cells)
        if keys & seen:
            continue
        seen |= keys
        yield person.cells


def _person_keys(cells: Mapping[str, Cell]) -> set[tuple[str, str]]:
    """A person is known by the address; one without an address by the name."""
    email = _plain(cells.get("email"))
    return {("email", email)} if email else {("person", _plain(cells.get("person")))}


def _plain(value: Cell) -> str:
    return clean(str(value)).casefold() if value is not None else ""
