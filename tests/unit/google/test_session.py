"""The one transport: what is repeated, what never is, and what each answer becomes."""

from typing import Any

import pytest
import requests
from urllib3.exceptions import MaxRetryError, NewConnectionError

from app import errors
from app.google.credentials import from_grant
from app.google.session import Session
from tests.unit.google.far_side import URL, Clock, Script, answer, breaks, refusal, session

OK = answer(200, {"id": "x"})
LOST = breaks(requests.ReadTimeout())
REFUSED = breaks(requests.ConnectionError(MaxRetryError(None, "/", NewConnectionError(None, "refused"))))


def read(of: Session) -> Any:
    return of.run(of.service("drive", "v3").files().get(fileId="f"))


def write(of: Session) -> Any:
    return of.run(of.service("drive", "v3").files().create(body={"name": "n"}))


def test_everything_goes_to_the_base_address_with_the_bearer() -> None:
    script = Script([OK, OK])
    of = session(script)
    read(of)
    of.sheets_client().http_client.spreadsheets_get("s", {"fields": "spreadsheetId"})
    assert [request.url.split("?")[0] for request in script.seen if request.url] == [
        f"{URL}/drive/v3/files/f",
        f"{URL}/v4/spreadsheets/s",
    ]
    assert {request.headers["Authorization"] for request in script.seen} == {"Bearer teacher@school.test"}
    assert of.calls == {"drive.files.get": 1, "sheets.spreadsheets.get": 1}


def test_gspreads_calls_are_counted_by_method_id() -> None:
    of = session(Script([answer(200, {"valueRanges": []}), OK, OK, OK]))
    http = of.sheets_client().http_client
    http.values_batch_get("s", ["'A/B: c'!A1:B2"])
    http.batch_update("s", {"requests": []})
    http.values_get("s", "A!A1:B2")
    http.values_append("s", "A!A1", {"valueInputOption": "RAW"}, {"values": []})
    assert of.calls == {
        "sheets.spreadsheets.values.batchGet": 1,
        "sheets.spreadsheets.batchUpdate": 1,
        "sheets.spreadsheets.values.get": 1,
        "sheets.spreadsheets.values.append": 1,
    }


@pytest.mark.parametrize("call", [read, write])
@pytest.mark.parametrize(
    "limit",
    [
        refusal(429, "rateLimitExceeded"),
        refusal(429, "RATE_LIMIT_EXCEEDED", newer=True),
        refusal(403, "userRateLimitExceeded"),
        refusal(403, "RATE_LIMIT_EXCEEDED", newer=True),
        REFUSED,
    ],
)
def test_what_was_certainly_not_applied_is_repeated_whatever_the_method(call: Any, limit: Any) -> None:
    clock = Clock()
    of = session(Script([limit, limit, OK]), clock)
    assert call(of) == {"id": "x"}
    assert clock.slept == [2.0, 4.0]  # full jitter, with a random that always says 1


@pytest.mark.parametrize(
    "lost", [LOST, refusal(500), refusal(503), answer(200, '{"id": "x'), answer(200, "")]
)
def test_a_lost_read_is_repeated_and_a_lost_write_is_told_as_ambiguous(lost: Any) -> None:
    assert read(session(Script([lost, OK]))) == {"id": "x"}
    with pytest.raises(errors.Unavailable) as told:
        write(session(Script([lost])))
    assert told.value.ambiguous


def test_a_write_that_never_left_is_not_ambiguous() -> None:
    with pytest.raises(errors.Unavailable) as told:
        write(session(Script([REFUSED] * 9)))
    assert not told.value.ambiguous


def test_a_long_get_that_travels_as_a_post_is_still_a_read() -> None:
    of = session(script := Script([refusal(503), OK]))
    of.run(of.service("drive", "v3").files().list(q="x" * 3000))
    assert {request.method for request in script.seen} == {"POST"}


def test_retry_after_is_honoured_in_seconds_and_as_a_date() -> None:
    clock = Clock()
    by_date = refusal(429, Date="Sun, 22 Nov 2026 06:00:00 GMT", Retry_After="Sun, 22 Nov 2026 06:00:30 GMT")
    read(session(Script([refusal(429, Retry_After="7"), by_date, OK]), clock))
    assert clock.slept == [8.0, 31.0]  # and up to a second more, so that not all come back at once


def test_gmail_names_its_time_in_the_text() -> None:
    clock = Clock()
    text = "User-rate limit exceeded.  Retry after 2026-11-22T06:00:10.000Z"
    body = {"error": {"code": 429, "message": text, "errors": [{"reason": "rateLimitExceeded"}]}}
    read(session(Script([answer(429, body, {"Date": "Sun, 22 Nov 2026 06:00:00 GMT"}), OK]), clock))
    assert clock.slept == [11.0]


def test_patience_ends_and_says_when_to_come_back() -> None:
    clock = Clock()
    with pytest.raises(errors.RateLimited) as told:
        read(session(Script([refusal(429, Retry_After="3600")]), clock))
    assert told.value.retry_after is not None
    assert told.value.retry_after.total_seconds() == 3601
    assert told.value.may_wait
    assert clock.slept == []


def test_waits_are_capped_and_the_whole_is_bounded() -> None:
    clock = Clock()
    with pytest.raises(errors.RateLimited):
        read(session(Script([refusal(429)] * 20), clock, patience=400.0))
    assert max(clock.slept) == 64.0
    assert clock.seconds <= 400.0


