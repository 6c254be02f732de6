"""What people and machines read outside Google: the start page, health, numbers, refusals."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from app.core.serving import OwnedCaseload
from app.web import create_app
from tests.unit.web.fakes import BASE, OWNER, State


@pytest.fixture
def state() -> State:
    return State()


@pytest.fixture
def web(state: State) -> FlaskClient:
    return create_app(state).test_client()


def sign_in(web: FlaskClient, email: str) -> None:
    with web.session_transaction(base_url=BASE) as session:
        session["email"] = email


def page(web: FlaskClient, path: str = "/") -> str:
    answer = web.get(path, base_url=BASE)
    assert answer.mimetype == "text/html"
    return answer.get_data(as_text=True)


def test_a_stranger_sees_the_way_in_and_no_caseload(web: FlaskClient) -> None:
    shown = page(web)
    assert 'href="/connect"' in shown
    assert "Learning Support" not in shown


def test_the_owner_sees_counts_and_no_student(web: FlaskClient) -> None:
    sign_in(web, OWNER)
    shown = page(web)
    assert "Learning Support" in shown
    assert "2 students · 1 overdue" in shown
    assert "Ana" not in shown


def test_another_person_does_not_see_the_owners_caseload(web: FlaskClient) -> None:
    sign_in(web, "b@school.test")
    assert "Learning Support" not in page(web)


def test_the_owner_sees_what_was_done(web: FlaskClient) -> None:
    sign_in(web, OWNER)
    assert 'href="/runs/7"' in page(web)
    shown = page(web, "/runs/7")
    assert "Sync of 7: 3 rows added." in shown
    assert shown.count('class="attention"') == 1
    assert "Ana" not in shown


@pytest.mark.parametrize("who", ["", "b@school.test"])
def test_nobody_else_sees_it(web: FlaskClient, who: str) -> None:
    if who:
        sign_in(web, who)
    for path in ("/runs/7", "/runs/8"):
        answer = web.get(path, base_url=BASE)
        assert answer.status_code == 404
        assert "Sync of" not in answer.get_data(as_text=True)


def test_a_lost_grant_is_told(web: FlaskClient, state: State) -> None:
    state.caseloads[OWNER] = OwnedCaseload(7, "Learning Support", OWNER, connected=False)
    sign_in(web, OWNER)
    assert "no longer lets Holdfast work" in page(web)


def test_leaving_ends_the_session(web: FlaskClient) -> None:
    sign_in(web, OWNER)
    assert web.post("/leave", base_url=BASE).status_code == 303
    assert OWNER not in page(web)


def test_a_forged_cookie_is_no_session(web: FlaskClient) -> None:
    web.set_cookie(
        "holdfast", "eyJlbWFpbCI6Im93bmVyQHNjaG9vbC50ZXN0In0.aaaa.bbbb", domain="holdfast.school.test"
    )
    assert OWNER not in page(web)


def test_every_page_has_the_strict_headers(web: FlaskClient) -> None:
    answer = web.get("/", base_url=BASE)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "unsafe" not in policy
    assert "style=" not in answer.get_data(as_text=True)


def test_an_unknown_address_is_a_sentence(web: FlaskClient) -> None:
    answer = web.get("/nothing", base_url=BASE)
    assert answer.status_code == 404
    assert "There is nothing at this address." in answer.get_data(as_text=True)


def test_alive_and_ready(web: FlaskClient, state: State) -> None:
    assert web.get("/healthz").get_json() == {"alive": True}
    assert web.get("/readyz").status_code == 200
    state.problems = ("The state database does not answer.",)
    answer = web.get("/readyz")
    assert answer.status_code == 503
    assert answer.get_json()["problems"] == ["The state database does not answer."]


def test_numbers_name_routes_and_nobody(web: FlaskClient) -> None:
    web.get("/healthz")
    web.get("/nothing/owner@school.test")
    shown = web.get("/metrics").get_data(as_text=True)
    assert 'holdfast_answers_total{route="/healthz",status="200"} 1.0' in shown
    assert 'holdfast_answers_total{route="none",status="404"} 1.0' in shown
    assert "holdfast_caseloads 1.0" in shown
    assert "@" not in shown


def test_the_icon_of_the_manifest_is_served(web: FlaskClient) -> None:
    from addon_manifest.manifest import LOGO

    answer = web.get(LOGO)
    assert answer.mimetype == "image/png"
    assert answer.get_data()[:4] == b"\x89PNG"
