"""The side panel beside somebody's own spreadsheet: allow it, see what would be brought in, confirm.

Which spreadsheet it is, Google says and no card; it is read by the caller's own permission, and whoever has
none is refused.
"""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from app.core import cards
from app.core.adopt_cards import DATE_ORDERS, DATES, SPREADSHEET, UNSAID, bringing_card, proposal_card
from app.core.widgets import Json
from app.errors import HoldfastError
from app.web.needs import Needs
from app.web.panel import Asked, Panel, noticed, opened, pushed, updated

# Google then asks the person, and calls the trigger for a granted file.
ASK_FOR_FILE: Json = {
    "renderActions": {"hostAppAction": {"editorAction": {"requestFileScopeForActiveDocument": {}}}}
}
OTHER_FILE = "This card is about another spreadsheet. Open the panel again."


def addon_adopt(needs: Needs, panel: Panel) -> Blueprint:
    """The routes beside a spreadsheet that is none of Holdfast's."""
    routes = Blueprint("addon_adopt", __name__)

    @routes.post(cards.SHEETS_ALLOW)
    def allow() -> Response:
        asked = panel.asked()
        return jsonify(_refused(needs, panel, asked) or ASK_FOR_FILE)

    @routes.post(cards.SHEETS_GRANTED)
    def granted() -> Response:
        return jsonify(pushed(panel.home(panel.asked())))

    @routes.post(cards.SHEETS_BRING)
    def bring() -> Response:
        asked = panel.asked()
        return jsonify(_refused(needs, panel, asked) or _proposal(needs, panel, asked))

    @routes.post(cards.SHEETS_ADOPT)
    def adopt() -> Response:
        asked = panel.asked()
        return jsonify(_refused(needs, panel, asked) or _ordered(needs, panel, asked))

    return routes


def _refused(needs: Needs, panel: Panel, asked: Asked) -> Json | None:
    if needs.connected(asked.email):
        return None
    return updated(cards.connect_card(asked.email, panel.base_url))


def _proposal(needs: Needs, panel: Panel, asked: Asked) -> Json:
    if asked.sheet is None:
        return ASK_FOR_FILE
    spreadsheet = asked.event.spreadsheet_id
    try:
        proposal = needs.propose(asked.email, spreadsheet)
    except HoldfastError as problem:
        return opened(cards.notice_card("This cannot be brought in", str(problem)))
    return opened(proposal_card(proposal, spreadsheet, panel.base_url))


def _ordered(needs: Needs, panel: Panel, asked: Asked) -> Json:
    spreadsheet = asked.event.spreadsheet_id
    if asked.sheet is None or asked.event.parameters.get(SPREADSHEET) != spreadsheet:
        return noticed(OTHER_FILE)
    dates = asked.event.inputs.get(DATES, "")
    known = dates if dates in dict(DATE_ORDERS) and dates != UNSAID else ""
    try:
        made = needs.adopt(asked.email, spreadsheet, known)
    except HoldfastError as problem:
        return updated(cards.notice_card("This was not brought in", str(problem)))
    return updated(bringing_card(made.name, panel.base_url), "Noted.")
