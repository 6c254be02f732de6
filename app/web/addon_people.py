"""The side panel beside a message or an event: the students it is about, and orders about them.

An order is kept for the sync and obeyed there. Everything that comes back from a card is checked again:
the student must be on the caller's own roster, the kind on their own list.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from flask import Blueprint, Response, jsonify

from app.core import cards
from app.core import person_cards as people
from app.core.glance import Glance, StudentBrief
from app.core.orders import TEXT_LENGTH, Order, OrderKind
from app.core.widgets import Json
from app.errors import HoldfastError
from app.web.events import AddonEvent
from app.web.needs import Needs
from app.web.panel import InHand, Panel, noticed, pushed, updated
from app.web.refusals import BadCall, Incomplete

_ID = re.compile(r"[\w@.:-]{1,200}")

ORDERS: dict[str, OrderKind] = {
    people.GMAIL_LOG: OrderKind.LOG_CONTACT,
    people.GMAIL_THING: OrderKind.ADD_THING,
    people.GMAIL_FOLLOW_UP: OrderKind.FOLLOW_UP,
    people.CALENDAR_KIND: OrderKind.MEETING_KIND,
    people.CALENDAR_NOTICE: OrderKind.NOTICE_SENT,
    people.CALENDAR_NOTE: OrderKind.MEETING_NOTE,
}

PROMISES: dict[OrderKind, str] = {
    OrderKind.LOG_CONTACT: "The next sync puts this contact on the Contact Log.",
    OrderKind.ADD_THING: "The next sync adds the line to Random Things to Do.",
    OrderKind.FOLLOW_UP: "The next sync puts the follow-up on the Contact Log; it becomes a reminder there.",
    OrderKind.MEETING_KIND: "The next sync sets the meeting's kind.",
    OrderKind.NOTICE_SENT: "The next sync writes down that the notice was sent.",
    OrderKind.MEETING_NOTE: "The next sync adds the notes to the meeting.",
}


def addon_people(needs: Needs, panel: Panel) -> Blueprint:
    """The routes beside a message and an event."""
    routes = Blueprint("addon_people", __name__)

    @routes.post(cards.GMAIL_MESSAGE)
    def message() -> Response:
        found = panel.in_hand(panel.asked())
        return jsonify(pushed(_message(needs, panel, found) if isinstance(found, InHand) else found))

    @routes.post(cards.CALENDAR_EVENT)
    def event() -> Response:
        found = panel.in_hand(panel.asked())
        if not isinstance(found, InHand):
            return jsonify(pushed(found))
        members = found.glance.members(found.event.invited)
        return jsonify(pushed(people.event_card(members, found.glance, panel.base_url)))

    def ordering(kind: OrderKind) -> Callable[[], Response]:
        def order() -> Response:
            found = panel.in_hand(panel.asked())
            return jsonify(_order(needs, kind, found) if isinstance(found, InHand) else updated(found))

        return order

    for path, kind in ORDERS.items():
        routes.add_url_rule(path, endpoint=kind.value, view_func=ordering(kind), methods=["POST"])
    return routes


def _message(needs: Needs, panel: Panel, found: InHand) -> Json:
    event = found.event
    if not event.message_id or not event.user_oauth_token:
        raise BadCall("no_message", "Google did not say which message is open.")
    try:
        shown = needs.open_message(event.message_id, event.user_oauth_token, event.message_token)
    except HoldfastError as problem:
        return cards.notice_card("The message cannot be read", str(problem))
    members = found.glance.members(email for email in shown.people if email != found.email)
    return people.message_card(shown.id, members, found.glance, panel.base_url)


def _order(needs: Needs, kind: OrderKind, found: InHand) -> Json:
    try:
        student = _student(found.event, found.glance)
        order = _filled(kind, student.code, found, needs)
    except Incomplete as lacking:
        return noticed(str(lacking))
    needs.add_order(found.caseload.id, order)
    needs.set_due(found.caseload.id, needs.now())
    return updated(people.ordered_card(PROMISES[kind], student, found.glance), "Noted.")


def _student(event: AddonEvent, glance: Glance) -> StudentBrief:
    code = event.parameters.get(people.STUDENT) or event.inputs.get(people.STUDENT, "")
    if not code:
        raise Incomplete("Choose the student first.")
    student = glance.student(code)
    if student is None:
        raise Incomplete("This student is no longer on the roster. Open the panel again.")
    return student


def _filled(kind: OrderKind, student: str, found: InHand, needs: Needs) -> Order:
    """The order, with what its kind needs. Incomplete with a sentence otherwise."""
    event = found.event
    text = event.inputs.get(people.TEXT, "").strip()
    if len(text) > TEXT_LENGTH:
        raise Incomplete(f"Shorten the text to {TEXT_LENGTH} characters; nothing was kept.")
    on = event.dates.get(people.DAY)
    if kind is OrderKind.MEETING_KIND:
        text = _kind(event, found.glance)
    elif kind is OrderKind.NOTICE_SENT:
        on = on or needs.now().astimezone(found.glance.tzinfo).date()
    _check(kind, text, on)
    return Order(
        kind=kind,
        student=student,
        by=found.email,
        at=needs.now(),
        text="" if kind is OrderKind.NOTICE_SENT else text,
        on=on,
        message=_id(event.parameters.get(people.MESSAGE, ""), kind in _ABOUT_MAIL, "message"),
        event=_id(event.event_id, kind in _ABOUT_MEETINGS, "event"),
        calendar=event.calendar_id,
    )


_ABOUT_MAIL = frozenset({OrderKind.LOG_CONTACT, OrderKind.FOLLOW_UP})
_ABOUT_MEETINGS = frozenset({OrderKind.MEETING_KIND, OrderKind.NOTICE_SENT, OrderKind.MEETING_NOTE})
_NEEDS_TEXT = {
    OrderKind.ADD_THING: "Type the thing to do first.",
    OrderKind.FOLLOW_UP: "Type what is to follow first.",
    OrderKind.MEETING_NOTE: "Type the notes first.",
}


def _check(kind: OrderKind, text: str, on: date | None) -> None:
    if not text and kind in _NEEDS_TEXT:
        raise Incomplete(_NEEDS_TEXT[kind])
    if kind is OrderKind.FOLLOW_UP and on is None:
        raise Incomplete("Choose the day of the follow-up first.")


def _kind(event: AddonEvent, glance: Glance) -> str:
    kind = event.inputs.get(people.KIND, "")
    if kind not in glance.meeting_kinds:
        raise Incomplete("Choose the meeting kind first.")
    return kind


def _id(value: str, needed: bool, what: str) -> str:
    if not needed and not value:
        return ""
    if not _ID.fullmatch(value):
        raise BadCall(f"no_{what}", f"Google did not say which {what} is open.")
    return value
