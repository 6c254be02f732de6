"""Rosters as school systems export them, into a workbook: every shape, once, nothing typed overwritten."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import openpyxl
import pytest

from app.flows.importing import ImportReport, import_roster
from app.flows.setup import create_caseload
from tests.flows.a_school import OWNER, School, a_school

pytestmark = pytest.mark.slow

_MOTHER = '"Mother","Mother_Email"'
POWERSCHOOL = f"""\ufeff"Student_Number","LastFirst","Grade_Level","Home_Room","StudentEmail",{_MOTHER}
"10021","Diallo, Amara","6","hr6@school.test","amara@school.test","Fatou Diallo","fatou@home.test"
"10022","Lind, Nora","7","hr7@school.test","nora@school.test","",""
"""
INFINITE_CAMPUS = """studentNumber;lastName;firstName;grade;counselor;guardian1 name;guardian1 email;504 Date
10021;Diallo;Amara;06;c@school.test;Fatou Diallo;fatou@home.test;2025-09-01
10022;Lind;Nora;07;c@school.test;;;31/10/2025
"""
_PARENT = "Parent 1 First Name\tParent 1 Last Name\tParent 1 Email"
MANAGEBAC = f"""Student ID\tFirst Name\tLast Name\tPreferred Name\tYear Group\tAdvisor Email\t{_PARENT}
10021\tAmara\tDiallo\tAmy\tGrade 6\thr6@school.test\tFatou\tDiallo\tfatou@home.test
10022\tNora\tLind\t\tGrade 7\thr7@school.test\t\t\t
"""


def _oneroster(version: str) -> bytes:
    users = "sourcedId,status,enabledUser,role,givenName,familyName,identifier,email,grades,agentSourcedIds\n"
    roles = {"u1": "student", "u2": "student", "t1": "teacher", "g1": "guardian", "x1": "student"}
    people = [
        ("u1", "", "Amara", "Diallo", "10021", "amara@school.test", "06", "g1"),
        ("u2", "", "Nora", "Lind", "10022", "nora@school.test", "07", ""),
        ("t1", "", "Ada", "Berg", "t1", "berg@school.test", "", ""),
        ("g1", "", "Fatou", "Diallo", "g1", "fatou@home.test", "", ""),
        ("x1", "tobedeleted", "Gone", "Long", "10099", "", "06", ""),
    ]
    for key, status, *rest in people:
        role = roles[key] if version == "1.1" else ""
        users += ",".join([key, status, "true", role, *rest]) + "\n"
    files = {
        "manifest.csv": f"propertyName,value\noneroster.version,{version}\n",
        "users.csv": users,
        "classes.csv": "sourcedId,status,title,classType\nc1,,Biology,scheduled\n",
        "enrollments.csv": "sourcedId,status,classSourcedId,userSourcedId,role,primary\n"
        "e1,,c1,u1,student,\ne2,,c1,t1,teacher,true\n",
    }
    if version == "1.2":
        lines = [f"r{key},,{key},primary,{role},o1" for key, role in roles.items()]
        files["roles.csv"] = "sourcedId,status,userSourcedId,roleType,role,orgSourcedId\n" + "\n".join(lines)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as folder:
        for name, text in files.items():
            folder.writestr(name, text)
    return packed.getvalue()


def _messy_xlsx() -> bytes:
    """25 columns, a title row, grouped headers, merged cells, a line of totals, dates in three ways."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Caseload"
    book.create_sheet("Read me")["A1"] = "How to use this"
    header = [
        "#", "Student Name", "Gr", "ID Number", "Case Manager", "Counselor", "Homeroom Teacher Email",
        "Plan Type", "Last Annual Review", "Last Eval", "Date Joined", "Home Language", "Disability",
        "Minutes/Week", "Needs", "Strengths", "Lexile", "Name", "Email", "Name", "Email",
        "Bus", "Locker", "T-Shirt", "Comments",
    ]  # fmt: skip
    groups = [None] * 17 + ["Mother", "Mother", "Father", "Father"] + [None] * 4
    rows: Iterable[Sequence[Any]] = [
        ["Learning Support 2026-27"], [], groups, header,
        [1, "Diallo, Amara", 6, "10021", "owner@school.test", "c@school.test", "hr6@school.test", "iep",
         date(2025, 11, 30), "2024-05-06", "Sept 1, 2023", "Wolof", "SLD", "90 min", "decoding", "chess",
         "650L", "Fatou Diallo", "fatou@home.test", "Ali Diallo", "ali@home.test", 3, "12A", "M", "=SUM(1)"],
        [2, "Lind, Nora", "7", 10022, "", "c@school.test", "", "504 plan", "soon", "", "", "", "", "", "", "",
         "12/5", "", "", "", "", "", "", "", "allergic to nuts"],
        [None] * 25,
    ]  # fmt: skip
    for row in rows:
        sheet.append(list(row))
    sheet.merge_cells("A1:Y1")
    sheet.merge_cells("R3:S3")
    sheet.merge_cells("T3:U3")
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


