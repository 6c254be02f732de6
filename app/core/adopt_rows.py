"""From a proposal to a roster and to the cells of a person's own columns. Nothing that was typed is lost:
what a column cannot hold goes to Notes, with its header before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.core.adopt import ColumnProposal, Proposal, TabProposal
from app.core.daywords import DateOrder
from app.core.model import Cell
from app.core.roster.headers import STUDENT_HEADERS, StudentHeader
from app.core.roster.rows import RawLine, Roster, RosterProblem, RosterRow, Table
from app.core.roster.table import read_students
from app.core.roster.values import as_text


@dataclass(frozen=True)
class Adopted:
    """The roster, and for each of its rows the cells of own columns by header."""

    roster: Roster
    headers: tuple[str, ...]
    own: tuple[Mapping[str, Cell], ...]


def adopted(proposal: Proposal, order: DateOrder | None, today: date) -> Adopted:
    """All students of all tabs, each once; a student on a second tab adds what the first one lacks."""
    rows: list[RosterRow] = []
    own: list[dict[str, Cell]] = []
    problems: list[RosterProblem] = []
    headers: dict[str, None] = {}
    for tab in proposal.tabs:
        roster, cells = _tab(tab, order, today)
        problems += roster.problems
        for row in roster.rows:
            at = next((number for number, known in enumerate(rows) if _same(known, row)), None)
            mine = cells.get(row.line, {})
            headers |= dict.fromkeys(mine)
            if at is None:
                rows.append(row)
                own.append(dict(mine))
                continue
            rows[at], kept = _joined(rows[at], row)
            problems += [
                RosterProblem(tab.title, row.line, key.replace("_", " ").title(), _DIFFERS) for key in kept
            ]
            own[at] = {**mine, **own[at]}
    return Adopted(Roster(tuple(rows), tuple(problems)), tuple(headers), tuple(own))


_DIFFERS = "An earlier tab says something else about this student; that was taken, and this put into Notes."


def _tab(tab: TabProposal, order: DateOrder | None, today: date) -> tuple[Roster, dict[int, dict[str, Cell]]]:
    meant = [one for one in tab.columns if one.meaning is not None]
    titles = [_word(one) for one in meant]
    lines = [RawLine(tab.header_line, titles)]
    lines += [RawLine(line.number, [_at(line, one.at) for one in meant]) for line in tab.lines]
    roster = read_students(tab.title, Table(tuple(lines)), order, today)
    raw = {line.number: line for line in tab.lines}
    real = {_word(one).casefold(): one for one in meant}
    unread: dict[int, list[str]] = {}
    problems: list[RosterProblem] = []
    for problem in roster.problems:
        column = real.get(problem.column.casefold())
        problems.append(replace(problem, column=column.title if column else problem.column))
        if column is not None and problem.line in raw:
            text = as_text(_at(raw[problem.line], column.at)).strip()
            if text:
                unread.setdefault(problem.line, []).append(f"{column.title}: {text}")
    rows = tuple(_noted(row, unread.get(row.line, [])) for row in roster.rows)
    names = _own_titles([one for one in tab.columns if one.meaning is None])
    own: dict[int, dict[str, Cell]] = {
        line.number: {
            title: value
            for at, title in names.items()
            if (value := _at(line, at)) is not None and as_text(value).strip()
        }
        for line in tab.lines
    }
    return Roster(rows, tuple(problems)), own


def _word(one: ColumnProposal) -> str:
    """A header that the importer knows for sure."""
    if isinstance(one.meaning, StudentHeader):
        return STUDENT_HEADERS[one.meaning.key][0]
    return one.title


def _own_titles(columns: Sequence[ColumnProposal]) -> dict[int, str]:
    """A header for each own column; of two with one header the second gets a number."""
    met: dict[str, int] = {}
    titles: dict[int, str] = {}
    for one in columns:
        times = met[one.title.casefold()] = met.get(one.title.casefold(), 0) + 1
        titles[one.at] = one.title if times == 1 else f"{one.title} ({times})"
    return titles


def _at(line: RawLine, at: int) -> Cell:
    return line.cells[at] if at < len(line.cells) else None


def _noted(row: RosterRow, lines: Sequence[str]) -> RosterRow:
    if not lines:
        return row
    notes = "\n".join(filter(None, [as_text(row.cells.get("notes")), *lines]))
    return replace(row, cells={**row.cells, "notes": notes})


def _same(known: RosterRow, row: RosterRow) -> bool:
    for key in ("school_number", "student_email"):
        if key in known.cells and key in row.cells:
            return _plain(known.cells[key]) == _plain(row.cells[key])
    return _plain(known.cells["name"]) == _plain(row.cells["name"])


def _plain(value: Cell) -> str:
    return " ".join(as_text(value).split()).casefold()


def _joined(first: RosterRow, second: RosterRow) -> tuple[RosterRow, list[str]]:
    """The first row with what only the second has; where they differ, the second's goes to Notes."""
    differs = [
        key
        for key, value in second.cells.items()
        if key in first.cells and _plain(first.cells[key]) != _plain(value)
    ]
    cells = {**second.cells, **first.cells}
    noted = [f"{key.replace('_', ' ').title()}: {as_text(second.cells[key])}" for key in differs]
    team = (*first.team, *(one for one in second.team if one not in first.team))
    return _noted(RosterRow(first.line, cells, team), noted), differs
