"""A far side that answers by script, for what a real Google does too rarely to wait for."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import requests
from google.auth.credentials import Credentials
from requests.adapters import BaseAdapter, HTTPAdapter
from urllib3 import HTTPHeaderDict, HTTPResponse

from app.google.credentials import bearer
from app.google.session import Session

URL = "http://google.local"
Step = Callable[[requests.PreparedRequest], requests.Response]


def answer(status: int, body: object = None, headers: Mapping[str, str] | None = None) -> Step:
    """This answer; text goes as it stands, anything else as JSON."""

    def step(request: requests.PreparedRequest) -> requests.Response:
        text = body if isinstance(body, str) else json.dumps({} if body is None else body)
        fields = HTTPHeaderDict({"Content-Type": "application/json", **(headers or {})})
        raw = HTTPResponse(BytesIO(text.encode()), headers=fields, status=status, preload_content=False)
        return HTTPAdapter().build_response(request, raw)

    return step


def refusal(status: int, reason: str = "", *, newer: bool = False, **headers: str) -> Step:
    """An error body as the older or the newer APIs write it."""
    error: dict[str, Any] = {"code": status, "message": "no"}
    if newer:
        error["details"] = [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason}]
    elif reason:
        error["errors"] = [{"domain": "usageLimits", "reason": reason, "message": "no"}]
    return answer(
        status, {"error": error}, {name.replace("_", "-"): value for name, value in headers.items()}
    )


def breaks(error: Exception) -> Step:
    def step(request: requests.PreparedRequest) -> requests.Response:
        raise error

    return step


@dataclass
class Script(BaseAdapter):
    """Plays its steps in order and keeps the requests; one step too many is a failure."""

    steps: list[Step]
    seen: list[requests.PreparedRequest] = field(default_factory=list)

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        self.seen.append(request)
        assert len(self.seen) <= len(self.steps), f"not expected: {request.method} {request.url}"
        return self.steps[len(self.seen) - 1](request)

    def close(self) -> None:
        return None


@dataclass
class Clock:
    """Seconds that pass only by sleeping."""

    seconds: float = 0.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds


def session(
    script: Script, clock: Clock | None = None, credentials: Credentials | None = None, **more: Any
) -> Session:
    clock = clock or Clock()
    who = credentials or bearer("teacher@school.test")
    return Session(
        who,
        URL,
        account="teacher@school.test",
        adapter=script,
        sleep=clock.sleep,
        clock=clock,
        random=lambda: 1.0,
        **more,
    )