FILES: dict[str, bytes] = {
    "powerschool.csv": POWERSCHOOL.encode("utf-8"),
    "campus.csv": INFINITE_CAMPUS.encode("cp1252"),
    "managebac.csv": MANAGEBAC.encode("utf-16"),
    "oneroster11.zip": _oneroster("1.1"),
    "oneroster12.zip": _oneroster("1.2"),
    "caseload.xlsx": _messy_xlsx(),
}


def _new(school: School) -> tuple[int, str]:
    made = create_caseload(school.deps, OWNER, "Learning support", "Europe/Zurich")
    return made.id, made.spreadsheet_id


def _students(school: School, spreadsheet: str) -> dict[str, dict[str, Any]]:
    return {row["Name"]: row for row in school.table(spreadsheet, "Students") if row.get("Name")}


def _import(school: School, caseload: int, name: str) -> ImportReport:
    return import_roster(school.deps, caseload, name, FILES[name])


@pytest.mark.parametrize("name", FILES)
def test_every_shape_comes_in_once(name: str) -> None:
    school = a_school()
    caseload, spreadsheet = _new(school)
    first = _import(school, caseload, name)
    assert first.json()["students_added"] == 2
    students = _students(school, spreadsheet)
    assert {key: row["School Number"] for key, row in students.items()} == {
        "Amara Diallo": "10021",
        "Nora Lind": "10022",
    }
    assert [row["Grade"].removeprefix("Grade ").lstrip("0") for row in students.values()] == ["6", "7"]
    team = {row["Person"]: row for row in school.table(spreadsheet, "Team") if row.get("Person")}
    assert (team["Fatou Diallo"]["Email"], team["Fatou Diallo"]["Student"]) == (
        "fatou@home.test",
        students["Amara Diallo"]["Code"],
    )
    assert team["Fatou Diallo"]["Role"] in ("parent", "guardian")
    before = school.entered(spreadsheet)
    again = _import(school, caseload, name)
    assert (again.json()["students_added"], again.json()["team_added"]) == (0, 0)
    assert again.json()["differs"] == []
    assert school.entered(spreadsheet) == before


def test_the_messy_spreadsheet_in_full() -> None:
    school = a_school()
    caseload, spreadsheet = _new(school)
    report = _import(school, caseload, "caseload.xlsx")
    amara, nora = _students(school, spreadsheet).values()
    assert [amara[key] for key in ("Last Review", "Last Evaluation", "Joined")] == [
        "2025-11-30", "2024-05-06", "2023-09-01",
    ]  # fmt: skip
    assert (amara["Plan"], nora["Plan"], amara["Language"], nora["Reading Level"]) == (
        "IEP", "504", "Wolof", "12/5",
    )  # fmt: skip
    assert amara["Homeroom"] == "hr6@school.test"
    people = [row["Person"] for row in school.table(spreadsheet, "Team") if row.get("Person")]
    assert people == ["Fatou Diallo", "Ali Diallo"]
    assert set(report.unused) == {"#", "Bus", "Locker", "T-Shirt"}
    assert [text for text in report.json()["problems"] if "Last Annual Review" in text]


def test_typed_cells_stay_and_what_differs_is_listed() -> None:
    school = a_school()
    caseload, spreadsheet = _new(school)
    _import(school, caseload, "powerschool.csv")
    before = school.entered(spreadsheet)
    report = _import(school, caseload, "managebac.csv")
    differs = {(one["student"], one["column"]) for one in report.json()["differs"]}
    amara, nora = (row["Code"] for row in _students(school, spreadsheet).values())
    assert {(amara, "grade"), (nora, "grade"), (amara, "preferred_name")} == differs
    assert report.json()["students_added"] == 0
    assert school.entered(spreadsheet) == before
    assert not [line for line in report.lines() if "Amara" in line]


def test_students_the_file_does_not_name_stay() -> None:
    school = a_school()
    caseload, spreadsheet = _new(school)
    _import(school, caseload, "powerschool.csv")
    one = POWERSCHOOL.splitlines()[0] + "\n" + POWERSCHOOL.splitlines()[1] + "\n"
    report = import_roster(school.deps, caseload, "half.csv", one.encode())
    nora = _students(school, spreadsheet)["Nora Lind"]
    assert report.json()["missing"] == [nora["Code"]]
    assert len(_students(school, spreadsheet)) == 2
