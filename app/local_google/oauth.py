"""OAuth 2: consent, codes with PKCE, tokens, refresh, revocation, service accounts, certificates.

The consent page itself is drawn by pages/consent.py, from `pending` and `grant`.
"""

import base64
import hashlib
import json
import re
import secrets
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, request

from app.local_google import identity, keys
from app.local_google.world import World

blueprint = Blueprint("oauth", __name__)
CODE_LIFETIME = timedelta(minutes=10)
CLIENTS, CODES = "oauth.clients", "oauth.codes"
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_LOOPBACK = re.compile(r"https?://(127\.0\.0\.1|localhost)(:\d+)?(/.*)?")
LONG = {name: f"https://www.googleapis.com/auth/userinfo.{name}" for name in ("email", "profile")}


class OAuthError(Exception):
    """A request that OAuth refuses; `error` is its code, the text says why."""

    def __init__(self, error: str, text: str, status: int = 400) -> None:
        super().__init__(text)
        self.error = error
        self.text = text
        self.status = status


@dataclass(frozen=True)
class Pending:
    """A checked authorization request that waits for the person's answer."""

    client: str
    client_name: str
    redirect_uri: str
    scopes: tuple[str, ...]
    state: str
    challenge: str
    offline: bool
    consent: bool
    include_granted: bool
    login_hint: str


def register_client(world: World, client: str, secret: str, redirects: Iterable[str], name: str = "") -> None:
    """Make an OAuth client known; its redirect addresses must match exactly."""
    world.store.put(CLIENTS, client, {"secret": secret, "redirects": list(redirects), "name": name or client})


def client_of(world: World, client: str) -> dict[str, Any]:
    """A registered client, or the local one; OAuthError for others."""
    kept = world.store.get(CLIENTS, client)
    if kept is None and client == identity.LOCAL_CLIENT:
        kept = {"secret": identity.LOCAL_SECRET, "redirects": [], "name": "Holdfast (local)"}
    if kept is None:
        raise OAuthError("invalid_client", "The OAuth client was not found.", 401)
    return kept


def pending(world: World, args: Mapping[str, str]) -> Pending:
    """The authorization request in these query parameters; OAuthError says what is wrong with it."""
    client = args.get("client_id", "")
    kept = client_of(world, client)
    redirect = args.get("redirect_uri", "")
    if redirect not in kept["redirects"] and not (not kept["redirects"] and _LOOPBACK.fullmatch(redirect)):
        raise OAuthError("redirect_uri_mismatch", "The redirect address is not one of this client's.")
    if args.get("response_type", "code") != "code":
        raise OAuthError("unsupported_response_type", "Only response_type=code is served.")
    scopes = tuple(dict.fromkeys(LONG.get(scope, scope) for scope in args.get("scope", "").split()))
    if not scopes:
        raise OAuthError("invalid_request", "Missing required parameter: scope")
    challenge = args.get("code_challenge", "")
    if challenge and args.get("code_challenge_method", "plain") != "S256":
        raise OAuthError("invalid_request", "Only code_challenge_method=S256 is served.")
    return Pending(
        client=client,
        client_name=kept["name"],
        redirect_uri=redirect,
        scopes=scopes,
        state=args.get("state", ""),
        challenge=challenge,
        offline=args.get("access_type") == "offline",
        consent="consent" in args.get("prompt", "").split(),
        include_granted=args.get("include_granted_scopes", "").lower() == "true",
        login_hint=args.get("login_hint", ""),
    )


def grant(world: World, wanted: Pending, email: str, scopes: Iterable[str]) -> str:
    """Note the person's consent to some of the scopes; answers the address to send the browser back to."""
    allowed = [scope for scope in wanted.scopes if scope in set(scopes)]
    if not allowed:
        return deny(wanted)
    code = "4/local." + secrets.token_urlsafe(32)
    with world.transaction():
        before = identity.granted(world, wanted.client, email)
        together = sorted(set(allowed) | (before if wanted.include_granted else set()))
        kept = {
            "client": wanted.client,
            "redirect_uri": wanted.redirect_uri,
            "email": email,
            "scopes": together,
            "challenge": wanted.challenge,
            "refresh": wanted.offline and (wanted.consent or not before),
            "expires": (world.now() + CODE_LIFETIME).isoformat(),
        }
        world.store.put(CODES, code, kept)
    return _back(wanted, code=code, scope=" ".join(together))


def deny(wanted: Pending) -> str:
    """The address to send the browser back to when the person refuses."""
    return _back(wanted, error="access_denied")


def _back(wanted: Pending, **facts: str) -> str:
    joiner = "&" if "?" in wanted.redirect_uri else "?"
    state = {"state": wanted.state} if wanted.state else {}
    return wanted.redirect_uri + joiner + urlencode(state | facts)


def world_of_app() -> World:
    return cast(World, current_app.config["WORLD"])


