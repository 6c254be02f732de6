"""What "Must show" of the first issue asks of the demo's world, read from outside after its process ended."""

from __future__ import annotations

from collections import Counter
from typing import Any

import gspread
import pytest

from app.demo.post import LETTERS, MEETINGS
from app.demo.school import ACCOMMODATIONS, OWNER, PUPILS, TEAM, M, T
from app.demo.story import SILENT
from sheets_schema.model import Audience
from sheets_schema.workbook import WORKBOOK
from tests.flows.conftest import Lived, Served
from tests.flows.outside import Outside, filled

pytestmark = pytest.mark.slow

# The columns of the tabs that were first, in the order they stand in
TITLES = {
    "Students": "Code, Name, Preferred Name, Grade, Status, Plan, Case Manager, Counselor, Homeroom, "
    "Student Email, Language, Joined, Plan Start, Last Review, Last Evaluation, Next Review, "
    "Next Evaluation, Days Left, Due, Needs, Strengths, Assessments, Reading Level, Reading Notes, "
    "Make-up Time, Random Things to Do, "
    "Last Parent Contact, Days Since Contact, Last Grade Check, Failing, Missing Work, Failing Elsewhere, "
    "Last Organization Check, Organization Score, Last First Talk, Accommodations, Accommodation Use, "
    "Open Goals, Goals On Track, Typing WPM, Typing Trend, "
    "Graduation Path, Service Level, Category, Service Minutes, Weight, Award Score, Award Rank, Notes, "
    "Private Notes",
    "Team": "Person, Email, Role, Student, Household, Subject, Language, May Receive, Release On File, "
    "Release Expires, Last Contact, Acknowledged",
    "Accommodations": "Student, Accommodation, Category, Where, Condition, Start, End, Status, Source, "
    "Last Use, Use %, Trend, Barrier, Student Goal, Review Note",
    "Survey Answers": "Round, Student, Accommodation, Used, What Got In The Way, Other, Helped, "
    "Wants A Goal, Goal, Keep, Submitted, Source",
    "Survey Rounds": "Round, Kind, Opens, Closes, Sent, Answered, Percent, State",
    "Survey Links": "Round, Student, Form Link, Invited, Answered, Excused",
    "Contact Log": "Date, Student, Person, Email, Role, Direction, Method, Subject, Link, Summary, "
    "Action, Owner, Action Due, Done, Visibility",
    "Meetings": "Student, Kind, Title, Start, End, Place, Attendees, Event, Notice Sent, Notes",
    "Award Rules": "Category, Weight, Direction, Best, Worst, Source, Controllable, Message",
    "Award Holds": "Date, Student, Reason, Until, Recorded By, Override Reason, Active",
    "Award": "Student, Score, Coverage, Status, Rank, Holding Back 1, Gain 1, Holding Back 2, Gain 2, Change",
    "Reminders": "What, Student, Rule, Due, Done, Snooze, Acknowledged, Why, Who, Event",
}
# Where the made-up school has typed something, or formulas follow what it typed
LIVELY = [
    "Goals", "Progress", "First Talk", "Organization Checks", "Grade Checks", "Attendance", "Ratings",
    "Activities", "Co-taught", "Behavior", "To-Do", "Services", "Behavior Plans", "Trainings", "Decisions",
    "Modifications", "Advocacy", "Course Planning", "Referrals", "Award Winners", "Weight Schemes",
]  # fmt: skip
FREE = {"Start", "Student Card", "Co-taught Summary", "Advocacy Search", "Workload", "Award Parts"}
TABS = {*TITLES, *LIVELY, *FREE, "Status History", "Award Scores", "Award History"}
TABS |= {"Settings", "Lists", "Sync", "_Holdfast"}
OPEN = "open"


@pytest.fixture(scope="module")
def owner(served: Served) -> Outside:
    return Outside(served.url, OWNER)


@pytest.fixture(scope="module")
def book(served: Served) -> str:
    return str(served.said["spreadsheet_id"])


