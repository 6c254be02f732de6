"""The local Google's own pages in a browser: sheet, form, panel, consent, and what all have in common."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from google.apps.card_v1 import Card
from google.auth import jwt
from google.protobuf import json_format
from playwright.sync_api import Page, expect

from app.local_google.world import World
from tests.browser.an_addon import Addon, serving
from tests.browser.conftest import Visitor
from tests.contract.conftest import OWNER, Google
from tests.contract.forms_of import Json, choice, ids, make, question, responses, texts

pytestmark = pytest.mark.browser
STUDENT = "sam@school.test"
ROWS = [
    ["id", "Name", "Score", "Rank", "Plan", "Seen", "Link"],
    [1, "Ana", 80, "=RANK(C2,C$2:C$4)", "IEP", True, '=HYPERLINK("#gid=8","lists")'],
    [2, "Ben", 90, "=RANK(C3,C$2:C$4)", "504", False, ""],
    [3, "<b>Cy</b>", 70, "=RANK(C4,C$2:C$4)", "ILP", False, ""],
]


def span(top: int, bottom: int, left: int, right: int) -> Json:
    place = {"startRowIndex": top, "endRowIndex": bottom, "startColumnIndex": left, "endColumnIndex": right}
    return {"sheetId": 7, **place}


def chart() -> Json:
    series = [{"series": {"sourceRange": {"sources": [span(0, 4, 2, 3)]}}}]
    domains = [{"domain": {"sourceRange": {"sources": [span(0, 4, 1, 2)]}}}]
    basic = {"chartType": "COLUMN", "headerCount": 1, "domains": domains, "series": series}
    anchor = {"anchorCell": {"sheetId": 7, "rowIndex": 6, "columnIndex": 1}}
    return {"spec": {"title": "Scores", "basicChart": basic}, "position": {"overlayPosition": anchor}}


def looks() -> list[Json]:
    """A hidden first column, a held header, check boxes, a strict list, a colour by rule, a chart."""
    listed = {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": each} for each in ("IEP", "504", "ILP")]}
    best = {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": "=$D2=1"}]}
    green = {"condition": best, "format": {"backgroundColor": {"green": 1}}}
    rule = {"ranges": [span(1, 50, 1, 7)], "booleanRule": green}
    hidden = {"sheetId": 7, "dimension": "COLUMNS", "startIndex": 0, "endIndex": 1}
    return [
        {
            "updateDimensionProperties": {
                "range": hidden,
                "properties": {"hiddenByUser": True},
                "fields": "hiddenByUser",
            }
        },
        {"setDataValidation": {"range": span(1, 4, 4, 5), "rule": {"condition": listed, "strict": True}}},
        {"setDataValidation": {"range": span(1, 4, 5, 6), "rule": {"condition": {"type": "BOOLEAN"}}}},
        {"addConditionalFormatRule": {"rule": rule, "index": 0}},
        {"addChart": {"chart": chart()}},
    ]


@pytest.fixture
def book(google: Google) -> str:
    """A small workbook of OWNER's."""
    service = google.service("sheets", "v4").spreadsheets()
    grid = {"rowCount": 450, "columnCount": 8, "frozenRowCount": 1}
    first = {"title": "Students", "sheetId": 7, "gridProperties": grid, "tabColor": {"red": 1}}
    sheets = [{"properties": first}, {"properties": {"title": "Lists", "sheetId": 8}}]
    sheets.append({"properties": {"title": "Secret", "sheetId": 9, "hidden": True}})
    made = service.create(body={"properties": {"title": "Caseload"}, "sheets": sheets}).execute()
    book_id = str(made["spreadsheetId"])
    typed = {"spreadsheetId": book_id, "range": "Students!A1", "valueInputOption": "USER_ENTERED"}
    service.values().update(**typed, body={"values": ROWS}).execute()
    service.batchUpdate(spreadsheetId=book_id, body={"requests": looks()}).execute()
    return book_id


def value(google: Google, book_id: str, place: str) -> Any:
    wanted = {"spreadsheetId": book_id, "range": place, "valueRenderOption": "UNFORMATTED_VALUE"}
    values = google.service("sheets", "v4").spreadsheets().values().get(**wanted).execute()
    return values.get("values", [[None]])[0][0]


