import email
import re
from datetime import date
from email import policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.digest import COUNSELOR_DIGEST, DIGEST, digests
from app.core.events import event_body, event_id, is_harmless, private_words, shown_students
from app.core.mail import KEY_HEADER, BadAddressError, Link, build_message, write
from app.core.names import NameStyle
from app.core.reminder_rules import Reminder
from app.core.rules import Rules
from tests.unit.core.books import book, row, student

TODAY = date(2026, 11, 18)


def reminder(rule="R18", student="S001", due=TODAY, **more):
    told = {"what": "Call home", "why": "Because.", "who": "case manager", "named": (due,), **more}
    return Reminder(key=f"{rule}/{student}/x", rule=rule, student=student, due=due, **told)


def parsed(message):
    return email.message_from_bytes(bytes(message), policy=policy.default)


def built(**changes):
    usual = {
        "sender": "me@school.test", "to": "kim@x.org", "subject": "Hello", "text": "Hi\n",
        "html": "<p>Hi</p>",
        "key": "abc123",
    }  # fmt: skip
    return build_message(**{**usual, **changes})


def test_event_ids_are_what_calendar_allows_and_differ_by_caseload():
    one, other = event_id(1, "R1/S001/2026-01-01"), event_id(2, "R1/S001/2026-01-01")
    assert one != other
    assert re.fullmatch(r"[0-9a-v]{5,1024}", one)
    assert one == event_id(1, "R1/S001/2026-01-01")


def test_the_body_of_an_event():
    body = event_body(reminder(title="call home"), "A.L.")
    assert body["summary"] == "A.L.: call home"
    assert (body["start"], body["end"]) == ({"date": "2026-11-18"}, {"date": "2026-11-19"})
    told = {"holdfast": "R18/S001/x", "holdfast-title": "A.L.: call home"}
    assert body["extendedProperties"] == {"private": told}


@pytest.mark.parametrize(
    "text",
    [
        "ask about ADHD meds",
        "Dyslexia screening",
        "send ILP",
        "buy Extra Time cards",
        "call Ana's mum",
        "ana",
    ],
)
def test_what_a_passer_by_should_not_read_stays_out_of_titles(text):
    private = {"ana", "lee", "extra time cards"}
    assert event_body(reminder(title=text), "A.L.", private)["summary"] == "A.L.: A thing to do"


def test_harmless_lines_stay():
    assert is_harmless("call home about the trip", {"ana", "lee"})
    assert is_harmless("banana bread for the leeward class", {"ana", "lee"})


def test_a_word_of_an_accommodation_is_enough_to_keep_a_line_out():
    plans = [
        row(9, student="S001", accommodation="Audiobooks"),
        row(10, student="S001", accommodation="Extra time"),
    ]
    private = private_words(book(students=[student(1, "Ana Lee")], accommodations=plans), Rules())
    assert not is_harmless("ask about audiobook access", private)
    assert not is_harmless("extra time for Friday", private)
    assert is_harmless("find time for extra homework", private)


def test_students_in_titles_are_told_apart():
    here = book(
        students=[student(1, "Ana Lee"), student(2, "Al Li"), student(3, "Bo Park", preferred_name="Bob")],
        accommodations=[row(9, student="S001", accommodation="Text to Speech")],
    )
    shown = shown_students(here, Rules(name_style=NameStyle.INITIALS))
    assert shown == {"S001": "A.L. S001", "S002": "A.L. S002", "S003": "B.P."}
    assert private_words(here, Rules(name_style=NameStyle.FULL)) == {"text to speech", "speech"}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("sit beside Ben Quill", "A thing to do"),
        ("ask Ben's mum", "A thing to do"),
        ("bring the calculators", "A thing to do"),
        ("call an agency, an hour", "call an agency, an hour"),
        ("call the quilling club", "call the quilling club"),
    ],
)
def test_a_title_names_no_other_student_and_not_what_they_get(line: str, said: str) -> None:
    here = book(
        students=[student(1, "Ana Lee"), student(2, "Quill, Ben"), student(3, "An de Vries")],
        accommodations=[row(9, student="S002", accommodation="Calculator")],
    )
    private = private_words(here, Rules())
    assert event_body(reminder(title=line), "A.L.", private)["summary"] == f"A.L.: {said}"


