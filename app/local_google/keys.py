"""Keys: this server's certificates for verifiers, and service accounts with the assertions that they sign."""

import base64
import json
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from google.auth import crypt

from app.local_google import identity
from app.local_google.world import World

ACCOUNTS = "service_accounts"
_SKEW = 300


@dataclass(frozen=True)
class Claims:
    """A read assertion: whose token is asked for, or the error that OAuth answers."""

    account: str = ""
    subject: str = ""
    scopes: tuple[str, ...] = ()
    audience: str = ""
    error: str = ""
    text: str = ""
    status: int = 400


def _private(pem: str) -> rsa.RSAPrivateKey:
    key = serialization.load_pem_private_key(pem.encode(), None)
    return cast(rsa.RSAPrivateKey, key)


def _number(value: int) -> str:
    data = value.to_bytes((value.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def jwks(world: World) -> dict[str, Any]:
    """The signing key as a JWK set."""
    key = identity.signing_key(world)
    numbers = _private(key["pem"]).public_key().public_numbers()
    entry = {"kty": "RSA", "alg": "RS256", "use": "sig", "kid": key["kid"]}
    return {"keys": [entry | {"n": _number(numbers.n), "e": _number(numbers.e)}]}


def certificates(world: World) -> dict[str, str]:
    """The signing key as a self-signed certificate by key id, the form that google-auth fetches."""
    key = identity.signing_key(world)
    private = _private(key["pem"])
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "local-google")])
    start = datetime.now(UTC) - timedelta(days=1)
    certificate = (
        x509.CertificateBuilder(name, name, private.public_key(), 1, start, start + timedelta(days=400))
    ).sign(private, hashes.SHA256())
    return {key["kid"]: certificate.public_bytes(serialization.Encoding.PEM).decode()}


def add_service_account(world: World, email: str, scopes: Iterable[str]) -> dict[str, str]:
    """Make a service account that may act for people within these scopes; answers its key file."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    public = private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    world.store.put(ACCOUNTS, email, {"public": public.decode(), "scopes": sorted(scopes)})
    return {
        "type": "service_account",
        "project_id": "local-project",
        "private_key_id": world.new_id(40),
        "private_key": pem,
        "client_email": email,
        "client_id": world.person(email)["id"],
        "token_uri": f"{world.base_url}/token",
        "auth_uri": f"{world.base_url}/o/oauth2/v2/auth",
    }


def _decode(part: str) -> Any:
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def read_assertion(world: World, assertion: str) -> Claims:
    """The claims of a service account's signed assertion, checked as Google checks them."""
    try:
        head, payload, signature = assertion.split(".")
        claims = _decode(payload)
        signed = base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
        account = world.store.get(ACCOUNTS, claims["iss"])
    except (ValueError, KeyError, TypeError):
        return Claims(error="invalid_grant", text="Bad Request")
    if account is None:
        return Claims(error="invalid_grant", text="Invalid grant: account not found")
    verifier = cast(Any, crypt.RSAVerifier).from_string(account["public"])
    if not verifier.verify(f"{head}.{payload}", signed):
        return Claims(error="invalid_grant", text="Invalid JWT Signature.")
    # Verifiers and signers look at the wall clock, whatever the world's clock says.
    now = time.time()
    if not claims.get("iat", now) - _SKEW <= now <= claims.get("exp", 0) + _SKEW:
        text = "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe."
        return Claims(error="invalid_grant", text=text)
    return _delegated(claims, account)


def _delegated(claims: dict[str, Any], account: dict[str, Any]) -> Claims:
    scopes = tuple(claims.get("scope", "").split())
    subject = claims.get("sub") or claims["iss"]
    if claims.get("target_audience"):
        return Claims(account=claims["iss"], subject=subject, audience=claims["target_audience"])
    if subject != claims["iss"] and not set(scopes) <= set(account["scopes"]):
        text = (
            "Client is unauthorized to retrieve access tokens using this method, or client not authorized "
            "for any of the scopes requested."
        )
        return Claims(error="unauthorized_client", text=text, status=401)
    if not scopes:
        return Claims(error="invalid_scope", text="Empty or missing scope not allowed.")
    return Claims(account=claims["iss"], subject=subject, scopes=scopes)