def open_book(google: Google, tab: Page, book_id: str, **more: Any) -> None:
    query = "&".join(f"{key}={each}" for key, each in {"as": OWNER, **more}.items())
    tab.goto(f"{google.url}/spreadsheets/d/{book_id}/edit?{query}")


def cell(page: Page, place: str) -> Any:
    found = re.fullmatch(r"([A-Z])(\d+)", place)
    assert found
    return page.locator(f"#c-{int(found[2]) - 1}-{ord(found[1]) - 65}")


def test_a_typed_score_changes_the_ranks_at_once(google: Google, person: Visitor, book: str) -> None:
    open_book(google, person.page, book)
    page = person.page
    expect(cell(page, "D2")).to_have_text("2")
    cell(page, "C2").click()
    page.keyboard.type("95")
    page.keyboard.press("Enter")
    expect(cell(page, "D2")).to_have_text("1")
    expect(cell(page, "D3")).to_have_text("2")
    expect(cell(page, "B2")).to_have_css("background-color", "rgb(0, 255, 0)")
    expect(cell(page, "B3")).not_to_have_css("background-color", "rgb(0, 255, 0)")
    assert value(google, book, "Students!C2") == 95


def test_what_others_change_appears_by_itself(google: Google, person: Visitor, book: str) -> None:
    open_book(google, person.page, book)
    cell(person.page, "B2").click()
    google.control("POST", "edit", spreadsheetId=book, **{"as": OWNER}, ops=[{"set": ["Students!C4", 99]}])
    expect(cell(person.page, "D4")).to_have_text("1", timeout=9_000)
    expect(cell(person.page, "D3")).to_have_text("2")
    expect(person.page.locator("#cell")).to_have_value("B2")


def test_two_windows_do_not_miss_each_others_changes(google: Google, person: Visitor, book: str) -> None:
    open_book(google, person.page, book)
    other = person.page.context.new_page()
    open_book(google, other, book)
    for page, place, typed in ((other, "B2", "from the other"), (person.page, "B3", "from the first")):
        cell(page, place).click()
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
        expect(cell(page, place)).to_have_text(typed)
    expect(cell(person.page, "B2")).to_have_text("from the other")