def test_a_message_has_text_html_and_the_key():
    message = parsed(built(text="Grüße\n", html="<p>Grüße</p>"))
    assert message[KEY_HEADER] == "abc123"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert message.get_body(("plain",)).get_content() == "Grüße\r\n"


@pytest.mark.parametrize(
    "to",
    [
        "",
        "kim",
        "kim@x.org, other@y.org",
        "kim@x.org\r\nBcc: other@y.org",
        "Kim <kim@x.org>",
        "@x.org",
        "a b@x.org",
    ],
)
def test_only_one_plain_address(to):
    with pytest.raises(BadAddressError):
        built(to=to)


HOSTILE = st.text(max_size=60) | st.sampled_from(
    [
        "x\r\nBcc: evil@y.org",
        "x\nSubject: other",
        "\r\n\r\n<script>",
        "=?utf-8?q?x=0D=0ABcc:_y?=",
        "\u2028Bcc: a@b.c",
    ]
)


@given(HOSTILE, HOSTILE, HOSTILE)
def test_nothing_a_stranger_wrote_becomes_a_header(subject, text, key):
    message = parsed(built(subject=subject, text=text, key=key))
    assert sorted({name.lower() for name in message}) == [
        "auto-submitted", "content-type", "from", "mime-version", "subject", "to", "x-holdfast-key",
    ]  # fmt: skip
    assert message["To"] == "kim@x.org"
    assert not message.defects


@given(HOSTILE, HOSTILE)
def test_nothing_a_stranger_wrote_becomes_markup(words, address):
    written = write("s", [words, (words,), Link(words, address), Link("x", "javascript:alert(1)")])
    tags = set(re.findall(r"<\s*(/?[a-z!]+)", written.html))
    assert tags <= {
        "!doctype",
        "html",
        "body",
        "p",
        "/p",
        "ul",
        "/ul",
        "li",
        "/li",
        "a",
        "/a",
        "br",
        "/body",
        "/html",
    }
    assert "javascript" not in written.html


def test_the_digest_of_a_day():
    due = [
        reminder(due=date(2026, 11, 10), rule="R9"),
        reminder(student="S002"),
        reminder(
            rule="R1", due=date(2026, 11, 25), named=(TODAY,), audience=("c@s.org",), what="Plan review"
        ),
        reminder(rule="R22", due=date(2026, 12, 1)),
    ]
    shown = {"S001": "A.L.", "S002": "B.P."}
    own, counselor = digests(due, "me@s.org", shown, TODAY, date(2026, 11, 17), "https://sheet")
    assert (own.kind, own.to, own.until) == (DIGEST, "me@s.org", TODAY)
    assert own.written.subject == "Holdfast: 2 things due"
    assert "B.P.: Call home. Because." in own.written.text
    assert "https://sheet" in own.written.text
    assert (counselor.kind, counselor.to) == (COUNSELOR_DIGEST, "c@s.org")
    assert counselor.written.subject == "Holdfast: 1 thing due"
    assert "B.P." not in counselor.written.text


def test_the_digest_says_what_is_alike_once_and_the_day_where_it_is_not_today():
    later = date(2026, 11, 20)
    due = [reminder(), reminder(student="S002"), reminder(student="S003", due=later)]
    (own,) = digests(due, "me@s.org", {"S001": "A.L.", "S002": "B.P.", "S003": "C.R."}, TODAY, None)
    lines = [line for line in own.written.text.splitlines() if line.startswith("- ")]
    assert lines == [
        "- A.L., B.P.: Call home. Because.",
        "- C.R.: Call home (20 November 2026). Because.",
    ]
    assert own.written.subject == "Holdfast: 3 things due"


def test_no_digest_without_anything_to_name():
    assert digests([reminder(due=date(2026, 12, 1))], "me@s.org", {}, TODAY, TODAY) == ()
    assert digests([], "me@s.org", {}, TODAY, None) == ()