def test_the_demo_ends_well_and_says_what_the_contract_asks(lived: Lived) -> None:
    assert lived.status == 0
    assert lived.said["outcome"] == "ok"
    for key in (
        "google_url",
        "owner",
        "spreadsheet_id",
        "calendar_id",
        "forms",
        "audience_files",
        "data",
        "syncs",
    ):
        assert lived.said[key], key
    for sync in lived.said["syncs"]:
        assert set(sync) == {"caseload", "outcome", "changes", "calls", "problems", "seconds"}
        assert set(sync["changes"]) == {"rows_added", "cells_written", "events", "mails", "forms", "shares"}
    assert not any(lived.said["syncs"][-1]["changes"].values()), "the last sync was not at rest"
    (wrong,) = lived.said["problems"]  # the cell that is wrong on purpose
    assert (wrong["tab"], wrong["code"]) == ("Students", "not_a_date")


def test_every_request_of_the_product_is_valid_and_names_no_pupil(lived: Lived) -> None:
    assert len(lived.calls) > 300
    assert [call for call in lived.calls if not call["valid"]] == []
    names = [part for pupil in PUPILS for part in pupil.name.split()]
    spoken = lived.errors + "".join(call["path"] for call in lived.calls)
    assert [name for name in names if name in spoken] == []


def test_tabs_and_headers_are_those_of_the_product(owner: Outside, book: str) -> None:
    sheets = {sheet.title: sheet for sheet in owner.sheets.open_by_key(book).worksheets()}
    assert set(sheets) == TABS
    for title, wanted in TITLES.items():
        found = sheets[title].row_values(1)
        order = [found.index(column) for column in wanted.split(", ")]
        assert order == sorted(order), title
    categories = [row["Category"] for row in filled(owner.tab(book, "Award Rules"), "Category")]
    assert set(categories) <= set(sheets["Award Scores"].row_values(1))


def test_every_tab_has_something_to_look_at(owner: Outside, book: str) -> None:
    for title in LIVELY:
        rows = [
            row for row in owner.tab(book, title) if row["Id"] and len(list(filter(None, row.values()))) > 2
        ]
        assert len(rows) >= 2, title
    students = {row["Code"]: row for row in filled(owner.tab(book, "Students"), "Name")}
    assert [code for code, row in students.items() if row["Failing Elsewhere"] == "yes"] == ["S013"]
    assert {row["Verdict"] for row in owner.tab(book, "Goals")} >= {"on track", "catching up", "off track"}
    assert max(row["Drop"] or 0 for row in owner.tab(book, "Grade Checks")) == pytest.approx(0.12)
    assert "case manager not consulted" in {row["Flag"] for row in owner.tab(book, "Decisions")}
    card = owner.values_of(book, "Student Card")
    assert "Amara" in card[1][1]
    assert card[1][3] == "S001"


def test_one_contact_row_for_each_message_with_the_team(owner: Outside, book: str) -> None:
    rows = filled(owner.tab(book, "Contact Log"), "Link")
    with_team = [letter for letter in LETTERS if letter.contact]
    assert len(rows) == len(with_team)
    assert len({row["Link"] for row in rows}) == len(rows)
    gmail = owner.api("gmail")
    heads = {}
    for row in rows:
        wanted = gmail.users().messages().get(userId="me", id=row["Link"].rsplit("/", 1)[-1]).execute()
        heads[row["Link"]] = {head["name"]: head["value"] for head in wanted["payload"]["headers"]}
    came = [row for row in rows if row["Direction"] == "in"]
    numbers = sorted(int(heads[row["Link"]]["Message-ID"].split("-")[1].split("@")[0]) for row in came)
    assert numbers == [at for at, letter in enumerate(LETTERS) if letter.contact and not letter.sent]
    assert {heads[row["Link"]]["Subject"] for row in rows if row["Direction"] == "out"} == {
        letter.subject for letter in LETTERS if letter.sent
    }
    addresses = {person.email for person in TEAM}
    assert {row["Email"] for row in rows} <= addresses
    outgoing = sum(letter.sent for letter in with_team)
    assert Counter(row["Direction"] for row in rows) == {"in": len(rows) - outgoing, "out": outgoing}


