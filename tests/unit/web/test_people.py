"""Beside a message or an event: the right students, and orders that are checked before they are kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from google.apps.card_v1 import Card
from google.protobuf import json_format
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core import cards
from app.core import person_cards as people
from app.core.orders import Order, OrderKind, order_from_json, order_to_json
from app.core.serving import OpenMessage
from app.core.widgets import WIDGETS_A_CARD, widget_count
from app.web import create_app
from app.web.addon_people import ORDERS
from tests.unit.web.fakes import BASE, MUM, NOW, OWNER, TEACHER, State, an_event, google_key, signed

Json = dict[str, Any]
TOKENS = {"userIdToken": google_key().token("addon-client", OWNER), "userOAuthToken": "user token"}
FRIDAY = str(int(datetime(2026, 11, 27, tzinfo=UTC).timestamp() * 1000))


@pytest.fixture
def state() -> State:
    return State()


@pytest.fixture
def web(state: State) -> FlaskClient:
    return create_app(state).test_client()


def strict(card: Json) -> Json:
    json_format.ParseDict(card, Card.pb(Card()), ignore_unknown_fields=False)
    assert widget_count(card) <= WIDGETS_A_CARD
    return card


def call(web: FlaskClient, path: str, **more: Any) -> Json:
    """The answer's action; its cards have passed Google's strict check."""
    event = an_event(**{"authorizationEventObject": TOKENS, **more})
    answer = web.post(path, json=event, headers=signed(path))
    assert answer.status_code == 200, answer.get_data(as_text=True)
    body: Json = answer.get_json()
    action: Json = body["renderActions"]["action"] if "renderActions" in body else body["action"]
    for step in action.get("navigations", []):
        strict(next(iter(step.values())))
    return action


def open_message(web: FlaskClient, message: str = "msg-f:1") -> Json:
    gmail = {"messageId": message, "threadId": "t", "accessToken": "message token"}
    card: Json = call(web, cards.GMAIL_MESSAGE, gmail=gmail)["navigations"][0]["pushCard"]
    return card


def open_event(web: FlaskClient, *emails: str) -> Json:
    calendar = {"id": "ev1", "calendarId": "c", "attendees": [{"email": one} for one in emails]}
    card: Json = call(web, cards.CALENDAR_EVENT, calendar=calendar)["navigations"][0]["pushCard"]
    return card


def click(web: FlaskClient, path: str, parameters: Mapping[str, str], day: str = "", **typed: str) -> Json:
    form: Json = {name: {"stringInputs": {"value": [value]}} for name, value in typed.items()}
    if day:
        form["day"] = {"dateInput": {"msSinceEpoch": day}}
    common = {"hostApp": "GMAIL", "parameters": dict(parameters), "formInputs": form}
    return call(web, path, commonEventObject=common, calendar={"id": "ev1", "calendarId": "c"})


def notice(action: Json) -> str:
    assert "navigations" not in action, "what was typed must stay on the card"
    text: str = action["notification"]["text"]
    return text


def parameters_of(card: Json, path: str) -> dict[str, str]:
    """What the card's button for `path` carries."""
    for section in card["sections"]:
        for widget in section["widgets"]:
            for button in widget.get("buttonList", {}).get("buttons", []):
                action = button["onClick"].get("action", {})
                if action.get("function") == BASE + path:
                    return {one["key"]: one["value"] for one in action.get("parameters", [])}
    raise AssertionError(f"no button for {path}")


def test_a_message_from_a_parent_shows_their_student(web: FlaskClient) -> None:
    card = open_message(web)
    shown = json.dumps(card)
    assert card["header"]["title"] == "Mrs P (parent)"
    assert "Ana P." in shown
    assert "Leo M." not in shown
    assert parameters_of(card, people.GMAIL_LOG) == {"student": "S001", "message": "18c2f0"}


def test_a_message_from_a_teacher_of_two_asks_whom_it_is_about(web: FlaskClient, state: State) -> None:
    state.messages["msg-f:1"] = OpenMessage("18c2f1", (TEACHER, OWNER))
    card = open_message(web)
    assert parameters_of(card, people.GMAIL_LOG) == {"message": "18c2f1"}
    assert "Choose a student" in json.dumps(card)


def test_a_message_from_nobody_on_the_team_shows_no_student(web: FlaskClient, state: State) -> None:
    state.messages["msg-f:1"] = OpenMessage("18c2f1", ("news@shop.test", OWNER))
    shown = json.dumps(open_message(web))
    assert "Nobody on this message is on the Team tab" in shown
    assert "Ana" not in shown


