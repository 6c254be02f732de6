"""Text of strangers never becomes a formula, a header, HTML or a log line.

Thousands of hostile strings go the way of a mail's subject and display name, a form answer, a file name and a
roster cell, up to the bytes that would leave for Google or for a person's eyes.
"""

from __future__ import annotations

import email
import json
import logging
from collections.abc import Iterator
from datetime import UTC, date, datetime
from email import policy
from html.parser import HTMLParser
from random import Random
from zoneinfo import ZoneInfo

import pytest

from app.core.contacts import contact_rows
from app.core.events import event_body
from app.core.mail import Link, build_message, write
from app.core.model import Address, MailMessage
from app.core.reminder_rules import Reminder
from app.core.roster import read_roster
from app.google.headers import addresses, decoded
from app.logs import configure, get_logger
from sheets_schema.codec import encode
from sheets_schema.model import Kind
from sheets_schema.workbook import WORKBOOK
from tests.unit.core.books import row

SEEDS = (
    "=1+1", "+1", "-1", "@SUM(A1)", '=IMPORTXML("http://x.test","//a")', "'=1", "\t=1", "\r\n=1", "＝1+1",
    "\r\nBcc: all@x.test", "\nSubject: other", "\r\n\r\n<script>", "\x00", "\x0b", "\x1b[31m",
    "\x85Bcc: x@x.test", "\u2028Bcc: x@x.test", "\u202e", "=?utf-8?q?=0D=0ABcc:_x@x.test?=",
    "=?utf-8?b?DQpCY2M6IHhAeC50ZXN0?=", "=?x?y?z?=", "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>", '"><svg onload=alert(1)>', "</p><a href='javascript:alert(1)'>",
    "&lt;b&gt;", "{{7*7}}", "${x}", "%s%n", "\ud800", "a@b.test, c@d.test", "<x@y.test>", '"', "'", ",", ";",
    "|", "\\", "`", "--", "\ufeff", "a" * 40, "é", "名", "🙂", " ", "\n", "1/2",
)  # fmt: skip
MANY, ALL = 500, 10_000
TODAY = date(2026, 11, 23)
TAGS = {"html", "body", "p", "br", "ul", "li", "a"}
CONTACTS, STUDENTS, ANSWERS = (WORKBOOK.tab(key) for key in ("contact_log", "students", "survey_answers"))


def hostile(first: int, count: int) -> Iterator[str]:
    """Strings put together from pieces that have broken something somewhere."""
    for seed in range(first, first + count):
        random = Random(seed)
        yield "".join(random.choice(SEEDS) for _ in range(random.randint(1, 4)))


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str]] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {(name, (value or "")[:8]) for name, value in attrs if name != "style"}


def a_cell_is_text(text: str) -> None:
    for tab, key in ((CONTACTS, "subject"), (CONTACTS, "person"), (STUDENTS, "name"), (ANSWERS, "goal")):
        entered = encode(tab.column(key), text, UTC)
        assert set(entered or {}) <= {"stringValue"}, (key, text)


def a_contact_is_text(text: str) -> None:
    """As a message's subject and its writer's name, from the raw header to the cell."""
    try:
        senders = addresses([f"{text} <mum@home.test>"])
    except UnicodeEncodeError:
        senders = ()
    mail = MailMessage("m", "t", frozenset({"INBOX"}), datetime(2026, 11, 23, tzinfo=UTC),
                       Address("mum@home.test", text), senders, decoded(text))  # fmt: skip
    team = [row(5, person=text, email="mum@home.test", role="parent", student="S001")]
    (made,) = contact_rows([mail], team, {"me@s.test"}, ZoneInfo("UTC"))
    for key, cell in made.cells.items():
        if isinstance(cell, str) and CONTACTS.column(key).kind is not Kind.LINK:
            assert set(encode(CONTACTS.column(key), cell, UTC) or {}) <= {"stringValue"}
    subject = str(made.cells["subject"] or "")
    assert subject.isprintable(), repr(subject)


def a_letter_has_its_own_headers(text: str) -> None:
    written = write(text, [text, Link(text, text), (text, text)])
    message = build_message(sender="me@s.test", to="kim@x.test", subject=text, text=written.text,
                            html=written.html, key=text)  # fmt: skip
    read = email.message_from_bytes(bytes(message), policy=policy.default)
    names = sorted({name.lower() for name in read})
    assert set(names) <= {"from", "to", "subject", "x-holdfast-key", "auto-submitted", "mime-version",
                          "content-type", "content-transfer-encoding"}, names  # fmt: skip
    assert [str(one) for one in read["To"].addresses] == ["kim@x.test"]
    assert str(read["Subject"]).isprintable()
    page = Tags()
    html = read.get_body(("html",))
    assert html is not None
    page.feed(html.get_content())
    assert page.tags <= TAGS, (text, page.tags)
    assert all(name == "href" and value.startswith(("http://", "https:/")) for name, value in page.attributes)


def an_event_is_one_line(text: str) -> None:
    one = Reminder(key="R18/S001/x", rule="R18", student="S001", due=TODAY, what=text, why="Because.",
                   who="case manager", named=(TODAY,), title=text)  # fmt: skip
    summary = event_body(one, text[:20].strip() and "Mia H.")["summary"]
    assert summary.isprintable(), repr(summary)


def a_roster_is_text_and_sentences(text: str) -> None:
    safe = text.encode("utf-8", "replace").decode()
    quoted = '"' + safe.replace('"', '""') + '"'
    bodies = (
        ("roster.csv", f"Name,Needs,{quoted}\n{quoted},{quoted},1\n"),
        (f"{text}.csv", "Name,Grade\n,6\n"),
    )
    for name, body in bodies:
        roster = read_roster(name, body.encode(), text, TODAY)
        for problem in roster.problems:
            assert str(problem).isprintable(), str(problem)
        for cells in (line.cells for line in roster.rows):
            entered = [encode(STUDENTS.column(key), cell, UTC) or {} for key, cell in cells.items()]
            assert all(set(one) <= {"stringValue"} for one in entered)


CHECKS = (a_cell_is_text, a_contact_is_text, a_letter_has_its_own_headers, an_event_is_one_line,
          a_roster_is_text_and_sentences)  # fmt: skip


@pytest.mark.parametrize("check", CHECKS)
def test_no_stranger_is_obeyed(check: object) -> None:
    assert callable(check)
    for text in hostile(0, MANY):
        check(text)


@pytest.mark.proof
@pytest.mark.parametrize("check", CHECKS)
def test_no_stranger_of_ten_thousand_is_obeyed(check: object) -> None:
    assert callable(check)
    for text in hostile(MANY, ALL):
        check(text)


def test_a_log_line_is_one_json_object_without_the_stranger(capsys: pytest.CaptureFixture[str]) -> None:
    configure("INFO")
    log, library = get_logger(), logging.getLogger("library")
    for text in hostile(0, ALL):
        log.info("sync", subject=text, caseload=1)
        library.warning("odd header %s", text)
        try:
            raise ValueError(text)
        except ValueError:
            log.exception("failed", caseload=1)
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 3 * ALL
    told = {
        json.dumps({key: one[key] for key in sorted(one) if key != "timestamp"})
        for one in map(json.loads, lines)
    }
    assert len(told) == 3, told
