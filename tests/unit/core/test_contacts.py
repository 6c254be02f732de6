import email
import os
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import policy
from email.utils import getaddresses
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.addresses import mailbox, people
from app.core.contacts import (
    HEADERS,
    LINK,
    contact_rows,
    readable,
)
from app.core.model import Address, MailMessage
from tests.unit.core.books import row

OWN = {"me@school.test"}
ZONE = ZoneInfo("Europe/Vienna")
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
TEAM = [
    row(1, person="Kim Lee", email="Kim.Lee@gmail.com", role="parent", student="S001"),
    row(2, person="Jo Park", email="jo@x.org", role="parent", student="S002"),
    row(3, person="Jo Park", email="jo@x.org", role="parent", student="S003"),
    row(4, person="Tom Hall", email="hall@school.test", role="teacher", student="S001"),
    row(5, person="Tom Hall", email="hall@school.test", role="teacher", student="S002"),
    row(6, person="Bo Tutor", email="bo@t.org", role="tutor", student="S001"),
    row(7, person="No Mail", email=None, role="doctor", student="S001"),
]


def message(sender, *to, id="m1", when=NOON, subject="Hello", labels=(), **headers):
    return MailMessage(
        id=id,
        thread_id=f"t{id}",
        labels=frozenset(labels),
        when=when,
        sender=Address(sender) if sender else None,
        to=tuple(Address(one) for one in to),
        subject=subject,
        headers={name.replace("_", "-"): value for name, value in headers.items()},
    )


def rows(*messages, **more):
    return contact_rows(messages, TEAM, OWN, ZONE, **more)


def test_a_mail_from_a_parent():
    (found,) = rows(message("kim.lee@gmail.com", "me@school.test"))
    assert found.message_id == "m1"
    assert found.cells == {
        "date": NOON.date(),
        "student": "S001",
        "person": "Kim Lee",
        "email": "Kim.Lee@gmail.com",
        "role": "parent",
        "direction": "in",
        "method": "mail",
        "subject": "Hello",
        "link": LINK + "m1",
    }


@pytest.mark.parametrize(
    "address", ["kimlee@gmail.com", "Kim.Lee+school@googlemail.com", "KIM.LEE@GMAIL.COM"]
)
def test_other_spellings_of_an_address(address):
    (found,) = rows(message(address, "me@school.test"))
    assert found.cells["email"] == "Kim.Lee@gmail.com"


def test_a_plus_address_of_the_case_manager_is_still_the_case_manager():
    (found,) = rows(message("me+list@school.test", "jo@x.org"))
    assert found.cells["direction"] == "out"


def test_a_family_with_a_plus_address_for_each_child():
    team = [
        row(1, person="Po", email="home+ana@x.org", role="parent", student="S001"),
        row(2, person="Po", email="home+ben@x.org", role="parent", student="S002"),
    ]
    for address, student, typed in (
        ("home+ana@x.org", "S001", "home+ana@x.org"),
        ("HOME+ben@x.org", "S002", "home+ben@x.org"),
        ("home@x.org", None, "home+ana@x.org"),
    ):
        (found,) = contact_rows([message(address, "me@school.test")], team, OWN, ZONE)
        assert (found.cells["student"], found.cells["email"]) == (student, typed)


def test_siblings_leave_the_student_blank():
    (found,) = rows(message("jo@x.org", "me@school.test"))
    assert (found.cells["student"], found.cells["person"]) == (None, "Jo Park")


def test_one_row_for_several_recipients_and_the_parent_goes_first():
    (found,) = rows(message("me@school.test", "hall@school.test", "bo@t.org", "kim.lee@gmail.com"))
    assert (found.cells["person"], found.cells["student"], found.cells["direction"]) == (
        "Kim Lee",
        "S001",
        "out",
    )


def test_a_mail_to_parents_of_different_students_names_none():
    (found,) = rows(message("me@school.test", "kim.lee@gmail.com", "jo@x.org"))
    assert (found.cells["person"], found.cells["student"]) == ("Kim Lee", None)


