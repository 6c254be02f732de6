"""The Flask application of one world: API requests go to dispatch.py, the rest to blueprints."""

import json
from importlib import import_module
from typing import Any
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
    app.register_error_handler(500, _internal_error)
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
    parts = urlsplit(raw)
    query = parse_qsl(parts.query, keep_blank_values=True)
    method, data = request.method, request.get_data()
    override = request.headers.get("X-HTTP-Method-Override", "").upper()
    if method == "POST" and override in VERBS:
        method = override
        if request.mimetype == "application/x-www-form-urlencoded":
            query += parse_qsl(data.decode(errors="replace"), keep_blank_values=True)
            data = b""
    return Incoming(method, parts.path, query, _headers(), data)


def _send(result: Answer) -> Response:
    if result.drop:
        drop = request.environ.get("local_google.drop")
        if drop:
            drop()
        return Response(status=500)
    response = Response(result.data, status=result.status, content_type=result.content_type)
    response.headers.extend(result.headers)
    response.headers.setdefault("Cache-Control", "no-cache, no-store, max-age=0, must-revalidate")
    if result.status == 204:
        del response.headers["Content-Type"]
    if result.cut:
        length = len(result.data)
        response = Response(
            iter([result.data[: length // 2]]), status=result.status, content_type=result.content_type
        )
        response.headers["Content-Length"] = str(length)
    return response


def _internal_error(_: Any) -> Response:
    body = {"error": {"code": 500, "message": "Internal error encountered.", "status": "INTERNAL"}}
    return Response(json.dumps(body), status=500, content_type="application/json; charset=UTF-8")
