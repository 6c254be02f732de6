"""Who calls, with which scopes, and the whole OAuth flow, through google-auth and google-auth-oauthlib."""

import base64
import hashlib
import json
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import google.auth.transport.requests
import pytest
import requests
from google.auth import exceptions
from google.oauth2 import credentials, id_token, service_account

from app.local_google import identity, oauth
from app.local_google.drive.access import open_with
from app.local_google.testing import local
from app.local_google.world import World
from tests.contract.conftest import Google

ANA = "ana@school.test"
BACK = "http://127.0.0.1:9/oauth/back"
FILE = "https://www.googleapis.com/auth/drive.file"
DRIVE = "https://www.googleapis.com/auth/drive"
EMAIL = "https://www.googleapis.com/auth/userinfo.email"
BASE = "http://local.test"


class Local:
    """A world in this process and a session on it: consent is given through oauth.py, as the page does."""

    def __init__(self) -> None:
        self.world = World(seed=3)
        self.world.base_url = BASE
        self.session = requests.Session()
        self.session.mount(BASE, local(self.world))
        self.request = google.auth.transport.requests.Request(session=self.session)

    def consent(self, scopes: list[str], **args: str) -> str:
        """The code that a person's consent to all of the scopes gives."""
        sent = {"client_id": "local-client", "redirect_uri": BACK, "scope": " ".join(scopes), "state": "s"}
        wanted = oauth.pending(self.world, {**sent, "access_type": "offline", "prompt": "consent", **args})
        answer = parse_qs(urlsplit(oauth.grant(self.world, wanted, ANA, scopes)).query)
        assert answer["state"] == ["s"]
        return answer["code"][0]

    def token(self, **form: str) -> requests.Response:
        sent = {"client_id": "local-client", "client_secret": "local-secret", "redirect_uri": BACK, **form}
        return self.session.post(f"{BASE}/token", data=sent)

    def exchange(self, code: str, **form: str) -> requests.Response:
        return self.token(grant_type="authorization_code", code=code, **form)

    def get(self, path: str, token: str) -> requests.Response:
        return self.session.get(BASE + path, headers={"Authorization": f"Bearer {token}"})


@pytest.fixture
def here() -> Local:
    return Local()