def test_a_stranger_with_a_parent_in_copy_is_logged_under_the_parent():
    (found,) = rows(message("stranger@y.org", "me@school.test", "kim.lee@gmail.com"))
    assert (found.cells["person"], found.cells["direction"]) == ("Kim Lee", "in")


@pytest.mark.parametrize(
    "other",
    [
        message("stranger@y.org", "me@school.test"),
        message("me@school.test", "stranger@y.org"),
        message(None, "me@school.test"),
        message("kim.lee@gmail.com", labels={"DRAFT"}),
        message("kim.lee@gmail.com", labels={"SPAM"}),
        message("me@school.test", "kim.lee@gmail.com", x_holdfast_key="abc"),
        message("kim.lee@gmail.com", content_type="text/calendar; method=REQUEST"),
        message("kim.lee@gmail.com", content_type="multipart/report; report-type=disposition-notification"),
        message("kim.lee@gmail.com", auto_submitted="auto-replied; owner-email=x"),
        message("kim.lee@gmail.com", precedence="auto_reply"),
        message("me@school.test", "me@school.test"),
    ],
)
def test_what_is_no_contact(other):
    assert rows(other) == ()


def test_a_calendar_notice_in_the_name_of_a_parent_is_no_contact():
    notice = message("kim.lee@gmail.com", "me@school.test")
    sent_by = {"sender": "Google Calendar <calendar-notification@google.com>"}
    assert rows(replace(notice, headers=sent_by)) == ()


def test_no_header_is_looked_at_that_nobody_asks_gmail_for():
    class Seen(dict):
        def __contains__(self, name):
            looked_at.add(name)
            return super().__contains__(name)

        def get(self, name, default=None):
            looked_at.add(name)
            return super().get(name, default)

    looked_at = set()
    for headers in ({}, {"list-id": "<pta.lists.org>"}):
        assert rows(replace(message("kim.lee@gmail.com", "me@school.test"), headers=Seen(headers)))
    assert looked_at == {name.lower() for name in HEADERS}


def test_list_mail_from_a_parent_is_one_row():
    assert (
        len(rows(message("kim.lee@gmail.com", "pta@lists.org", list_id="<pta.lists.org>", precedence="bulk")))
        == 1
    )


def test_a_list_that_writes_in_its_own_name_hides_nobody():
    told = {"list_id": "<pta.lists.org>", "x_original_from": '"Kim Lee" <kim.lee@gmail.com>'}
    (found,) = rows(message("pta@lists.org", "pta@lists.org", **told))
    assert (found.cells["person"], found.cells["direction"]) == ("Kim Lee", "in")
    (found,) = rows(message("pta@lists.org", "pta@lists.org", list_id="<pta>", reply_to="jo@x.org"))
    assert found.cells["person"] == "Jo Park"
    assert rows(message("shop@x.org", "me@school.test", reply_to="jo@x.org")) == ()
    assert rows(message("pta@lists.org", "me@school.test", list_id="<pta>", reply_to="pta@lists.org")) == ()


@pytest.mark.parametrize("mine", ["me+school@school.test", "old.me@school.test", "office@school.test"])
def test_every_address_of_the_case_manager_is_theirs(mine):
    own = {*OWN, "old.me@school.test", "office@school.test"}
    (out,) = contact_rows([message(mine, "kim.lee@gmail.com")], TEAM, own, ZONE)
    (came,) = contact_rows([message("kim.lee@gmail.com", mine)], TEAM, own, ZONE)
    assert (out.cells["direction"], came.cells["direction"]) == ("out", "in")
    assert out.cells["person"] == came.cells["person"] == "Kim Lee"
    assert contact_rows([message(mine, "me@school.test")], TEAM, own, ZONE) == ()


def test_a_group_on_the_team_is_somebody():
    team = [*TEAM, row(8, person="Grade 9 teachers", email="grade9@school.test", role="teacher")]
    (found,) = contact_rows([message("me@school.test", "grade9@school.test")], team, OWN, ZONE)
    assert (found.cells["person"], found.cells["student"]) == ("Grade 9 teachers", None)


