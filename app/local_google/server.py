"""The Flask application of one world: API requests go to dispatch.py, the rest to blueprints."""

import json
from collections.abc import Mapping
from importlib import import_module
from urllib.parse import parse_qsl, urlsplit

from flask import Flask, Response, request
from requests.structures import CaseInsensitiveDict

from app.local_google import control, oauth, push
from app.local_google.batch import answer_batch
from app.local_google.dispatch import Answer, Incoming, answer
from app.local_google.drive import stranger
from app.local_google.world import World

PACKAGES = ("calendar", "drive", "forms", "gmail", "sheets")
PAGES = ("index", "workbook", "form", "consent", "panel", "calendar", "mail")
API_PATHS = ("v4", "v1", "gmail/v1", "calendar/v3", "drive/v3", "drive/v2", "upload", "resumable")
FORM = "application/x-www-form-urlencoded"
VERBS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


def create_app(world: World) -> Flask:
    """The WSGI application that serves this world."""
    app = Flask("app.local_google")
    app.config["WORLD"] = world
    app.url_map.merge_slashes = False
    _load_packages(app)
    world.store.make_tables()
    world.cache["push"] = push.changed
    stranger.settle(world)
    _wire_api(app, world)
    app.register_error_handler(500, lambda _: _send(internal_error()))
    return app


def _load_packages(app: Flask) -> None:
    """Import what registers handlers and hooks, and mount what has pages."""
    for name in PACKAGES:
        import_module(f"app.local_google.{name}")
    # It adds its routes to the blueprint of oauth.py.
    import_module("app.local_google.userinfo")
    app.register_blueprint(oauth.blueprint)
    app.register_blueprint(control.blueprint)
    for name in PAGES:
        app.register_blueprint(import_module(f"app.local_google.pages.{name}").blueprint)


def _wire_api(app: Flask, world: World) -> None:
    def api(**_: str) -> Response:
        return _send(answer(world, _incoming()))

    def batch(rest: str = "") -> Response:
        return _send(answer_batch(world, _headers(), request.get_data(), rest.partition("/")[0]))

    for path in API_PATHS:
        app.add_url_rule(f"/{path}/<path:rest>", f"api {path}", api, methods=VERBS)
    app.add_url_rule("/batch", "batch", batch, methods=["POST"])
    app.add_url_rule("/batch/<path:rest>", "batch of one API", batch, methods=["POST"])


def _headers() -> CaseInsensitiveDict[str]:
    return CaseInsensitiveDict(list(request.headers.items()))


def _incoming() -> Incoming:
    raw = request.environ.get("REQUEST_URI") or request.environ.get("RAW_URI") or request.full_path
    return incoming(request.method, raw, _headers(), request.get_data())


def incoming(method: str, target: str, headers: Mapping[str, str], data: bytes) -> Incoming:
    """A request for an API; `target` is path and query as in the request line."""
    parts = urlsplit(target)
    query = parse_qsl(parts.query, keep_blank_values=True)
    override = headers.get("X-HTTP-Method-Override", "").upper()
    if method == "POST" and override in VERBS:
        method = override
        if headers.get("Content-Type", "").partition(";")[0].strip().lower() == FORM:
            query += parse_qsl(data.decode(errors="replace"), keep_blank_values=True)
            data = b""
    return Incoming(method, parts.path, query, headers, data)


def sent(result: Answer) -> tuple[list[tuple[str, str]], bytes]:
    """Headers and body of an answer; of one that is cut, half the body under the length of the whole."""
    headers = {"Content-Type": result.content_type, "Content-Length": str(len(result.data))}
    if result.cut:
        return list(headers.items()), result.data[: len(result.data) // 2]
    if result.status == 204:
        del headers["Content-Type"]
    headers |= {"Cache-Control": "no-cache, no-store, max-age=0, must-revalidate", **result.headers}
    return list(headers.items()), result.data


def _send(result: Answer) -> Response:
    if result.drop:
        drop = request.environ.get("local_google.drop")
        if drop:
            drop()
        return Response(status=500)
    headers, data = sent(result)
    body = iter([data]) if result.cut else data
    response = Response(body, status=result.status)
    response.headers.clear()
    response.headers.extend(headers)
    return response


def internal_error() -> Answer:
    body = {"error": {"code": 500, "message": "Internal error encountered.", "status": "INTERNAL"}}
    return Answer(500, json.dumps(body).encode())
