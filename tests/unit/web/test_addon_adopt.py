"""Beside a spreadsheet that is none of Holdfast's: what the panel offers, to whom, and what it answers."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.core.adopt import Proposal
from app.core.serving import OwnedCaseload
from app.web import create_app
from tests.unit.web.fakes import BASE, OWNER, State, an_event, signed

HOME, ALLOW, GRANTED = "/addon/sheets/home", "/addon/sheets/allow", "/addon/sheets/granted"
BRING, ADOPT = "/addon/sheets/bring", "/addon/sheets/adopt"
MINE: dict[str, Any] = {"sheets": {"id": "mine", "title": "Mine", "addonHasFileScopePermission": True}}
ASKED = {"renderActions": {"hostAppAction": {"editorAction": {"requestFileScopeForActiveDocument": {}}}}}


@pytest.fixture
def state() -> State:
    return State(proposals={"mine": Proposal(())})


@pytest.fixture
def web(state: State) -> FlaskClient:
    return create_app(state).test_client()


def post(web: FlaskClient, path: str, **more: Any) -> dict[str, Any]:
    answer = web.post(path, json=an_event(**more), headers=signed(path))
    assert answer.status_code == 200
    found: dict[str, Any] = answer.get_json()
    return found


def sections(answer: dict[str, Any]) -> str:
    return json.dumps(answer["action"]["navigations"][0]["pushCard"]["sections"])


def test_a_spreadsheet_that_google_does_not_show_is_asked_for(web: FlaskClient) -> None:
    shown = post(web, HOME, sheets={"addonHasFileScopePermission": False})
    assert BASE + ALLOW in sections(shown)
    assert BASE + BRING not in sections(shown)
    assert "Plan review" in sections(shown)  # the caseload stays in sight
    assert post(web, ALLOW) == ASKED
    assert post(web, BRING) == ASKED


def test_once_it_is_allowed_it_can_be_brought_in(web: FlaskClient) -> None:
    shown = sections(post(web, GRANTED, **MINE))
    assert BASE + BRING in shown
    assert BASE + ALLOW not in shown


def test_beside_holdfasts_own_workbook_nothing_is_offered(web: FlaskClient) -> None:
    shown = sections(post(web, HOME, sheets={"id": "abc", "addonHasFileScopePermission": True}))
    assert (BASE + ALLOW in shown, BASE + BRING in shown) == (False, False)


@pytest.mark.parametrize("host", ["GMAIL", "CALENDAR"])
def test_beside_mail_and_calendar_nothing_is_offered(web: FlaskClient, host: str) -> None:
    path = f"/addon/{host.lower()}/home"
    assert "This spreadsheet" not in sections(post(web, path, commonEventObject={"hostApp": host}, **MINE))


def test_somebody_connected_without_a_caseload_is_offered_it(web: FlaskClient, state: State) -> None:
    state.caseloads.clear()
    state.grant_only.add(OWNER)
    shown = post(web, HOME, **MINE)
    assert shown["action"]["navigations"][0]["pushCard"]["name"] == "foreign"
    assert BASE + BRING in sections(shown)


@pytest.mark.parametrize("path", [ALLOW, BRING, ADOPT])
def test_whoever_is_not_connected_is_asked_to_connect(web: FlaskClient, state: State, path: str) -> None:
    state.caseloads[OWNER] = OwnedCaseload(7, "Learning Support", OWNER, connected=False)
    assert BASE + "/connect" in json.dumps(post(web, path, **MINE))
    assert state.adopted == []


def test_a_spreadsheet_that_cannot_be_read_is_told_in_a_sentence(web: FlaskClient, state: State) -> None:
    other = {"sheets": {"id": "hidden", "addonHasFileScopePermission": True}}
    assert "Holdfast may not see it." in json.dumps(post(web, BRING, **other))
    click = {"commonEventObject": {"hostApp": "SHEETS", "parameters": {"spreadsheet": "hidden"}}}
    assert "Holdfast may not see it." in json.dumps(post(web, ADOPT, **click, **other))
    assert state.adopted == []


@pytest.mark.parametrize(("chosen", "kept"), [("dmy", "dmy"), ("unsaid", ""), ("nonsense", "")])
def test_the_confirmed_order_is_for_the_spreadsheet_that_google_names(
    web: FlaskClient, state: State, chosen: str, kept: str
) -> None:
    inputs = {"dates": {"stringInputs": {"value": [chosen]}}}
    common = {"hostApp": "SHEETS", "parameters": {"spreadsheet": "mine"}, "formInputs": inputs}
    answer = post(web, ADOPT, commonEventObject=common, **MINE)
    assert answer["renderActions"]["action"]["navigations"][0]["updateCard"]["name"] == "bringing"
    assert state.adopted == [(OWNER, "mine", kept)]


@pytest.mark.parametrize("sheets", [{}, {"id": "another"}])
def test_a_card_about_another_spreadsheet_orders_nothing(
    web: FlaskClient, state: State, sheets: dict[str, Any]
) -> None:
    common = {"hostApp": "SHEETS", "parameters": {"spreadsheet": "mine"}}
    answer = post(web, ADOPT, commonEventObject=common, sheets=sheets)
    assert "another spreadsheet" in answer["renderActions"]["action"]["notification"]["text"]
    assert state.adopted == []
