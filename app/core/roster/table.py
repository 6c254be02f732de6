"""From the lines of a table to students: which line is the header, what each column means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.core.daywords import DateOrder
from app.core.model import Cell
from app.core.names import clean, split_name
from app.core.roster.headers import Header, StudentHeader, TeamHeader, exactness, known_header, plain
from app.core.roster.rows import RawLine, Roster, RosterProblem, RosterRow, Table, TeamPerson
from app.core.roster.values import UnreadableError, as_text, is_email, people_in, read_cell

_HEADER_WITHIN = 25
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})


@dataclass(frozen=True)
class _Columns:
    """The header found: line index, meaning and title by column."""

    at: int
    meaning: dict[int, Header]
    titles: dict[int, str]
    unused: tuple[str, ...]


def known_columns(lines: Sequence[RawLine]) -> int:
    """How many columns the best header line names: tells the roster among the sheets of a workbook."""
    found = _find_header(lines)
    return len(found.meaning) if found else 0


def read_students(file_name: str, table: Table, order: DateOrder | None, today: date) -> Roster:
    """The students of the table. Lines without a header above them are a problem of the whole file."""
    if table.problems and not table.lines:
        return Roster((), table.problems)
    found = _find_header(table.lines)
    if found is None:
        text = (
            "No header was found: one line must name the columns, one of them Name (or First and Last Name)."
        )
        return Roster((), (*table.problems, RosterProblem(file_name, None, "", text)))
    rows: list[RosterRow] = []
    problems = list(table.problems)
    for line in table.lines[found.at + 1 :]:
        if _repeats_header(line, found):
            continue
        row, faults = _read_line(file_name, line, found, order, today)
        problems.extend(faults)
        if row is not None:
            rows.append(row)
    kept, doubled = _without_doubles(file_name, rows, found)
    problems.extend(doubled)
    return Roster(tuple(kept), tuple(sorted(problems, key=_place)), found.unused)


def _place(problem: RosterProblem) -> tuple[int, str, str]:
    return (problem.line or 0, problem.column, problem.text)


def _find_header(lines: Sequence[RawLine]) -> _Columns | None:
    candidates = [_columns(lines, at) for at in range(min(len(lines), _HEADER_WITHIN))]
    named = [found for found in candidates if _has_name(found.meaning)]
    return max(named, key=lambda found: (len(found.meaning), -found.at), default=None)


def _columns(lines: Sequence[RawLine], at: int) -> _Columns:
    """Reads line `at` as the header; the line above may group columns ("Parent 1" over "Name", "Email")."""
    above = lines[at - 1].cells if at else ()
    titles: dict[int, str] = {}
    unused: dict[int, str] = {}
    meant: dict[Header, list[tuple[int, int]]] = {}
    for index, cell in enumerate(lines[at].cells):
        own = clean(as_text(cell))
        group = clean(as_text(above[index])) if index < len(above) else ""
        titles[index] = own or group
        header = (known_header(f"{group} {own}") if group and own else None) or known_header(own or group)
        if header is not None:
            meant.setdefault(header, []).append((exactness(own or group), index))
        elif own:
            unused[index] = own
    meaning = {min(places)[1]: header for header, places in meant.items()}
    for places in meant.values():
        unused |= {index: titles[index] for _, index in places if index not in meaning}
    return _Columns(at, dict(sorted(meaning.items())), titles, tuple(unused[at] for at in sorted(unused)))


def _has_name(meaning: dict[int, Header]) -> bool:
    keys = {header.key for header in meaning.values() if isinstance(header, StudentHeader)}
    return "name" in keys or {"first_name", "last_name"} <= keys


def _repeats_header(line: RawLine, found: _Columns) -> bool:
    """A header printed again on every page, or a line of no known column at all."""
    said = {index: plain(as_text(cell)) for index, cell in enumerate(line.cells) if as_text(cell).strip()}
    if not said:
        return True
    return len(said) > 1 and all(plain(found.titles.get(index, "")) == words for index, words in said.items())


def _read_line(
    file_name: str, line: RawLine, found: _Columns, order: DateOrder | None, today: date
) -> tuple[RosterRow | None, list[RosterProblem]]:
    cells: dict[str, Cell] = {}
    problems: list[RosterProblem] = []
    for index, header in found.meaning.items():
        if not isinstance(header, StudentHeader) or index >= len(line.cells):
            continue
        try:
            value = read_cell(header.key, line.cells[index], order, today)
        except UnreadableError as error:
            problems.append(RosterProblem(file_name, line.number, found.titles[index], str(error)))
            continue
        if value is not None:
            cells[header.key] = value
    _join_name(cells)
    if "name" not in cells:
        text = "The line has no name; it was left out."
        return None, [RosterProblem(file_name, line.number, _name_title(found), text)]
    team, faults = _team(file_name, line, found)
    return RosterRow(line.number, cells, team), problems + faults


def _name_title(found: _Columns) -> str:
    name_keys = ("name", "last_name", "first_name")
    titles = {
        header.key: found.titles[index]
        for index, header in found.meaning.items()
        if isinstance(header, StudentHeader)
    }
    return next((titles[key] for key in name_keys if key in titles), "")


def _join_name(cells: dict[str, Cell]) -> None:
    """First and Last Name become Name; "Last, First (Called)" becomes "First Last" and a preferred name."""
    first, last = str(cells.pop("first_name", "")), str(cells.pop("last_name", ""))
    name = str(cells.pop("name", "")) or f"{first} {last}".strip()
    if name.endswith(")") and "(" in name:
        name, _, called = name[:-1].rpartition("(")
        if called.strip():
            cells.setdefault("preferred_name", called.strip())
    behind = name.rpartition(",")[2].strip(" .").casefold()
    if "," in name and behind not in _SUFFIXES:
        name = " ".join(split_name(name))
    if any(c.isalpha() for c in name):
        cells["name"] = clean(name)


def _team(
    file_name: str, line: RawLine, found: _Columns
) -> tuple[tuple[TeamPerson, ...], list[RosterProblem]]:
    said: dict[TeamHeader, str] = {}
    titles: dict[str, str] = {}
    for index, header in found.meaning.items():
        if isinstance(header, TeamHeader) and index < len(line.cells):
            said[header] = as_text(line.cells[index]).strip()
            titles.setdefault(header.who, found.titles[index])
    people: list[TeamPerson] = []
    problems: list[RosterProblem] = []
    for who in titles:
        parts = {header.part: text for header, text in said.items() if header.who == who and text}
        role, subject = next((header.role, header.subject) for header in said if header.who == who)
        if subject and parts:
            parts.setdefault("subject", subject)
        if "email" in parts and not any(is_email(address) for _, address in people_in(parts["email"])):
            text = "This is not an e-mail address."
            title = next(
                found.titles[at]
                for at, header in found.meaning.items()
                if isinstance(header, TeamHeader) and (header.who, header.part) == (who, "email")
            )
            problems.append(RosterProblem(file_name, line.number, title, text))
            del parts["email"]
        people.extend(_people(role, parts))
    return tuple(people), problems


def _people(role: str, parts: dict[str, str]) -> list[TeamPerson]:
    full = parts.get("person", "") or f"{parts.get('first', '')} {parts.get('last', '')}".strip()
    named = people_in(full)
    reached = [pair for pair in people_in(parts.get("email", "")) if pair[1]]
    pairs = [pair for pair in named if pair[1]] + reached
    if len(named) == 1 and len(pairs) == 1:
        pairs = [(named[0][0] or pairs[0][0], pairs[0][1])]
    elif len(named) == len(reached) and not any(address for _, address in named):
        pairs = [(name, address) for (name, _), (_, address) in zip(named, reached, strict=True)]
    elif not pairs:
        pairs = named
    rest: dict[str, Cell] = {
        key: clean(parts[key]) for key in ("household", "language", "subject") if key in parts
    }
    return [
        TeamPerson({"person": name or address, "email": address or None, "role": role, **rest})
        for name, address in pairs
    ]


def _without_doubles(
    file_name: str, rows: Sequence[RosterRow], found: _Columns
) -> tuple[list[RosterRow], list[RosterProblem]]:
    """The first of two lines with one code, one address or one bare name stays."""
    first: dict[tuple[str, str], int] = {}
    kept: list[RosterRow] = []
    problems: list[RosterProblem] = []
    titles = {h.key: found.titles[i] for i, h in found.meaning.items() if isinstance(h, StudentHeader)}
    for row in rows:
        keys = _identities(row)
        clash = next((key for key in keys if key in first), None)
        if clash is not None:
            problems.append(_doubled(file_name, row, clash, first[clash], titles))
            continue
        first.update(dict.fromkeys(keys, row.line))
        kept.append(row)
    return kept, problems


def _identities(row: RosterRow) -> list[tuple[str, str]]:
    keys = [
        (key, str(row.cells[key]).casefold())
        for key in ("school_number", "student_email")
        if key in row.cells
    ]
    return keys or [("name", str(row.cells["name"]).casefold())]


def _doubled(
    file_name: str, row: RosterRow, clash: tuple[str, str], line: int, titles: dict[str, str]
) -> RosterProblem:
    what = {"school_number": "code", "student_email": "e-mail address", "name": "name"}[clash[0]]
    text = f"The {what} stands on line {line} already; this line was left out."
    if clash[0] == "name":
        text += " If these are two students, give them a school number."
    return RosterProblem(file_name, row.line, titles.get(clash[0], "Name"), text)
