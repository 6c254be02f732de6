"""Google's ID tokens: who signed, for whom, when, and whether we believe it.

The same check serves the add-on's system token, its user token and Pub/Sub's pushes; only audience and
address differ. Keys are fetched from Google's address and kept; a token names no other source of keys.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Mapping
from time import monotonic
from typing import Any

import requests
from google.auth import exceptions, jwt

from app.web.refusals import GoogleSilent, NotProved

ISSUERS = frozenset({"accounts.google.com", "https://accounts.google.com"})
SKEW_SECONDS = 30
KEPT_SECONDS = 3600
KEPT_AT_MOST_SECONDS = 86400
UNKNOWN_KEY_SECONDS = 60  # the soonest a key id not seen yet makes us fetch once more
ASKED_AGAIN_SECONDS = 5  # the soonest a failed fetch is tried again
TIMEOUT = 5

_read_header: Callable[[str], Mapping[str, Any]] = jwt.decode_header
_read_signed: Callable[..., Mapping[str, Any]] = jwt.decode


class Keys:
    """Google's signing certificates, fetched once an hour, and once more for a key not seen yet.

    While Google is silent the kept ones serve for a day; Google rotates them after weeks.
    """

    def __init__(
        self, http: requests.Session, address: str, seconds: Callable[[], float] = monotonic
    ) -> None:
        self._http, self._address, self._seconds = http, address, seconds
        self._lock = threading.Lock()
        self._kept: Mapping[str, str] = {}
        self._fetched = self._asked = -math.inf

    def for_key(self, key_id: str) -> Mapping[str, str]:
        """The certificates, fresh enough to hold `key_id` if Google has it. GoogleSilent without any."""
        with self._lock:
            now = self._seconds()
            if self._stale(key_id, now) and now - self._asked > ASKED_AGAIN_SECONDS:
                self._asked = now
                self._renew(now)
            if now - self._fetched > KEPT_AT_MOST_SECONDS:
                raise GoogleSilent(
                    "no_keys",
                    "Google's signing keys could not be fetched, so nobody is recognised. Try again soon.",
                )
            return self._kept

    def _stale(self, key_id: str, now: float) -> bool:
        return now - self._fetched > (KEPT_SECONDS if key_id in self._kept else UNKNOWN_KEY_SECONDS)

    def _renew(self, now: float) -> None:
        """Fetch; when that fails, what is kept stays."""
        try:
            answer = self._http.get(self._address, timeout=TIMEOUT)
            answer.raise_for_status()
            keys = answer.json()
        except (requests.RequestException, ValueError):
            return
        if isinstance(keys, dict):
            self._kept = {key: cert for key, cert in keys.items() if isinstance(cert, str)}
            self._fetched = now


class TokenCheck:
    """Reads an ID token, or refuses it with the reason. Its times are held against the real clock."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    def claims(self, token: str, audience: str) -> Mapping[str, Any]:
        """The claims of a token that Google signed for `audience` and that holds now."""
        claims = self._signed(token)
        if claims.get("iss") not in ISSUERS:
            raise NotProved("wrong_issuer", "This token was not issued by Google's sign-in.")
        if not audience or claims.get("aud") != audience:
            raise NotProved("wrong_audience", "This token was made for another address or application.")
        return claims

    def email(self, token: str, audience: str) -> str:
        """The verified address in a token for `audience`, in lower case."""
        claims = self.claims(token, audience)
        email = claims.get("email")
        if not isinstance(email, str) or "@" not in email or claims.get("email_verified") is not True:
            raise NotProved("no_email", "This token carries no address that Google has verified.")
        return email.casefold()

    def _signed(self, token: str) -> Mapping[str, Any]:
        try:
            certificate = self._certificate(_read_header(token))
            return _read_signed(token, certs=certificate, clock_skew_in_seconds=SKEW_SECONDS)
        except exceptions.InvalidValue as problem:
            raise NotProved(
                "not_now", "This token has expired, or is from the future. Reload the panel."
            ) from problem
        except (ValueError, TypeError, RecursionError, exceptions.GoogleAuthError) as problem:
            raise NotProved("not_signed", "This token is not one that Google signed.") from problem

    def _certificate(self, header: Mapping[str, Any]) -> Mapping[str, str]:
        key_id = header.get("kid")
        if header.get("alg") != "RS256" or not isinstance(key_id, str):
            raise NotProved("not_signed", "This token is not signed the way Google signs.")
        certificates = self._keys.for_key(key_id)
        if key_id not in certificates:
            raise NotProved("unknown_key", "This token is not signed with one of Google's keys.")
        return {key_id: certificates[key_id]}


def bearer(header: str | None) -> str:
    """The token of an Authorization header."""
    scheme, _, token = (header or "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise NotProved("no_token", "This address is for Google's add-on service. The call brought no token.")
    return token.strip()