def json_answer(body: Any, status: int = 200) -> Response:
    response = Response(
        json.dumps(body, indent=2), status=status, content_type="application/json; charset=utf-8"
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.errorhandler(OAuthError)
def _refused(error: OAuthError) -> Response:
    return json_answer({"error": error.error, "error_description": error.text}, error.status)


def _check_client(world: World, form: Mapping[str, str]) -> str:
    basic = request.authorization
    client = (basic.username if basic and basic.type == "basic" else None) or form.get("client_id", "")
    secret = (basic.password if basic and basic.type == "basic" else None) or form.get("client_secret", "")
    kept = client_of(world, client)
    if not secrets.compare_digest(kept["secret"].encode(), secret.encode()):
        raise OAuthError("invalid_client", "Unauthorized", 401)
    return client


def _logged(name: str, serve: Callable[[World], Response]) -> Response:
    """Serve an OAuth endpoint, open to faults and with a line in the call log as the API methods have."""
    world, started, status = world_of_app(), time.perf_counter(), 500
    try:
        fault = world.faults.take(name, ("status",))
        if fault:
            raise OAuthError(
                fault.reason or "internal_failure", "The local Google was asked to fail.", fault.status
            )
        response = serve(world)
        status = response.status_code
    except OAuthError as error:
        status = error.status
        raise
    finally:
        ms = round((time.perf_counter() - started) * 1000, 2)
        size = request.content_length or 0
        facts = {"bytes_in": size, "bytes_out": 0, "ms": ms, "valid": True}
        world.calls.add(method=name, path=request.path, user="", status=status, **facts)
    return response


@blueprint.post("/token")
def token() -> Response:
    """Codes, refresh tokens and service-account assertions against access tokens."""
    kinds = {"authorization_code": _by_code, "refresh_token": _by_refresh, JWT_BEARER: _by_assertion}

    def serve(world: World) -> Response:
        kind = request.form.get("grant_type", "")
        if kind not in kinds:
            raise OAuthError("unsupported_grant_type", f"Invalid grant_type: {kind}")
        with world.transaction():
            return json_answer(kinds[kind](world, request.form))

    return _logged("oauth.token", serve)


def _by_code(world: World, form: Mapping[str, str]) -> dict[str, Any]:
    client = _check_client(world, form)
    code = form.get("code", "")
    kept = world.store.get(CODES, code)
    if kept is None or kept["client"] != client or datetime.fromisoformat(kept["expires"]) <= world.now():
        raise OAuthError("invalid_grant", "Malformed auth code.")
    if kept["redirect_uri"] != form.get("redirect_uri", ""):
        raise OAuthError("redirect_uri_mismatch", "Bad Request")
    _check_verifier(kept["challenge"], form.get("code_verifier", ""))
    world.store.delete(CODES, code)
    issued = identity.issue(world, kept["email"], kept["scopes"], client)
    body = _tokens(issued.access, kept["scopes"])
    if kept["refresh"]:
        body["refresh_token"] = issued.refresh
    if "openid" in kept["scopes"]:
        body["id_token"] = identity.id_token(world, client, kept["email"])
    return body


def _check_verifier(challenge: str, verifier: str) -> None:
    if not challenge:
        return
    if not verifier:
        raise OAuthError("invalid_grant", "Missing code verifier.")
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    if not secrets.compare_digest(digest, challenge):
        raise OAuthError("invalid_grant", "Invalid code verifier.")


def _by_refresh(world: World, form: Mapping[str, str]) -> dict[str, Any]:
    client = _check_client(world, form)
    kept = identity.kept_token(world, form.get("refresh_token", ""))
    if kept is None or kept["kind"] != "refresh" or kept["client"] != client:
        raise OAuthError("invalid_grant", "Token has been expired or revoked.")
    scopes = form.get("scope", "").split() or kept["scopes"]
    if not set(scopes) <= set(kept["scopes"]):
        raise OAuthError("invalid_scope", "Some requested scopes were not granted.")
    access, _ = identity.access_token(world, kept["email"], scopes, client, kept["grant"])
    body = _tokens(access, scopes)
    if "openid" in scopes:
        body["id_token"] = identity.id_token(world, client, kept["email"])
    return body


def _by_assertion(world: World, form: Mapping[str, str]) -> dict[str, Any]:
    claims = keys.read_assertion(world, form.get("assertion", ""))
    if claims.error:
        raise OAuthError(claims.error, claims.text, claims.status)
    if claims.audience:
        return {"id_token": identity.id_token(world, claims.audience, claims.account)}
    access, _ = identity.access_token(world, claims.subject, claims.scopes, claims.account)
    return _tokens(access, claims.scopes)


def _tokens(access: str, scopes: Iterable[str]) -> dict[str, Any]:
    seconds = int(identity.LIFETIME.total_seconds())
    return {"access_token": access, "expires_in": seconds, "scope": " ".join(scopes), "token_type": "Bearer"}


@blueprint.post("/revoke")
def revoke() -> Response:
    """End the whole grant of the given access or refresh token."""

    def serve(world: World) -> Response:
        with world.transaction():
            kept = identity.kept_token(world, request.values.get("token", ""))
            if kept is None:
                raise OAuthError("invalid_token", "Token expired or revoked")
            if kept.get("grant"):
                identity.end_grant(world, kept["grant"])
        return json_answer({})

    return _logged("oauth.revoke", serve)
