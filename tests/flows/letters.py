"""Mail as it comes from outside."""

from __future__ import annotations

from datetime import datetime
from zlib import crc32

from tests.flows.town import OWNER


def letter_from(sender: str, subject: str, when: datetime, to: str = OWNER, more: str = "") -> str:
    """RFC 822 text."""
    number = crc32(f"{sender} {subject}".encode())
    head = f"Date: {when:%a, %d %b %Y %H:%M:%S +0000}\r\nMessage-ID: <{number}@x.test>\r\n"
    return f"{head}From: {sender}\r\nTo: {to}\r\nSubject: {subject}\r\n{more}\r\nHello.\r\n"
