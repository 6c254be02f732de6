"""What is contact with the team: mail, by the headers that Gmail gives when asked for them; typed visits."""

from __future__ import annotations

from base64 import urlsafe_b64encode

import pytest

from tests.flows.letters import letter_from
from tests.flows.town import OWNER, Kept, Town

MUM = "Ada Ruiz <mum@home.test>"
TEACHERS = "grade9@school.test"
CALENDAR = "Sender: Google Calendar <calendar-notification@google.com>\r\n"
REPORT = "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n"
NOT_WRITTEN = {
    "Accepted: Plan review": (MUM, OWNER, CALENDAR),
    "Accepted: by a mail program": (MUM, OWNER, "Content-Type: text/calendar; method=REPLY\r\n"),
    "Accepted: by Outlook": (MUM, OWNER, "X-MS-Exchange-Calendar-Originator-Id: x;y\r\n"),
    "Out of office": (MUM, OWNER, "X-Autoreply: yes\r\n"),
    "Vacation": (MUM, OWNER, "Precedence: auto_reply\r\n"),
    "Away": (MUM, OWNER, "Auto-Submitted: auto-replied\r\n"),
    "Delivery failed": ("Mailer <mailer-daemon@x.test>", f"{OWNER}, {TEACHERS}", REPORT),
    "Read: Plan review": (MUM, OWNER, REPORT),
}


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> tuple[Town, Kept]:
    """Two families and a group of teachers on the Team, at rest."""
    town = Town(tmp_path_factory.mktemp("town"))
    town.open()
    students = [{"Name": name, "Status": "direct"} for name in ("Ana Ruiz", "Ben Po")]
    town.type("Students", students, first=2)
    team = [
        {"Person": "Ada Ruiz", "Email": "mum@home.test", "Role": "parent", "Student": "S001"},
        {"Person": "Bo Po", "Email": "dad@home.test", "Role": "parent", "Student": "S002"},
        {"Person": "Dad?", "Role": "guardian", "Student": "S001"},
        {"Person": "<Mum>*~", "Role": "parent", "Student": "S002"},
        {"Person": "Teachers", "Email": TEACHERS, "Role": "teacher", "Student": "S001"},
    ]
    town.type("Team", team, first=2)
    town.rest()
    return town, town.keep()


@pytest.fixture
def town(begun: tuple[Town, Kept]) -> Town:
    town, kept = begun
    town.put_back(kept)
    return town


def logged(town: Town) -> list[tuple[str, str]]:
    return sorted((str(row["Subject"]), str(row["Person"])) for row in town.rows("Contact Log"))


def test_what_no_person_wrote_is_no_contact(town: Town) -> None:
    for subject, (sender, to, more) in NOT_WRITTEN.items():
        town.mail(letter_from(sender, subject, town.world.now(), to=to, more=more))
    town.rest()
    assert logged(town) == []
    assert town.rows("Students")[0]["Days Since Contact"] == "never"
    town.mail(letter_from(MUM, "About Tuesday", town.world.now()))
    town.rest()
    assert logged(town) == [("About Tuesday", "Ada Ruiz")]


def test_a_parent_who_writes_through_a_list_did_write(town: Town) -> None:
    more = f"List-Id: <pta.lists.test>\r\nPrecedence: list\r\nX-Original-From: {MUM}\r\n"
    town.mail(
        letter_from("PTA <pta@lists.test>", "Bake sale", town.world.now(), to="pta@lists.test", more=more)
    )
    town.mail(letter_from("PTA <pta@lists.test>", "Digest", town.world.now(), more="List-Id: <pta>\r\n"))
    town.rest()
    assert logged(town) == [("Bake sale", "Ada Ruiz")]


def send(town: Town, subject: str, addressed: str) -> None:
    """The case manager writes in Gmail."""
    raw = f"From: {OWNER}\r\n{addressed}\r\nSubject: {subject}\r\n\r\nHello.\r\n"
    body = {"raw": urlsafe_b64encode(raw.encode()).decode()}
    town.owner.call("POST", "/gmail/v1/users/me/messages/send", json=body)


def test_a_letter_to_families_in_bcc_is_contact_with_them(town: Town) -> None:
    send(town, "To all families", f"To: {OWNER}\r\nBcc: {MUM}, dad@home.test")
    send(town, "To one", f"Bcc: {MUM}")
    send(town, "To a stranger", f"To: {OWNER}\r\nBcc: aunt@x.test")
    town.rest()
    rows = {row["Subject"]: (row["Person"], row["Student"]) for row in town.rows("Contact Log")}
    assert rows == {"To all families": ("Ada Ruiz", ""), "To one": ("Ada Ruiz", "S001")}


def test_bcc_is_found_where_all_mail_is_looked_for_anew(town: Town) -> None:
    send(town, "To all families", f"To: {OWNER}\r\nBcc: {MUM}, dad@home.test")
    town.owner.call("POST", "/_control/expire", json={"what": "history", "user": OWNER})
    town.rest()
    assert logged(town) == [("To all families", "Ada Ruiz")]


@pytest.mark.parametrize(
    ("student", "person", "counts"),
    [("S001", "ADA RUIZ", True), ("S001", "Dad?", True), ("S002", "<Mum>*~", True), ("S001", "Dads", False),
     ("S001", "", False), ("S002", "Ada Ruiz", False), ("S002", "<Mum>s~", False),
     ("S001", "Teachers", False)],
)  # fmt: skip
def test_a_visit_counts_by_the_name_as_on_team(town: Town, student: str, person: str, counts: bool) -> None:
    visit = {"Date": town.day(0), "Student": student, "Person": person, "Method": "visit", "Summary": "came"}
    town.type("Contact Log", [visit])
    town.rest()
    seen = {row["Code"]: row["Days Since Contact"] for row in town.rows("Students")}
    reminded = {
        row["Student"] for row in town.rows("Reminders") if (row["Rule"], row["State"]) == ("R9", "open")
    }
    assert seen == {"S001": "never", "S002": "never"} | ({student: 0} if counts else {})
    assert reminded == {code for code, days in seen.items() if days == "never"}


def test_subjects_stay_out_where_the_school_says_so(town: Town) -> None:
    town.mail(letter_from(MUM, "Before", town.world.now()))
    town.rest()
    town.owner.set_setting(town.book, "Mail subjects", False)
    town.mail(letter_from(MUM, "About the diagnosis", town.world.now()))
    town.rest()
    assert logged(town) == [("", "Ada Ruiz"), ("Before", "Ada Ruiz")]
