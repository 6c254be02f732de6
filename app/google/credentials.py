"""Who Holdfast is when it calls Google: a person's grant, a service account acting for them, a bearer.

Refreshing goes through the session's own transport, so a token server that is away is `Unavailable`
and only a refusal is a lost grant.
"""

# mypy: allow-untyped-calls
# google-auth is only half typed
from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import requests
from google.auth.credentials import Credentials
from google.auth.exceptions import GoogleAuthError, RefreshError
from google.oauth2 import credentials as oauth
from google.oauth2 import service_account

from app.errors import BadSettings, GrantLost, HoldfastError, Unavailable
from app.google.failures import classify, never_left, read_answer

GOOGLE_TOKENS = "https://oauth2.googleapis.com/token"
REFRESH = "oauth2.token"
OUR_FAULT = frozenset({"invalid_client", "unauthorized_client", "deleted_client", "disabled_client"})


def token_uri(base_url: str | None) -> str:
    """Where tokens are made: Google, or the local Google at `base_url`."""
    return f"{base_url.rstrip('/')}/token" if base_url else GOOGLE_TOKENS


def from_grant(
    refresh_token: str,
    scopes: Sequence[str],
    *,
    client_id: str,
    client_secret: str,
    base_url: str | None,
    account: str = "",
) -> Credentials:
    """A person's own grant, from the web consent."""
    return oauth.Credentials(
        token=None,
        refresh_token=refresh_token,
        token_uri=token_uri(base_url),
        client_id=client_id,
        client_secret=client_secret,
        scopes=list(scopes),
        account=account,
    )


def from_service_account(
    key_file: Path, subject: str, scopes: Sequence[str], *, base_url: str | None
) -> Credentials:
    """Domain-wide delegation: the service account acting for `subject`."""
    try:
        made = service_account.Credentials.from_service_account_file(str(key_file), scopes=list(scopes))
    except (OSError, ValueError, GoogleAuthError) as wrong:
        raise BadSettings(
            "HOLDFAST_SERVICE_ACCOUNT_FILE does not name a readable service account key. "
            "Download the key as JSON from the Cloud console and give its path."
        ) from wrong
    acting: Credentials = made.with_subject(subject)
    if base_url:
        acting = made.with_subject(subject).with_token_uri(token_uri(base_url))
    return acting


def bearer(token: str) -> Credentials:
    """A plain bearer: for scripts and tests against the local Google, where an address is a bearer."""
    return oauth.Credentials(token=token)


class TokenTransport:
    """google-auth's `Request` over our requests session: failures that may pass are raised as such.

    Raised here, because google-auth would sleep and retry by itself with the real clock.
    """

    def __init__(self, http: requests.Session, timeout: float) -> None:
        self._http, self._timeout = http, timeout

    def __call__(
        self,
        url: str,
        method: str = "GET",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        **_: Any,
    ) -> TokenAnswer:
        try:
            response = self._http.request(
                method, url, data=body, headers=dict(headers or {}), timeout=timeout or self._timeout
            )
        except requests.RequestException as lost:
            raise Unavailable(REFRESH, type(lost).__name__, reached=not never_left(lost)) from lost
        answer = read_answer(response.status_code, response.headers, response.content)
        if response.status_code == 429 or response.status_code >= 500:
            raise classify(REFRESH, "", answer, read=True)
        return TokenAnswer(response)


class TokenAnswer:
    """google-auth's `Response`."""

    def __init__(self, response: requests.Response) -> None:
        self.status = response.status_code
        self.headers = response.headers
        self.data = response.content


def authorise(credentials: Credentials, headers: dict[str, str], account: str) -> None:
    """Put the access token into the headers. Without google-auth's `before_request`: that starts threads."""
    credentials.apply(headers)
    if isinstance(credentials, service_account.Credentials):
        # else everybody it acts for shares one user's quota; at most 40 characters, and no address
        headers["X-Goog-Quota-User"] = sha256(account.encode()).hexdigest()[:40]


def refresh(credentials: Credentials, transport: TokenTransport, account: str) -> None:
    """Get a fresh access token. GrantLost when Google refuses, BadSettings when our client is refused."""
    try:
        credentials.refresh(transport)
    except RefreshError as refused:
        raise refusal(refused, account) from refused


def refusal(refused: RefreshError, account: str) -> HoldfastError:
    """What a refused refresh means. The text Google sends is not passed on: it may hold a token."""
    facts = refused.args[1] if len(refused.args) > 1 and isinstance(refused.args[1], dict) else {}
    code = str(facts.get("error") or "no refresh token")
    if refused.retryable:
        return Unavailable(REFRESH, code)
    if code in OUR_FAULT:
        return BadSettings(
            f"Google refuses Holdfast's own client ({code}). Check HOLDFAST_CLIENT_ID and "
            "HOLDFAST_CLIENT_SECRET; with HOLDFAST_SERVICE_ACCOUNT_FILE, that the administrator authorised "
            "its client id for these scopes."
        )
    return GrantLost(account, code)
