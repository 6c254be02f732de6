"""The calendar and the mailbox in a browser: by keyboard alone, without scripts, on a telephone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.contract.conftest import Google

pytestmark = pytest.mark.browser
TEACHER, PARENT = "rivera@school.test", "mother@family.test"
NAMELESS = """() => [...document.querySelectorAll('a, button, input:not([type=hidden]), select, textarea')]
    .filter(e => !(e.innerText || e.value && e.type === 'submit' || e.getAttribute('aria-label')
        || e.labels && e.labels.length))
    .map(e => e.outerHTML)"""
DOUBLED = """() => { const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
    return ids.filter((id, at) => ids.indexOf(id) !== at); }"""
TOO_WIDE = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def school(google: Google) -> Google:
    """A teacher with two letters, a draft, a weekly meeting and an all-day event."""
    google.control("POST", "clock", now="2026-03-11T12:00:00Z")
    for number, subject in enumerate(("Homework this week", "Room change with a long subject " * 4)):
        heads = f"From: Noor Haddad <{PARENT}>\nTo: {TEACHER}\nMessage-ID: <{number}@x>"
        raw = f"{heads}\nSubject: {subject}\n\nHello"
        google.control("POST", "mail", to=TEACHER, raw=raw)
    events = google.service("calendar", "v3", TEACHER).events()
    weekly: dict[str, Any] = {
        "summary": "Team meeting",
        "recurrence": ["RRULE:FREQ=WEEKLY"],
        "start": {"dateTime": "2026-03-03T09:00:00", "timeZone": "Europe/Berlin"},
        "end": {"dateTime": "2026-03-03T10:00:00", "timeZone": "Europe/Berlin"},
    }
    events.insert(calendarId="primary", body=weekly).execute()
    day = {"summary": "Plan due", "start": {"date": "2026-03-12"}, "end": {"date": "2026-03-13"}}
    events.insert(calendarId="primary", body=day).execute()
    return google


def sound(page: Page) -> None:
    """Every control has a name, no id stands twice, nothing hangs over the edge."""
    assert page.evaluate(NAMELESS) == []
    assert page.evaluate(DOUBLED) == []
    assert not page.evaluate(TOO_WIDE)


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what has the focus says this; it must be reachable."""
    for _ in range(120):
        page.keyboard.press("Tab")
        focused = page.evaluate("() => document.activeElement.innerText || document.activeElement.name || ''")
        if name in str(focused):
            return
    raise AssertionError(f"Tab never reaches {name!r}")


def enter(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_mail_by_keyboard(school: Google, person: Visitor) -> None:
    page = person.page
    page.goto(f"{school.url}/mail?as={TEACHER}")
    sound(page)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    tab_to(page, "Homework this week")
    enter(page)
    expect(page.get_by_role("heading", name="Homework this week")).to_be_visible()
    sound(page)
    tab_to(page, "Reply")
    enter(page)
    sound(page)
    page.get_by_label("Text").focus()
    page.keyboard.type("Thank you")
    tab_to(page, "Save draft")
    enter(page)
    expect(page.get_by_role("status")).to_have_text("Saved as a draft.")
    page.goto(f"{school.url}/mail?as={TEACHER}&in=DRAFT")
    tab_to(page, "Re: Homework this week")
    enter(page)
    tab_to(page, "Send")
    enter(page)
    expect(page.get_by_role("status")).to_have_text("Sent.")
    page.goto(f"{school.url}/mail?as={PARENT}")
    expect(page.get_by_role("link", name="Re: Homework this week")).to_be_visible()


def test_calendar_by_keyboard(school: Google, person: Visitor) -> None:
    page = person.page
    page.goto(f"{school.url}/calendar?as={TEACHER}")
    sound(page)
    expect(page.get_by_role("link", name="Team meeting")).to_have_count(5)
    tab_to(page, "Plan due")
    enter(page)
    sound(page)
    page.get_by_label("From", exact=True).fill("2026-03-19")
    page.get_by_label("To", exact=True).fill("2026-03-19")
    tab_to(page, "Save")
    enter(page)
    expect(page.get_by_role("status")).to_have_text("The event is saved.")
    page.goto(f"{school.url}/calendar?as={TEACHER}&view=week&on=2026-03-19")
    expect(page.get_by_role("link", name="Plan due")).to_be_visible()
    page.get_by_role("link", name="Next week").click()
    page.get_by_role("link", name="Team meeting").click()
    expect(page.get_by_text("This event is one of a series.")).to_be_visible()
    page.get_by_role("button", name="Delete this one").click()
    page.goto(f"{school.url}/calendar?as={TEACHER}")
    expect(page.get_by_role("link", name="Team meeting")).to_have_count(4)


def test_both_work_on_a_telephone_without_scripts(school: Google, without_scripts: Visitor) -> None:
    page = without_scripts.page
    page.goto(f"{school.url}/mail?as={TEACHER}")
    page.get_by_role("link", name="Homework this week").click()
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("link", name="Homework this week")).to_have_count(0)
    page.goto(f"{school.url}/calendar/new?as={TEACHER}&on=2026-03-20")
    page.get_by_label("Title").fill("Trip")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Trip").click()
    expect(page.get_by_label("Title")).to_have_value("Trip")


@pytest.mark.parametrize(
    "path",
    ["/mail?", "/mail/compose?", "/calendar?", "/calendar?view=week", "/calendar/new?", "/mail?in=SENT"],
)
def test_nothing_hangs_over_the_edge_of_a_telephone(school: Google, on_a_phone: Visitor, path: str) -> None:
    on_a_phone.page.goto(f"{school.url}{path}&as={TEACHER}")
    sound(on_a_phone.page)
