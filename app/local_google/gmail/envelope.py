"""Header lines of a message as bytes: split, changed, joined again, the body untouched.

Pure. What Gmail does to a message that it sends or takes in is written here; who gets it is not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

CRLF = b"\r\n"


@dataclass(frozen=True)
class Line:
    """One header field with its folding, without the line end; `name` in lower case."""

    name: str
    source: bytes


@dataclass(frozen=True)
class Letter:
    lines: tuple[Line, ...]
    body: bytes

    def has(self, name: str) -> bool:
        return any(line.name == name.lower() for line in self.lines)

    def without(self, *names: str) -> Letter:
        dropped = {name.lower() for name in names}
        return Letter(tuple(line for line in self.lines if line.name not in dropped), self.body)

    def first(self, fields: Iterable[tuple[str, str]]) -> Letter:
        return Letter((*(_line(name, value) for name, value in fields), *self.lines), self.body)

    def last(self, fields: Iterable[tuple[str, str]]) -> Letter:
        return Letter((*self.lines, *(_line(name, value) for name, value in fields)), self.body)

    def bytes(self) -> bytes:
        return b"".join(line.source + CRLF for line in self.lines) + CRLF + self.body


def split(raw: bytes) -> Letter:
    """Any bytes as a letter; where the header ends early, what follows is body."""
    text = raw if CRLF in raw else raw.replace(b"\n", CRLF)
    lines: list[Line] = []
    at = 0
    while at < len(text):
        end = text.find(CRLF, at)
        end = len(text) if end < 0 else end
        source = text[at:end]
        if not source:
            return Letter(tuple(lines), text[end + 2 :])
        name, colon, _ = source.partition(b":")
        if source[:1] in b" \t" and lines:
            lines[-1] = Line(lines[-1].name, lines[-1].source + CRLF + source)
        elif colon and name.strip() and b" " not in name.strip():
            lines.append(Line(name.strip().decode("latin-1").lower(), source))
        elif not (at == 0 and source.startswith(b"From ")):
            return Letter(tuple(lines), text[at:])
        at = end + 2
    return Letter(tuple(lines), b"")


def _line(name: str, value: str) -> Line:
    safe = " ".join(value.split())
    return Line(name.lower(), f"{name}: {safe}".encode())
