"""Who is calling: bearers, issued tokens and grants, and the key with which this server signs ID tokens.

The OAuth endpoints that hand tokens out are oauth.py's.
"""

import re
import secrets
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, cast

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.auth import crypt, jwt

from app.local_google.api import Caller, GoogleError, Method
from app.local_google.discovery import LEGACY
from app.local_google.world import DEFAULT_OWNER, World

ACCESS_PREFIX = "ya29.local."
REFRESH_PREFIX = "1//local."
LIFETIME = timedelta(seconds=3599)
ISSUER = "https://accounts.google.com"
LOCAL_CLIENT = "local-client"
LOCAL_SECRET = "local-secret"  # noqa: S105  # nosec B105: known to all, for loopback only
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_TOKENS, _GRANTS = "tokens", "grants"


@dataclass(frozen=True)
class Issued:
    """Tokens made for a person: the access token lives an hour, the refresh token until the grant ends."""

    access: str
    refresh: str
    scopes: frozenset[str]
    expires: datetime


def caller_of(
    world: World, headers: Mapping[str, str], query: Iterable[tuple[str, str]], method: Method
) -> Caller:
    """Who calls; GoogleError(401) without a bearer or with an issued token that no longer holds."""
    kind, _, bearer = headers.get("Authorization", "").partition(" ")
    token = bearer.strip() if kind.lower() == "bearer" else ""
    for name, value in query:
        if name in ("access_token", "oauth_token") and not token:
            token = value
    if not token:
        raise _unauthenticated(method, missing=True)
    if token.startswith(ACCESS_PREFIX):
        caller = caller_of_token(world, token)
        if caller is None:
            raise _unauthenticated(method, missing=False)
        return caller
    return Caller(token.lower() if _EMAIL.fullmatch(token) else DEFAULT_OWNER)


def caller_of_token(world: World, token: str) -> Caller | None:
    """Whose access token this is, while it and its grant hold."""
    kept = world.store.get(_TOKENS, token)
    if kept is None or kept["kind"] != "access" or datetime.fromisoformat(kept["expires"]) <= world.now():
        return None
    if kept.get("grant") and world.store.get(_GRANTS, kept["grant"]) is None:
        return None
    return Caller(kept["email"], frozenset(kept["scopes"]), kept["client"])


def check_scopes(caller: Caller, method: Method) -> None:
    """GoogleError(403) unless the token has one of the scopes that the document lists for the method."""
    if caller.scopes is None or caller.scopes & method.scopes:
        return
    message = "Request had insufficient authentication scopes."
    if method.api in LEGACY:
        message = "Insufficient Permission: " + message
    detail = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
        "domain": "googleapis.com",
        "metadata": {"method": method.id, "service": f"{method.api}.googleapis.com"},
    }
    raise GoogleError(403, message, reason="insufficientPermissions", details=[detail])


def _unauthenticated(method: Method, missing: bool) -> GoogleError:
    hint = (
        "Expected OAuth 2 access token, login cookie or other valid authentication credential. "
        "See https://developers.google.com/identity/sign-in/web/devconsole-project."
    )
    if method.api in LEGACY:
        message, reason = ("Login Required.", "required") if missing else ("Invalid Credentials", "authError")
    elif missing:
        message, reason = f"Request is missing required authentication credential. {hint}", "required"
    else:
        message, reason = f"Request had invalid authentication credentials. {hint}", "authError"
    challenge = 'Bearer realm="https://accounts.google.com/"' + ("" if missing else ', error="invalid_token"')
    return GoogleError(
        401,
        message,
        reason=reason,
        location="Authorization",
        location_type="header",
        headers={"WWW-Authenticate": challenge},
    )


def issue(world: World, email: str, scopes: Iterable[str], client: str = LOCAL_CLIENT) -> Issued:
    """Give a program a grant and its tokens without the consent page."""
    with world.transaction():
        grant = f"{client}|{email}"
        kept = world.store.get(_GRANTS, grant) or {"scopes": []}
        wanted = frozenset(scopes)
        everything = sorted(wanted | set(kept["scopes"]))
        world.store.put(_GRANTS, grant, {"email": email, "client": client, "scopes": everything})
        refresh = REFRESH_PREFIX + secrets.token_urlsafe(40)
        entry = {
            "kind": "refresh",
            "email": email,
            "client": client,
            "scopes": sorted(wanted),
            "grant": grant,
        }
        world.store.put(_TOKENS, refresh, entry)
        access, expires = access_token(world, email, wanted, client, grant)
    return Issued(access, refresh, wanted, expires)


def access_token(
    world: World, email: str, scopes: Iterable[str], client: str, grant: str = ""
) -> tuple[str, datetime]:
    """A new access token and when it ends, by the world's clock."""
    token, expires = ACCESS_PREFIX + secrets.token_urlsafe(60), world.now() + LIFETIME
    entry = {
        "kind": "access",
        "email": email,
        "client": client,
        "scopes": sorted(scopes),
        "grant": grant,
        "expires": expires.isoformat(),
    }
    world.store.put(_TOKENS, token, entry)
    return token, expires


def kept_token(world: World, token: str) -> dict[str, Any] | None:
    """An issued token as it is stored, if its grant still holds."""
    kept = world.store.get(_TOKENS, token)
    if kept and kept.get("grant") and world.store.get(_GRANTS, kept["grant"]) is None:
        return None
    return kept


def granted(world: World, client: str, email: str) -> frozenset[str]:
    """What the person has granted to this program so far."""
    kept = world.store.get(_GRANTS, f"{client}|{email}")
    return frozenset(kept["scopes"]) if kept else frozenset()


def end_grant(world: World, grant: str) -> None:
    """End a grant and every token of it, as a revocation of any of them does."""
    world.store.delete(_GRANTS, grant)
    for token, kept in world.store.scan(_TOKENS):
        if kept.get("grant") == grant:
            world.store.delete(_TOKENS, token)


def end_grants_of(world: World, email: str) -> int:
    """End every grant of a person; answers how many there were."""
    mine = [key for key, kept in world.store.scan(_GRANTS) if kept["email"] == email]
    for key in mine:
        end_grant(world, key)
    return len(mine)


def signing_key(world: World) -> dict[str, str]:
    """The server's RSA key: `kid`, `pem`. Made on first use and kept."""
    with world.transaction():
        kept = world.store.get("identity", "key")
        if kept is None:
            key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
            pem = key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.TraditionalOpenSSL,
                serialization.NoEncryption(),
            )
            kept = {"kid": secrets.token_hex(20), "pem": pem.decode()}
            world.store.put("identity", "key", kept)
    return kept


def id_token(world: World, audience: str, email: str, **claims: Any) -> str:
    """An ID token signed by this server, good for an hour of real time: verifiers look at the wall clock."""
    key = signing_key(world)
    now = int(time.time())
    payload = {
        "iss": ISSUER,
        "aud": audience,
        "azp": audience,
        "sub": world.person(email)["id"],
        "email": email,
        "email_verified": True,
        "iat": now,
        "exp": now + 3600,
        **claims,
    }
    return str(cast(Any, jwt).encode(_signer(key["pem"], key["kid"]), payload).decode())


@lru_cache(maxsize=8)
def _signer(pem: str, kid: str) -> Any:
    """Reading a key takes longer than all else that is done for a token."""
    return cast(Any, crypt.RSASigner).from_string(pem, kid)
