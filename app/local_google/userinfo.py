"""Who a token belongs to and with which keys tokens are signed: certificates, userinfo, tokeninfo."""

from datetime import datetime

from flask import Response, request

from app.local_google import identity, keys, oauth
from app.local_google.oauth import json_answer, world_of_app


@oauth.blueprint.get("/oauth2/v3/certs")
def certs_as_jwks() -> Response:
    return json_answer(keys.jwks(world_of_app()))


@oauth.blueprint.get("/oauth2/v1/certs")
def certs_as_pem() -> Response:
    return json_answer(keys.certificates(world_of_app()))


@oauth.blueprint.get("/oauth2/v3/userinfo")
@oauth.blueprint.get("/oauth2/v1/userinfo")
@oauth.blueprint.get("/oauth2/v2/userinfo")
def userinfo() -> Response:
    """Whose token this is, in OpenID's words (v3) or Google's older ones (v2)."""
    world = world_of_app()
    bearer = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    email = bearer if "@" in bearer else ""
    if bearer.startswith(identity.ACCESS_PREFIX):
        caller = identity.caller_of_token(world, bearer)
        wanted = {*oauth.LONG.values(), "openid"}
        email = caller.email if caller and wanted & (caller.scopes or set()) else ""
    if not email:
        text = "Request is missing required authentication credential."
        return json_answer({"error": {"code": 401, "message": text, "status": "UNAUTHENTICATED"}}, 401)
    with world.transaction():
        person = world.person(email)
    if "/v3/" in request.path:
        return json_answer(
            {"sub": person["id"], "name": person["name"], "email": email, "email_verified": True}
        )
    return json_answer({"id": person["id"], "name": person["name"], "email": email, "verified_email": True})


@oauth.blueprint.get("/tokeninfo")
@oauth.blueprint.get("/oauth2/v3/tokeninfo")
def tokeninfo() -> Response:
    """What an issued access token is good for."""
    world = world_of_app()
    token = request.args.get("access_token", "")
    caller = identity.caller_of_token(world, token)
    kept = identity.kept_token(world, token)
    if caller is None or kept is None:
        raise oauth.OAuthError("invalid_token", "Invalid Value")
    left = datetime.fromisoformat(kept["expires"]) - world.now()
    scope = " ".join(kept["scopes"])
    facts = {"azp": caller.client, "aud": caller.client, "scope": scope, "email": caller.email}
    return json_answer(facts | {"expires_in": str(int(left.total_seconds())), "email_verified": "true"})
