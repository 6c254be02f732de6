"""RFC 822 bytes -> the parts Gmail shows. Reads anything, however broken; never raises for bad mail.

Pure: no store, no ids but those given in. Gmail's habits kept here: encoded words in headers are
decoded, text bodies travel as UTF-8, a part with a name or of a foreign type has an attachment id.
"""

from __future__ import annotations

import base64
import binascii
import email
import email.policy
import html
import quopri
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from typing import Any

DEEPEST = 60
SNIPPET = 200
_ENCODED_WORD = re.compile(r"=\?([^?\s]+)\?([bBqQ])\?([^?\s]*)\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)\s+(=\?)")
_FOLD = re.compile(r"\r?\n(?=[ \t])")
_HIDDEN_HTML = re.compile(r"<(script|style|head)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_BLOCK_END = re.compile(r"<br\b[^>]*>|</(p|div|li|tr|h[1-6]|blockquote|table)\s*>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")


def parse(raw: bytes) -> Message:
    """The message; where its parts nest too deep for a parser, only its headers."""
    try:
        return email.message_from_bytes(raw)
    except (RecursionError, ValueError, LookupError):
        head, _, body = raw.partition(b"\r\n\r\n")
        bare = email.message_from_bytes(head + b"\r\n\r\n")
        bare.set_payload(body.decode("latin-1"))
        return bare


def unsurrogate(text: str) -> str:
    """Bytes that the parser smuggled through as surrogates, as UTF-8 or else as Windows-1252 text."""
    raw = text.encode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def decode_bytes(raw: bytes, charset: str | None) -> str:
    """Text in the charset it names, or in one that fits."""
    for name in (charset, "utf-8"):
        if name:
            try:
                # UTF-7 and its like can spell half a character, which no answer could carry.
                return raw.decode(name.strip("\"' ")).encode("utf-8", "replace").decode()
            except (LookupError, UnicodeDecodeError, ValueError):
                continue
    return raw.decode("cp1252", "replace")


def decode_words(text: str) -> str:
    """`=?utf-8?q?Caf=C3=A9?=` -> `Café`; a word that cannot be decoded stays as written."""

    def one(found: re.Match[str]) -> str:
        charset, kind, data = found.group(1).split("*")[0], found.group(2).lower(), found.group(3)
        try:
            raw = (
                base64.b64decode(data + "=" * (-len(data) % 4))
                if kind == "b"
                else quopri.decodestring(data.replace("_", " ").encode("ascii", "replace"), header=False)
            )
        except (binascii.Error, ValueError):
            return found.group()
        return decode_bytes(raw, charset)

    return _ENCODED_WORD.sub(one, _BETWEEN_WORDS.sub(r"\1\2", text))


def headers(part: Message) -> list[dict[str, str]]:
    """Names and values in their order, unfolded and decoded as Gmail shows them."""
    return [
        {"name": unsurrogate(name), "value": decode_words(unsurrogate(_FOLD.sub("", str(value))).strip())}
        for name, value in part.raw_items()
    ]


def header(part: Message, name: str) -> str:
    """The first header of that name, or an empty text."""
    return next((h["value"] for h in headers(part) if h["name"].lower() == name.lower()), "")


def all_headers(part: Message, name: str) -> str:
    return ", ".join(h["value"] for h in headers(part) if h["name"].lower() == name.lower())


def content(part: Message) -> bytes:
    """The body with its transfer encoding undone; the source text of an enclosed message."""
    enclosed = children(part)
    if enclosed:
        return source(enclosed[0])
    decoded = part.get_payload(decode=True)
    return decoded if isinstance(decoded, bytes) else b""


def source(part: Message) -> bytes:
    """The bytes of an enclosed message, nearly as they came."""
    try:
        return part.as_bytes(policy=email.policy.compat32)
    except (UnicodeError, LookupError, KeyError, RecursionError):
        return str(part.get_payload()).encode("utf-8", "replace")


def filename(part: Message) -> str:
    try:
        return decode_words(unsurrogate(part.get_filename() or ""))
    except (LookupError, ValueError, TypeError):
        return ""


def children(part: Message) -> list[Message]:
    inner = part.get_payload()
    return [child for child in inner if isinstance(child, Message)] if isinstance(inner, list) else []


def part_at(message: Message, part_id: str) -> Message | None:
    """The part with Gmail's id: "" is the message, "0.1" the second child of the first."""
    here = message
    for step in part_id.split(".") if part_id else []:
        below = children(here)
        if not step.isdigit() or int(step) >= len(below):
            return None
        here = below[int(step)]
    return here


def walk(part: Message, part_id: str = "", depth: int = 0) -> Iterator[tuple[str, Message]]:
    yield part_id, part
    if depth < DEEPEST:
        for index, child in enumerate(children(part)):
            yield from walk(child, f"{part_id}.{index}" if part_id else str(index), depth + 1)


def is_attachment(part: Message) -> bool:
    if part.get_content_maintype() == "multipart":
        return False
    return bool(filename(part)) or part.get_content_maintype() not in ("text", "multipart")


def payload(message: Message, message_id: str, part_id: str = "", depth: int = 0) -> dict[str, Any]:
    """Gmail's MessagePart tree; `message_id` goes into the attachment ids."""
    shown: dict[str, Any] = {
        "partId": part_id,
        "mimeType": message.get_content_type(),
        "filename": filename(message),
        "headers": headers(message),
        "body": _body(message, message_id, part_id),
    }
    below = children(message) if depth < DEEPEST else []
    if below:
        shown["parts"] = [
            payload(child, message_id, f"{part_id}.{index}" if part_id else str(index), depth + 1)
            for index, child in enumerate(below)
        ]
    return shown


def _body(part: Message, message_id: str, part_id: str) -> dict[str, Any]:
    if part.get_content_maintype() == "multipart" and children(part):
        return {"size": 0}
    data = text_of(part).encode() if not is_attachment(part) else content(part)
    if is_attachment(part):
        return {"attachmentId": attachment_id(message_id, part_id), "size": len(data)}
    return {"size": len(data), "data": b64(data)} if data else {"size": 0}


def attachment_id(message_id: str, part_id: str) -> str:
    return "ANGjdJ" + b64(f"{message_id}:{part_id}".encode()).rstrip("=")


def attachment_part(attachment: str) -> tuple[str, str] | None:
    """The message and part an attachment id names, or None for an id that is none of ours."""
    token = attachment.removeprefix("ANGjdJ")
    try:
        message_id, _, part_id = unb64(token).decode("ascii").partition(":")
    except (UnicodeDecodeError, ValueError):
        return None
    return (message_id, part_id) if token != attachment else None


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode("ascii")


def unb64(text: str) -> bytes:
    """Base64 in either alphabet, with or without padding; raises ValueError for anything else."""
    plain = text.replace("-", "+").replace("_", "/").rstrip("=")
    return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)