def test_the_keyboard_alone_is_enough(google: Google, person: Visitor, book: str) -> None:
    open_book(google, person.page, book)
    page = person.page
    page.locator("#grid").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#cell")).to_have_value("C2")
    expect(page.locator("#value")).to_have_value("80")
    page.keyboard.press("F2")
    page.keyboard.type("5")
    page.keyboard.press("Escape")
    expect(cell(page, "C2")).to_have_text("80")
    page.keyboard.press("Delete")
    expect(cell(page, "C2")).to_have_text("")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.keyboard.press(" ")
    expect(cell(page, "F2").locator("input")).not_to_be_checked()
    assert value(google, book, "Students!F2") is False
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Sort Z→A")).to_be_focused()
    page.keyboard.press("Tab")
    expect(cell(page, "F2")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Alt+Enter")
    expect(page).to_have_url(re.compile("gid=8"))


def test_the_formula_bar_shows_and_takes_formulas(google: Google, person: Visitor, book: str) -> None:
    open_book(google, person.page, book)
    page = person.page
    cell(page, "D3").click()
    expect(page.locator("#value")).to_have_value("=RANK(C3,C$2:C$4)")
    page.locator("#value").fill('=UPPER("ok")')
    page.locator("#value").press("Enter")
    expect(cell(page, "D3")).to_have_text("OK")


def test_what_is_drawn_and_what_is_not(google: Google, person: Visitor, book: str) -> None:
    open_book(google, person.page, book)
    page = person.page
    expect(page.locator("#c-1-0")).to_have_count(0)
    expect(cell(page, "B4")).to_have_text("<b>Cy</b>")
    expect(page.get_by_role("navigation", name="Tabs").get_by_role("link")).to_have_text(
        ["Students", "Lists"]
    )
    expect(page.get_by_role("img", name="Scores")).to_have_accessible_name(re.compile("Ben 90"))
    expect(cell(page, "B1")).to_have_css("position", "sticky")
    page.get_by_role("link", name="lists", exact=True).click()
    expect(page).to_have_url(re.compile("gid=8"))


def test_rows_sort_come_and_go(google: Google, person: Visitor, book: str) -> None:
    open_book(google, person.page, book)
    page = person.page
    cell(page, "C2").click()
    page.get_by_role("button", name="Sort Z→A").click()
    expect(cell(page, "B2")).to_have_text("Ben")
    cell(page, "B3").click()
    page.get_by_role("button", name="Row above").click()
    expect(cell(page, "B4")).to_have_text("Ana")
    expect(cell(page, "B3")).to_have_text("")
    page.get_by_role("button", name="Delete row").click()
    expect(cell(page, "B3")).to_have_text("Ana")
    page.get_by_label("Title of a new tab").fill("New one")
    page.get_by_role("button", name="Add tab").click()
    expect(page.get_by_role("link", name="New one")).to_have_attribute("aria-current", "page")


def test_a_strict_list_refuses_and_says_why(google: Google, person: Visitor, book: str) -> None:
    open_book(google, person.page, book)
    page = person.page
    cell(page, "E2").click()
    page.keyboard.type("none")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("It takes: IEP, 504, ILP.")
    expect(cell(page, "E2")).to_have_text("IEP")
    cell(page, "E2").click()
    page.keyboard.press("F2")
    cell(page, "E2").get_by_role("combobox").select_option("ILP")
    expect(cell(page, "E2")).to_have_text("ILP")
    expect(page.get_by_role("status")).to_have_text("")


def test_two_hundred_rows_a_page_with_the_header_held(google: Google, person: Visitor, book: str) -> None:
    open_book(google, person.page, book, page=2)
    page = person.page
    expect(cell(page, "B401")).to_have_count(1)
    expect(cell(page, "B400")).to_have_count(0)
    expect(cell(page, "B1")).to_have_text("Name")
    cell(page, "B450").click()
    page.keyboard.type("last")
    page.keyboard.press("Enter")
    expect(cell(page, "B450")).to_have_text("last")
    expect(page.get_by_text("Page 3 of 3")).to_be_visible()


def test_a_reader_sees_and_cannot_change(google: Google, person: Visitor, book: str) -> None:
    drive = google.service("drive", "v3").permissions()
    reader = {"type": "user", "role": "reader", "emailAddress": "counselor@school.test"}
    drive.create(fileId=book, body=reader).execute()
    open_book(google, person.page, book, **{"as": "counselor@school.test"})
    page = person.page
    expect(page.get_by_text("View only")).to_be_visible()
    cell(page, "C2").click()
    page.keyboard.type("1")
    expect(cell(page, "C2").locator("input")).to_have_count(0)
    address = f"{google.url}/spreadsheets/d/{book}/cell"
    forced = {"as": "counselor@school.test", "gid": "7", "cell": "C2", "value": "1"}
    requests.post(address, data=forced, timeout=20)
    assert value(google, book, "Students!C2") == 80
    open_book(google, page, book, **{"as": "stranger@school.test"})
    expect(page.get_by_text("You cannot open this spreadsheet")).to_be_visible()


def test_the_sheet_works_without_scripts(google: Google, without_scripts: Visitor, book: str) -> None:
    page = without_scripts.page
    open_book(google, page, book)
    page.locator("#cell").fill("C2")
    page.locator("#value").fill("99")
    page.get_by_role("button", name="Enter").click()
    expect(cell(page, "D2")).to_have_text("1")
    page.locator("#change-cell").fill("B2")
    page.get_by_role("button", name="Delete row").click()
    expect(cell(page, "B2")).to_have_text("Ben")


def survey() -> list[Json]:
    return [
        question("Did you use it?", choice("RADIO", "Often", "No", other=True), required=True),
        question("What got in the way?", choice("CHECKBOX", "Forgot", "Too slow")),
        question(
            "Did it help?", {"scaleQuestion": {"low": 1, "high": 4, "lowLabel": "No", "highLabel": "Yes"}}
        ),
        {"title": "The end", "pageBreakItem": {}},
        question("Anything else?", {"textQuestion": {"paragraph": True}}),
    ]


def test_a_form_is_answered_without_scripts(google: Google, without_scripts: Visitor) -> None:
    form = make(google, *survey(), emails="VERIFIED")
    page = without_scripts.page
    page.goto(form["responderUri"] + f"?as={STUDENT}")
    page.get_by_label("Forgot").check()
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("alert")).to_contain_text("Please answer this question.")
    expect(page.get_by_label("Forgot")).to_be_checked()
    page.get_by_role("link", name="Did you use it?").click()
    page.get_by_label("Often").check()
    page.get_by_role("group", name="Did it help?").get_by_label("3").check()
    page.get_by_role("button", name="Next").click()
    page.get_by_label("Anything else?").fill("=1+1 <b>hi</b>")
    page.get_by_role("button", name="Back").click()
    expect(page.get_by_label("Often")).to_be_checked()
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_label("Anything else?")).to_have_value("=1+1 <b>hi</b>")
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. Your answers were sent.")
    first, second, third, last = ids(form)
    sent = {first: ["Often"], second: ["Forgot"], third: ["3"], last: ["=1+1 <b>hi</b>"]}
    assert texts(responses(google, form)[0]) == sent
    page.get_by_role("link", name="Change your answers").click()
    page.get_by_label("No", exact=True).first.check()
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. Your changes were saved.")
    (only,) = responses(google, form)
    assert (texts(only)[first], only["respondentEmail"]) == (["No"], STUDENT)