@pytest.mark.parametrize(
    ("step", "error"),
    [
        (refusal(403, "quotaExceeded"), errors.QuotaUsedUp),
        (refusal(403, "dailyLimitExceeded"), errors.QuotaUsedUp),
        (refusal(403, "sharingRateLimitExceeded"), errors.QuotaUsedUp),
        (refusal(403, "storageQuotaExceeded"), errors.QuotaUsedUp),
        (refusal(403, "insufficientPermissions"), errors.NotAllowed),
        (refusal(403, "appNotAuthorizedToFile"), errors.NotAllowed),
        (refusal(403, "ACCESS_TOKEN_SCOPE_INSUFFICIENT", newer=True), errors.NotAllowed),
        (refusal(403), errors.NotAllowed),
        (answer(403, "<html>proxy</html>"), errors.NotAllowed),
        (refusal(400, "badRequest"), errors.BadRequest),
        (refusal(501), errors.BadRequest),
        (answer(302, "", {"Location": "https://elsewhere.example"}), errors.BadRequest),
        (refusal(404, "notFound"), errors.NotFound),
        (refusal(409, "duplicate"), errors.Conflict),
        (refusal(412, "conditionNotMet"), errors.Stale),
        (refusal(410, "deleted"), errors.AlreadyGone),
        (refusal(410, "fullSyncRequired"), errors.CursorLost),
    ],
)
def test_each_answer_is_one_situation_and_is_not_repeated(
    step: Any, error: type[errors.HoldfastError]
) -> None:
    with pytest.raises(errors.HoldfastError) as told:
        write(session(Script([step])))
    assert type(told.value) is error
    assert str(told.value).endswith(".")


def test_a_history_id_that_is_too_old_is_a_lost_cursor_and_not_a_missing_thing() -> None:
    of = session(Script([refusal(404, "notFound")]))
    with pytest.raises(errors.CursorLost):
        of.run(of.service("gmail", "v1").users().history().list(userId="me", startHistoryId="1"))


def test_a_refused_batch_says_which_request_it_was() -> None:
    text = "Invalid requests[0].createDeveloperMetadata: there is one with id 7 for Mia"
    of = session(
        Script([answer(400, {"error": {"code": 400, "message": text, "status": "INVALID_ARGUMENT"}})])
    )
    with pytest.raises(errors.BadRequest) as told:
        of.sheets_client().http_client.batch_update("s", {"requests": []})
    assert (told.value.index, told.value.kind) == (0, "createDeveloperMetadata")
    assert "Mia" not in str(told.value)  # Google may quote what we sent


def grant() -> Any:
    return from_grant(
        "1//r", ["a"], client_id="i", client_secret="s", base_url=URL, account="teacher@school.test"
    )


TOKEN = answer(200, {"access_token": "fresh", "expires_in": 3600, "token_type": "Bearer"})


def test_a_grant_gets_its_token_at_the_base_address_and_again_after_a_401() -> None:
    script = Script([TOKEN, refusal(401, "authError"), TOKEN, OK])
    assert write(session(script, credentials=grant())) == {"id": "x"}
    assert [str(request.url) for request in script.seen].count(f"{URL}/token") == 2


def test_a_token_server_that_is_away_is_waited_for_with_our_clock() -> None:
    clock = Clock()
    script = Script([refusal(503), LOST, TOKEN, OK])
    assert write(session(script, clock, credentials=grant())) == {"id": "x"}
    assert clock.slept == [2.0, 4.0]


def test_a_refused_grant_is_lost_and_our_own_client_is_a_setting() -> None:
    with pytest.raises(errors.GrantLost) as told:
        read(session(Script([answer(400, {"error": "invalid_grant"})]), credentials=grant()))
    assert told.value.account == "teacher@school.test"
    assert not told.value.may_wait
    with pytest.raises(errors.BadSettings, match="HOLDFAST_CLIENT_SECRET"):
        read(session(Script([answer(401, {"error": "invalid_client"})]), credentials=grant()))


def test_a_bearer_that_is_refused_is_a_lost_grant() -> None:
    with pytest.raises(errors.GrantLost):
        read(session(Script([refusal(401)])))


def test_a_netrc_file_does_not_replace_the_token(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine google.local login a password b\n")
    monkeypatch.setenv("NETRC", str(netrc))
    read(session(script := Script([OK])))
    assert script.seen[0].headers["Authorization"] == "Bearer teacher@school.test"


class Bucket:
    """Grants one call every ten seconds."""

    def __init__(self, clock: Clock) -> None:
        self.clock, self.next = clock, 0.0
        self.slowed: list[tuple[float, bool]] = []

    def take(self, method: str, account: str) -> float:
        wait = self.next - self.clock.seconds
        if wait <= 0:
            self.next = self.clock.seconds + 10
        return max(wait, 0.0)

    def slow(self, method: str, account: str, seconds: float, everybody: bool) -> None:
        self.slowed.append((seconds, everybody))


def test_buckets_are_asked_before_each_call_and_told_of_every_refusal() -> None:
    clock = Clock()
    bucket = Bucket(clock)
    mine = refusal(403, "userRateLimitExceeded", Retry_After="2")
    of = session(Script([OK, refusal(429, Retry_After="2"), OK, mine, OK]), clock, buckets=bucket)
    for _ in range(3):
        read(of)
    assert clock.slept == [10.0, 3.0, 7.0, 10.0, 3.0, 7.0]
    assert bucket.slowed == [(3.0, True), (3.0, False)]


def test_a_turn_too_far_off_is_a_rate_limit_without_a_call() -> None:
    clock = Clock()
    bucket = Bucket(clock)
    bucket.next = 3600.0
    of = session(script := Script([]), clock, buckets=bucket)
    with pytest.raises(errors.RateLimited):
        read(of)
    assert script.seen == []
    assert bucket.slowed == []  # our own wait is no refusal of Google's
