"""A request's JSON body brought into the schema's form, or refused in Google's words.

Google's parser takes more than the schema says: null for absent, numbers for 64-bit strings and strings for
numbers, one value for a list of one, names in snake_case. What it
refuses it names by path. A null in a Calendar patch stays, for there it clears the field.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from app.local_google.api import GoogleError, Method
from app.local_google.discovery import document
from app.local_google.schema import PATTERNS, RANGES, one_of, validator

_PROTO = {
    "int32": "TYPE_INT32",
    "uint32": "TYPE_UINT32",
    "int64": "TYPE_INT64",
    "uint64": "TYPE_UINT64",
    "float": "TYPE_FLOAT",
    "double": "TYPE_DOUBLE",
    "byte": "TYPE_BYTES",
}
_PACKAGES = {
    "sheets": "google.apps.sheets.v4",
    "forms": "google.apps.forms.v1",
    "gmail": "google.apps.gmail.v1",
    "calendar": "google.apps.calendar.v3",
    "drive": "google.apps.drive.v3",
}
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
# Source: recorded answers. A body that is a field of the request message is named by that field.
_BODY_FIELDS = {"ValueRange": "data"}


def snake(name: str) -> str:
    return re.sub(r"(?<!^)([A-Z])", lambda match: "_" + match[1].lower(), name)


def camel(name: str) -> str:
    return re.sub(r"_([a-z0-9])", lambda match: match[1].upper(), name)


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int | float) else ""


def _flattened(values: list[Any]) -> Iterator[Any]:
    """The entries of a list of messages, inner lists opened: gspread-formatting sends such."""
    for value in values:
        if isinstance(value, list):
            yield from _flattened(value)
        else:
            yield value


@dataclass
class _Reading:
    api: str
    keeps_null: bool = False
    violations: list[tuple[str, str]] = field(default_factory=list)

    def wrong(self, path: str, kind: str, value: Any) -> None:
        shown = _shown(value)
        text = f"Invalid value at '{path}' ({kind})" + (f", {shown}" if shown else "")
        self.violations.append((path, text))

    def unknown(self, path: str, name: str) -> None:
        at = f" at '{path}'" if path else ""
        text = f'Invalid JSON payload received. Unknown name "{name}"{at}: Cannot find field.'
        self.violations.append((path, text))

    def message(self, name: str) -> str:
        return f"type.googleapis.com/{_PACKAGES[self.api]}.{name}"

    def read(self, spec: dict[str, Any], value: Any, path: str, owner: str = "") -> Any:
        if "$ref" in spec:
            return self.of_schema(spec["$ref"], value, path)
        kind = spec.get("type")
        if kind == "any":
            return value
        if kind == "array":
            return self.listed(spec["items"], value, path, owner)
        if kind == "object":
            return self.fields(spec, value, path, "google.protobuf.Struct")
        return self.scalar(spec, value, path, owner)

    def of_schema(self, name: str, value: Any, path: str) -> Any:
        spec = document(self.api)["schemas"][name]
        result = self.fields(spec, value, path, f"{_PACKAGES[self.api]}.{name}")
        group = one_of(self.api, name)
        if group and isinstance(result, dict):
            label, names = group
            given = [key for key in result if key in names and result[key] is not None]
            if len(given) > 1:
                text = f"oneof field '{label}' is already set. Cannot set '{given[1]}'"
                self.violations.append((path, f"Invalid value at '{path}' (oneof), {text}"))
        return result

    def fields(self, spec: dict[str, Any], value: Any, path: str, name: str) -> Any:
        if not isinstance(value, dict):
            self.wrong(path, f"type.googleapis.com/{name}", value)
            return {}
        known = spec.get("properties", {})
        more = spec.get("additionalProperties") or (None if known else {"type": "any"})
        result: dict[str, Any] = {}
        for key, inner in value.items():
            real = key if key in known else camel(key)
            if real in known:
                if inner is None:
                    if self.keeps_null:
                        result[real] = None
                else:
                    step = snake(real)
                    result[real] = self.read(known[real], inner, f"{path}.{step}" if path else step, real)
            elif more is not None:
                # A null removes an entry of a map, where the API patches; so it is kept.
                result[key] = None if inner is None else self.read(more, inner, f"{path}[{key}]", key)
            else:
                self.unknown(path, key)
        return result

    def listed(self, spec: dict[str, Any], value: Any, path: str, owner: str) -> list[Any]:
        if not isinstance(value, list):
            if spec.get("type") == "array":
                self.wrong(path, "type.googleapis.com/google.protobuf.ListValue", value)
                return []
            return [self.read(spec, value, path, owner)]
        if "$ref" in spec:
            value = list(_flattened(value))
        kept, self.keeps_null = self.keeps_null, False  # A list is replaced whole; nothing in it is cleared.
        found = [self.entry(spec, inner, f"{path}[{index}]", owner) for index, inner in enumerate(value)]
        self.keeps_null = kept
        return found

    def entry(self, spec: dict[str, Any], value: Any, path: str, owner: str) -> Any:
        if spec.get("type") == "array" and not isinstance(value, list):
            self.wrong(path, "type.googleapis.com/google.protobuf.ListValue", value)
            return []
        return self.read(spec, value, path, owner)

    def scalar(self, spec: dict[str, Any], value: Any, path: str, owner: str) -> Any:
        kind, style = spec.get("type"), spec.get("format", "")
        if kind == "boolean":
            return self.boolean(value, path)
        if kind == "integer" or style in ("int64", "uint64"):
            return self.integer(spec, value, path)
        if kind == "number":
            return self.number(style, value, path)
        if not isinstance(value, str):
            self.wrong(path, "TYPE_STRING", value)
            return ""
        if spec.get("enum") and value not in spec["enum"]:
            self.wrong(path, self.message(owner[:1].upper() + owner[1:]), value)
        elif style == "byte" and not re.match(PATTERNS["byte"], value):
            self.violations.append((path, f"Invalid value at '{path}' (TYPE_BYTES), Base64 decoding failed"))
        return value

    def boolean(self, value: Any, path: str) -> bool:
        if value in ("true", "false"):
            return bool(value == "true")
        if not isinstance(value, bool):
            self.wrong(path, "TYPE_BOOL", value)
            return False
        return value

    def integer(self, spec: dict[str, Any], value: Any, path: str) -> Any:
        style = spec.get("format", "int32")
        text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
        if isinstance(value, bool) or not re.fullmatch(r"-?[0-9]{1,20}", text):
            self.wrong(path, _PROTO[style], value)
            return "0" if spec["type"] == "string" else 0
        low, high = RANGES.get(style, (-(2**63), 2**64 - 1))
        if not low <= int(text) <= high:
            self.wrong(path, _PROTO[style], value)
        return text if spec["type"] == "string" else int(text)

    def number(self, style: str, value: Any, path: str) -> float:
        if isinstance(value, str) and _NUMBER.fullmatch(value) and math.isfinite(float(value)):
            return float(value)
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.wrong(path, _PROTO.get(style, "TYPE_DOUBLE"), value)
            return 0.0
        return value


def violation_error(violations: list[tuple[str, str]]) -> GoogleError:
    """Google's 400 for a request that its parser refuses, every fault listed."""
    entries = []
    for path, text in violations:
        entry = {"field": path, "description": text}
        entries.append({key: part for key, part in entry.items() if part})
    detail = {"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": entries}
    message = "\n".join(text for _, text in violations)
    return GoogleError(400, message, reason="badRequest", details=[detail])


def read_body(method: Method, value: Any) -> Any:
    """The body in the schema's form; GoogleError(400) names every field that is wrong."""
    name = method.request
    if name is None:
        return value if isinstance(value, dict) else {}
    if validator(method.api, name).is_valid(value):
        return value
    reading = _Reading(method.api, method.api == "calendar" and method.http_method == "PATCH")
    if not isinstance(value, dict):
        text = 'Invalid JSON payload received. Unknown name "": Root element must be a message.'
        raise violation_error([("", text)])
    prefix = "" if name.endswith("Request") else _BODY_FIELDS.get(name, snake(name[:1].lower() + name[1:]))
    result = reading.of_schema(name, value, prefix)
    if reading.violations:
        raise violation_error(reading.violations)
    return result