def test_the_reader_is_not_one_of_the_people_it_is_about(web: FlaskClient, state: State) -> None:
    myself = replace(state.glances[7].team[1], email=OWNER)
    state.glances[7] = replace(state.glances[7], team=(*state.glances[7].team, myself))
    assert "Leo M." not in json.dumps(open_message(web))


def test_a_message_that_cannot_be_read_says_why(web: FlaskClient) -> None:
    assert "Google could not be reached" in json.dumps(open_message(web, "msg-f:404"))


def test_an_event_shows_the_students_of_those_invited(web: FlaskClient) -> None:
    card = open_event(web, MUM.upper(), "someone@else.test")
    assert "Ana P." in json.dumps(card)
    assert parameters_of(card, people.CALENDAR_NOTICE) == {"student": "S001"}
    assert "plan review" in json.dumps(card)


def test_an_event_without_the_team_shows_no_student(web: FlaskClient) -> None:
    assert "Nobody on this event" in json.dumps(open_event(web, "someone@else.test"))


@pytest.mark.parametrize(
    ("path", "typed", "day", "expected"),
    [
        (people.GMAIL_LOG, {}, "", Order(OrderKind.LOG_CONTACT, "S001", OWNER, NOW, message="18c2f0")),
        (
            people.GMAIL_LOG,
            {"text": " Spoke about reading. "},
            "",
            Order(OrderKind.LOG_CONTACT, "S001", OWNER, NOW, "Spoke about reading.", message="18c2f0"),
        ),
        (
            people.GMAIL_THING,
            {"text": "print the cards"},
            FRIDAY,
            Order(OrderKind.ADD_THING, "S001", OWNER, NOW, "print the cards", date(2026, 11, 27), "18c2f0"),
        ),
        (
            people.GMAIL_FOLLOW_UP,
            {"text": "send the plan"},
            FRIDAY,
            Order(OrderKind.FOLLOW_UP, "S001", OWNER, NOW, "send the plan", date(2026, 11, 27), "18c2f0"),
        ),
        (
            people.CALENDAR_KIND,
            {"kind": "parent"},
            "",
            Order(OrderKind.MEETING_KIND, "S001", OWNER, NOW, "parent", message="18c2f0"),
        ),
        (
            people.CALENDAR_NOTICE,
            {},
            "",
            Order(OrderKind.NOTICE_SENT, "S001", OWNER, NOW, on=date(2026, 11, 20), message="18c2f0"),
        ),
        (
            people.CALENDAR_NOTE,
            {"text": "agreed on extra time"},
            "",
            Order(OrderKind.MEETING_NOTE, "S001", OWNER, NOW, "agreed on extra time", message="18c2f0"),
        ),
    ],
)
def test_an_order_is_kept_for_the_sync_and_makes_it_due(
    web: FlaskClient, state: State, path: str, typed: dict[str, str], day: str, expected: Order
) -> None:
    action = click(web, path, {"student": "S001", "message": "18c2f0"}, day, **typed)
    assert action["notification"]["text"] == "Noted."
    assert action["navigations"][0]["updateCard"]["name"] == "ordered"
    assert list(state.orders.values()) == [replace(expected, event="ev1", calendar="c")]
    assert state.due == {7: NOW}


def test_a_second_click_orders_nothing_more(web: FlaskClient, state: State) -> None:
    for text in ("print the cards", "print the cards", "call mum"):
        click(web, people.GMAIL_THING, {"student": "S001"}, text=text)
    assert [one.text for one in state.orders.values()] == ["print the cards", "call mum"]


def test_the_student_may_be_chosen_on_the_card(web: FlaskClient, state: State) -> None:
    click(web, people.GMAIL_THING, {}, text="x", student="S002")
    assert [one.student for one in state.orders.values()] == ["S002"]


@pytest.mark.parametrize(
    ("path", "parameters", "typed", "day", "said"),
    [
        (people.GMAIL_THING, {}, {"text": "x"}, "", "Choose the student first."),
        (
            people.GMAIL_THING,
            {"student": "S999"},
            {"text": "x"},
            "",
            "This student is no longer on the roster.",
        ),
        (people.GMAIL_THING, {"student": "S001"}, {"text": "  "}, "", "Type the thing to do first."),
        (people.GMAIL_THING, {"student": "S001"}, {"text": "x" * 2001}, "", "Shorten the text"),
        (people.GMAIL_FOLLOW_UP, {"student": "S001", "message": "m"}, {"text": "x"}, "", "Choose the day"),
        (people.GMAIL_FOLLOW_UP, {"student": "S001", "message": "m"}, {}, FRIDAY, "Type what is to follow"),
        (
            people.CALENDAR_KIND,
            {"student": "S001"},
            {"kind": "made up"},
            "",
            "Choose the meeting kind first.",
        ),
        (people.CALENDAR_NOTE, {"student": "S001"}, {}, "", "Type the notes first."),
    ],
)
def test_an_order_that_lacks_something_is_not_kept_and_says_what(
    web: FlaskClient,
    state: State,
    path: str,
    parameters: dict[str, str],
    typed: dict[str, str],
    day: str,
    said: str,
) -> None:
    assert notice(click(web, path, parameters, day, **typed)).startswith(said)
    assert state.orders == {}
    assert state.due == {}


