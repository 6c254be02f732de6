"""Google's keys are kept for an hour, and asked for again when Google has changed them."""

from __future__ import annotations

import pytest
import requests

from app.web.refusals import GoogleSilent
from app.web.tokens import KEPT_SECONDS, UNKNOWN_KEY_SECONDS, Keys
from tests.unit.web.fakes import GOOGLE, SignIn


class Clock:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def sign_in() -> SignIn:
    return SignIn()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def keys(sign_in: SignIn, clock: Clock) -> Keys:
    session = requests.Session()
    session.mount(GOOGLE, sign_in)
    return Keys(session, GOOGLE + "/oauth2/v1/certs", clock)


def test_known_keys_are_kept_for_an_hour(keys: Keys, sign_in: SignIn, clock: Clock) -> None:
    keys.for_key("google-1")
    clock.seconds += KEPT_SECONDS - 1
    keys.for_key("google-1")
    assert len(sign_in.paths) == 1
    clock.seconds += 2
    keys.for_key("google-1")
    assert len(sign_in.paths) == 2


def test_a_new_key_of_google_is_found_within_a_minute(keys: Keys, sign_in: SignIn, clock: Clock) -> None:
    keys.for_key("google-1")
    sign_in.keys["google-2"] = "pem"
    assert "google-2" not in keys.for_key("google-2")
    clock.seconds += UNKNOWN_KEY_SECONDS + 1
    assert "google-2" in keys.for_key("google-2")


def test_made_up_key_ids_do_not_make_us_ask_google_each_time(keys: Keys, sign_in: SignIn) -> None:
    for number in range(20):
        keys.for_key(f"made-up-{number}")
    assert len(sign_in.paths) == 1


def test_a_silent_google_is_not_asked_again_at_once(keys: Keys, sign_in: SignIn, clock: Clock) -> None:
    sign_in.down = True
    for _ in range(5):
        with pytest.raises(GoogleSilent):
            keys.for_key("google-1")
    assert len(sign_in.paths) == 1
    sign_in.down = False
    clock.seconds += 6
    assert "google-1" in keys.for_key("google-1")


def test_kept_keys_serve_while_google_is_silent(keys: Keys, sign_in: SignIn, clock: Clock) -> None:
    keys.for_key("google-1")
    sign_in.down = True
    clock.seconds += KEPT_SECONDS + 1
    assert "google-1" in keys.for_key("google-1")
    clock.seconds += 24 * 3600
    with pytest.raises(GoogleSilent):
        keys.for_key("google-1")
