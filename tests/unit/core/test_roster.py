import io
from datetime import date

import openpyxl
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as limits
from hypothesis import strategies as st

from app.core.daywords import DateOrder
from app.core.roster.dates import NotADateError, read_date
from app.core.roster.headers import StudentHeader, TeamHeader, known_header
from sheets_schema.tabs.students import STUDENTS_TAB
from tests.unit.core.rosters import TODAY, cells, read, xlsx


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_and_delimiters(encoding, delimiter):
    lines = [["Name", "Grade", "Language"], ["Zoë Müller", "6", "Français"]]
    text = "\r\n".join(delimiter.join(line) for line in lines)
    assert cells(read(text.encode(encoding))) == [
        {"name": "Zoë Müller", "grade": "6", "language": "Français"}
    ]


def test_quoted_line_breaks_keep_the_line_numbers():
    roster = read('Name,Notes\n"Lee, Ana","one\ntwo"\n,nobody\nBen Li,\n')
    assert cells(roster) == [{"name": "Ana Lee", "notes": "one\ntwo"}, {"name": "Ben Li"}]
    assert [row.line for row in roster.rows] == [2, 5]
    assert [str(problem) for problem in roster.problems] == [
        "roster.csv, line 4, column Name: The line has no name; it was left out."
    ]


@pytest.mark.parametrize(
    ("said", "name", "called"),
    [
        ("Lee, Ana", "Ana Lee", None),
        ("Lee, Anastasia (Ana)", "Anastasia Lee", "Ana"),
        ("Martin King, Jr.", "Martin King, Jr.", None),
        ("  Ana   Lee ", "Ana Lee", None),
    ],
)
def test_names(said, name, called):
    (row,) = read(f'Student Name,Grade\n"{said}",6\n').rows
    assert row.cells["name"] == name
    assert row.cells.get("preferred_name") == called


def test_a_doubled_code_leaves_the_second_line_out():
    roster = read("Student ID,Name\n0042,Ana\n0042,Ben\n43,Cy\n")
    assert [row.cells["school_number"] for row in roster.rows] == ["0042", "43"]
    (problem,) = roster.problems
    assert (problem.line, problem.column) == (3, "Student ID")
    assert "line 2" in problem.text


def test_bad_dates_are_told_and_the_line_goes_on():
    roster = read("Name,Last Review,Last Eval\nAna,31/02/2026,3/4/2026\nBen,2026-05-01,25/4/2026\n")
    assert cells(roster)[0] == {"name": "Ana"}
    assert cells(roster)[1]["last_evaluation"] == date(2026, 4, 25)
    assert [(problem.line, problem.column) for problem in roster.problems] == [
        (2, "Last Eval"),
        (2, "Last Review"),
    ]
    assert "3 April 2026 or 4 March 2026" in roster.problems[0].text


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("3/4/2026", DateOrder.DMY, date(2026, 4, 3)),
        ("3/4/2026", DateOrder.MDY, date(2026, 3, 4)),
        ("4/4/26", None, date(2026, 4, 4)),
        ("2026/4/3", None, date(2026, 4, 3)),
        ("3 April 2026", None, date(2026, 4, 3)),
        ("Fri, 3rd Apr 2026", None, date(2026, 4, 3)),
        ("Apr. 3, 2026", None, date(2026, 4, 3)),
        ("2026-04-03 00:00:00", None, date(2026, 4, 3)),
        ("n/a", None, None),
        ("5/6/88", DateOrder.DMY, date(1988, 6, 5)),
    ],
)
def test_dates(text, order, day):
    assert read_date(text, order, TODAY) == day


@pytest.mark.parametrize(
    ("text", "order"), [("31/02/2026", None), ("12/25/2026", DateOrder.DMY), ("3/4", None), ("soon", None)]
)
def test_not_dates(text, order):
    with pytest.raises(NotADateError):
        read_date(text, order, TODAY)


