"""The `q` grammar of files.list: parsed into a predicate on stored files.

Source: the guide "Search query terms and operators". Terms of equal rank are taken from left to right.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from app.local_google.api import Caller, GoogleError
from app.local_google.drive import access
from app.local_google.drive.files import root_of
from app.local_google.drive.resource import properties_of
from app.local_google.world import World

Test = Callable[[dict[str, Any]], bool]
_TOKEN = re.compile(
    r"""\s*(?:(?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|(?P<op><=|>=|!=|=|<|>)|(?P<mark>[(){}])"""
    r"""|(?P<word>[A-Za-z][\w.]*))"""
)
_TIMES = {"modifiedTime", "createdTime", "viewedByMeTime"}
_PEOPLE = {
    "owners": ("owner",),
    "writers": ("owner", "writer"),
    "readers": ("owner", "writer", "commenter", "reader"),
}
_BOOLS = {"trashed", "starred", "sharedWithMe"}


def invalid_query() -> GoogleError:
    return GoogleError(400, "Invalid Value", reason="invalid", location="q")


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str


def _tokens(query: str) -> list[_Token]:
    found, at, text = [], 0, query.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or match.end() == at:
            raise invalid_query()
        kind = str(match.lastgroup)
        value = match[kind]
        found.append(_Token(kind, re.sub(r"\\(.)", r"\1", value[1:-1]) if kind == "text" else value))
        at = match.end()
    return found


class _Parser:
    def __init__(self, world: World, caller: Caller, query: str) -> None:
        self.world, self.caller = world, caller
        self.tokens = _tokens(query)
        self.at = 0

    def peek(self) -> _Token:
        return self.tokens[self.at] if self.at < len(self.tokens) else _Token("end", "")

    def take(self, kind: str = "", text: str = "") -> str:
        token = self.peek()
        if (kind and token.kind != kind) or (text and token.text != text):
            raise invalid_query()
        self.at += 1
        return token.text

    def whole(self) -> Test:
        test = self.several()
        if self.peek().kind != "end":
            raise invalid_query()
        return test

    def several(self) -> Test:
        test = self.one()
        while self.peek().kind == "word" and self.peek().text in ("and", "or"):
            test = _joined(self.take() == "and", test, self.one())
        return test

    def one(self) -> Test:
        token = self.peek()
        if token == _Token("word", "not"):
            self.take()
            inner = self.one()
            return lambda file: not inner(file)
        if token == _Token("mark", "("):
            self.take()
            test = self.several()
            self.take("mark", ")")
            return test
        if token.kind == "text":
            value = self.take()
            self.take("word", "in")
            return self.membership(value, self.take("word"))
        return self.term(self.take("word"))

    def term(self, name: str) -> Test:
        if name in ("properties", "appProperties"):
            return self.has(name)
        if name == "sharedWithMe" and self.peek().kind != "op":
            return self.flag(name, True)
        operator = self.take()
        if name in _BOOLS:
            wanted = self.boolean() is (operator == "=")
            if operator not in ("=", "!="):
                raise invalid_query()
            return self.flag(name, wanted)
        value = self.take("text")
        if name in _TIMES:
            return _time_test(name, operator, value)
        if name in ("name", "mimeType", "fullText"):
            return _text_test(name, operator, value)
        if name == "visibility":
            return self.visible(operator, value)
        raise invalid_query()

    def boolean(self) -> bool:
        word = self.take("word")
        if word not in ("true", "false"):
            raise invalid_query()
        return word == "true"

    def flag(self, name: str, wanted: bool) -> Test:
        me = self.caller.email
        if name == "trashed":
            return lambda file: bool(file["trashed"]) is wanted
        if name == "starred":
            return lambda file: (me in file.get("starredBy", [])) is wanted
        return lambda file: (file["owner"] != me) is wanted

    def membership(self, value: str, field: str) -> Test:
        if field == "parents":
            wanted = root_of(self.world, self.caller.email) if value == "root" else value
            return lambda file: wanted in file["parents"]
        if field not in _PEOPLE:
            raise invalid_query()
        email = self.caller.email if value == "me" else value.lower()
        roles = _PEOPLE[field]

        def named(file: dict[str, Any]) -> bool:
            mine = [p for p in file["permissions"] if access.counts(p, self.world)]
            return any(str(p.get("emailAddress", "")).lower() == email and p["role"] in roles for p in mine)

        return named

    def has(self, name: str) -> Test:
        self.take("word", "has")
        self.take("mark", "{")
        self.take("word", "key")
        self.take("op", "=")
        key = self.take("text")
        self.take("word", "and")
        self.take("word", "value")
        self.take("op", "=")
        value = self.take("text")
        self.take("mark", "}")
        if name == "properties":
            return lambda file: file.get("properties", {}).get(key) == value
        return lambda file: properties_of(self.caller, file).get(key) == value

    def visible(self, operator: str, value: str) -> Test:
        wanted = operator == "="

        def test(file: dict[str, Any]) -> bool:
            kinds = {p["type"] for p in file["permissions"] if not p.get("view")}
            now = (
                "anyoneWithLink"
                if "anyone" in kinds
                else "domainWithLink"
                if "domain" in kinds
                else "limited"
            )
            return (now == value) is wanted

        return test


def _joined(both: bool, left: Test, right: Test) -> Test:
    if both:
        return lambda file: left(file) and right(file)
    return lambda file: left(file) or right(file)


def _time_test(name: str, operator: str, value: str) -> Test:
    try:
        wanted = datetime.fromisoformat(value)
    except ValueError:
        raise invalid_query() from None
    limit = wanted if wanted.tzinfo else wanted.replace(tzinfo=UTC)
    tests: dict[str, Callable[[datetime], bool]] = {
        "=": lambda moment: moment == limit,
        "!=": lambda moment: moment != limit,
        "<": lambda moment: moment < limit,
        "<=": lambda moment: moment <= limit,
        ">": lambda moment: moment > limit,
        ">=": lambda moment: moment >= limit,
    }
    if operator not in tests:
        raise invalid_query()
    return lambda file: name in file and tests[operator](datetime.fromisoformat(file[name]))


def _text_test(name: str, operator: str, value: str) -> Test:
    if operator == "contains":
        # For names Drive matches the beginnings of words only.
        start = r"(?<![^\W_])" if name != "mimeType" else ""
        pattern = re.compile(start + re.escape(value), re.IGNORECASE)
        key = "name" if name == "fullText" else name
        return lambda file: bool(pattern.search(file[key]))
    if operator not in ("=", "!=") or name == "fullText":
        raise invalid_query()
    wanted = operator == "="
    return lambda file: (file[name].lower() == value.lower()) is wanted


def parse(world: World, caller: Caller, query: str) -> Test:
    """The predicate of a query; GoogleError(400) as Drive words it when it is malformed."""
    return _Parser(world, caller, query).whole()
