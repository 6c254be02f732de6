"""One API request to its answer: route, fault, caller, scopes, quota, check, handler, log.

Flask and sockets do not enter here; batch.py sends its parts through the same door.
"""

import json
import math
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.local_google import discovery, fields, identity, schema
from app.local_google.api import HANDLERS, Call, Caller, GoogleError, Media, Method
from app.local_google.body import read_body
from app.local_google.faults import Fault
from app.local_google.params import read_params
from app.local_google.quotas import Exceeded
from app.local_google.upload import split_upload
from app.local_google.world import World

JSON = "application/json; charset=UTF-8"
_HALF_PAIR = re.compile(rb"\\u[dD][89a-fA-F]")
BODILESS = ("GET", "HEAD", "DELETE")


@dataclass(frozen=True)
class Incoming:
    """A request as it came; `path` is still quoted, header names are case-insensitive."""

    http_method: str
    path: str
    query: list[tuple[str, str]]
    headers: Mapping[str, str]
    data: bytes = b""


@dataclass(frozen=True)
class Answer:
    """What goes back. `drop` closes the connection without it, `cut` sends half of it."""

    status: int
    data: bytes = b""
    content_type: str = JSON
    headers: dict[str, str] = field(default_factory=dict)
    drop: bool = False
    cut: bool = False


class InvalidAnswerError(Exception):
    """A handler's answer does not fit the discovery document; raised in strict worlds only."""


@dataclass
class _Progress:
    """What is known of the call so far, for its line in the log."""

    method: Method | None = None
    user: str = ""
    problem: str = ""


def answer(world: World, incoming: Incoming) -> Answer:
    """Serve one request and log it."""
    started, progress = time.perf_counter(), _Progress()
    result = Answer(500)
    try:
        result = _serve(world, incoming, progress)
    finally:
        world.calls.add(
            method=progress.method.id if progress.method else "",
            path=incoming.path,
            user=progress.user,
            status=0 if result.drop else result.status,
            bytes_in=len(incoming.data),
            bytes_out=len(result.data),
            ms=round((time.perf_counter() - started) * 1000, 2),
            valid=not progress.problem,
            problem=progress.problem,
        )
    return result


def _serve(world: World, incoming: Incoming, progress: _Progress) -> Answer:
    found = discovery.find(incoming.http_method, incoming.path)
    if found is None:
        return _no_such_path(incoming)
    method = progress.method = found.method
    try:
        fault = world.faults.take(method.id)
        if fault:
            early = _before(fault)
            if early:
                return early
        caller = identity.caller_of(world, incoming.headers, incoming.query, method)
        progress.user = caller.email
        identity.check_scopes(caller, method)
        _spend(world, method, caller)
        result = _handle(world, incoming, found, caller, progress)
    except GoogleError as error:
        return refusal(error, method.api)
    if fault and fault.kind == "drop_after":
        return replace(result, drop=True)
    return replace(result, cut=True) if fault and fault.kind == "truncate" else result


def refusal(error: GoogleError, api: str) -> Answer:
    return Answer(error.status, json.dumps(error.body(api), indent=2).encode(), headers=error.headers)


def _no_such_path(incoming: Incoming) -> Answer:
    text = f"The local Google knows no method {incoming.http_method} {incoming.path}."
    return refusal(GoogleError(404, text), "gmail")


def _before(fault: Fault) -> Answer | None:
    """What a fault does before the handler: a late start gives None, the others an answer."""
    if fault.kind == "delay":
        time.sleep(fault.seconds)
    if fault.kind == "drop_before":
        return Answer(0, drop=True)
    if fault.kind == "status":
        headers = {} if fault.retry_after is None else {"Retry-After": f"{fault.retry_after:g}"}
        message = fault.message or "The local Google was asked to fail."
        limits = {"rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded", "dailyLimitExceeded"}
        domain = "usageLimits" if fault.reason in limits else "global"
        raise GoogleError(fault.status, message, reason=fault.reason or None, domain=domain, headers=headers)
    return None


def _spend(world: World, method: Method, caller: Caller) -> None:
    exceeded = world.quotas.spend(method.id, method.http_method, caller.email, caller.client, world.elapsed())
    if exceeded:
        raise _over_quota(exceeded, method.api)


