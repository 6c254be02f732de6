"""Where Google's sign-in answers: the real addresses, or the same paths at HOLDFAST_GOOGLE_URL."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class GoogleAddresses:
    consent: str
    exchange: str  # code -> tokens
    certs: str  # key id -> certificate, the form google-auth checks without further libraries
    userinfo: str


REAL = GoogleAddresses(
    consent="https://accounts.google.com/o/oauth2/v2/auth",
    exchange="https://oauth2.googleapis.com/token",
    certs="https://www.googleapis.com/oauth2/v1/certs",
    userinfo="https://www.googleapis.com/oauth2/v3/userinfo",
)


def google_addresses(google_url: str) -> GoogleAddresses:
    """The addresses at `google_url`; the real ones when it is empty."""
    if not google_url:
        return REAL
    base = google_url.rstrip("/")
    return GoogleAddresses(
        consent=base + "/o/oauth2/v2/auth",
        exchange=base + "/token",
        certs=base + "/oauth2/v1/certs",
        userinfo=base + "/oauth2/v3/userinfo",
    )
