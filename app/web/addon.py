"""The side panel's homes: the caseload at a glance, refreshed and synced at a click.

Nothing here waits for Google or for a sync: work is made due, and the card says so.
"""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from app.core import cards
from app.core.orders import Order, OrderKind
from app.web.needs import Needs
from app.web.panel import InHand, Panel, pushed, updated


def addon(needs: Needs, panel: Panel) -> Blueprint:
    """The routes of the Sheets panel, and of the panels' homes in Gmail and Calendar."""
    routes = Blueprint("addon", __name__)

    def home() -> Response:
        return jsonify(pushed(panel.home(panel.asked())))

    for path in (cards.SHEETS_HOME, cards.GMAIL_HOME, cards.CALENDAR_HOME):
        routes.add_url_rule(
            path, endpoint=path.strip("/").replace("/", "_"), view_func=home, methods=["POST"]
        )

    @routes.post(cards.SHEETS_REFRESH)
    def refresh() -> Response:
        return jsonify(updated(panel.home(panel.asked())))

    @routes.post(cards.SHEETS_SYNC)
    def sync() -> Response:
        asked = panel.asked()
        if asked.caseload is None or not asked.caseload.connected:
            return jsonify(updated(cards.connect_card(asked.email, panel.base_url)))
        needs.set_due(asked.caseload.id, needs.now())
        synced = asked.glance.synced_here if asked.glance else None
        card = cards.syncing_card(asked.caseload.name, panel.base_url, synced)
        return jsonify(updated(card, "Sync is queued."))

    @routes.post(cards.SHEETS_SURVEY)
    def open_survey() -> Response:
        found = panel.in_hand(panel.asked())
        if not isinstance(found, InHand):
            return jsonify(updated(found))
        needs.add_order(found.caseload.id, Order(OrderKind.OPEN_ROUND, "", found.email, needs.now()))
        needs.set_due(found.caseload.id, needs.now())
        card = cards.opening_card(found.caseload.name, panel.base_url, found.glance.synced_here)
        return jsonify(updated(card, "Noted."))

    return routes