def _over_quota(exceeded: Exceeded, api: str) -> GoogleError:
    scope = " per user" if exceeded.key.endswith(".user") else ""
    name = {"read": "Read requests", "write": "Write requests", "expensive": "Expensive read requests"}
    what = name.get(exceeded.key.split(".")[1], "Queries")
    message = (
        f"Quota exceeded for quota metric '{what}' and limit '{what} per minute{scope}' of service "
        f"'{api}.googleapis.com' for consumer 'project_number:1'."
    )
    detail = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "RATE_LIMIT_EXCEEDED",
        "domain": "googleapis.com",
        "metadata": {"quota_limit_value": str(exceeded.limit), "service": f"{api}.googleapis.com"},
    }
    reason = "userRateLimitExceeded" if scope else "rateLimitExceeded"
    return GoogleError(429, message, reason=reason, domain="usageLimits", details=[detail])


def _handle(
    world: World, incoming: Incoming, found: discovery.Found, caller: Caller, progress: _Progress
) -> Answer:
    method = found.method
    handler = HANDLERS.get(method.id)
    if handler is None:
        raise GoogleError(501, f"The local Google does not serve {method.id}.", reason="notImplemented")
    try:
        params = read_params(method, found.path_params, incoming.query)
        body, media = _content(incoming, found.upload, method)
        mask = fields.for_method(params["fields"], method) if params.get("fields") else None
    except GoogleError as error:
        progress.problem = f"request: {error.message.splitlines()[0].split(', ')[0]}"
        raise
    call = Call(world, method, params, body, caller, incoming.headers, media)
    with world.transaction():
        world.actor_client = caller.client
        try:
            result = handler(call)
        finally:
            world.actor_client = ""
    if result is None:
        return Answer(204)
    if isinstance(result, Media):
        return Answer(200, result.data, result.content_type)
    return _json_answer(world, method, params, result, mask, progress)


def _content(incoming: Incoming, upload: bool, method: Method) -> tuple[Any, Media | None]:
    if incoming.http_method in BODILESS:
        return {}, None
    data, media = incoming.data, None
    if upload:
        data, media = split_upload(incoming.headers, dict(incoming.query), incoming.data)
    return read_body(method, parse_json(data)), media


def parse_json(data: bytes) -> Any:
    """A JSON body; an empty one is {}. GoogleError(400) for what is no JSON."""
    if not data.strip():
        return {}
    try:
        value = json.loads(data.decode(), parse_constant=_no_constant, parse_float=_finite, parse_int=_whole)
        if _HALF_PAIR.search(data):
            # Half of a surrogate pair is no character; encoding the whole finds it and raises.
            json.dumps(value, ensure_ascii=False).encode()
        return value
    except (ValueError, RecursionError) as error:
        raise GoogleError(400, f"Invalid JSON payload received. {error}", reason="parseError") from error


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"Number exceeds the range of a double: {text[:40]}")
    return number


def _whole(text: str) -> int | float:
    """A whole number, as a double where 64 bits do not hold it."""
    return int(text) if len(text) < 19 else _finite(text) if abs(float(text)) >= 2**63 else int(text)


def _no_constant(name: str) -> None:
    raise ValueError(f"Unexpected token. {name}")


def _json_answer(
    world: World,
    method: Method,
    params: dict[str, Any],
    result: dict[str, Any],
    mask: fields.Mask | None,
    progress: _Progress,
) -> Answer:
    # A mask cannot make a good answer bad, and what it leaves out costs time to check.
    etag = result.get("etag")
    shown = mask.apply(result) if mask else result
    problem = schema.misfit(method.api, method.response, shown) if method.response else None
    if problem:
        progress.problem = f"response: {problem}"
        if world.strict:
            raise InvalidAnswerError(f"{method.id}: {problem}")
    indent = 2 if params.get("prettyPrint") else None
    data = json.dumps(
        shown, ensure_ascii=False, indent=indent, separators=None if indent else (",", ":")
    ).encode()
    return Answer(200, data, headers={"ETag": etag} if isinstance(etag, str) else {})
