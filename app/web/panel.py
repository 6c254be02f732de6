"""The proof every call of the side panel passes, and the shapes its answers have.

Google's service proves itself with its system token, the person with theirs; only then is the event
looked at. A caller gets their own caseload and no other, whatever the event says.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import request

from app.core.adopt_cards import beside_section, foreign_card
from app.core.cards import connect_card, home_card, paused_section, waiting_card
from app.core.glance import Glance
from app.core.serving import OpenSheet, OwnedCaseload
from app.core.widgets import Json, preceded
from app.web.events import AddonEvent, read_event
from app.web.needs import Needs
from app.web.refusals import NotForThem, NotProved
from app.web.tokens import TokenCheck, bearer


@dataclass(frozen=True)
class Asked:
    """One call that was proved: the person, the event, and their caseload if there is one."""

    email: str
    event: AddonEvent
    caseload: OwnedCaseload | None
    glance: Glance | None
    sheet: OpenSheet | None = None  # None: not beside a spreadsheet, or Google does not say which

    @property
    def beside_sheet(self) -> bool:
        return self.event.host == "SHEETS"


@dataclass(frozen=True)
class InHand:
    """A proved call by somebody whose caseload has been synced."""

    email: str
    event: AddonEvent
    caseload: OwnedCaseload
    glance: Glance


class Panel:
    """Proves callers and finds what is theirs."""

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
                "no_user", "Google did not say who is asking. Allow Holdfast to see your address."
            )
        email = self._check.email(event.user_id_token, settings.addon_client_id or settings.client_id)
        if settings.allowed_domains and email.rpartition("@")[2] not in settings.allowed_domains:
            raise NotForThem(
                "other_domain", "This Holdfast serves one school, and this account is not of it."
            )
        beside = event.spreadsheet_id if event.host == "SHEETS" else ""
        sheet = self._needs.open_sheet(email, beside) if beside else None
        caseload = (sheet and sheet.caseload) or self._needs.caseload_of(email)
        return Asked(email, event, caseload, self._needs.glance(caseload.id) if caseload else None, sheet)

    def in_hand(self, asked: Asked) -> InHand | Json:
        """The call with its Glance, or the card that says why there is none yet."""
        if asked.caseload is None or not asked.caseload.connected:
            return connect_card(asked.email, self.base_url)
        if asked.glance is None:
            return waiting_card(asked.caseload.name, self.base_url)
        return InHand(asked.email, asked.event, asked.caseload, asked.glance)

    def home(self, asked: Asked) -> Json:
        """The caseload at a glance; beside a spreadsheet that is none of Holdfast's, what can be done."""
        found = self.in_hand(asked)
        shown = home_card(found.glance, self.base_url) if isinstance(found, InHand) else found
        if asked.caseload and asked.caseload.connected and asked.caseload.paused:
            shown = preceded(shown, paused_section(asked.caseload.paused, self.base_url))
        if not asked.beside_sheet or not self._needs.connected(asked.email):
            return shown
        told = beside_section(asked.sheet, self.base_url)
        if told is None:
            return shown
        return preceded(shown, told) if asked.caseload else foreign_card(told)

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


def pushed(card: Json) -> Json:
    """The answer to a trigger."""
    return {"action": {"navigations": [{"pushCard": card}]}}


def updated(card: Json, notice: str = "") -> Json:
    """The answer to a button: another card in the place of its own."""
    action: Json = {"navigations": [{"updateCard": card}]}
    if notice:
        action["notification"] = {"text": notice}
    return {"renderActions": {"action": action}}


def opened(card: Json) -> Json:
    """The answer to a button that opens a further card, with a way back."""
    return {"renderActions": {"action": {"navigations": [{"pushCard": card}]}}}


def noticed(notice: str) -> Json:
    """The answer to a button that leaves the card, and what was typed in it, as it is."""
    return {"renderActions": {"action": {"notification": {"text": notice}}}}
