"""The bundled discovery documents as routes: every method of the five APIs, by HTTP method and raw path.

Nothing is served here; schemas are schema.py's.
"""

import functools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote

from googleapiclient.discovery_cache import get_static_doc

from app.local_google.api import Method, Parameter

APIS = {"sheets": "v4", "forms": "v1", "gmail": "v1", "calendar": "v3", "drive": "v3"}
LEGACY = frozenset({"calendar", "drive"})
"""APIs that ignore unknown query parameters and answer in the older words."""
_PLACE = re.compile(r"\{(\+?)(\w+)\}")


@functools.cache
def document(api: str) -> dict[str, Any]:
    """The bundled discovery document of an API."""
    text = get_static_doc(api, APIS[api])
    if text is None:
        raise LookupError(f"google-api-python-client has no document of {api}.{APIS[api]}.")
    found: dict[str, Any] = json.loads(text)
    return found


def _parameter(name: str, spec: dict[str, Any]) -> Parameter:
    return Parameter(
        name=name,
        location=spec.get("location", "query"),
        type=spec["type"],
        required=spec.get("required", False),
        repeated=spec.get("repeated", False),
        format=spec.get("format", ""),
        enum=tuple(spec.get("enum", ())),
        minimum=int(spec["minimum"]) if "minimum" in spec else None,
        maximum=int(spec["maximum"]) if "maximum" in spec else None,
    )


def _method(api: str, spec: dict[str, Any], shared: dict[str, Parameter]) -> Method:
    uploads = spec.get("mediaUpload", {}).get("protocols", {})
    own = {name: _parameter(name, p) for name, p in spec.get("parameters", {}).items()}
    return Method(
        id=spec["id"],
        api=api,
        http_method=spec["httpMethod"],
        path="/" + document(api)["servicePath"] + spec["path"],
        parameters=shared | own,
        scopes=frozenset(spec.get("scopes", ())),
        request=spec.get("request", {}).get("$ref"),
        response=spec.get("response", {}).get("$ref"),
        media_download=spec.get("supportsMediaDownload", False),
        upload_paths=tuple(protocol["path"] for protocol in uploads.values()),
    )


def _walk(resource: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from resource.get("methods", {}).values()
    for inner in resource.get("resources", {}).values():
        yield from _walk(inner)


@functools.cache
def methods() -> dict[str, Method]:
    """Every method of the five APIs by discovery id."""
    found = {}
    for api in APIS:
        doc = document(api)
        shared = {name: _parameter(name, spec) for name, spec in doc["parameters"].items()}
        shared |= {
            name: Parameter(name, "query", "string") for name in ("access_token", "uploadType", "userIp")
        }
        for spec in _walk(doc):
            found[spec["id"]] = _method(api, spec, shared)
    return found


@dataclass(frozen=True)
class Route:
    """A path template as a pattern on the raw, still quoted path."""

    method: Method
    pattern: re.Pattern[str]
    upload: bool
    order: tuple[int, ...]


def _route(method: Method, path: str, upload: bool) -> Route:
    parts, last, literal = [], 0, 0
    for place in _PLACE.finditer(path):
        parts.append(re.escape(path[last : place.start()]))
        literal += place.start() - last
        inner = ".+" if place[1] else "[^/]+"
        parts.append(f"(?P<{place[2]}>{inner})")
        last = place.end()
    parts.append(re.escape(path[last:]))
    # A custom verb (":append") wins over a value that holds a colon; then the longer literal text wins.
    verb = 0 if re.search(r":\w+$", path) else 1
    return Route(method, re.compile("".join(parts)), upload, (verb, -(literal + len(path) - last)))


def _older() -> list[Method]:
    """Addresses of older APIs that clients of today still use; they are not in the documents."""
    update = methods()["drive.files.update"]
    extra = {"convert": Parameter("convert", "query", "boolean")}
    return [
        replace(
            update,
            id="drive.files.update.v2",
            http_method="PUT",
            path="/drive/v2/files/{fileId}",
            upload_paths=("/upload/drive/v2/files/{fileId}",),
            parameters=dict(update.parameters) | extra,
            request=None,
            response=None,
        )
    ]


@functools.cache
def _routes() -> dict[tuple[str, str], list[Route]]:
    found: dict[tuple[str, str], list[Route]] = {}
    for method in [*methods().values(), *_older()]:
        paths = [(method.path, False)] + [(path, True) for path in method.upload_paths]
        for path, upload in paths:
            key = (method.http_method, _head(path))
            found.setdefault(key, []).append(_route(method, path, upload))
    for routes in found.values():
        routes.sort(key=lambda route: route.order)
    return found


def _head(path: str) -> str:
    """The part of a path by which routes are grouped: `/drive/v3`, `/v4/spreadsheets`, `/upload/gmail`."""
    return "/".join(re.split(r"[/:]", path, maxsplit=3)[:3])


@dataclass(frozen=True)
class Found:
    """A matched route: the method, its path parameters as sent, and whether it came by an upload address."""

    method: Method
    path_params: dict[str, str]
    upload: bool


def find(http_method: str, raw_path: str) -> Found | None:
    """The method that serves this request line, or None."""
    for route in _routes().get((http_method, _head(raw_path)), ()):
        match = route.pattern.fullmatch(raw_path)
        if match:
            params = {name: unquote(value) for name, value in match.groupdict().items()}
            return Found(route.method, params, route.upload)
    return None
