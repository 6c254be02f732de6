"""A OneRoster 1.1 or 1.2 zip as a roster: students, their guardians, their teachers.

1.1 has the role in users.csv, 1.2 in roles.csv. Rows with status "tobedeleted" are gone. Teachers and
homerooms come from the classes two people share.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from app.core.model import Cell
from app.core.names import clean
from app.core.roster.rows import RawLine, Roster, RosterProblem, RosterRow, TeamPerson
from app.core.roster.sheet import BROKEN_FILE, LARGEST_UNPACKED, unpacked_size
from app.core.roster.text import read_text_table
from app.core.roster.values import as_text, is_email

_FILES = ("users.csv", "enrollments.csv", "classes.csv", "roles.csv", "orgs.csv")
_GUARDIANS = {"guardian": "guardian", "parent": "parent", "relative": "guardian"}


@dataclass(frozen=True)
class _Line:
    number: int
    cells: Mapping[str, str]  # by lower-case header

    def __getitem__(self, key: str) -> str:
        return self.cells.get(key, "")


@dataclass(frozen=True)
class _School:
    """What the files say, by sourcedId."""

    users: Mapping[str, _Line]
    roles: Mapping[str, str]
    classes: Mapping[str, _Line]
    taught: Mapping[str, tuple[str, ...]]  # class -> teachers, the primary one first
    attended: Mapping[str, tuple[str, ...]]  # student -> classes
    cared: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # student -> guardians


def is_oneroster(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return any(_base(name) == "users.csv" for name in packed.namelist())
    except BROKEN_FILE:
        return False


def read_oneroster(file_name: str, data: bytes, today: date) -> Roster:
    """Every student who is not marked as gone. Problems name the file inside the zip."""
    try:
        if unpacked_size(data) > LARGEST_UNPACKED:
            text = "The zip unpacks to far more than a roster holds."
            return Roster((), (RosterProblem(file_name, None, "", text),))
        files = _unpacked(data)
    except BROKEN_FILE:
        text = "The zip is damaged or protected by a password."
        return Roster((), (RosterProblem(file_name, None, "", text),))
    problems: list[RosterProblem] = []
    tables = {name: _lines(file_name, name, files.get(name, b""), problems) for name in _FILES}
    school = _school(tables, today)
    rows: list[RosterRow] = []
    for user in school.users.values():
        if school.roles.get(user["sourcedid"]) != "student":
            continue
        row, faults = _student(f"{file_name}/users.csv", user, school)
        problems.extend(faults)
        if row is not None:
            rows.append(row)
    kept = _without_doubles(f"{file_name}/users.csv", rows, problems)
    return Roster(tuple(kept), tuple(problems))


def _base(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2].lower()


def _unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return {
            _base(name): packed.read(name)
            for name in packed.namelist()
            if _base(name) in _FILES and "__MACOSX" not in name
        }


def _lines(file_name: str, name: str, data: bytes, problems: list[RosterProblem]) -> list[_Line]:
    if not data.strip():
        return []
    table = read_text_table(f"{file_name}/{name}", data)
    problems.extend(table.problems)
    if not table.lines:
        return []
    header = [as_text(cell).strip().lower() for cell in table.lines[0].cells]
    lines = [_line(header, raw) for raw in table.lines[1:]]
    return [line for line in lines if line["status"].lower() != "tobedeleted"]


def _line(header: list[str], raw: RawLine) -> _Line:
    return _Line(raw.number, dict(zip(header, (as_text(cell).strip() for cell in raw.cells), strict=False)))


def _school(tables: Mapping[str, list[_Line]], today: date) -> _School:
    users = {
        line["sourcedid"]: line
        for line in tables["users.csv"]
        if line["sourcedid"] and line["enableduser"].lower() not in ("false", "0", "no")
    }
    roles = {key: line["role"].lower() for key, line in users.items() if line["role"]}
    for line in tables["roles.csv"]:
        if line["roletype"].lower() != "secondary" or line["usersourcedid"] not in roles:
            roles[line["usersourcedid"]] = line["role"].lower()
    taught: dict[str, list[str]] = {}
    attended: dict[str, list[str]] = {}
    for line in tables["enrollments.csv"]:
        if line["enddate"] and line["enddate"][:10] < today.isoformat():
            continue
        if line["role"].lower() == "teacher":
            first = line["primary"].lower() in ("true", "1", "yes")
            known = taught.setdefault(line["classsourcedid"], [])
            known.insert(0 if first else len(known), line["usersourcedid"])
        elif line["role"].lower() == "student":
            attended.setdefault(line["usersourcedid"], []).append(line["classsourcedid"])
    return _School(
        users,
        roles,
        {line["sourcedid"]: line for line in tables["classes.csv"]},
        {key: tuple(dict.fromkeys(ids)) for key, ids in taught.items()},
        {key: tuple(dict.fromkeys(ids)) for key, ids in attended.items()},
        _cared(users, roles),
    )


def _cared(users: Mapping[str, _Line], roles: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Schools link the student to the guardian, the guardian to the student, or both."""
    pairs: list[tuple[str, str]] = []
    for key, user in users.items():
        for other in _ids(user["agentsourcedids"]):
            if roles.get(other) in _GUARDIANS:
                pairs.append((key, other))
            elif roles.get(key) in _GUARDIANS:
                pairs.append((other, key))
    cared: dict[str, list[str]] = {}
    for student, guardian in dict.fromkeys(pairs):
        cared.setdefault(student, []).append(guardian)
    return {student: tuple(guardians) for student, guardians in cared.items()}


