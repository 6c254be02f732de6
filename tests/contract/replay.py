"""Replays recorded answers of real Google on the local one, with ids mapped as they appear."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote

import requests

BEARER = {"Authorization": "Bearer <ACCESS_TOKEN>"}
IDS = {"id", "spreadsheetId", "sheetId", "namedRangeId", "protectedRangeId"}
OF_THE_DAY = {
    *("createdTime", "modifiedTime", "createdDate", "modifiedDate", "modifiedByMeDate", "lastViewedByMeDate"),
    *("spreadsheetUrl", "url", "emailAddress", "users", "displayName", "ownerNames", "lastModifyingUserName"),
    *("permissionId", "etag"),
}
NUMBERED = {"sheetId", "sourceSheetId", "destinationSheetId", "newSheetId", "protectedRangeId"}


@dataclass(frozen=True)
class Step:
    """One recorded request with Google's answer."""

    test: str
    number: int
    method: str
    path: str
    query: str
    body: Any
    status: int
    response: Any


@dataclass(frozen=True)
class Difference:
    """Where an answer of the local Google is not the recorded one."""

    test: str
    number: int
    request: str
    place: str
    google: str
    local: str

    def __str__(self) -> str:
        what = f"{self.place}: {self.google} | here {self.local}"
        return f"{self.test} step {self.number}: {self.request}\n    {what}"


@dataclass
class Replay:
    """One test's steps on one base address; ids that Google gave are mapped to ours."""

    url: str
    session: requests.Session
    ids: dict[str, str] = field(default_factory=dict)
    numbers: dict[int, int] = field(default_factory=dict)

    def run(self, steps: list[Step]) -> Iterator[Difference | None]:
        """For every step its first difference, or None where it answered as Google did."""
        for step in steps:
            if step.method == "POST" and step.path == "/drive/v3/files":
                self._furnish(step, steps)
            answer = self._send(step)
            yield self._first_difference(step, answer)

    def _furnish(self, now: Step, steps: list[Step]) -> None:
        """Make the spreadsheets that the recorded account held from before, as the next list tells them."""
        told = {step.path: step.response for step in steps if step.method == "GET" and step.status == 200}
        lists = [
            step for step in steps[now.number :] if (step.method, step.path) == ("GET", "/drive/v3/files")
        ]
        own = {
            step.response["id"] for step in steps if step.method == "POST" and "id" in (step.response or {})
        }
        for file in reversed(lists[0].response["files"] if lists else []):
            if file["id"] in self.ids or file["id"] in own:
                continue
            seen = told.get(f"/v4/spreadsheets/{file['id']}") or {"properties": {"title": file["name"]}}
            kept = ("title", "locale", "timeZone")
            body = {
                "properties": {name: seen["properties"][name] for name in kept if name in seen["properties"]},
                "sheets": [{"properties": sheet["properties"]} for sheet in seen.get("sheets", [])],
            }
            made = self.session.post(f"{self.url}/v4/spreadsheets", json=body, headers=BEARER, timeout=60)
            assert made.status_code == 200, made.text
            self.ids[file["id"]] = made.json()["spreadsheetId"]

    def _send(self, step: Step) -> requests.Response:
        query = [(name, self._text(value)) for name, value in parse_qsl(step.query, keep_blank_values=True)]
        body = self._body(step.body)
        data = body if isinstance(body, str) else None if body is None else json.dumps(body)
        kind = "text/csv" if isinstance(body, str) else "application/json"
        headers = BEARER | ({"Content-Type": kind} if data is not None else {})
        address = self.url + self._path(step.path)
        encoded = data.encode() if data is not None else None
        return self.session.request(
            step.method, address, params=query, data=encoded, headers=headers, timeout=60
        )

    def _text(self, text: str) -> str:
        return re.sub(r"[\w-]{20,}", lambda match: self.ids.get(match[0], match[0]), text)

    def _path(self, path: str) -> str:
        def number(match: re.Match[str]) -> str:
            return f"/sheets/{self.numbers.get(int(match[1]), int(match[1]))}"

        return re.sub(r"/sheets/(\d+)", number, self._text(path))

    def _body(self, value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {name: self._body(inner, name) for name, inner in value.items()}
        if isinstance(value, list):
            return [self._body(inner, key) for inner in value]
        if isinstance(value, str):
            return self.ids.get(value) or self._text(value)
        return self.numbers.get(value, value) if key in NUMBERED and isinstance(value, int) else value

    def _first_difference(self, step: Step, answer: requests.Response) -> Difference | None:
        def told(place: str, google: Any, local: Any) -> Difference:
            request = f"{step.method} {unquote(step.path)}"
            return Difference(step.test, step.number, request, place, _short(google), _short(local))

        if answer.status_code != step.status:
            return told("status", step.status, f"{answer.status_code} {answer.text[:300]}")
        if step.response is None or isinstance(step.response, str):
            got = answer.text or None
            return None if got == step.response else told("body", step.response, got)
        # All of them are looked at, so that later steps know every id.
        found = list(self._compare(step.response, answer.json(), "", ""))
        return told(*found[0]) if found else None

    def _compare(self, google: Any, local: Any, place: str, key: str) -> Iterator[tuple[str, Any, Any]]:
        if key in OF_THE_DAY or key.endswith("Link") or ".exportLinks." in place:
            if type(google) is not type(local):
                yield place, google, local
        elif isinstance(google, dict) and isinstance(local, dict):
            for name in [*google, *(name for name in local if name not in google)]:
                if name not in google or name not in local:
                    yield f"{place}.{name}", google.get(name, "absent"), local.get(name, "absent")
                else:
                    yield from self._compare(google[name], local[name], f"{place}.{name}", name)
        elif isinstance(google, list) and isinstance(local, list):
            if len(google) != len(local):
                yield f"{place} length", len(google), len(local)
            for index, (one, other) in enumerate(zip(google, local, strict=False)):
                yield from self._compare(one, other, f"{place}[{index}]", key)
        elif key in IDS and google and local:
            if not self._same_id(google, local):
                yield place, google, local
        elif google != local or isinstance(google, bool) is not isinstance(local, bool):
            yield place, google, local

    def _same_id(self, google: Any, local: Any) -> bool:
        if isinstance(google, int) and isinstance(local, int):
            return self.numbers.setdefault(google, local) == local
        if isinstance(google, str) and isinstance(local, str):
            return self.ids.setdefault(google, local) == local
        return False


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 300 else text[:300] + "…"


def recorded(folder: Path) -> dict[str, list[Step]]:
    """The recorded steps by test."""
    found = {}
    for line in (folder / "google-sheets-drive.jsonl").read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        wanted = ("method", "path", "query", "body", "status", "response")
        found[entry["test"]] = [
            Step(entry["test"], number, *(step[name] for name in wanted))
            for number, step in enumerate(entry["steps"])
        ]
    return found