def test_a_subject_that_looks_like_a_formula_is_text(owner: Outside, book: str) -> None:
    (row,) = [row for row in owner.tab(book, "Contact Log") if str(row["Subject"]).startswith("=IMPORTXML(")]
    answer = owner.sheets.http_client.fetch_sheet_metadata(
        book, params={"ranges": "'Contact Log'", "fields": "sheets.data.rowData.values.userEnteredValue"}
    )
    cells = [
        cell["userEnteredValue"]
        for line in answer["sheets"][0]["data"][0]["rowData"]
        for cell in line.get("values", [])
        if "userEnteredValue" in cell
    ]
    assert {"stringValue": row["Subject"]} in cells


def test_meetings_with_the_team_have_a_row_each(owner: Outside, book: str) -> None:
    rows = filled(owner.tab(book, "Meetings"), "Title")
    wanted: Counter[str] = Counter()
    for meeting in MEETINGS:
        if meeting.with_team:
            private = meeting.more.get("visibility") == "private"
            title = "Private meeting" if private else meeting.title
            wanted[title] += 3 if "recurrence" in meeting.more else 1
    assert Counter(row["Title"] for row in rows) == wanted
    assert len({row["Event"] for row in rows}) == len(rows)


def test_one_event_for_each_open_reminder(owner: Outside, book: str, served: Served) -> None:
    rows = [row for row in filled(owner.tab(book, "Reminders"), "Event") if row["State"] == OPEN]
    events = owner.api("calendar").events()
    found = events.list(calendarId=served.said["calendar_id"], maxResults=2500).execute()["items"]
    assert Counter(event["id"] for event in found) == Counter(row["Event"] for row in rows)
    days = {event["id"]: event["start"]["date"] for event in found}
    assert all(days[row["Event"]] == row["Due"] for row in rows)
    assert len(rows) > 20
    titles = " ".join(event["summary"] for event in found)
    assert not [needs for pupil in PUPILS for needs in pupil.needs.split(", ") if needs in titles]
    assert not [pupil.name for pupil in PUPILS if pupil.name in titles]


def test_one_survey_row_for_each_accommodation_of_who_answered(
    owner: Outside, book: str, served: Served
) -> None:
    active = Counter(
        f"S{pupil + 1:03}" for pupil, *_, status, _ in ACCOMMODATIONS if status in ("active", "trial")
    )
    silent = {f"S{place + 1:03}" for place in SILENT}
    answered = {code: count for code, count in active.items() if code not in silent}
    rows = filled(owner.tab(book, "Survey Answers"), "Round")
    assert Counter(row["Student"] for row in rows) == answered
    assert len({(row["Student"], row["Accommodation"]) for row in rows}) == len(rows)
    assert set(served.said["forms"]) == set(active)
    assert all(row["Used"] for row in rows)


def test_a_form_still_asks_what_its_answers_say(served: Served, owner: Outside, book: str) -> None:
    """The naive way round: what an English speaker picked on the page is what stands in the sheet."""
    code, form_id = "S003", served.said["forms"]["S003"]
    answers = owner.api("forms").forms().responses().list(formId=form_id).execute()["responses"]
    assert len(answers) == 1
    picked = [
        value["value"]
        for answer in answers[0]["answers"].values()
        for value in answer.get("textAnswers", {}).get("answers", [])
    ]
    rows = [row for row in filled(owner.tab(book, "Survey Answers"), "Round") if row["Student"] == code]
    for row in rows:
        for title in ("Used", "What Got In The Way", "Wants A Goal", "Keep"):
            assert row[title] in picked, title


def test_the_counselor_reads_their_own_file_and_nothing_else(
    served: Served, owner: Outside, book: str
) -> None:
    files = {file["email"]: file["spreadsheet_id"] for file in served.said["audience_files"]}
    assert set(files) == {M, T}
    for email, other in ((M, T), (T, M)):
        reader = Outside(served.url, email)
        for closed in (book, files[other]):
            with pytest.raises((gspread.exceptions.APIError, PermissionError)) as refused:
                reader.tab(closed, "Students")
            assert _status(refused.value) == 403
        _holds_only(reader, files[email], email)