def test_a_form_is_answered_with_the_keyboard_alone(google: Google, person: Visitor) -> None:
    form = make(google, *survey()[:3])
    page = person.page
    page.goto(form["responderUri"])
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    for key in ("Tab", "Space", "Tab", "Tab", "Space", "Tab", "Tab", "ArrowRight", "Tab", "Enter"):
        page.keyboard.press(key)
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. Your answers were sent.")
    first, second, third = ids(form)
    assert texts(responses(google, form)[0]) == {first: ["Often"], second: ["Forgot"], third: ["2"]}


@pytest.fixture
def addon(world: World, google: Google) -> Iterator[Addon]:
    with serving() as made:
        with world.transaction():
            world.store.put("addon", "endpoint", {"base_url": made.url})
        yield made


def test_the_panel_draws_every_widget(google: Google, person: Visitor, addon: Addon) -> None:
    json_format.ParseDict(addon.card(), Card.pb(Card()), ignore_unknown_fields=False)
    page = person.page
    page.goto(f"{google.url}/addon?as={OWNER}")
    panel = page.get_by_role("complementary", name="Add-on")
    expect(panel.get_by_role("heading", name="Caseload")).to_be_visible()
    for shown in ("Students", "18", "Remind", "Ana", "Left", "Shown"):
        expect(panel.get_by_text(shown, exact=True).first).to_be_visible()
    expect(panel.get_by_text("Folded")).not_to_be_visible()
    expect(panel.get_by_text("<script>alert(1)")).to_be_visible()
    expect(panel.get_by_role("link", name="Guide")).to_have_attribute("href", "https://a.test/")
    for label in ("Thing to do", "How", "Due"):
        expect(panel.get_by_label(label)).to_be_visible()
    path, event, authorization = addon.calls[0]
    assert path == "/addon/sheets/home"
    assert event["commonEventObject"]["hostApp"] == "SHEETS"
    certificates = requests.get(f"{google.url}/oauth2/v1/certs", timeout=20).json()
    claims = jwt.decode(authorization.removeprefix("Bearer "), certs=certificates)  # type: ignore[no-untyped-call]
    assert claims["aud"] == addon.url + "/addon/sheets/home"
    user = event["authorizationEventObject"]["userIdToken"]
    assert jwt.decode(user, certs=certificates)["email"] == OWNER  # type: ignore[no-untyped-call]


