"""The side panel's endpoints: who asks is proved twice, then a card is made of state at hand.

Google's service proves itself with its system token, the person with theirs. Nothing here waits for
Google or for a sync: work is made due, and the card says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, Response, jsonify, request

from app.core import cards
from app.core.glance import Glance
from app.core.widgets import Json
from app.web.events import AddonEvent, read_event
from app.web.needs import Needs, OwnedCaseload
from app.web.refusals import NotForThem, NotProved
from app.web.tokens import TokenCheck, bearer


@dataclass(frozen=True)
class Asked:
    """One call that was proved: the person, their caseload if there is one, and the event."""

    email: str
    event: AddonEvent
    caseload: OwnedCaseload | None
    glance: Glance | None


Answer = Callable[[Asked], Json]


class Panel:
    """Answers the side panel for the caller's own caseload and no other."""

    def __init__(self, needs: Needs, check: TokenCheck) -> None:
        self._needs, self._check = needs, check

    @property
    def base_url(self) -> str:
        return self._needs.settings.base_url

    def asked(self) -> Asked:
        """The call at hand, proved. NotProved, NotForThem or BadCall otherwise."""
        settings = self._needs.settings
        self._prove_google(bearer(request.headers.get("Authorization")), self.base_url + request.path)
        event = read_event(request.get_data(cache=False))
        if not event.user_id_token:
            raise NotProved(
                "no_user", "Google did not say who is asking. Allow Holdfast to see your e-mail address."
            )
        email = self._check.email(event.user_id_token, settings.addon_client_id or settings.client_id)
        if settings.allowed_domains and email.rpartition("@")[2] not in settings.allowed_domains:
            raise NotForThem(
                "other_domain", "This Holdfast serves accounts of one school, and this is not one of them."
            )
        caseload = self._needs.caseload_of(email)
        glance = self._needs.glance(caseload.id) if caseload else None
        return Asked(email, event, caseload, glance)

    def _prove_google(self, token: str, address: str) -> None:
        expected = self._needs.settings.addon_service_account.casefold()
        if not expected:
            raise NotProved(
                "not_set_up", "HOLDFAST_ADDON_SERVICE_ACCOUNT is not set, so no call can be trusted."
            )
        if self._check.email(token, address) != expected:
            raise NotProved(
                "wrong_account", "This token is Google's, but not from this add-on's own account."
            )

    def home(self, asked: Asked) -> Json:
        if asked.caseload is None or not asked.caseload.connected:
            return cards.connect_card(asked.email, self.base_url)
        if asked.glance is None:
            return cards.waiting_card(asked.caseload.name, self.base_url)
        return cards.home_card(asked.glance, self.base_url)

    def sync(self, asked: Asked) -> Json:
        if asked.caseload is None or not asked.caseload.connected:
            return cards.connect_card(asked.email, self.base_url)
        self._needs.set_due(asked.caseload.id, self._needs.now())
        synced = asked.glance.synced if asked.glance else None
        return cards.syncing_card(asked.caseload.name, self.base_url, synced)


def pushed(card: Json) -> Json:
    """The answer to a trigger."""
    return {"action": {"navigations": [{"pushCard": card}]}}


def updated(card: Json, notice: str = "") -> Json:
    """The answer to a button."""
    action: Json = {"navigations": [{"updateCard": card}]}
    if notice:
        action["notification"] = {"text": notice}
    return {"renderActions": {"action": action}}


def addon(needs: Needs, check: TokenCheck) -> Blueprint:
    """The routes of the Sheets panel, and of the panels' homes in Gmail and Calendar."""
    panel = Panel(needs, check)
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
        return jsonify(updated(panel.sync(panel.asked()), "Sync is queued."))

    return routes