def _ids(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[,;]", text) if part.strip()]


def _student(file_name: str, user: _Line, school: _School) -> tuple[RosterRow | None, list[RosterProblem]]:
    problems: list[RosterProblem] = []
    name = _name(user)
    if not name:
        text = "The line has no name; it was left out."
        return None, [RosterProblem(file_name, user.number, "familyName", text)]
    cells: dict[str, Cell] = {"name": name, "school_number": user["identifier"] or user["sourcedid"]}
    if user["email"] and is_email(user["email"]):
        cells["student_email"] = user["email"].lower()
    elif user["email"]:
        problems.append(RosterProblem(file_name, user.number, "email", "This is not an e-mail address."))
    grades = _ids(user["grades"])
    if grades:
        cells["grade"] = grades[0].lstrip("0") or grades[0]
    called = user["preferredgivenname"] or user["preferredfirstname"]
    if clean(called) and clean(called) != clean(user["givenname"]):
        cells["preferred_name"] = clean(called)
    homeroom = _homeroom(user["sourcedid"], school)
    if homeroom:
        cells["homeroom"] = homeroom
    team = (*_guardians(user["sourcedid"], school), *_teachers(user["sourcedid"], school))
    return RosterRow(user.number, cells, team), problems


def _name(user: _Line) -> str:
    return clean(f"{user['givenname']} {user['familyname']}")


def _address(user: _Line) -> str:
    return user["email"].lower() if is_email(user["email"]) else ""


def _homeroom(student: str, school: _School) -> str:
    for key in school.attended.get(student, ()):
        if key in school.classes and school.classes[key]["classtype"].lower() == "homeroom":
            for teacher in school.taught.get(key, ()):
                if teacher in school.users and _address(school.users[teacher]):
                    return _address(school.users[teacher])
    return ""


def _guardians(student: str, school: _School) -> Iterable[TeamPerson]:
    for key in school.cared.get(student, ()):
        user = school.users[key]
        if _name(user) or _address(user):
            yield _person(user, _GUARDIANS[school.roles[key]], "")


def _teachers(student: str, school: _School) -> Iterable[TeamPerson]:
    """One row a teacher, with the classes both are in."""
    subjects: dict[str, list[str]] = {}
    for key in school.attended.get(student, ()):
        for teacher in school.taught.get(key, ()):
            if teacher in school.users:
                title = clean(school.classes[key]["title"]) if key in school.classes else ""
                subjects.setdefault(teacher, []).append(title)
    for teacher, titles in subjects.items():
        yield _person(school.users[teacher], "teacher", ", ".join(dict.fromkeys(filter(None, titles))))


def _person(user: _Line, role: str, subject: str) -> TeamPerson:
    cells: dict[str, Cell] = {
        "person": _name(user) or _address(user),
        "email": _address(user) or None,
        "role": role,
    }
    if subject:
        cells["subject"] = subject
    return TeamPerson(cells)


def _without_doubles(
    file_name: str, rows: Iterable[RosterRow], problems: list[RosterProblem]
) -> Iterable[RosterRow]:
    first: dict[str, int] = {}
    for row in rows:
        number = str(row.cells["school_number"])
        if number in first:
            text = f"The code stands on line {first[number]} already; this line was left out."
            problems.append(RosterProblem(file_name, row.line, "identifier", text))
            continue
        first[number] = row.line
        yield row
