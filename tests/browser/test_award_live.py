"""A score changed on the workbook's page changes the rank at once: no sync runs in this test."""

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
SCORES = {"Ana Lima": 3.0, "Bo Berg": 3.5, "Cleo Tan": 2.8}


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
        rows = [{"Respect": score} for score in SCORES.values()]
        owner.type_rows(made.spreadsheet_id, "Award Scores", rows, first=2)
        yield url, made.spreadsheet_id, owner
        world.store.close()


def _cell(page: Page, owner: Person, book: str, tab: str, title: str, row: int) -> str:
    """The address of a cell by its column's title."""
    return f"{letter(owner.columns(book, tab)[title])}{row}"


def _ranks(owner: Person, book: str) -> dict[str, str]:
    """Name -> rank, as the Award tab shows them."""
    columns = owner.columns(book, "Award")
    rows = owner.values(book, "Award")[1:]
    return {
        str(row[columns["Name"]]): str(row[columns["Rank"]]) for row in rows if len(row) > columns["Rank"]
    }


def test_a_changed_score_moves_the_rank_at_once(chromium: Browser, workbook: tuple[str, str, Person]) -> None:
    url, book, owner = workbook
    before = _ranks(owner, book)
    assert (before["Ana Lima"], before["Bo Berg"], before["Cleo Tan"]) == ("2", "1", "3")
    page = chromium.new_page(viewport=DESK)
    page.goto(f"{url}/spreadsheets/d/{book}/edit?as={OWNER}")
    page.get_by_role("link", name="Award Scores", exact=True).click()
    place = _cell(page, owner, book, "Award Scores", "Respect", 4)
    page.get_by_label("Cell", exact=True).fill(place)
    page.get_by_label("Cell", exact=True).press("Enter")
    page.get_by_label("Content", exact=False).first.fill("4")
    page.get_by_role("button", name="Enter").click()
    page.get_by_role("link", name="Award", exact=True).click()
    expect(page.get_by_role("grid", name="Award", exact=True)).to_contain_text("Cleo Tan")
    after = _ranks(owner, book)
    assert (after["Cleo Tan"], after["Bo Berg"], after["Ana Lima"]) == ("1", "2", "3")
    page.close()