def test_people_beside_the_student_become_team_rows():
    text = (
        "Name,Mother,Mother Email,Parent 2 Name,Parent 2 Email,Tutor,Mother Phone\n"
        "Ana,Kim Lee,Kim@X.org,,dad@x.org; step@x.org,Bo <bo@t.org>,123\n"
    )
    (row,) = read(text).rows
    assert [dict(person.cells) for person in row.team] == [
        {"person": "Kim Lee", "email": "kim@x.org", "role": "parent"},
        {"person": "dad@x.org", "email": "dad@x.org", "role": "parent"},
        {"person": "step@x.org", "email": "step@x.org", "role": "parent"},
        {"person": "Bo", "email": "bo@t.org", "role": "tutor"},
    ]


def test_a_teacher_of_a_subject():
    (row,) = read("Name,Math Teacher,Math Teacher Email,Teacher\nAna,Tom Hall,hall@s.org,Jo Po\n").rows
    assert [dict(person.cells) for person in row.team] == [
        {"person": "Tom Hall", "email": "hall@s.org", "role": "teacher", "subject": "Mathematics"},
        {"person": "Jo Po", "email": None, "role": "teacher"},
    ]


@pytest.mark.parametrize(
    "column", [one for one in STUDENTS_TAB.columns if one.typed], ids=lambda one: one.key
)
def test_the_titles_of_the_students_tab_are_known(column):
    assert known_header(column.title) == StudentHeader(column.key)


def test_of_two_columns_with_one_meaning_the_more_exact_is_read():
    roster = read("Id,Code,School Number,Name\n7,S001,0042,Ana\n")
    assert roster.rows[0].cells["school_number"] == "0042"
    assert roster.unused == ("Id", "Code")


@pytest.mark.parametrize(
    ("header", "meaning"),
    [
        ("StudentID", StudentHeader("school_number")),
        ("HOME LANGUAGE", StudentHeader("language")),
        ("Last IEP Date", StudentHeader("last_review")),
        ("Parent/Guardian 1 E-mail", TeamHeader("parent", "parent 1", "email")),
        ("Speech & Language Therapist", TeamHeader("speech", "speech", "person")),
        ("Guardian's First Name", TeamHeader("guardian", "guardian", "first")),
        ("Parent signature", None),
        ("Last Name, First Name", StudentHeader("name")),
        ("Math Teacher Email", TeamHeader("teacher", "mathematics teacher", "email", "Mathematics")),
        ("SLP minutes", None),
        ("Bus", None),
    ],
)
def test_headers(header, meaning):
    assert known_header(header) == meaning


def test_a_number_that_is_no_email_is_left_out():
    roster = read("Name,Counselor,Service Minutes\nAna,Mr Pool,90 min\nBen,pool@s.org,lots\n")
    assert cells(roster) == [
        {"name": "Ana", "service_minutes": 90.0},
        {"name": "Ben", "counselor": "pool@s.org"},
    ]
    assert [(p.line, p.column) for p in roster.problems] == [(2, "Counselor"), (3, "Service Minutes")]


def test_an_open_quotation_mark_takes_one_line_only():
    roster = read('Name,Notes\nAna,"open\nBen,ok\nCy,"a ""b"""\n')
    assert [row.cells["name"] for row in roster.rows] == ["Ben", "Cy"]
    assert [problem.line for problem in roster.problems] == [2]


def test_a_title_above_and_a_header_repeated_on_every_page():
    roster = read("Caseload 2026-27,,\nNorth School,,\nName,Grade,Bus\nAna,6,4\nName,Grade,Bus\nBen,7,\n")
    assert [row.cells["name"] for row in roster.rows] == ["Ana", "Ben"]
    assert roster.unused == ("Bus",)


