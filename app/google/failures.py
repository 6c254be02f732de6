"""An answer of Google's that is not 2xx -> one of `app.errors`. By its reason, not by its number alone.

Sources: the error pages of each API; 403 has two bodies, the older with `errors[].reason`, the newer with
`details[].reason` of google.rpc.ErrorInfo. Retrying is not decided here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import requests
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError

from app.errors import (
    AlreadyGone,
    BadRequest,
    Conflict,
    CursorLost,
    GrantLost,
    HoldfastError,
    NotAllowed,
    NotFound,
    QuotaUsedUp,
    RateLimited,
    Stale,
    Unavailable,
)

SHORT_WAITS = frozenset(
    {"rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED", "RESOURCE_EXHAUSTED", "rateLimited"}
)
LONG_WAITS = frozenset(
    {
        "quotaExceeded",
        "dailyLimitExceeded",
        "dailyLimitExceededUnreg",
        "storageQuotaExceeded",
        "sharingRateLimitExceeded",
        "teamDriveFileLimitExceeded",
        "activeItemCreationLimitExceeded",
        "calendarUsageLimitsExceeded",
    }
)
LOST_CURSORS = frozenset({"fullSyncRequired", "updatedMinTooLongAgo"})
UNTIL_IN_TEXT = re.compile(r"[Rr]etry after (\d{4}-\d\d-\d\dT[\d:.]+Z)")


@dataclass(frozen=True)
class Answer:
    """What a refusal says: status, headers, reason, text."""

    status: int
    headers: Mapping[str, str]
    reason: str
    message: str


def read_answer(status: int, headers: Mapping[str, str], body: bytes) -> Answer:
    """The reason and text of an error body in either of Google's forms; a body of neither has none."""
    error = _error_object(body)
    reasons = [_reason(item) for item in _list(error.get("errors")) + _list(error.get("details"))]
    named = [reason for reason in reasons if reason]
    reason = next((r for r in named if r in SHORT_WAITS | LONG_WAITS), named[0] if named else "")
    return Answer(status, headers, reason or str(error.get("status") or ""), str(error.get("message") or ""))


def classify(method: str, account: str, answer: Answer, *, read: bool) -> HoldfastError:
    """The error that the answer to `method` (a discovery method id) stands for."""
    status, reason = answer.status, answer.reason
    if status in (403, 429) and reason in LONG_WAITS:
        return QuotaUsedUp(method, reason)
    if status == 429 or (status == 403 and reason in SHORT_WAITS):
        return RateLimited(method, asked_wait(answer), per_user=_per_user(answer))
    if status == 410:
        return CursorLost(method) if _is_cursor(method, reason) else AlreadyGone(method)
    if status >= 500 and status != 501:
        return Unavailable(method, f"status {status}", ambiguous=not read)
    match status:
        case 401:
            return GrantLost(account, reason or "the token is not accepted")
        case 403:
            return NotAllowed(method, reason or "forbidden")
        case 404:
            return CursorLost(method) if method == "gmail.users.history.list" else NotFound(method)
        case 409:
            return Conflict(method)
        case 412:
            return Stale(method)
    return BadRequest(method, answer.message, reason)


def asked_wait(answer: Answer) -> timedelta | None:
    """How long Google asks to wait: Retry-After in seconds or as a date, or a time in the text."""
    asked = _header(answer.headers, "retry-after")
    if re.fullmatch(r"\d+(\.\d+)?", asked.strip()):
        return timedelta(seconds=float(asked))
    until = _http_date(asked)
    if until is None and (found := UNTIL_IN_TEXT.search(answer.message)):
        until = datetime.fromisoformat(found[1])
    sent = _http_date(_header(answer.headers, "date"))
    if until is None or sent is None:
        return None
    return max(until - sent, timedelta(seconds=1))


def _per_user(answer: Answer) -> bool:
    text = answer.message.lower()
    return answer.reason == "userRateLimitExceeded" or "per user" in text or "user-rate" in text


def _is_cursor(method: str, reason: str) -> bool:
    return reason in LOST_CURSORS or (method.endswith(".list") and reason != "deleted")


def _error_object(body: bytes) -> Mapping[str, Any]:
    try:
        parsed = json.loads(body)
    except ValueError:
        return {}
    error = parsed.get("error") if isinstance(parsed, dict) else None
    return error if isinstance(error, dict) else {}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _reason(item: object) -> str:
    return str(item.get("reason") or "") if isinstance(item, dict) else ""


def _header(headers: Mapping[str, str], name: str) -> str:
    return next((value for key, value in headers.items() if key.lower() == name), "")


def _http_date(text: str) -> datetime | None:
    if not text:
        return None
    try:
        when = parsedate_to_datetime(text)
    except ValueError:
        return None
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def never_left(lost: requests.RequestException) -> bool:
    """Whether nobody was there: the request found no way out."""
    reason = lost.args[0] if lost.args else None
    inner = reason.reason if isinstance(reason, MaxRetryError) else reason
    return isinstance(inner, NewConnectionError | ConnectTimeoutError)
