"""The far sides of the web: Google's sign-in over `requests`, and the state that wiring would give."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.auth import crypt, jwt
from requests.adapters import BaseAdapter, HTTPAdapter
from urllib3 import HTTPResponse

from app.core.adopt import Proposal
from app.core.glance import Due, Glance, Standing, StudentBrief, TeamMember
from app.core.orders import Order
from app.core.run_words import ToldRun
from app.core.scopes import INTERNAL
from app.core.serving import Channel, Grant, Health, OpenMessage, OpenSheet, OwnedCaseload, WebSettings
from app.errors import Refused, Unavailable

BASE = "https://holdfast.school.test"
GOOGLE = "http://google.test"
ADDON_ACCOUNT = "addon@gcp-sa-gsuiteaddons.test"
PUSH_ACCOUNT = "push@project.test"
OWNER = "owner@school.test"
MUM = "mum@home.test"
TEACHER = "teacher@school.test"
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


class SigningKey:
    """An RSA key with its id, and the public half in the form Google publishes."""

    def __init__(self, key_id: str) -> None:
        private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.key_id = key_id
        self._signer = crypt.RSASigner(private, key_id)
        self.public = (
            private.public_key()
            .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
            .decode()
        )

    def token(self, audience: str, email: str, **changes: Any) -> str:
        """A signed ID token that holds now; a change of None leaves the claim out."""
        now = int(time.time())
        claims = {
            "iss": "https://accounts.google.com",
            "aud": audience,
            "email": email,
            "email_verified": True,
            "iat": now - 5,
            "exp": now + 3600,
            **changes,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        return str(jwt.encode(self._signer, claims).decode())


@cache
def google_key() -> SigningKey:
    return SigningKey("google-1")


@cache
def foreign_key() -> SigningKey:
    """Somebody else's key under Google's key id."""
    return SigningKey("google-1")


class SignIn(BaseAdapter):
    """Google's certificates, code exchange and userinfo."""

    def __init__(self) -> None:
        super().__init__()
        self.keys = {google_key().key_id: google_key().public}
        self.codes: dict[str, str] = {}  # code -> challenge it was asked with
        self.email = OWNER
        self.granted = " ".join(scope.url for scope in INTERNAL)
        self.refresh: str | None = "1//refresh"
        self.down = False
        self.verified = True
        self.paths: list[str] = []

    def send(self, request: requests.PreparedRequest, *_: object, **__: object) -> requests.Response:
        path = urlsplit(request.url or "").path
        self.paths.append(path)
        if self.down:
            raise requests.ConnectionError("no route")
        if path == "/oauth2/v1/certs":
            return self._answer(request, 200, self.keys)
        if path == "/token":
            return self._exchange(request)
        if path == "/oauth2/v3/userinfo" and request.headers["Authorization"] == "Bearer access":
            return self._answer(request, 200, {"email": self.email, "email_verified": self.verified})
        return self._answer(request, 404, {"error": "not_found"})

    def _exchange(self, request: requests.PreparedRequest) -> requests.Response:
        form = {name: values[0] for name, values in parse_qs(str(request.body)).items()}
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if self.codes.pop(form.get("code", ""), None) != challenge or form["client_secret"] != "secret":
            return self._answer(request, 400, {"error": "invalid_grant"})
        tokens = {"access_token": "access", "scope": self.granted, "token_type": "Bearer", "expires_in": 3599}
        return self._answer(request, 200, tokens | ({"refresh_token": self.refresh} if self.refresh else {}))

    def _answer(self, request: requests.PreparedRequest, status: int, body: object) -> requests.Response:
        raw = HTTPResponse(
            body=BytesIO(json.dumps(body).encode()),
            headers={"Content-Type": "application/json"},
            status=status,
            preload_content=False,
        )
        return HTTPAdapter().build_response(request, raw)  # type: ignore[no-untyped-call,no-any-return]

    def close(self) -> None:
        """Nothing is held open."""