def _status(error: BaseException) -> int:
    cause = error if isinstance(error, gspread.exceptions.APIError) else error.__cause__
    assert isinstance(cause, gspread.exceptions.APIError)
    return int(cause.response.status_code)


def _holds_only(reader: Outside, file: str, email: str) -> None:
    mine = {f"S{place:03}" for place, pupil in enumerate(PUPILS, 1) if pupil.counselor == email}
    others = [pupil.name for pupil in PUPILS if pupil.counselor != email]
    hidden = {
        (tab.title, column.title)
        for tab in WORKBOOK.tabs
        for column in tab.columns
        if Audience.COUNSELOR not in column.seen_by
    }
    text = ""
    for sheet in reader.sheets.open_by_key(file).worksheets():
        rows = reader.tab(file, sheet.title)
        assert not {(sheet.title, title) for row in rows[:1] for title in row} & hidden
        assert {row["Student"] for row in rows if row.get("Student")} <= mine, sheet.title
        text += repr(rows)
    students = filled(reader.tab(file, "Students"), "Name")
    assert {row["Code"] for row in students} == mine
    assert [name for name in others if name in text] == []
    assert "IMPORTXML" not in text, "subjects are the case manager's alone"


def test_mail_went_out_once(owner: Outside, served: Served) -> None:
    gmail = owner.api("gmail").users()
    found = gmail.messages().list(userId="me", q="in:sent", maxResults=500).execute()["messages"]
    heads = []
    for one in found:
        message = gmail.messages().get(userId="me", id=one["id"]).execute()
        fields = {head["name"].lower(): head["value"] for head in message["payload"]["headers"]}
        heads.append((fields.get("to", ""), fields.get("subject", "")))
    pupils = {PUPILS[int(code[1:]) - 1].email for code in served.said["forms"]}
    invited = Counter(to for to, _ in heads if to in pupils)
    assert invited == dict.fromkeys(pupils, 1)
    assert sum(to == OWNER and subject.startswith("Holdfast:") for to, subject in heads) == 1


# From here on the world is changed.


def writes(calls: list[dict[str, Any]]) -> Counter[str]:
    reading = (".get", ".list", ".batchGet", ".getProfile", ".getStartPageToken", "token")
    return Counter(call["method"] for call in calls if not call["method"].endswith(reading))


def test_another_sync_writes_nothing(served: Served) -> None:
    served.run("sync", str(served.said["caseload"]), "--json")  # whatever the tests before typed
    since = served.last_call()
    ran = served.run("sync", str(served.said["caseload"]), "--json")
    assert ran.returncode in (0, 1), ran.stderr
    assert writes(served.calls(since)) == {}
    assert ran.stderr == ""


def test_one_typed_change_costs_one_read_and_one_write(served: Served, owner: Outside, book: str) -> None:
    served.run("sync", str(served.said["caseload"]))
    page = owner.sheets.open_by_key(book).worksheet("Students")
    cell = f"{gspread.utils.rowcol_to_a1(3, page.row_values(1).index('Strengths') + 1)}"
    page.update_acell(cell, "kind, patient with younger students")
    since = served.last_call()
    ran = served.run("sync", str(served.said["caseload"]), "--json")
    assert ran.returncode in (0, 1), ran.stderr
    calls = served.calls(since)
    into = [call for call in calls if call["method"] == "sheets.spreadsheets.batchUpdate"]
    showing = {file["spreadsheet_id"] for file in served.said["audience_files"] if file["email"] == M}
    assert sum(book in call["path"] for call in into) <= 1
    assert {
        call["path"].split("/")[3].partition(":")[0] for call in into if book not in call["path"]
    } == showing
    assert writes(calls) == {"sheets.spreadsheets.batchUpdate": len(into)}
    reads = [call for call in calls if call["method"].startswith("sheets") and call not in into]
    assert len(reads) <= 1
    assert [call for call in calls if not call["valid"]] == []
    shown = Outside(served.url, M).tab(next(iter(showing)), "Students")
    assert "kind, patient with younger students" in {row["Strengths"] for row in shown}
