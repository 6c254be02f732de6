"""Mail as it comes from outside, and as who gets it reads it."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zlib import crc32

from tests.flows.town import OWNER


def letter_from(sender: str, subject: str, when: datetime, to: str = OWNER, more: str = "") -> str:
    """RFC 822 text."""
    number = crc32(f"{sender} {subject}".encode())
    head = f"Date: {when:%a, %d %b %Y %H:%M:%S +0000}\r\nMessage-ID: <{number}@x.test>\r\n"
    return f"{head}From: {sender}\r\nTo: {to}\r\nSubject: {subject}\r\n{more}\r\nHello.\r\n"


@dataclass(frozen=True)
class Mail:
    """A message of a mailbox: to whom, about what, its plain text."""

    to: str
    subject: str
    text: str


def read(messages: Iterable[Mapping[str, Any]]) -> list[Mail]:
    """Messages as Gmail's API gives them, oldest first."""
    return [_mail(one) for one in sorted(messages, key=lambda one: int(one["internalDate"]))]


def _mail(message: Mapping[str, Any]) -> Mail:
    heads = {head["name"]: head["value"] for head in message["payload"]["headers"]}
    parts = message["payload"]["parts"]
    plain = next(part for part in parts if part["mimeType"] == "text/plain")
    text = urlsafe_b64decode(plain["body"]["data"] + "===").decode()
    return Mail(heads["To"], heads["Subject"], text)
