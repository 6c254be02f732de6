"""What is typed on the workbook's page changes the rank at once: no sync runs in these tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from cryptography.fernet import Fernet
from playwright.sync_api import Browser, Page, expect

from app.demo.person import Person, letter
from app.flows.deps import Deps, gateways
from app.flows.importing import import_roster
from app.flows.setup import create_caseload
from app.flows.sync import sync_until_at_rest
from app.google.credentials import bearer
from app.google.session import Session
from app.local_google.testing import running
from app.local_google.world import World
from app.store.opened import open_store
from tests.browser.conftest import DESK

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OWNER = "owner@school.test"
ROSTER = b"School Number,Name\n01,Ana Lima\n02,Bo Berg\n03,Cleo Tan\n"
RESPECT = {"S001": (3, 3), "S002": (3, 4), "S003": (3, 2.6)}
DAY = "2026-11-17"


@pytest.fixture(scope="module")
def workbook() -> Iterator[tuple[str, str, Person]]:
    """(address, spreadsheet id, the case manager) of a workbook with three ranked students."""
    world = World(seed=3)
    with running(world) as url:
        deps = Deps(
            open_store("sqlite:///:memory:", [Fernet.generate_key().decode()]),
            lambda owner: gateways(Session(bearer(owner), url, account=owner)),
            world.now,
            url + "/spreadsheets/d/{id}/edit",
        )
        made = create_caseload(deps, OWNER, "Learning support", "UTC")
        import_roster(deps, made.id, "roster.csv", ROSTER)
        sync_until_at_rest(deps, made.id)
        owner = Person(url, OWNER)
        owner.set_setting(made.spreadsheet_id, "Award coverage needed", "10%")
        owner.set_setting(made.spreadsheet_id, "Semester start", "2026-08-03")
        owner.set_setting(made.spreadsheet_id, "Today override", "2026-11-23")
        rated = [
            {"Date": DAY, "Student": code, "Respect": score}
            for code, given in RESPECT.items()
            for score in given
        ]
        owner.type_rows(made.spreadsheet_id, "Ratings", rated, first=2)
        yield url, made.spreadsheet_id, owner
        world.store.close()


def _ranks(owner: Person, book: str) -> dict[str, str]:
    """Name -> rank, as the Award tab shows them."""
    columns = owner.columns(book, "Award")
    rows = owner.values(book, "Award")[1:]
    return {
        str(row[columns["Name"]]): str(row[columns["Rank"]]) for row in rows if len(row) > columns["Rank"]
    }


def _type(page: Page, place: str, text: str) -> None:
    """Go to the cell, type, and wait until it is entered."""
    page.get_by_label("Cell", exact=True).fill(place)
    page.get_by_label("Cell", exact=True).press("Enter")
    page.get_by_label("Content", exact=False).first.fill(text)
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.get_by_role("button", name="Enter").click()


def test_a_row_typed_moves_the_rank_at_once(chromium: Browser, workbook: tuple[str, str, Person]) -> None:
    """A third rating lifts the last student by a place; then two tardies take it away again."""
    url, book, owner = workbook
    before = _ranks(owner, book)
    assert (before["Ana Lima"], before["Bo Berg"], before["Cleo Tan"]) == ("2", "1", "3")
    page = chromium.new_page(viewport=DESK)
    page.goto(f"{url}/spreadsheets/d/{book}/edit?as={OWNER}")
    _type_row(page, owner, book, "Ratings", 8, {"Date": DAY, "Student": "S003", "Respect": "4"})
    assert _shown(page, owner, book) == ("3", "1", "2")
    tardy = {"Date": DAY, "Student": "S003", "Kind": "tardy"}
    _type_row(page, owner, book, "Attendance", 2, tardy)
    _type_row(page, owner, book, "Attendance", 3, tardy)
    assert _shown(page, owner, book) == ("2", "1", "3")
    page.close()


def _type_row(page: Page, owner: Person, book: str, tab: str, row: int, typed: dict[str, str]) -> None:
    page.get_by_role("link", name=tab, exact=True).first.click()
    expect(page.get_by_role("grid", name=tab, exact=True)).to_be_visible()
    columns = owner.columns(book, tab)
    for title, text in typed.items():
        _type(page, f"{letter(columns[title])}{row}", text)


def _shown(page: Page, owner: Person, book: str) -> tuple[str, ...]:
    """The ranks of Ana, Bo and Cleo, with the Award tab on the screen."""
    page.get_by_role("link", name="Award", exact=True).first.click()
    expect(page.get_by_role("grid", name="Award", exact=True)).to_contain_text("Cleo Tan")
    ranks = _ranks(owner, book)
    return tuple(ranks[name] for name in ("Ana Lima", "Bo Berg", "Cleo Tan"))
