"""The schemas of the discovery documents as JSON Schema, and compiled validators, made when first needed.

What the documents do not say but Google enforces, the fields of which only one may be set, is added by hand.
"""

import functools
from itertools import combinations
from typing import Any

import jsonschema_rs

from app.local_google.discovery import document

# 64-bit integers travel as strings.
PATTERNS = {"int64": r"^-?\d+$", "uint64": r"^\d+$", "byte": r"^[A-Za-z0-9+/_=-]*$"}
RANGES = {"int32": (-(2**31), 2**31 - 1), "uint32": (0, 2**32 - 1)}
ALL: tuple[str, ...] = ("*",)

# Source: the `oneof`s of the published protos (google/apps/sheets/v4, google/apps/forms/v1), as the reference
# words them: "Union field … can be only one of the following".
ONE_OF: dict[str, dict[str, tuple[str, tuple[str, ...]]]] = {
    "sheets": {
        "Request": ("kind", ALL),
        "DataFilter": ("filter", ALL),
        "ExtendedValue": ("value", ALL),
        "ColorStyle": ("kind", ALL),
        "DeveloperMetadataLocation": ("location", ("sheetId", "spreadsheet", "dimensionRange")),
        "ConditionalFormatRule": ("rule", ("booleanRule", "gradientRule")),
        "EmbeddedObjectPosition": ("location", ("sheetId", "overlayPosition", "newSheet")),
    },
    "forms": {
        "Request": ("kind", ALL),
        "WriteControl": ("control", ALL),
        "Item": (
            "kind",
            ("questionItem", "questionGroupItem", "pageBreakItem", "textItem", "imageItem", "videoItem"),
        ),
        "Question": (
            "kind",
            (
                "choiceQuestion",
                "textQuestion",
                "scaleQuestion",
                "dateQuestion",
                "timeQuestion",
                "fileUploadQuestion",
                "rowQuestion",
                "ratingQuestion",
            ),
        ),
    },
}


def one_of(api: str, name: str) -> tuple[str, tuple[str, ...]] | None:
    """The name of the union in a schema and its fields, if it has one."""
    group = ONE_OF.get(api, {}).get(name)
    if group is None:
        return None
    label, fields = group
    return label, tuple(document(api)["schemas"][name]["properties"]) if fields == ALL else fields


def _convert(spec: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in spec:
        return {"$ref": "#/$defs/" + spec["$ref"]}
    kind = spec.get("type")
    if kind == "any":
        return {}
    out: dict[str, Any] = {key: spec[key] for key in ("type", "enum", "pattern") if key in spec}
    for key in ("minimum", "maximum"):
        if key in spec:
            out[key] = float(spec[key])
    if kind == "string" and spec.get("format") in PATTERNS:
        out["pattern"] = PATTERNS[spec["format"]]
    if kind == "integer" and spec.get("format") in RANGES:
        out["minimum"], out["maximum"] = RANGES[spec["format"]]
    if kind == "array":
        out["items"] = _convert(spec["items"])
    if kind == "object":
        out |= _object(spec)
    return out


def _object(spec: dict[str, Any]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    if "properties" in spec:
        out["properties"] = {name: _convert(inner) for name, inner in spec["properties"].items()}
    if "additionalProperties" in spec:
        out["additionalProperties"] = _convert(spec["additionalProperties"])
    elif "properties" in spec:
        out["additionalProperties"] = False
    return out


@functools.cache
def definitions(api: str) -> dict[str, Any]:
    """Every schema of an API as JSON Schema, with the unions added."""
    found = {}
    for name, spec in document(api)["schemas"].items():
        found[name] = _convert(spec)
        group = one_of(api, name)
        if group and group[1] == tuple(spec.get("properties", ())):
            found[name]["maxProperties"] = 1
        elif group and len(group[1]) > 1:
            found[name]["allOf"] = [{"not": {"required": list(pair)}} for pair in combinations(group[1], 2)]
    return found


def _reached(api: str, root: str) -> dict[str, Any]:
    """The definitions that `root` refers to, itself included: a validator of fewer builds faster."""
    every, found, waiting = definitions(api), dict[str, Any](), [root]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found[name] = every[name]
        waiting += _references(every[name])
    return found


def _references(schema: Any) -> list[str]:
    if isinstance(schema, list):
        return [name for inner in schema for name in _references(inner)]
    if not isinstance(schema, dict):
        return []
    here = [schema["$ref"].rpartition("/")[2]] if isinstance(schema.get("$ref"), str) else []
    return here + [name for inner in schema.values() for name in _references(inner)]


@functools.cache
def validator(api: str, name: str) -> jsonschema_rs.Draft202012Validator:
    """A compiled validator of one schema."""
    return jsonschema_rs.Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": _reached(api, name)})


def misfit(api: str, name: str, value: Any) -> str | None:
    """The first way in which a value does not fit a schema, or None. Says where, never the value."""
    for error in validator(api, name).iter_errors(value):
        place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in error.instance_path)
        rule = ".".join(str(part) for part in error.schema_path[-2:])
        return f"{name}{place} does not fit {rule}"
    return None
