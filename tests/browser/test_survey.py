"""The life of two survey rounds of eighteen students in a browser: the mail, the form, the change, the
reminder, the close, the summary.

One student uses a mouse, one has no JavaScript, one only a keyboard; the last two on a screen 360 wide. One
says nothing; fourteen answer one after the other, as in a lesson.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from app.core.survey_texts import ENGLISH, SPANISH
from app.flows.deps import Google, gateways
from app.google.credentials import bearer
from app.google.session import Session
from app.local_google.testing import running
from tests.browser.conftest import Visitor
from tests.browser.faults import serious_faults
from tests.flows.first_mails import send_first_mails
from tests.flows.town import OWNER, Town, Wire

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LENA, NIA, TOM, EVA = (f"{name}@students.test" for name in ("lena", "nia", "tom", "eva"))
CLASS = {f"Pupil{at:02} Class": f"pupil{at:02}@students.test" for at in range(5, 19)}
USED = ENGLISH.questions["used"][0]
TOO_WIDE = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"


class OpenTown(Town):
    """The town with its Google also on a port, for browsers; every link it gives out leads there."""

    url = ""

    def connect(self, owner: str, wire: Wire | None = None) -> Google:
        way = wire or self.wire
        session = Session(bearer(owner), self.url, account=owner, adapter=way, sleep=lambda _: None)
        return gateways(session)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenTown]:
    made = OpenTown(tmp_path_factory.mktemp("town"))
    with running(made.world) as made.url:
        made.open()
        made.owner.set_setting(made.book, "Mail: survey invitation", "send")
        people = {"Lena Vogt": LENA, "Nia Adler": NIA, "Tom Ro": TOM, "Eva Lund": EVA} | CLASS
        rows = [
            {"Name": name, "Status": "direct", "Student Email": email,
             "Language": "Español" if email == NIA else "English"}
            for name, email in people.items()
        ]  # fmt: skip
        made.type("Students", rows, first=2)
        helps = [
            {"Student": f"S{at:03}", "Accommodation": help_, "Status": "active"}
            for at in range(1, len(people) + 1)
            for help_ in ("Extra time", "A quiet room")
        ]
        made.type("Accommodations", helps, first=2)
        yield made
    made.store.close()


def open_round(town: OpenTown, name: str) -> None:
    row = {"Round": name, "Kind": "use", "Opens": town.day(0), "Closes": town.day(14)}
    town.type("Survey Rounds", [row])
    send_first_mails(town)


def from_mail(town: OpenTown, page: Page, who: str, subject: str) -> None:
    """Open the newest letter of that subject in the mailbox, then the address it gives."""
    page.goto(f"{town.url}/mail?as={who}")
    page.get_by_role("link", name=re.compile(subject)).first.click()
    found = re.search(rf"{town.url}/forms\S+", page.locator("pre").last.inner_text())
    assert found, "the letter has no link to the form"
    page.goto(f"{found.group()}?as={who}")


def pick(page: Page, question: str, answers: list[str]) -> None:
    """One choice for each help, in the order of the page."""
    for at, answer in enumerate(answers):
        page.get_by_role("group", name=question).nth(at).get_by_label(answer, exact=True).check()


def used(town: OpenTown, name: str, student: str) -> list[str]:
    rows = town.rows("Survey Answers")
    return [row["Used"] for row in rows if (row["Round"], row["Student"]) == (name, student)]


def test_two_rounds_from_the_first_mail_to_the_second_summary(
    town: OpenTown, person: Visitor, without_scripts: Visitor, on_a_phone: Visitor
) -> None:
    open_round(town, "2026Q4")
    with_a_mouse(town, person.page)
    with_no_scripts(town, without_scripts.page)
    with_the_keyboard(town, on_a_phone.page)
    for who in CLASS.values():
        in_a_lesson(town, person.page, who, "often", "sometimes")
    town.rest()
    assert used(town, "2026Q4", "S018") == ["often", "sometimes"]
    assert used(town, "2026Q4", "S001") == ["not needed", "sometimes"]
    assert used(town, "2026Q4", "S003") == ["often", "often"]
    assert used(town, "2026Q4", "S002") == ["often", "often"], "Spanish answers are kept as the lists say"
    reminded_and_closed(town, person.page)
    open_round(town, "2027Q1")
    for who in CLASS.values():
        in_a_lesson(town, person.page, who, "often", "often")
    from_mail(town, person.page, LENA, ENGLISH.mails.subject)
    pick(person.page, USED, ["often", "often"])
    person.page.get_by_role("button", name="Submit").click()
    expect(person.page.get_by_role("heading", level=1)).to_contain_text("Thank you")
    town.rest()
    assert used(town, "2027Q1", "S001") == ["often", "often"]
    town.pass_time(days=15)
    town.rest()
    summary = summary_of(town, person.page)
    assert "Beside 2026Q4:" in summary
    assert "15 of 18 answered" in summary
    assert "often: 30 (was 18)" in summary
    assert "L.V.: Extra time: often (was not needed)" in summary


def with_a_mouse(town: OpenTown, page: Page) -> None:
    """Answered, then changed; both pages are sound."""
    from_mail(town, page, LENA, ENGLISH.mails.subject)
    expect(page.get_by_role("heading", level=1)).to_have_text(ENGLISH.title)
    assert "Lena Vogt" not in page.content(), "the form names nobody"
    assert serious_faults(page) == []
    pick(page, USED, ["often", "sometimes"])
    pick(page, ENGLISH.questions["helped"][0], ["4"])
    page.get_by_label(ENGLISH.questions["anything_to_tell"][0]).fill("=1+1 <b>hi</b> 👩‍👩‍👧 שלום")
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")
    assert serious_faults(page) == []
    town.rest()
    (first, _) = [row for row in town.rows("Survey Answers") if row["Student"] == "S001"]
    assert first["Anything To Tell"] == "=1+1 <b>hi</b> 👩‍👩‍👧 שלום"
    town.pass_time(minutes=30)
    page.get_by_role("link", name="Change your answers").click()
    pick(page, USED, ["not needed"])
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("changes were saved")


def in_a_lesson(town: OpenTown, page: Page, who: str, *answers: str) -> None:
    """From the newest invitation through the form, as quickly as it goes."""
    from_mail(town, page, who, ENGLISH.mails.subject)
    pick(page, USED, list(answers))
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")


def with_no_scripts(town: OpenTown, page: Page) -> None:
    """What is missing is said, and what was chosen is kept."""
    from_mail(town, page, TOM, ENGLISH.mails.subject)
    pick(page, USED, ["often"])
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("alert")).to_contain_text("Please answer this question.")
    pick(page, USED, ["often", "often"])
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")


def with_the_keyboard(town: OpenTown, page: Page) -> None:
    """The Spanish form by Tab, Space and Enter alone; nothing hangs over the edge of a telephone."""
    from_mail(town, page, NIA, SPANISH.mails.subject)
    expect(page.get_by_role("heading", level=1)).to_have_text(SPANISH.title)
    assert serious_faults(page) == []
    assert not page.evaluate(TOO_WIDE)
    for _ in range(150):
        page.keyboard.press("Tab")
        kind, name = page.evaluate(
            "() => [document.activeElement.type || '', document.activeElement.innerText]"
        )
        if kind == "radio":
            page.keyboard.press("Space")
        elif name == "Submit":
            page.keyboard.press("Enter")
            break
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")


def reminded_and_closed(town: OpenTown, page: Page) -> None:
    """Eva stays silent: she is reminded, her form closes, the case manager gets the summary."""
    for _ in range(7):
        town.pass_time(days=1)
        town.rest()
    from_mail(town, page, EVA, ENGLISH.mails.subject_again)
    expect(page.get_by_role("heading", level=1)).to_have_text(ENGLISH.title)
    town.pass_time(days=8)
    town.rest()
    page.reload()
    expect(page.get_by_role("button", name="Submit")).to_have_count(0)
    assert serious_faults(page) == []
    (round_,) = town.rows("Survey Rounds")
    assert (round_["Sent"], round_["Answered"], round_["State"]) == (18, 17, "closed")
    summary = summary_of(town, page)
    assert "17 of 18 answered" in summary
    assert "No answer: E.L." in summary


def summary_of(town: OpenTown, page: Page) -> str:
    page.goto(f"{town.url}/mail?as={OWNER}")
    page.get_by_role("link", name=re.compile("survey round has closed")).first.click()
    return page.locator("pre").last.inner_text()