def challenge_of(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def test_a_code_becomes_tokens_once(here: Local) -> None:
    code = here.consent([DRIVE])
    body = here.exchange(code).json()
    assert body["token_type"] == "Bearer"
    assert body["scope"] == DRIVE
    assert here.get("/drive/v3/files", body["access_token"]).status_code == 200
    again = here.exchange(code)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")


def test_the_code_is_bound_to_its_verifier(here: Local) -> None:
    args = {"code_challenge": challenge_of("v" * 50), "code_challenge_method": "S256"}
    assert (
        here.exchange(here.consent([DRIVE], **args)).json()["error_description"] == "Missing code verifier."
    )
    wrong = here.exchange(here.consent([DRIVE], **args), code_verifier="w" * 50)
    assert wrong.json()["error_description"] == "Invalid code verifier."
    assert here.exchange(here.consent([DRIVE], **args), code_verifier="v" * 50).status_code == 200


def test_the_code_is_bound_to_its_client_and_address(here: Local) -> None:
    assert (
        here.exchange(here.consent([DRIVE]), redirect_uri=BACK + "/other").json()["error"]
        == "redirect_uri_mismatch"
    )
    assert here.exchange(here.consent([DRIVE]), client_secret="guess").status_code == 401


def test_only_known_clients_and_their_addresses_may_ask(here: Local) -> None:
    for args in ({"client_id": "nobody"}, {"redirect_uri": "https://evil.test/"}, {"scope": ""}):
        with pytest.raises(oauth.OAuthError):
            oauth.pending(
                here.world, {"client_id": "local-client", "redirect_uri": BACK, "scope": DRIVE, **args}
            )
    oauth.register_client(here.world, "school", "hush", ["https://holdfast.test/back"])
    args = {"client_id": "school", "redirect_uri": "https://holdfast.test/back", "scope": DRIVE}
    assert oauth.pending(here.world, args).client == "school"


def test_a_refusal_goes_back_with_access_denied(here: Local) -> None:
    wanted = oauth.pending(here.world, {"client_id": "local-client", "redirect_uri": BACK, "scope": DRIVE})
    assert oauth.grant(here.world, wanted, ANA, []) == f"{BACK}?error=access_denied"


def test_granting_less_than_asked_is_told(here: Local) -> None:
    args = {"client_id": "local-client", "redirect_uri": BACK, "scope": f"{DRIVE} {EMAIL} openid"}
    wanted = oauth.pending(here.world, args)
    code = parse_qs(urlsplit(oauth.grant(here.world, wanted, ANA, [EMAIL, "openid"])).query)["code"][0]
    body = here.exchange(code).json()
    assert set(body["scope"].split()) == {EMAIL, "openid"}
    answer = here.get("/drive/v3/files", body["access_token"])
    assert answer.status_code == 403
    assert answer.json()["error"]["errors"][0]["reason"] == "insufficientPermissions"
    assert here.get("/oauth2/v3/userinfo", body["access_token"]).json()["email"] == ANA
    claims = id_token.verify_token(body["id_token"], here.request, "local-client", f"{BASE}/oauth2/v1/certs")
    assert claims["email"] == ANA


def test_access_ends_after_an_hour_and_is_refreshed(here: Local) -> None:
    issued = identity.issue(here.world, ANA, [DRIVE])
    here.world.advance(3700)
    answer = here.get("/drive/v3/files", issued.access)
    assert answer.status_code == 401
    assert answer.json()["error"]["errors"][0]["reason"] == "authError"
    mine = credentials.Credentials(
        None, issued.refresh, None, f"{BASE}/token", "local-client", "local-secret", scopes=[DRIVE]
    )
    mine.refresh(here.request)
    assert here.get("/drive/v3/files", str(mine.token)).status_code == 200


def test_revoking_one_token_ends_the_whole_grant(here: Local) -> None:
    issued = identity.issue(here.world, ANA, [DRIVE])
    assert here.session.post(f"{BASE}/revoke", data={"token": issued.access}).status_code == 200
    assert here.get("/drive/v3/files", issued.access).status_code == 401
    mine = credentials.Credentials(
        None, issued.refresh, None, f"{BASE}/token", "local-client", "local-secret"
    )
    with pytest.raises(exceptions.RefreshError) as caught:
        mine.refresh(here.request)
    assert "invalid_grant" in str(caught.value)
    assert here.session.post(f"{BASE}/revoke", data={"token": issued.access}).status_code == 400


def test_drive_file_reaches_only_what_the_app_made_or_was_given(here: Local) -> None:
    folder = {"name": "Not the app's", "mimeType": "application/vnd.google-apps.folder"}
    owner = {"Authorization": f"Bearer {ANA}"}
    other = here.session.post(f"{BASE}/drive/v3/files", json=folder, headers=owner).json()["id"]
    token = identity.issue(here.world, ANA, [FILE]).access
    answer = here.get(f"/drive/v3/files/{other}", token)
    assert answer.status_code == 403
    assert answer.json()["error"]["errors"][0]["reason"] == "appNotAuthorizedToFile"
    mine = {"Authorization": f"Bearer {token}"}
    made = here.session.post(f"{BASE}/drive/v3/files", json=folder, headers=mine).json()["id"]
    assert [file["id"] for file in here.get("/drive/v3/files", token).json()["files"]] == [made]


def test_a_file_is_given_to_an_app_by_each_person_for_themselves(here: Local) -> None:
    sheet = {"name": "Shared", "mimeType": "application/vnd.google-apps.spreadsheet"}
    owner = {"Authorization": f"Bearer {ANA}"}
    other = here.session.post(f"{BASE}/drive/v3/files", json=sheet, headers=owner).json()["id"]
    permission = {"type": "user", "role": "writer", "emailAddress": "ben@school.test"}
    here.session.post(f"{BASE}/drive/v3/files/{other}/permissions", json=permission, headers=owner)
    tokens = [identity.issue(here.world, who, [FILE]).access for who in (ANA, "ben@school.test")]
    seen = [here.get(f"/v4/spreadsheets/{other}", token).status_code for token in tokens]
    open_with(here.world, other, identity.LOCAL_CLIENT, ANA)
    assert seen == [404, 404]
    assert [here.get(f"/v4/spreadsheets/{other}", token).status_code for token in tokens] == [200, 404]


def test_bearers_of_scripts(google: Google) -> None:
    def who(bearer: str) -> Any:
        return google.http("GET", "/drive/v3/about?fields=user", bearer).json()["user"]["emailAddress"]

    assert who("Ana@School.test") == ANA
    assert who("<ACCESS_TOKEN>") == "owner@school.test"
    assert google.http("GET", "/drive/v3/about?fields=user", "ya29.local.unknown").status_code == 401


def test_id_tokens_for_the_side_panel_verify_and_tell_audiences_apart(here: Local) -> None:
    panel = "https://holdfast.test/addon/sheets/home"
    token = identity.id_token(here.world, panel, "addon@local.iam.gserviceaccount.com")
    certs = f"{BASE}/oauth2/v1/certs"
    claims = id_token.verify_token(token, here.request, panel, certs)
    assert claims["email"] == "addon@local.iam.gserviceaccount.com"
    assert claims["email_verified"] is True
    with pytest.raises(ValueError, match="audience"):
        id_token.verify_token(token, here.request, "https://other.test", certs)
    keys = here.session.get(f"{BASE}/oauth2/v3/certs").json()["keys"]
    head = json.loads(base64.urlsafe_b64decode(token.split(".")[0] + "=="))
    assert [key["kid"] for key in keys] == [head["kid"]]


def service_account_file(here: Local, scopes: list[str]) -> dict[str, Any]:
    body = {"email": "holdfast@local.iam.gserviceaccount.com", "scopes": scopes}
    made: dict[str, Any] = here.session.post(f"{BASE}/_control/service-accounts", json=body).json()
    return made


def test_a_service_account_acts_for_a_person_within_its_scopes(here: Local) -> None:
    info = service_account_file(here, [DRIVE])
    account = service_account.Credentials.from_service_account_info(info, scopes=[DRIVE])
    mine = account.with_subject(ANA)
    mine.refresh(here.request)
    about = here.get("/drive/v3/about?fields=user", str(mine.token)).json()
    assert about["user"]["emailAddress"] == ANA
    wider = service_account.Credentials.from_service_account_info(
        info, scopes=["https://mail.google.com/"], subject=ANA
    )
    with pytest.raises(exceptions.RefreshError) as caught:
        wider.refresh(here.request)
    assert "unauthorized_client" in str(caught.value)


def test_an_assertion_by_another_key_is_refused(here: Local) -> None:
    info = service_account_file(here, [DRIVE])
    other = service_account_file(here, [DRIVE])
    forged = service_account.Credentials.from_service_account_info(info, scopes=[DRIVE])
    with pytest.raises(exceptions.RefreshError, match="Invalid JWT Signature"):
        forged.refresh(here.request)
    service_account.Credentials.from_service_account_info(other, scopes=[DRIVE]).refresh(here.request)


def test_a_made_up_assertion_is_refused(here: Local) -> None:
    kind = "urn:ietf:params:oauth:grant-type:jwt-bearer"
    for assertion in ("", "a.b", "a.b.c", "e30.e30.e30"):
        answer = here.token(grant_type=kind, assertion=assertion)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
    assert here.token(grant_type="password").json()["error"] == "unsupported_grant_type"


def test_a_code_lives_ten_minutes(here: Local) -> None:
    code = here.consent([DRIVE])
    here.world.advance(601)
    assert here.exchange(code).json()["error"] == "invalid_grant"


def test_id_tokens_use_the_wall_clock(here: Local) -> None:
    here.world.advance(10 * 24 * 3600)
    token = identity.id_token(here.world, "a", "x@local.iam.gserviceaccount.com")
    claims = id_token.verify_token(token, here.request, "a", f"{BASE}/oauth2/v1/certs")
    assert abs(claims["iat"] - time.time()) < 60


@pytest.mark.parametrize(
    ("scope", "verb", "path", "status"),
    [
        ("gmail.readonly", "GET", "/gmail/v1/users/me/messages", 200),
        ("gmail.readonly", "POST", "/gmail/v1/users/me/messages/send", 403),
        ("gmail.compose", "GET", "/gmail/v1/users/me/messages", 403),
        ("calendar.events.readonly", "GET", "/calendar/v3/calendars/primary/events", 200),
        ("calendar.events.readonly", "POST", "/calendar/v3/calendars/primary/events", 403),
        ("drive.file", "GET", "/drive/v3/files", 200),
        ("drive.file", "GET", "/gmail/v1/users/me/profile", 403),
        ("userinfo.email", "GET", "/v4/spreadsheets/x", 403),
    ],
)
def test_each_method_wants_one_of_its_scopes(
    here: Local, scope: str, verb: str, path: str, status: int
) -> None:
    token = identity.issue(here.world, ANA, [f"https://www.googleapis.com/auth/{scope}"]).access
    answer = here.session.request(verb, BASE + path, json={}, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == status
    if status == 403:
        (detail,) = answer.json()["error"]["details"]
        assert detail["reason"] == "ACCESS_TOKEN_SCOPE_INSUFFICIENT"


def test_a_program_with_a_token_meets_googles_quota(here: Local) -> None:
    token = identity.issue(here.world, ANA, [FILE]).access
    made = here.session.post(
        f"{BASE}/v4/spreadsheets", json={}, headers={"Authorization": f"Bearer {token}"}
    ).json()
    path = f"/v4/spreadsheets/{made['spreadsheetId']}/values/A1"
    assert {here.get(path, token).status_code for _ in range(60)} == {200}
    refused = here.get(path, token)
    assert refused.status_code == 429
    assert refused.json()["error"]["status"] == "RESOURCE_EXHAUSTED"
    assert {here.get(path, ANA).status_code for _ in range(70)} == {200}
    here.world.advance(61)
    assert here.get(path, token).status_code == 200
