"""Ways to reach a world from a program: in-process on `requests`, or on a free port of loopback."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import BaseAdapter, HTTPAdapter
from urllib3 import HTTPHeaderDict, HTTPResponse
from werkzeug.test import EnvironBuilder, run_wsgi_app

from app.local_google.dispatch import answer
from app.local_google.server import API_PATHS, VERBS, create_app, incoming, internal_error, sent
from app.local_google.world import World

DROPPED = "The local Google dropped the connection."
_API = tuple(f"{path}/" for path in API_PATHS)
_BUILDER = HTTPAdapter()  # one makes a pool of connections, which nothing here needs


class LocalAdapter(BaseAdapter):
    """Carries prepared requests to the WSGI app in this process; there is no socket."""

    def __init__(self, app: Callable[..., Any]) -> None:
        super().__init__()
        self.app = app

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        parts = urlsplit(request.url or "")
        builder = EnvironBuilder(
            path=parts.path,
            query_string=parts.query,
            method=request.method or "GET",
            headers=list(request.headers.items()),
            data=_body(request),
            base_url=f"{parts.scheme}://{parts.netloc}",
        )
        environ = builder.get_environ()
        environ["REQUEST_URI"] = parts.path + (f"?{parts.query}" if parts.query else "")
        dropped = threading.Event()
        environ["local_google.drop"] = dropped.set
        chunks, status, headers = run_wsgi_app(self.app, environ, buffered=True)
        if dropped.is_set():
            raise requests.ConnectionError(DROPPED, request=request)
        return _response(request, b"".join(chunks), int(status[:3]), list(headers))

    def close(self) -> None:
        """Nothing is held open."""


class _StraightAdapter(LocalAdapter):
    """Requests for an API go past the WSGI app, straight to dispatch.py."""

    def __init__(self, world: World) -> None:
        super().__init__(create_app(world).wsgi_app)
        self.world = world

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        verb, parts = str(request.method), urlsplit(request.url or "")
        target = parts.path.removeprefix("/") + (f"?{parts.query}" if parts.query else "")
        if verb not in VERBS or not target.startswith(_API):
            return super().send(request)
        headers = request.headers.copy()
        headers.setdefault("Host", parts.netloc)  # as http.client would
        try:
            result = answer(self.world, incoming(verb, f"/{target}", headers, _body(request)))
        except Exception:  # as the WSGI app does: it is told, and the caller gets a 500
            logging.getLogger(__name__).exception("The local Google failed at %s /%s", verb, target)
            result = internal_error()
        if result.drop:
            raise requests.ConnectionError(DROPPED, request=request)
        lines, data = sent(result)
        return _response(request, data, result.status, lines)


def _body(request: requests.PreparedRequest) -> bytes:
    body = request.body or b""
    return body.encode() if isinstance(body, str) else body


def _response(
    request: requests.PreparedRequest, data: bytes, status: int, headers: list[tuple[str, str]]
) -> requests.Response:
    length = int(dict(headers).get("Content-Length", len(data)))
    if len(data) < length and request.method != "HEAD":
        raise requests.ConnectionError("The local Google cut the answer short.", request=request)
    raw = HTTPResponse(
        body=BytesIO(data), headers=HTTPHeaderDict(headers), status=status, preload_content=False
    )
    return _BUILDER.build_response(request, raw)


def local(world: World) -> BaseAdapter:
    """A `requests` adapter on this world, for `session.mount("http://local", …)`."""
    return _StraightAdapter(world)


@contextmanager
def running(world: World) -> Iterator[str]:
    """Serve the world on a free port; gives the base address without a trailing slash."""
    from app.local_google.run import LocalServer

    server = LocalServer(world, 0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield server.url
    finally:
        server.stop()
        thread.join(5)