def test_an_order_about_no_message_is_refused(web: FlaskClient, state: State) -> None:
    for message in ("", "a b", "../x", "m" * 300):
        common = {"parameters": {"student": "S001", "message": message}}
        event = an_event(authorizationEventObject=TOKENS, commonEventObject=common)
        answer = web.post(people.GMAIL_LOG, json=event, headers=signed(people.GMAIL_LOG))
        assert answer.status_code == 400
        assert answer.get_json()["error"]["code"] == "no_message"
    assert state.orders == {}


def test_another_person_orders_nothing_on_the_owners_caseload(web: FlaskClient, state: State) -> None:
    other = {"userIdToken": google_key().token("addon-client", "b@school.test")}
    common = {"parameters": {"student": "S001"}, "formInputs": {"text": {"stringInputs": {"value": ["x"]}}}}
    event = an_event(authorizationEventObject=other, commonEventObject=common)
    answer = web.post(people.GMAIL_THING, json=event, headers=signed(people.GMAIL_THING))
    assert "/connect" in answer.get_data(as_text=True)
    assert state.orders == {}


@pytest.mark.parametrize("path", [cards.GMAIL_MESSAGE, cards.CALENDAR_EVENT, *ORDERS])
def test_no_path_answers_without_googles_token(web: FlaskClient, state: State, path: str) -> None:
    assert web.post(path, json=an_event()).status_code == 401
    assert web.post(path, json=an_event(), headers=signed(cards.SHEETS_HOME)).status_code == 401
    assert state.orders == {}


def test_a_teacher_of_sixty_students_still_makes_a_card(web: FlaskClient, state: State) -> None:
    glance = state.glances[7]
    ana = replace(
        glance.roster[0], things_to_do=("a",) * 30, award_rank=1, award_score=9.0, next_review=NOW.date()
    )
    roster = tuple(replace(ana, code=f"S{n:03}") for n in range(60))
    team = (replace(glance.team[0], email=TEACHER, students=tuple(one.code for one in roster)),)
    state.glances[7] = replace(glance, roster=roster, team=team)
    card = open_event(web, TEACHER)
    assert "And 54 more students." in json.dumps(card)


def test_an_order_comes_back_from_json_as_it_was() -> None:
    order = Order(OrderKind.FOLLOW_UP, "S001", OWNER, NOW, "x", date(2026, 11, 27), "m")
    assert order_from_json(order_to_json(order)) == order


def test_the_same_order_in_another_caseload_or_on_another_day_is_another() -> None:
    order = Order(OrderKind.ADD_THING, "S001", OWNER, NOW, "x")
    keys = {
        order.key(1),
        order.key(2),
        replace(order, at=NOW.replace(day=21)).key(1),
        replace(order, text="y").key(1),
        replace(order, student="S002").key(1),
    }
    assert len(keys) == 5
    assert replace(order, at=NOW.replace(hour=10)).key(1) == order.key(1)


FORM = st.dictionaries(
    st.sampled_from(["student", "text", "kind", "day"]),
    st.sampled_from([{}, 3, {"stringInputs": {"value": []}}, {"dateInput": {"msSinceEpoch": "9" * 30}}])
    | st.text(max_size=50).map(lambda text: {"stringInputs": {"value": [text]}})
    | st.integers(-(10**15), 10**15).map(lambda day: {"dateInput": {"msSinceEpoch": str(day)}}),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    path=st.sampled_from([*ORDERS]),
    form=FORM,
    parameters=st.dictionaries(st.sampled_from(["student", "message"]), st.text(max_size=20)),
)
def test_no_form_breaks_it(web: FlaskClient, path: str, form: Json, parameters: dict[str, str]) -> None:
    event = an_event(
        authorizationEventObject=TOKENS, commonEventObject={"formInputs": form, "parameters": parameters}
    )
    assert web.post(path, json=event, headers=signed(path)).status_code in (200, 400)
