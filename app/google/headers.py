"""Mail headers as strangers write them -> text and addresses. What cannot be read is replaced."""

from __future__ import annotations

import re
from collections.abc import Iterable
from email.errors import HeaderParseError
from email.header import decode_header
from email.utils import getaddresses

from app.core.model import Address

LOOKS_LIKE_ADDRESS = re.compile(r"[^\s<>,;:\"()\[\]]+@[^\s<>,;:\"()\[\]]+")


def decoded(text: str) -> str:
    """A header's text in one line: encoded words decoded, undecodable bytes replaced, folding undone."""
    try:
        parts = decode_header(text)
    except HeaderParseError:  # broken base64: as it stands
        parts = [(text, None)]
    joined = "".join(_text(part, charset) for part, charset in parts)
    return " ".join(joined.encode("utf-8", "replace").decode("utf-8").split())


def addresses(headers: Iterable[str]) -> tuple[Address, ...]:
    """Every address in these headers once, in order; members of a group by themselves, empty groups none."""
    found: dict[str, Address] = {}
    for header in headers:
        for name, email in _pairs(header):
            found.setdefault(email, Address(email, name))
    return tuple(found.values())


def _pairs(header: str) -> list[tuple[str, str]]:
    read = [(decoded(name), email.strip().lower()) for name, email in getaddresses([header])]
    good = [(name, email) for name, email in read if LOOKS_LIKE_ADDRESS.fullmatch(email)]
    # one unreadable address makes the standard library drop the whole header
    return good or [("", email.lower()) for email in LOOKS_LIKE_ADDRESS.findall(header)]


def _text(part: bytes | str, charset: str | None) -> str:
    if isinstance(part, str):
        return part
    try:
        return part.decode(charset or "utf-8", "replace")
    except LookupError:  # a charset nobody knows
        return part.decode("utf-8", "replace")