@dataclass
class State:
    """What wiring would give, in memory."""

    sign_in: SignIn = field(default_factory=SignIn)
    settings: WebSettings = field(
        default_factory=lambda: WebSettings(
            base_url=BASE,
            google_url=GOOGLE,
            client_id="client",
            client_secret="secret",
            addon_client_id="addon-client",
            addon_service_account=ADDON_ACCOUNT,
            push_service_account=PUSH_ACCOUNT,
            allowed_domains=frozenset({"school.test"}),
            cookie_keys=("cookie key",),
        )
    )
    caseloads: dict[str, OwnedCaseload] = field(
        default_factory=lambda: {OWNER: OwnedCaseload(7, "Learning Support", OWNER, connected=True)}
    )
    glances: dict[int, Glance] = field(default_factory=lambda: {7: a_glance()})
    due: dict[int, datetime] = field(default_factory=dict)
    forms_told: list[str] = field(default_factory=list)
    grants: list[Grant] = field(default_factory=list)
    channels: dict[str, Channel] = field(default_factory=lambda: {"chan": Channel(7, "right")})
    problems: Sequence[str] = ()
    clock: datetime = NOW
    orders: dict[str, Order] = field(default_factory=dict)
    grant_only: set[str] = field(default_factory=set)  # connected, without a caseload
    proposals: dict[str, Proposal] = field(default_factory=dict)  # by spreadsheet; others cannot be seen
    adopted: list[tuple[str, str, str]] = field(default_factory=list)
    messages: dict[str, OpenMessage] = field(
        default_factory=lambda: {"msg-f:1": OpenMessage("18c2f0", (MUM, OWNER))}
    )

    @property
    def http(self) -> requests.Session:
        session = requests.Session()
        session.mount(GOOGLE, self.sign_in)
        return session

    def now(self) -> datetime:
        return self.clock

    def caseload_of(self, owner: str) -> OwnedCaseload | None:
        return self.caseloads.get(owner)

    def caseloads_of(self, owner: str) -> Sequence[OwnedCaseload]:
        return [one for one in self.caseloads.values() if one.owner == owner]

    def connected(self, owner: str) -> bool:
        one = self.caseloads.get(owner)
        return owner in self.grant_only or (one is not None and one.connected)

    def open_sheet(self, owner: str, spreadsheet_id: str) -> OpenSheet:
        return OpenSheet(True, self.caseloads.get(owner)) if spreadsheet_id == "abc" else OpenSheet()

    def propose(self, owner: str, spreadsheet_id: str) -> Proposal:
        if spreadsheet_id not in self.proposals:
            raise Refused("adopt", "Holdfast may not see it.")
        return self.proposals[spreadsheet_id]

    def adopt(self, owner: str, spreadsheet_id: str, dates: str) -> OwnedCaseload:
        self.propose(owner, spreadsheet_id)
        self.adopted.append((owner, spreadsheet_id, dates))
        return OwnedCaseload(8, "Mine (Holdfast)", owner, connected=True)

    def glance(self, caseload_id: int) -> Glance | None:
        return self.glances.get(caseload_id)

    def runs(self, caseload_id: int) -> Sequence[ToldRun]:
        return (ToldRun(NOW, f"Sync of {caseload_id}: 3 rows added."), ToldRun(NOW, "Sync failed.", True))

    def set_due(self, caseload_id: int, when: datetime) -> None:
        self.due[caseload_id] = when

    def open_message(self, message_id: str, user_token: str, message_token: str) -> OpenMessage:
        if (user_token, message_token) != ("user token", "message token") or message_id not in self.messages:
            raise Unavailable("gmail.users.messages.get", "Timeout")
        return self.messages[message_id]

    def add_order(self, caseload_id: int, order: Order) -> bool:
        key = order.key(caseload_id)
        known = key in self.orders
        self.orders.setdefault(key, order)
        return not known

    def save_grant(self, grant: Grant) -> None:
        self.grants.append(grant)

    def channel(self, channel_id: str) -> Channel | None:
        return self.channels.get(channel_id)

    def caseload_of_mailbox(self, email: str) -> OwnedCaseload | None:
        return self.caseloads.get(email)

    def form_told(self, form_id: str) -> None:
        self.forms_told.append(form_id)

    def health(self) -> Health:
        return Health(self.problems, {"caseloads": float(len(self.caseloads))})


def a_glance() -> Glance:
    return Glance(
        caseload="Learning Support",
        workbook="https://docs.google.com/spreadsheets/d/abc/edit",
        students=2,
        overdue=(Due("Plan review", "Ana P.", NOW.date()),),
        award=(Standing(1, "Ana P.", 91.25),),
        synced=NOW,
        roster=(StudentBrief("S001", "Ana P.", "7", "direct", "IEP"), StudentBrief("S002", "Leo M.")),
        team=(
            TeamMember(MUM, "Mrs P", "parent", ("S001",)),
            TeamMember(TEACHER, "Mr T", "teacher", ("S001", "S002")),
        ),
        meeting_kinds=("plan review", "parent"),
        zone="Europe/Madrid",
    )


def an_event(**more: Any) -> dict[str, Any]:
    """A call of the side panel by the owner."""
    return {
        "commonEventObject": {"hostApp": "SHEETS", "platform": "WEB"},
        "authorizationEventObject": {"userIdToken": google_key().token("addon-client", OWNER)},
        **more,
    }


def signed(
    path: str, email: str = ADDON_ACCOUNT, key: SigningKey | None = None, **changes: Any
) -> Mapping[str, str]:
    """The header with which Google's service calls `path`."""
    return {"Authorization": "Bearer " + (key or google_key()).token(BASE + path, email, **changes)}