def test_forwarded_mail():
    by_rule = message("kim.lee@gmail.com", "old@school.test", x_forwarded_to="me@school.test")
    assert [one.cells["direction"] for one in rows(by_rule)] == ["in"]
    by_colleague = message("hall@school.test", "me@school.test", subject="Fwd: from Kim")
    assert [one.cells["person"] for one in rows(by_colleague)] == ["Tom Hall"]
    by_stranger = message("aunt@x.org", "me@school.test", subject="Fwd: from Kim")
    assert rows(by_stranger) == ()


def test_five_hundred_recipients_are_one_row():
    crowd = [f"p{number}@y.org" for number in range(499)]
    assert len(rows(message("me@school.test", *crowd, "jo@x.org"))) == 1


def test_a_logged_message_is_not_logged_again():
    one = message("kim.lee@gmail.com", "me@school.test")
    assert rows(one, one)[0].message_id == "m1"
    assert len(rows(one, one)) == 1
    assert rows(one, logged={"m1"}) == ()


def test_the_day_is_the_one_of_the_workbooks_zone():
    late = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    (found,) = rows(message("kim.lee@gmail.com", "me@school.test", when=late))
    assert found.cells["date"].day == 21


def test_subjects():
    formula = message("kim.lee@gmail.com", subject="=IMPORTXML(A1)\r\nBcc: x@y.z")
    assert rows(formula)[0].cells["subject"] == "=IMPORTXML(A1) Bcc: x@y.z"
    assert rows(formula, subjects=False)[0].cells["subject"] is None
    assert readable("=?utf-8?q?Gr=C3=BC=C3=9Fe?=") == "Grüße"
    assert readable("=?no-such-charset?q?x?=") == "=?no-such-charset?q?x?="
    assert len(readable("x" * 5000)) == 250


@given(st.text(max_size=60))
def test_any_subject_is_one_readable_line(subject):
    assert readable(subject).isprintable() or readable(subject) == ""


@given(st.text(max_size=30))
def test_any_address_is_a_mailbox(address):
    assert mailbox(mailbox(address)) == mailbox(address)


def test_the_order_of_messages_does_not_matter():
    many = [message("kim.lee@gmail.com", id=f"m{n}", when=NOON + timedelta(minutes=n % 3)) for n in range(10)]
    shuffled = random.Random(7).sample(many, len(many))
    assert rows(*many) == rows(*shuffled)
    assert [found.message_id for found in rows(*many)][:4] == ["m0", "m3", "m6", "m9"]


def test_one_person_for_all_rows_of_an_address():
    jo = people(TEAM)["jo@x.org"]
    assert (jo.students, jo.role, jo.is_parent) == (("S002", "S003"), "parent", True)
    assert len(people(TEAM)) == 4


RECORDED = Path(os.environ.get("HOLDFAST_RECORDED", "missing")) / "mail"


@pytest.mark.skipif(not RECORDED.is_dir(), reason="recorded mail is not here: set HOLDFAST_RECORDED")
def test_recorded_mail_leaves_no_wrong_row():
    found = [_recorded(path) for path in sorted(RECORDED.glob("*.eml"))]
    assert len(found) > 20
    assert rows(*found) == ()
    stranger = [row(1, person="Barry", email="barry@python.org", role="tutor", student="S001")]
    logged = contact_rows(found, stranger, OWN, ZONE)
    assert {one.message_id for one in logged} == {"msg_09", "msg_12a", "msg_44"}


def _recorded(path):
    """As the gateway gives it: addresses by the standard parser, header names in lower case."""
    parsed = email.message_from_bytes(path.read_bytes(), policy=policy.compat32)
    sender = [address for _, address in getaddresses([str(parsed.get("from", ""))]) if "@" in address]
    to = [
        address for _, address in getaddresses([str(v) for v in parsed.get_all("to", [])]) if "@" in address
    ]
    headers = {name.lower().replace("-", "_"): str(value) for name, value in parsed.items()}
    headers = {
        name: value for name, value in headers.items() if name not in ("from", "to", "subject", "sender")
    }
    return message(
        sender[0] if sender else None, *to, id=path.stem, subject=str(parsed.get("subject", "")), **headers
    )