def test_xlsx_with_merged_headers_and_real_dates():
    def fill(sheet):
        sheet.append(["My caseload"])
        sheet.merge_cells("A1:F1")
        sheet.append(["Name", "Code", "Parent 1", None, "Dates", None])
        sheet.append([None, None, "Name", "Email", "Last Review", "Joined"])
        sheet.merge_cells("A2:A3")
        sheet.merge_cells("C2:D2")
        sheet.merge_cells("E2:F2")
        sheet.append(["Ana Lee", 42, "Kim", "kim@x.org", date(2026, 2, 3), "31/02/2026"])
        sheet.append([None, 43, None, None, None, None])
        sheet.append(["Ben Li", "0043", None, None, 46000, None])

    roster = read(xlsx(fill), "roster.xlsx")
    assert cells(roster) == [
        {"name": "Ana Lee", "school_number": "42", "last_review": date(2026, 2, 3)},
        {"name": "Ben Li", "school_number": "0043", "last_review": date(2025, 12, 9)},
    ]
    assert dict(roster.rows[0].team[0].cells) == {"person": "Kim", "email": "kim@x.org", "role": "parent"}
    assert [(problem.line, problem.column) for problem in roster.problems] == [(4, "Joined"), (5, "Name")]


def test_the_sheet_that_looks_like_a_roster_is_read():
    book = openpyxl.Workbook()
    book.active.append(["Read me", "Name"])
    sheet = book.create_sheet("Students")
    sheet.append(["Name", "Grade", "Plan"])
    sheet.append(["Ana", 6, "ILP"])
    out = io.BytesIO()
    book.save(out)
    assert cells(read(out.getvalue(), "r.xlsx")) == [{"name": "Ana", "grade": "6", "plan": "ILP"}]


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("r.xlsx", b"PK\x03\x04 broken", "damaged"),
        ("r.zip", b"PK\x03\x04 broken", "damaged"),
        ("r.xlsx", bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("r.xls", bytes.fromhex("d0cf11e0a1b11ae1") + b"Workbook", "old .xls"),
        ("r.csv", b"", "empty"),
        ("r.csv", b"\x00\x01\x02", "not a text file"),
        ("r.csv", b"a,b\n1,2\n", "No header"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence(name, data, words):
    roster = read(data, name)
    assert not roster.rows
    (problem,) = roster.problems
    assert words in problem.text
    assert problem.file == name


@given(st.binary(max_size=400), st.sampled_from(["r.csv", "r.xlsx", "r.zip", "r"]))
def test_any_bytes_are_read(data, name):
    read(data, name)


@given(st.text(alphabet='Name,Grade;"\n\r\t/0123456789.éabc@<>()=+-', max_size=200))
def test_any_text_under_a_header_is_read(text):
    read("Name,Grade,Last Review,Mother,Student Email,Notes\n" + text)


@pytest.fixture(scope="module")
def good_xlsx():
    return xlsx(lambda sheet: [sheet.append(["Name", "Grade"]), sheet.append(["Ana", 6])])


@limits(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_damaged_xlsx_is_never_an_exception(good_xlsx, data):
    at = data.draw(st.integers(0, len(good_xlsx) - 1))
    with_fault = good_xlsx[:at] + data.draw(st.binary(max_size=3)) + good_xlsx[at + 2 :]
    read(with_fault, "r.xlsx")


def test_a_sheet_formatted_to_the_bottom_is_read_quickly_and_without_complaint():
    def fill(sheet):
        sheet.append(["Name", "Grade"])
        sheet.append(["Ana", 6])
        sheet.cell(1_000_000, 1).number_format = "0.00"

    roster = read(xlsx(fill), "r.xlsx")
    assert (cells(roster), roster.problems) == ([{"name": "Ana", "grade": "6"}], ())


@pytest.mark.parametrize(
    "filler", [" ", "a ", ",", "/", "<", '"', "1/", "by ", "@", "Dec ", "1 ", "5. ", "( "]
)
def test_long_cells_are_read_quickly(filler):
    long = (filler * 4000).replace('"', '""')
    roster = read(
        f'Name,Mother,Mother Email,Notes,Random Things to Do\nAna,"{long}","{long}","{long}","{long}"\n'
    )
    assert roster.rows[0].cells["name"] == "Ana"
