"""The discovery documents bundled with google-api-python-client: base swapped, urls read back to methods."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from googleapiclient.discovery_cache import get_static_doc

SHEETS_AND_DRIVE = (("sheets", "v4"), ("drive", "v3"))  # what gspread may call


@lru_cache
def document(api: str, version: str, base_url: str | None) -> str:
    """The bundled document as JSON text; with `base_url`, calls, batches and uploads all go there."""
    text = get_static_doc(api, version)
    if text is None:
        raise LookupError(f"google-api-python-client bundles no document for {api} {version}")
    described: dict[str, Any] = json.loads(text)
    if base_url:
        root = base_url.rstrip("/") + "/"
        described |= {"rootUrl": root, "baseUrl": root + described["servicePath"]}
    described.pop("mtlsRootUrl", None)  # else an environment variable could lead calls elsewhere
    return json.dumps(described)


@dataclass(frozen=True)
class _Route:
    verb: str
    path: re.Pattern[str]
    method: str


def method_of(verb: str, url: str) -> str:
    """The discovery id of a call that gspread makes by url; the bare verb when there is none."""
    path = urlsplit(url).path.lstrip("/")
    for route in _routes():
        if route.verb == verb.upper() and route.path.fullmatch(path):
            return route.method
    return verb.upper()


@lru_cache
def _routes() -> tuple[_Route, ...]:
    found = [
        (template, _Route(method["httpMethod"], _pattern(template), method["id"]))
        for api, version in SHEETS_AND_DRIVE
        for service_path, method in _methods(json.loads(document(api, version, None)))
        for template in [service_path + method.get("flatPath", method["path"])]
    ]
    literal_first = sorted(found, key=lambda pair: -len(re.sub(r"\{.*?\}", "", pair[0])))
    return tuple(route for _, route in literal_first)


def _methods(described: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    def below(resources: dict[str, Any]) -> Iterator[dict[str, Any]]:
        for resource in resources.values():
            yield from resource.get("methods", {}).values()
            yield from below(resource.get("resources", {}))

    for method in below(described["resources"]):
        yield described["servicePath"], method


def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{.*?\\\}", "[^/]+?", re.escape(template)))
