"""An account is connected only by the browser that asked, with what was really granted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from app.core.scopes import INTERNAL
from app.core.serving import Grant
from app.web import create_app
from tests.unit.web.fakes import BASE, GOOGLE, NOW, OWNER, State


@pytest.fixture
def state() -> State:
    return State()


@pytest.fixture
def browser(state: State) -> FlaskClient:
    return create_app(state).test_client()


def consent(browser: FlaskClient) -> dict[str, str]:
    """Go to /connect; what Google's page was asked."""
    answer = browser.get("/connect", base_url=BASE)
    assert answer.status_code == 302
    where = urlsplit(answer.headers["Location"])
    assert f"{where.scheme}://{where.netloc}{where.path}" == GOOGLE + "/o/oauth2/v2/auth"
    return {name: values[0] for name, values in parse_qs(where.query).items()}


def agree(world: State, browser: FlaskClient, **changes: str) -> tuple[int, str]:
    """Agree on Google's page and come back; the status and the page."""
    asked = consent(browser)
    world.sign_in.codes["code-1"] = asked["code_challenge"]
    query = {"state": asked["state"], "code": "code-1", **changes}
    answer = browser.get("/oauth/callback", query_string=query, base_url=BASE)
    if answer.status_code == 303:
        assert answer.headers["Location"] == "/connected", "the code must not stay in the address"
        answer = browser.get("/connected", base_url=BASE)
    return answer.status_code, answer.get_data(as_text=True)


def test_the_consent_page_is_asked_for_lasting_access_with_pkce(browser: FlaskClient) -> None:
    asked = consent(browser)
    assert asked["access_type"] == "offline"
    assert asked["prompt"] == "consent"
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == BASE + "/oauth/callback"
    assert asked["scope"].split() == [scope.url for scope in INTERNAL]
    again = consent(browser)
    assert again["state"] != asked["state"]
    assert again["code_challenge"] != asked["code_challenge"]


def test_agreeing_keeps_the_grant(state: State, browser: FlaskClient) -> None:
    status, page = agree(state, browser)
    assert status == 200
    assert "Connected" in page
    assert OWNER in page
    assert "unticked" not in page
    assert state.grants == [Grant(OWNER, "1//refresh", frozenset(scope.url for scope in INTERNAL), NOW)]


def test_an_unticked_box_is_told_in_words(state: State, browser: FlaskClient) -> None:
    state.sign_in.granted = " ".join(one.url for one in INTERNAL if one.name != "gmail.readonly")
    _, page = agree(state, browser)
    assert "the Contact Log does not fill from Gmail" in page
    assert "due dates do not reach the calendar" not in page
    assert len(state.grants) == 1
    assert not any(url.endswith("gmail.readonly") for url in state.grants[0].scopes)


def test_saying_no_after_an_earlier_yes_is_told_as_a_no(state: State, browser: FlaskClient) -> None:
    agree(state, browser)
    _, page = agree(state, browser, error="access_denied")
    assert "Nothing was agreed to" in page


def test_saying_no_keeps_nothing(state: State, browser: FlaskClient) -> None:
    status, page = agree(state, browser, error="access_denied")
    assert status == 200
    assert "Nothing was agreed to" in page
    assert state.grants == []


def test_an_answer_with_another_state_is_refused(state: State, browser: FlaskClient) -> None:
    status, page = agree(state, browser, state="made-up")
    assert status == 400
    assert "does not belong to a question from this browser" in page
    assert state.grants == []


def test_an_answer_in_another_browser_is_refused(state: State, browser: FlaskClient) -> None:
    asked = consent(browser)
    state.sign_in.codes["code-1"] = asked["code_challenge"]
    other = create_app(state).test_client()
    query = {"state": asked["state"], "code": "code-1"}
    answer = other.get("/oauth/callback", query_string=query, base_url=BASE)
    assert answer.status_code == 400
    assert state.grants == []


def test_an_answer_counts_once(state: State, browser: FlaskClient) -> None:
    asked = consent(browser)
    state.sign_in.codes["code-1"] = asked["code_challenge"]
    query = {"state": asked["state"], "code": "code-1"}
    first = browser.get("/oauth/callback", query_string=query, base_url=BASE)
    state.sign_in.codes["code-1"] = asked["code_challenge"]
    second = browser.get("/oauth/callback", query_string=query, base_url=BASE)
    assert (first.status_code, second.status_code) == (303, 400)
    assert len(state.grants) == 1


def test_a_code_for_another_verifier_is_refused(state: State, browser: FlaskClient) -> None:
    asked = consent(browser)
    state.sign_in.codes["code-1"] = "another challenge"
    query = {"state": asked["state"], "code": "code-1"}
    answer = browser.get("/oauth/callback", query_string=query, base_url=BASE)
    assert answer.status_code == 400
    assert "Nothing was kept" in answer.get_data(as_text=True)
    assert state.grants == []


def test_an_answer_after_more_than_ten_minutes_is_refused(state: State, browser: FlaskClient) -> None:
    asked = consent(browser)
    state.sign_in.codes["code-1"] = asked["code_challenge"]
    state.clock = NOW + timedelta(minutes=11)
    query = {"state": asked["state"], "code": "code-1"}
    answer = browser.get("/oauth/callback", query_string=query, base_url=BASE)
    assert answer.status_code == 400
    assert "older than ten minutes" in answer.get_data(as_text=True)
    assert state.grants == []


def test_an_address_google_has_not_verified_is_not_kept(state: State, browser: FlaskClient) -> None:
    state.sign_in.verified = False
    status, page = agree(state, browser)
    assert status == 400
    assert "did not say which account" in page
    assert state.grants == []


def test_an_account_of_another_domain_is_not_kept(state: State, browser: FlaskClient) -> None:
    state.sign_in.email = "someone@elsewhere.test"
    status, page = agree(state, browser)
    assert status == 403
    assert "Nothing was kept" in page
    assert "someone@elsewhere.test" not in page
    assert state.grants == []


@pytest.mark.parametrize("missing", ["down", "refresh"])
def test_without_a_lasting_answer_nothing_is_kept(state: State, browser: FlaskClient, missing: str) -> None:
    asked = consent(browser)
    state.sign_in.codes["code-1"] = asked["code_challenge"]
    if missing == "down":
        state.sign_in.down = True
    else:
        state.sign_in.refresh = None
    query = {"state": asked["state"], "code": "code-1"}
    answer = browser.get("/oauth/callback", query_string=query, base_url=BASE)
    assert answer.status_code == (503 if missing == "down" else 400)
    assert state.grants == []


def test_without_a_client_the_page_names_the_setting(state: State) -> None:
    state.settings = replace(state.settings, client_id="")
    answer = create_app(state).test_client().get("/connect", base_url=BASE)
    assert answer.status_code == 400
    assert "HOLDFAST_CLIENT_ID" in answer.get_data(as_text=True)


def test_the_cookie_is_for_https_and_not_for_scripts(browser: FlaskClient) -> None:
    cookie = browser.get("/connect", base_url=BASE).headers["Set-Cookie"]
    for part in ("Secure", "HttpOnly", "SameSite=Lax"):
        assert part in cookie


def test_no_token_appears_where_a_reader_could_see_it(state: State, browser: FlaskClient) -> None:
    _, page = agree(state, browser)
    assert "1//refresh" not in page
    assert "1//refresh" not in repr(state.grants)
    assert "secret" not in repr(state.settings)
