"""Connecting an account: one consent, checked to the last box, kept as a grant.

State and PKCE tie the answer to the browser that asked; what Google really granted is compared with
what is needed, since people may untick boxes. Tokens leave this file only inside a Grant.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import requests
from flask import Blueprint, redirect, render_template, request, session
from werkzeug.wrappers import Response as AnyResponse

from app.core.cards import CONNECT
from app.core.scopes import INTERNAL, missing
from app.core.serving import Grant
from app.web.google_addresses import GoogleAddresses
from app.web.needs import Needs
from app.web.refusals import BadCall, GoogleSilent, NotForThem

CALLBACK = "/oauth/callback"
CONNECTED = "/connected"
LACKING = "lacking"  # the session's key for the names of scopes that were left unticked
ASKED = "consent"  # the session's key for what was asked: state, verifier, until when
CONSENT_SECONDS = 600
TIMEOUT = 20


@dataclass(frozen=True)
class Consented:
    """What Google gave for one code."""

    access_token: str
    refresh_token: str
    scopes: frozenset[str]


class Consent:
    """Asks Google for a person's consent and fetches what it brought."""

    def __init__(self, needs: Needs, addresses: GoogleAddresses) -> None:
        self._needs, self._addresses = needs, addresses

    @property
    def callback(self) -> str:
        return self._needs.settings.base_url + CALLBACK

    def address(self, state: str, verifier: str) -> str:
        """Google's consent page for this browser."""
        asked = {
            "client_id": self._needs.settings.client_id,
            "redirect_uri": self.callback,
            "response_type": "code",
            "scope": " ".join(scope.url for scope in INTERNAL),
            "access_type": "offline",
            "prompt": "consent",  # without it Google leaves the refresh token out the second time
            "include_granted_scopes": "true",
            "state": state,
            "code_challenge": challenge(verifier),
            "code_challenge_method": "S256",
        }
        return f"{self._addresses.consent}?{urlencode(asked)}"

    def exchange(self, code: str, verifier: str) -> Consented:
        settings = self._needs.settings
        answer = self._json(
            "POST",
            self._addresses.exchange,
            data={
                "grant_type": "authorization_code",
                "code": code,
                "code_verifier": verifier,
                "redirect_uri": self.callback,
                "client_id": settings.client_id,
                "client_secret": settings.client_secret,
            },
        )
        access, refresh = answer.get("access_token"), answer.get("refresh_token")
        if not isinstance(access, str) or not isinstance(refresh, str) or not access or not refresh:
            raise BadCall(
                "no_grant", "Google gave no lasting permission. Connect again and agree to every question."
            )
        return Consented(access, refresh, frozenset(str(answer.get("scope", "")).split()))

    def email(self, access_token: str) -> str:
        """The verified address of the account that agreed."""
        answer = self._json(
            "GET", self._addresses.userinfo, headers={"Authorization": f"Bearer {access_token}"}
        )
        email = answer.get("email")
        if not isinstance(email, str) or "@" not in email or answer.get("email_verified") is not True:
            raise BadCall(
                "no_email", "Google did not say which account this is. Allow Holdfast to see your address."
            )
        return email.casefold()

    def _json(self, method: str, address: str, **more: Any) -> dict[str, Any]:
        try:
            answer = self._needs.http.request(method, address, timeout=TIMEOUT, **more)
            body = answer.json()
        except (requests.RequestException, ValueError) as problem:
            raise GoogleSilent(
                "google_silent", "Google did not answer. Nothing was kept; connect again."
            ) from problem
        if answer.status_code >= 500:
            raise GoogleSilent("google_silent", "Google did not answer. Nothing was kept; connect again.")
        if answer.status_code >= 400 or not isinstance(body, dict):
            raise BadCall(
                "refused", "Google refused the permission it had given. Nothing was kept; connect again."
            )
        return body


def challenge(verifier: str) -> str:
    """PKCE's S256 challenge of a verifier."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def oauth(needs: Needs, addresses: GoogleAddresses) -> Blueprint:
    """`/connect` leads to Google, `/oauth/callback` takes the answer, `/connected` tells it."""
    routes = Blueprint("oauth", __name__)
    consent = Consent(needs, addresses)

    @routes.get(CONNECT)
    def connect() -> AnyResponse:
        if not needs.settings.client_id:
            raise BadCall(
                "not_set_up", "HOLDFAST_CLIENT_ID is not set. Holdfast cannot ask Google for consent."
            )
        state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(64)
        session[ASKED] = {
            "state": state,
            "verifier": verifier,
            "until": needs.now().timestamp() + CONSENT_SECONDS,
        }
        return redirect(consent.address(state, verifier))

    @routes.get(CALLBACK)
    def callback() -> AnyResponse:
        verifier = _asked_here(request.args.get("state", ""), needs.now())
        if request.args.get("error"):
            session.pop("email", None)
            return redirect(CONNECTED, 303)
        consented = consent.exchange(request.args.get("code", ""), verifier)
        email = _allowed(consent.email(consented.access_token), needs.settings.allowed_domains)
        needs.save_grant(Grant(email, consented.refresh_token, consented.scopes, needs.now()))
        session["email"] = email
        session[LACKING] = [scope.name for scope in missing(INTERNAL, consented.scopes)]
        # Onwards, so that the code does not stay in the address bar and the history.
        return redirect(CONNECTED, 303)

    @routes.get(CONNECTED)
    def connected() -> str:
        email, lacking = session.get("email", ""), session.get(LACKING, ())
        shown = [scope for scope in INTERNAL if not email or scope.name in lacking]
        return render_template("connected.html", email=email, missing=shown)

    return routes


def _asked_here(state: str, now: datetime) -> str:
    """The verifier, when `state` is what this browser was given and it is not old. Used once."""
    asked = session.pop(ASKED, None)
    if not asked or not hmac.compare_digest(str(asked["state"]).encode(), state.encode()):
        raise BadCall(
            "wrong_state", "This answer does not belong to a question from this browser. Connect again."
        )
    if now.timestamp() > float(asked["until"]):
        raise BadCall("too_late", "The question is older than ten minutes. Connect again.")
    return str(asked["verifier"])


def _allowed(email: str, domains: frozenset[str]) -> str:
    if domains and email.rpartition("@")[2] not in domains:
        raise NotForThem(
            "other_domain",
            "This Holdfast serves accounts of one school, and the account you chose is not one of them. "
            "Nothing was kept. Connect again with your school account.",
        )
    return email
