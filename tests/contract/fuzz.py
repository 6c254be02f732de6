"""Requests made at random from the discovery documents: mostly well-formed, about things that exist.

A generator only; what must hold of the answers is in test_fuzz.py.
"""

import json
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import quote, urlencode

from googleapiclient.discovery_cache import get_static_doc

APIS = {"sheets": "v4", "forms": "v1", "gmail": "v1", "calendar": "v3", "drive": "v3"}
DEPTH = 9
_ODD = ["", " ", "é😀", "x" * 300, "'", '"', "0", "-1", "1e999", "A1", "\x00", "../..", "NaN", "=1/0", "null"]
_TEXTS = {
    "range": ["A1", "A1:C3", "Sheet1!A1:B2", "Sheet1", "A:A", "2:3", "Nowhere!A1", "A1:ZZZ9"],
    "ranges": ["A1:B2", "Sheet1!C3", "Sheet1"],
    "a1Range": ["A1:B2", "Sheet1!A1", "Sheet1"],
    "fields": [*["*"] * 6, "title", "userEnteredValue", "note", "properties.title", "nothing", "a(b"],
    "updateMask": ["*", "title", "publishState", "description"],
    "formulaValue": ["=A1+1", "=SUM(A1:A3)", "=", "=A1", "=1/0", "=FOO(", '=IF(A1="";1;2)'],
    "q": [
        "name = 'x'",
        "trashed=false",
        "from:ana",
        "is:unread OR subject:(a b)",
        "name contains 'a' and",
        "(",
    ],
    "filter": ["timestamp >= 2026-01-01T00:00:00Z", "timestamp > x", "author = me"],
    "timeZone": ["Europe/Berlin", "Etc/GMT", "Mars/Olympus"],
    "recurrence": ["RRULE:FREQ=DAILY;COUNT=3", "RRULE:FREQ=WEEKLY;BYDAY=MO", "EXDATE:20260302", "RRULE:X"],
    "raw": ["RnJvbTogYUBiLnRlc3QKClRleHQ=", "bm90aGluZw", "%%%"],
    "metadataKey": ["k", "other"],
    "find": ["Ana", "e", "["],
    "name": ["Name_1", "T2", "plain name"],
    "role": ["reader", "writer", "owner", "king"],
    "type": ["user", "anyone", "domain", "web_hook", "text"],
    "address": ["https://receiver.invalid/push"],
    "emailAddress": ["ana@school.test", "nobody"],
    "email": ["ana@school.test", "nobody"],
    "mimeType": ["text/csv", "application/vnd.google-apps.folder", "application/vnd.google-apps.spreadsheet"],
    "locale": ["en_US", "de_DE", "xx"],
    "topicName": ["projects/local/topics/t", "t"],
    "orderBy": ["name", "modifiedTime desc", "startTime", "updated", "colour"],
    "alt": ["json", "media"],
    "prettyPrint": ["true"],
    "fields parameter": ["*", "kind", "id", "name", "nothing", "a("],
}
_MOMENTS = ["2026-03-02T08:00:00Z", "2026-03-02T09:30:00+01:00", "2027-03-02", "yesterday", "2026-02-30"]
_NUMBERS = [0, 1, 2, 3, 5, 10, 26, 100, -1, 2**31 - 1]
_UNIONS = ("Request", "DataFilter", "ExtendedValue", "ColorStyle", "WriteControl")
_NEEDED = {
    *(
        "requests",
        "range",
        "ranges",
        "fields",
        "sheetId",
        "start",
        "end",
        "valueInputOption",
        "values",
        "data",
    ),
    *("dimension", "raw", "message", "item", "location", "properties", "rows", "index", "title", "source"),
}
_RARE = {"writeControl", "responseRanges", "pageToken", "newSheet", "overlayPosition", "readMask"}
_SUFFIXED = {"Item": "Item", "Question": "Question"}
_OFTEN = ("batchUpdate", "insert", "update", "patch", "values.update")


def _weight(method: str) -> int:
    return 30 if method.endswith(".batchUpdate") else 4 if method.endswith(_OFTEN) else 1


@dataclass(frozen=True)
class Sent:
    """A request to send: its method's discovery id, line and JSON body."""

    method: str
    verb: str
    path: str
    body: Any


