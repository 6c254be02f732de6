"""The `fields` parameter: parsed, checked against the answer's schema, and applied to it.

Both spellings of a path, `a/b` and `a.b`, mean the same, as at Google.
"""

import functools
import re
from dataclasses import dataclass
from typing import Any

from app.local_google.api import GoogleError, Method
from app.local_google.discovery import LEGACY, document

_TOKEN = re.compile(r"[(),/.]|[^(),/.\s]+")


@dataclass(frozen=True)
class Mask:
    """A tree of wanted fields; a leaf wants everything below it. `*` wants every field at its level."""

    children: dict[str, "Mask"]

    @property
    def everything(self) -> bool:
        return not self.children

    def wants(self, *path: str) -> bool:
        """Whether anything at or below this path is asked for."""
        mask = self
        for name in path:
            if mask.everything:
                return True
            below = mask.children.get(name) or mask.children.get("*")
            if below is None:
                return False
            mask = below
        return True

    def apply(self, value: Any) -> Any:
        """The value with only the wanted fields; lists are masked entry by entry."""
        if self.everything:
            return value
        if isinstance(value, list):
            return [self.apply(entry) for entry in value]
        if not isinstance(value, dict):
            return value
        star = self.children.get("*")
        kept = {}
        for name, inner in value.items():
            mask = self.children.get(name) or star
            if mask is not None:
                kept[name] = mask.apply(inner)
        return kept


class _MalformedError(Exception):
    pass


class _Reader:
    def __init__(self, text: str) -> None:
        self.tokens = _TOKEN.findall(text)
        self.at = 0

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        token = self.peek()
        self.at += 1
        return token

    def several(self) -> dict[str, Any]:
        tree: dict[str, Any] = {}
        while True:
            self.one(tree)
            if self.peek() != ",":
                return tree
            self.take()

    def one(self, tree: dict[str, Any]) -> None:
        name = self.take()
        if not name or name in "(),/.":
            raise _MalformedError
        below = tree.setdefault(name, {})
        if self.peek() in ("/", "."):
            self.take()
            self.one(below)
        elif self.peek() == "(":
            self.take()
            inner = self.several()
            if self.take() != ")":
                raise _MalformedError
            _merge(below, inner)
        else:
            tree[name] = {}


def _merge(into: dict[str, Any], more: dict[str, Any]) -> None:
    for name, inner in more.items():
        _merge(into.setdefault(name, {}), inner)


def _mask(tree: dict[str, Any]) -> Mask:
    return Mask({name: _mask(inner) for name, inner in tree.items()})


@functools.lru_cache(maxsize=500)
def parse(text: str) -> Mask:
    """A mask from its text; GoogleError(400) when it is malformed."""
    reader = _Reader(text)
    try:
        tree = reader.several()
    except _MalformedError:
        raise GoogleError(
            400, f"Invalid field selection {text}", reason="invalidParameter", location="fields"
        ) from None
    if reader.peek():
        raise GoogleError(
            400, f"Invalid field selection {text}", reason="invalidParameter", location="fields"
        )
    return Mask({}) if tree == {"*": {}} else _mask(tree)


@functools.lru_cache(maxsize=500)
def for_method(text: str, method: Method) -> Mask:
    """The mask of a call, checked against the schema of the method's answer."""
    mask = parse(text)
    if method.response:
        stray = _stray(mask, {"$ref": method.response}, document(method.api)["schemas"], "")
        if stray:
            raise _refusal(stray, method.api)
    return mask


def _stray(mask: Mask, spec: dict[str, Any], schemas: dict[str, Any], path: str) -> str | None:
    while "$ref" in spec or spec.get("type") == "array":
        spec = schemas[spec["$ref"]] if "$ref" in spec else spec["items"]
    if "properties" not in spec:
        return None
    for name, below in mask.children.items():
        if name == "*":
            continue
        here = f"{path}.{name}" if path else name
        if name not in spec["properties"]:
            return here
        stray = _stray(below, spec["properties"][name], schemas, here)
        if stray:
            return stray
    return None


def _refusal(stray: str, api: str) -> GoogleError:
    if api in LEGACY:
        name = stray.rpartition(".")[2]
        message = f"Invalid field selection {name}"
        return GoogleError(400, message, reason="invalidParameter", location="fields")
    text = f"Error expanding 'fields' parameter. Cannot find matching fields for path '{stray}'."
    detail = {
        "@type": "type.googleapis.com/google.rpc.BadRequest",
        "fieldViolations": [{"field": stray, "description": text}],
    }
    return GoogleError(400, "Request contains an invalid argument.", details=[detail])