def text_of(part: Message) -> str:
    charset = part.get_content_charset()
    return decode_bytes(content(part), charset)


def readable(message: Message) -> str:
    """What a person would read: the plain text, or the HTML without its tags."""
    plain: list[str] = []
    rich: list[str] = []
    for _, part in walk(message):
        if is_attachment(part) or children(part):
            continue
        if part.get_content_type() == "text/html":
            rich.append(from_html(text_of(part)))
        else:
            plain.append(text_of(part))
    return "\n".join(text for text in (plain if any(t.strip() for t in plain) else rich) if text.strip())


def from_html(text: str) -> str:
    """The words of an HTML body, a line for each paragraph."""
    words = _TAG.sub(" ", _BLOCK_END.sub("\x00", _HIDDEN_HTML.sub(" ", text)))
    lines = (" ".join(line.split()) for line in html.unescape(words).split("\x00"))
    return "\n".join(line for line in lines if line)


def snippet(text: str) -> str:
    short = " ".join(text.replace("\x00", "").split())
    if len(short) > SNIPPET:
        short = short[:SNIPPET].rsplit(" ", 1)[0]
    return html.escape(short, quote=True).replace("&#x27;", "&#39;")


def filenames(message: Message) -> list[str]:
    return [name for _, part in walk(message) if is_attachment(part) and (name := filename(part))]


def addresses(text: str) -> list[str]:
    """The bare addresses of a header, in lower case; what is no address is left out."""
    return [address.strip().lower() for _, address in getaddresses([text]) if "@" in address]


def date_of(message: Message) -> datetime | None:
    """The Date header as an aware time, or None where it is absent or not a date."""
    try:
        found = parsedate_to_datetime(header(message, "Date"))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
