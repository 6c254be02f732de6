"""Ways to reach a world from a program: in-process on `requests`, or on a free port of loopback."""

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

from app.local_google.server import create_app
from app.local_google.world import World


class LocalAdapter(BaseAdapter):
    """Carries prepared requests to the WSGI app in this process; there is no socket."""

    def __init__(self, app: Callable[..., Any]) -> None:
        super().__init__()
        self.app = app

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        parts = urlsplit(request.url or "")
        body = request.body or b""
        builder = EnvironBuilder(
            path=parts.path,
            query_string=parts.query,
            method=request.method or "GET",
            headers=list(request.headers.items()),
            data=body.encode() if isinstance(body, str) else body,
            base_url=f"{parts.scheme}://{parts.netloc}",
        )
        environ = builder.get_environ()
        environ["REQUEST_URI"] = parts.path + (f"?{parts.query}" if parts.query else "")
        dropped = threading.Event()
        environ["local_google.drop"] = dropped.set
        chunks, status, headers = run_wsgi_app(self.app, environ, buffered=True)
        if dropped.is_set():
            raise requests.ConnectionError("The local Google dropped the connection.", request=request)
        return self._response(request, b"".join(chunks), status, list(headers))

    def _response(
        self, request: requests.PreparedRequest, data: bytes, status: str, headers: list[tuple[str, str]]
    ) -> requests.Response:
        length = int(dict(headers).get("Content-Length", len(data)))
        if len(data) < length and request.method != "HEAD":
            raise requests.ConnectionError("The local Google cut the answer short.", request=request)
        raw = HTTPResponse(
            body=BytesIO(data), headers=HTTPHeaderDict(headers), status=int(status[:3]), preload_content=False
        )
        return HTTPAdapter().build_response(request, raw)

    def close(self) -> None:
        """Nothing is held open."""


def local(world: World) -> BaseAdapter:
    """A `requests` adapter on this world, for `session.mount("http://local", …)`."""
    return LocalAdapter(create_app(world).wsgi_app)


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