@dataclass
class Fuzzer:
    """Makes requests from `random`; `known` holds ids that exist, by the name of the parameter or field."""

    random: Random
    known: dict[str, list[Any]]
    documents: dict[str, dict[str, Any]] = field(default_factory=dict)
    methods: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    faulty: bool = False

    def __post_init__(self) -> None:
        for api, version in APIS.items():
            self.documents[api] = json.loads(get_static_doc(api, version) or "{}")
            self._collect(api, self.documents[api])

    def _collect(self, api: str, resource: dict[str, Any]) -> None:
        self.methods += [(api, method) for method in resource.get("methods", {}).values()]
        for inner in resource.get("resources", {}).values():
            self._collect(api, inner)

    def request(self, served: set[str]) -> Sent:
        """One request to a method among `served`; three of four are meant to be right."""
        self.faulty = self.random.random() < 0.25
        choice = [pair for pair in self.methods if pair[1]["id"] in served]
        weights = [_weight(pair[1]["id"]) for pair in choice]
        api, method = self.random.choices(choice, weights)[0]
        path, query = method["path"], []
        for name, spec in method.get("parameters", {}).items():
            if spec["location"] == "path":
                value = quote(str(self._parameter(name, spec)) or "x", safe="")
                path = path.replace("{" + name + "}", value).replace("{+" + name + "}", value)
            elif spec.get("required") or name in _NEEDED or self.random.random() < 0.25:
                query += [(name, str(self._parameter(name, spec))) for _ in range(self._copies(spec))]
        if self.random.random() < 0.1:
            query.append(("fields", self.random.choice(_TEXTS["fields parameter"])))
        body = None
        if "request" in method:
            body = self._schema(api, method["request"]["$ref"], DEPTH)
        text = f"?{urlencode(query)}" if query else ""
        line = f"/{self.documents[api]['servicePath']}{path}{text}"
        return Sent(method["id"], method["httpMethod"], line, body)

    def _copies(self, spec: dict[str, Any]) -> int:
        return self.random.randint(1, 3) if spec.get("repeated") else 1

    def _parameter(self, name: str, spec: dict[str, Any]) -> Any:
        if spec["type"] == "boolean":
            return self.random.choice(["true", "false", "maybe"] if self._wrong() else ["true", "false"])
        return self._scalar(name, spec)

    def _wrong(self) -> bool:
        return self.faulty and self.random.random() < 0.05

    def _schema(self, api: str, name: str, depth: int) -> Any:
        spec = self.documents[api]["schemas"][name]
        names = list(spec.get("properties", {}))
        if name in _UNIONS and not self._wrong():
            one = self.random.choice(names)
            return {one: self._value(api, one, spec["properties"][one], depth - 1)}
        if name in _SUFFIXED and not self._wrong():
            kinds = [one for one in names if one.endswith(_SUFFIXED[name])]
            left = self.random.choice(kinds)
            kept = {
                one: inner for one, inner in spec["properties"].items() if one == left or one not in kinds
            }
            spec = {**spec, "properties": kept}
        return self._object(api, spec, depth)

    def _object(self, api: str, spec: dict[str, Any], depth: int) -> Any:
        if "additionalProperties" in spec:
            inner, count = spec["additionalProperties"], self.random.randint(0, 2)
            keys = self.random.sample(["0", "1", "key"], count)
            return {key: self._value(api, "k", inner, depth - 1) for key in keys}
        share = 0.6 if depth > 3 else 0.4
        properties = spec.get("properties", {})
        wanted = [name for name in properties if depth > 0 and self._taken(name, properties[name], share)]
        made = {name: self._value(api, name, properties[name], depth - 1) for name in wanted}
        return made | ({"unknownField": 1} if self._wrong() else {})

    def _taken(self, name: str, spec: dict[str, Any], share: float) -> bool:
        if name in _NEEDED or name in self.known:
            return self.random.random() < (0.05 if name in _RARE else 0.95)
        if name in _RARE:
            return self.random.random() < 0.05
        return self.random.random() < (share / 4 if spec.get("readOnly") else share)

    def _value(self, api: str, name: str, spec: dict[str, Any], depth: int) -> Any:
        chance = self.random.random()
        if chance < 0.01:
            # Half a surrogate pair is what a JSON text can hold and no other text can.
            return None if chance < 0.0097 else "\ud800"
        if self._wrong():
            return self.random.choice(
                [None, 7, "text", [], {}, True, 1.5, [[]], {"a": 1}, 10**30, 10**400, "NaN"]
            )
        if "$ref" in spec:
            return self._schema(api, spec["$ref"], depth) if depth > 0 else {}
        kind = spec.get("type")
        if kind == "array":
            count = self.random.choice([0, 1, 1, 1, 2, 3]) if depth > 0 else 0
            return [self._value(api, name, spec["items"], depth - 1) for _ in range(count)]
        if kind == "object":
            return self._object(api, spec, depth)
        if kind == "any":
            return self.random.choice([None, 1, 2.5, "text", True, "=A1", {"a": 1}, [1], ""])
        if kind == "boolean":
            return self.random.random() < 0.5
        return self._scalar(name, spec)

    def _scalar(self, name: str, spec: dict[str, Any]) -> Any:
        pick = self.random
        if name in self.known and pick.random() < 0.9:
            return pick.choice(self.known[name])
        if "enum" in spec and not self._wrong():
            meant = [one for one in spec["enum"] if not one.endswith("UNSPECIFIED")]
            return pick.choice(spec["enum"] if self._wrong() else meant or spec["enum"])
        if name.startswith("start") and spec["type"] == "integer":
            return pick.randint(0, 2)
        if name.startswith("end") and spec["type"] == "integer":
            return pick.randint(3, 6)
        if spec["type"] in ("integer", "number"):
            return pick.choice([2**40, 0.5] if self._wrong() else _NUMBERS)
        if spec.get("format") in ("int64", "uint64"):
            return str(pick.choice([0, 1, 5, 1000, 10**12]))
        if spec.get("format") == "byte":
            return pick.choice(["", "SGVsbG8=", "SGVsbG8"])
        if "date" in spec.get("format", "") or name.endswith(("Time", "timeMin")):
            return pick.choice(_MOMENTS)
        if name in _TEXTS and pick.random() < 0.9:
            return pick.choice(_TEXTS[name])
        return pick.choice(_ODD) if pick.random() < 0.1 else f"{name} {pick.randint(0, 5)}"
