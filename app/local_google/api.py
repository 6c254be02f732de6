"""What a handler gets and gives: Call, Caller, Media, GoogleError and the registry of handlers.

How requests arrive and how answers leave is server.py's; nothing of any one API enters here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.local_google.world import World

STATUS_TEXT = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ALREADY_EXISTS",
    410: "NOT_FOUND",
    412: "FAILED_PRECONDITION",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
    503: "UNAVAILABLE",
}
REASON = {
    400: "badRequest",
    401: "authError",
    403: "forbidden",
    404: "notFound",
    409: "duplicate",
    410: "deleted",
    412: "conditionNotMet",
    429: "rateLimitExceeded",
    500: "backendError",
    501: "notImplemented",
    503: "backendError",
}


@dataclass(frozen=True)
class Parameter:
    """A query or path parameter as the discovery document describes it."""

    name: str
    location: str
    type: str
    required: bool = False
    repeated: bool = False
    format: str = ""
    enum: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None


@dataclass(frozen=True, eq=False)
class Method:
    """One method of a discovery document; `id` is its discovery id, `path` starts with a slash."""

    id: str
    api: str
    http_method: str
    path: str
    parameters: Mapping[str, Parameter]
    scopes: frozenset[str]
    request: str | None = None
    response: str | None = None
    media_download: bool = False
    upload_paths: tuple[str, ...] = ()


@dataclass(frozen=True)
class Caller:
    """Who calls. `scopes` is None for a script's bearer, which has all; `client` is the OAuth client."""

    email: str
    scopes: frozenset[str] | None = None
    client: str = ""


@dataclass(frozen=True)
class Media:
    """Bytes that came with an upload, or that a download answers with."""

    data: bytes
    content_type: str


@dataclass(frozen=True)
class Call:
    """One request, routed, typed and validated.

    `params` holds path and query parameters that were sent, by discovery name; defaults are not filled in.
    `body` is the parsed JSON, {} when there was none.
    """

    world: World
    method: Method
    params: dict[str, Any]
    body: Any
    caller: Caller
    headers: Mapping[str, str] = field(default_factory=dict)
    media: Media | None = None


Handler = Callable[[Call], "dict[str, Any] | Media | None"]
HANDLERS: dict[str, Handler] = {}


def serves(method_id: str) -> Callable[[Handler], Handler]:
    """Register the handler of a discovery method; None as its answer becomes 204 without a body."""

    def register(handler: Handler) -> Handler:
        HANDLERS[method_id] = handler
        return handler

    return register


class GoogleError(Exception):
    """An error as Google answers it; the envelope of each API is made from it by `body`."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        reason: str | None = None,
        status_text: str | None = None,
        details: list[dict[str, Any]] | None = None,
        location: str | None = None,
        location_type: str | None = None,
        domain: str = "global",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.reason = reason or REASON.get(status, "unknown")
        self.status_text = status_text or STATUS_TEXT.get(status, "UNKNOWN")
        self.details = details or []
        self.location = location
        self.location_type = location_type or ("parameter" if location else None)
        self.domain = domain
        self.headers = dict(headers or {})

    def body(self, api: str) -> dict[str, Any]:
        """The JSON Google sends: Sheets and Forms by status, Drive and Calendar by reason, Gmail by both."""
        error: dict[str, Any] = {"code": self.status, "message": self.message}
        if api not in ("sheets", "forms"):
            entry = {"message": self.message, "domain": self.domain, "reason": self.reason}
            if self.location:
                entry |= {"location": self.location, "locationType": self.location_type or "parameter"}
            error["errors"] = [entry]
        if api in ("sheets", "forms", "gmail") or self.details:
            error["status"] = self.status_text
        if self.details:
            error["details"] = self.details
        return {"error": error}


def not_found(message: str = "Requested entity was not found.", **facts: Any) -> GoogleError:
    return GoogleError(404, message, **facts)


def bad_request(message: str, **facts: Any) -> GoogleError:
    return GoogleError(400, message, **facts)


def forbidden(message: str = "The caller does not have permission", **facts: Any) -> GoogleError:
    return GoogleError(403, message, **facts)