def test_clicks_in_the_panel_reach_the_addon(google: Google, person: Visitor, addon: Addon) -> None:
    page = person.page
    page.goto(f"{google.url}/addon?as={OWNER}")
    panel = page.get_by_role("complementary", name="Add-on")
    panel.get_by_role("button", name="Save").click()
    expect(panel.get_by_role("status")).to_have_text("Please fill in: Thing to do.")
    panel.get_by_label("Thing to do").fill("call <mum>")
    panel.get_by_label("Due").fill("2026-12-05")
    panel.get_by_role("group", name="One").get_by_label("Call").check()
    panel.get_by_role("button", name="Save").click()
    expect(panel.get_by_role("status")).to_have_text("Saved.")
    expect(panel.get_by_label("Thing to do")).to_have_value("call <mum>")
    assert addon.calls[-1][1]["commonEventObject"]["formInputs"] == {
        "thing": {"stringInputs": {"value": ["call <mum>"]}},
        "how": {"stringInputs": {"value": ["mail"]}},
        "who": {"stringInputs": {"value": ["mail"]}},
        "one": {"stringInputs": {"value": ["call"]}},
        "due": {"dateInput": {"msSinceEpoch": "1796428800000"}},
    }
    panel.get_by_role("button", name="Open Sam").click()
    expect(panel.get_by_text("Code S001")).to_be_visible()
    panel.get_by_role("button", name="Back").click()
    panel.get_by_role("button", name="Ana").click()
    expect(panel.get_by_role("status")).to_have_text("Saved.")
    assert addon.calls[-1][1]["commonEventObject"]["parameters"] == {"grid_item_identifier": "a"}
    panel.get_by_role("button", name="Sync now").click()
    expect(panel.get_by_text("On its way.")).to_be_visible()
    expect(panel.get_by_role("status")).to_have_text("Sync is queued.")


def test_a_silent_addon_is_a_sentence(google: Google, person: Visitor, addon: Addon) -> None:
    addon.broken = True
    person.page.goto(f"{google.url}/addon?as={OWNER}")
    expect(person.page.get_by_text("The add-on answered 500 without JSON.")).to_be_visible()


def test_consent_is_given_scope_by_scope(google: Google, person: Visitor) -> None:
    scopes = [
        "openid",
        *(f"https://www.googleapis.com/auth/{each}" for each in ("drive.file", "gmail.readonly")),
    ]
    redirect = f"{google.url}/_control/calls"
    query = {"client_id": "local-client", "redirect_uri": redirect, "state": "s1", "scope": " ".join(scopes)}
    asked = requests.Request("GET", f"{google.url}/o/oauth2/v2/auth", params=query).prepare().url
    page = person.page
    page.goto(str(asked))
    page.get_by_label(re.compile("Read your mail")).uncheck()
    page.get_by_role("button", name="Continue").click()
    answer = parse_qs(urlsplit(page.url).query)
    assert answer["state"] == ["s1"]
    assert set(answer["scope"][0].split()) == set(scopes[:2])
    page.goto(str(asked))
    page.get_by_role("button", name="Cancel").click()
    assert parse_qs(urlsplit(page.url).query)["error"] == ["access_denied"]


def test_every_page_fits_a_phone_and_can_be_skipped_through(
    google: Google, on_a_phone: Visitor, book: str, addon: Addon
) -> None:
    form = make(google, *survey())
    page = on_a_phone.page
    paths = [
        "/",
        f"/?as={OWNER}",
        f"/spreadsheets/d/{book}/edit?as={OWNER}",
        urlsplit(form["responderUri"]).path,
        f"/forms/d/{form['formId']}/edit?as={OWNER}",
        "/forms/d/e/nothing/viewform",
        f"/addon?as={OWNER}",
        "/o/oauth2/v2/auth?client_id=local-client&redirect_uri=http://127.0.0.1:9/&scope=openid",
    ]
    for path in paths:
        page.goto(google.url + path)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{path} is wider than the screen"
        assert page.locator("html").get_attribute("lang") == "en"
        assert page.locator("h1").count() == 1, path
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()


def test_the_owner_sees_what_was_answered(google: Google, person: Visitor) -> None:
    form = make(google, *survey())
    address = form["responderUri"].replace("/viewform", "/formResponse")
    name = f"entry.{int(ids(form)[0], 16)}"
    requests.post(address, data={name: "Often"}, timeout=20)
    person.page.goto(f"{google.url}/forms/d/{form['formId']}/edit?as={OWNER}")
    expect(person.page.get_by_text("Open for answers")).to_be_visible()
    expect(person.page.get_by_role("row", name="Often 1")).to_be_visible()
    person.page.goto(f"{google.url}/forms/d/{form['formId']}/edit?as={STUDENT}")
    expect(person.page.get_by_text("You cannot edit this form")).to_be_visible()
