"""Outgoing mail as bytes: plain text with an HTML part, and our key in a header.

One mail goes to one person. Nothing that a person typed can become a header, an address or markup.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from html import escape

from app.core.names import clean

KEY_HEADER = "X-Holdfast-Key"
_LONGEST_SUBJECT = 120


class BadAddressError(ValueError):
    """A mail cannot be addressed so. The address itself is not in the text."""


@dataclass(frozen=True)
class Link:
    """A line of its own in a mail: words, and where they lead."""

    words: str
    address: str


Block = str | Link | tuple[str, ...]  # a paragraph, a link, a list


@dataclass(frozen=True)
class Written:
    """A mail before it has a sender and a key."""

    subject: str
    text: str
    html: str


def build_message(*, sender: str, to: str, subject: str, text: str, html: str, key: str) -> EmailMessage:
    """The message as drafts.create takes it. Raises BadAddressError for anything but two plain addresses."""
    message = EmailMessage(policy=SMTP)
    message["From"] = _address(sender)
    message["To"] = _address(to)
    message["Subject"] = plain_subject(subject)
    message[KEY_HEADER] = "".join(c for c in key if c.isascii() and (c.isalnum() or c in "-_."))
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_safe(text))
    message.add_alternative(_safe(html), subtype="html")
    return message


def write(subject: str, blocks: Iterable[Block]) -> Written:
    """The same content twice: as text and as HTML."""
    kept = tuple(blocks)
    text = "\n\n".join(_text(block) for block in kept) + "\n"
    html = "\n".join(_html(block) for block in kept)
    start = '<!doctype html>\n<html><body style="font-family:sans-serif;line-height:1.5">'
    page = f"{start}\n{html}\n</body></html>\n"
    return Written(plain_subject(subject), text, page)


def plain_subject(subject: str) -> str:
    """One line that no reader decodes into another: "=?…" would be taken for an encoded word."""
    return clean(subject).replace("=?", "= ?")[:_LONGEST_SUBJECT]


def _address(text: str) -> Address:
    address = text.strip()
    local, at, domain = address.rpartition("@")
    if not at or not local or not domain or any(c.isspace() or not c.isprintable() for c in address):
        raise BadAddressError("A mail needs one plain address.")
    try:
        return Address(addr_spec=address)
    except (ValueError, IndexError):
        raise BadAddressError("A mail needs one plain address.") from None


def _safe(text: str) -> str:
    """Without control characters and lone surrogates; line ends as one sign."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(c for c in lines if c in "\n\t" or c.isprintable())
    return kept.encode("utf-8", errors="replace").decode("utf-8")


def _text(block: Block) -> str:
    if isinstance(block, Link):
        return f"{clean(block.words)}\n{clean(block.address)}"
    if isinstance(block, tuple):
        return "\n".join(f"- {clean(item)}" for item in block)
    return block.strip()


def _html(block: Block) -> str:
    if isinstance(block, Link):
        where = clean(block.address)
        if not where.startswith(("https://", "http://")):
            return f"<p>{escape(clean(block.words))}</p>"
        return f'<p><a href="{escape(where, quote=True)}">{escape(clean(block.words))}</a></p>'
    if isinstance(block, tuple):
        return "<ul>\n" + "\n".join(f"<li>{escape(clean(item))}</li>" for item in block) + "\n</ul>"
    return f"<p>{escape(block.strip())}</p>".replace("\n", "<br>\n")
