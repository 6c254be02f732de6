"""Every situation is one sentence for the reader that says the way out."""

from datetime import timedelta

import pytest

from app import errors

SITUATIONS = [
    errors.RateLimited("m", None),
    errors.RateLimited("m", timedelta(seconds=90)),
    errors.RateLimited("m", timedelta(minutes=10)),
    errors.QuotaUsedUp("m", "dailyLimitExceeded"),
    errors.Unavailable("m", "status 503"),
    errors.Unavailable("m", "no answer in time", ambiguous=True),
    errors.NotFound("m"),
    errors.AlreadyGone("m"),
    errors.OwnCalendarGone(),
    errors.Conflict("m"),
    errors.Stale("m"),
    errors.CursorLost("m"),
    errors.NotAllowed("m", "insufficientPermissions"),
    errors.NotAllowed("m", "anything else"),
    errors.GrantLost("", "invalid_grant"),
    errors.GrantLost("a@x.test", "invalid_grant"),
    errors.BadRequest("m", "Invalid requests[3].updateCells: …"),
    errors.BadRequest("m", ""),
    errors.Busy(1),
    errors.NoSuchCaseload(1),
    errors.Fenced(1, 2),
]


@pytest.mark.parametrize("error", SITUATIONS, ids=lambda error: type(error).__name__)
def test_a_situation_is_told_in_whole_sentences(error: errors.HoldfastError) -> None:
    text = str(error)
    assert text[0].isupper()
    assert text.endswith(".")
    assert "\n" not in text
    assert "  " not in text
    assert "None" not in text


def test_only_waiting_helps_or_it_does_not() -> None:
    waits = {type(error) for error in SITUATIONS if error.may_wait}
    assert waits == {errors.RateLimited, errors.QuotaUsedUp, errors.Unavailable, errors.Busy}


def test_wrong_usage_ends_with_status_two() -> None:
    wrong = [
        errors.BadSettings("x"),
        errors.UserMistake("x"),
        errors.Refused("code", "x"),
        errors.NoSuchCaseload(1),
    ]
    assert {error.exit_status for error in wrong} == {2}
    assert errors.Unavailable("m", "x").exit_status == 1
