"""Mail that leaves a mailbox and mail that arrives in one, with what Gmail writes into its headers.

The world is closed: every recipient has a mailbox here, and nothing ever leaves this process.
"""

from __future__ import annotations

import base64
import binascii
import re
from datetime import UTC, datetime
from email.message import Message
from email.utils import format_datetime, formataddr

from app.local_google.api import GoogleError, bad_request, not_found
from app.local_google.gmail import envelope, mailbox, mime
from app.local_google.world import World

MOST_RECIPIENTS = 500
_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]]+@[^\s@<>,;:\"()\[\]]+")
_EMPTY_GROUP = re.compile(r"[^,:;<>@]*:\s*;")
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)


def deliver(world: World, to: str, data: bytes) -> mailbox.Stored:
    """A message from outside into the inbox of `to`, dated by its own Date where that is past."""
    dated = mime.date_of(mime.parse(data))
    now = world.now()
    moment = dated if dated and _EARLIEST <= dated <= now else now
    return arrive(world, to.strip().lower(), data, moment)


def arrive(world: World, owner: str, data: bytes, moment: datetime) -> mailbox.Stored:
    """The message in the owner's inbox, unread, with the headers a receiving Gmail adds."""
    world.person(owner)
    letter = envelope.split(data)
    received = f"by 2002:a05:6402:1d2f with SMTP id {world.new_id(16)}; {format_datetime(world.now())}"
    if not letter.has("message-id"):
        token = world.random.randbytes(16).hex()
        letter = letter.last([("Message-ID", f"<{token}.SMTPIN_ADDED_MISSING@mx.google.com>")])
    letter = letter.without("delivered-to").first([("Delivered-To", owner), ("Received", received)])
    return mailbox.add(
        world, owner, letter.bytes(), {"INBOX", "UNREAD", "CATEGORY_PERSONAL"}, at=milliseconds(moment)
    )


def milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def recipients(message: Message) -> list[str]:
    """Every address of To, Cc and Bcc once, in their order; Google's 400 for what is none."""
    found: dict[str, None] = {}
    for name in ("To", "Cc", "Bcc"):
        value = _EMPTY_GROUP.sub("", mime.all_headers(message, name))
        addresses = mime.addresses(value)
        if value.strip(" ,;") and (not addresses or not all(_ADDRESS.fullmatch(one) for one in addresses)):
            raise bad_request(f"Invalid {name} header", reason="invalidArgument")
        found |= dict.fromkeys(addresses)
    return list(found)


def send(
    world: World, owner: str, data: bytes, thread: str | None, stays: str | None = None
) -> mailbox.Stored:
    """Send as `owner`; the copy in Sent, which is also in the inbox where one writes to oneself.

    `thread` is joined only where the message fits it; in `stays` the copy lands in any case.
    """
    to = recipients(mime.parse(data))
    if not to:
        raise bad_request("Recipient address required", reason="invalidArgument")
    if len(to) > MOST_RECIPIENTS:
        raise bad_request(
            f"A message may have at most {MOST_RECIPIENTS} recipients.", reason="invalidArgument"
        )
    letter = outgoing(world, owner, data)
    own = letter.bytes()
    labels = {"SENT"} | ({"INBOX", "UNREAD"} if owner in to else set())
    sent = mailbox.add(world, owner, own, labels, thread=stays or joined_thread(world, owner, own, thread))
    for address in to:
        if address != owner:
            arrive(world, address, letter.without("bcc").bytes(), world.now())
    return sent


def outgoing(world: World, owner: str, data: bytes) -> envelope.Letter:
    """The letter as Gmail sends it: its own Message-ID, the sender's own address, a date."""
    letter = envelope.split(data)
    own_id = base64.urlsafe_b64encode(world.random.randbytes(36)).decode().rstrip("=")
    received = f"from 1020304050607 named unknown by gmailapi.google.com with HTTPREST; {_now(world)}"
    added = [("Received", received)]
    if not _is_from(letter, owner):
        letter = letter.without("from")
        added.append(("From", formataddr((world.person(owner)["name"], owner), charset="utf-8")))
    for name, value in (("MIME-Version", "1.0"), ("Date", _now(world))):
        if not letter.has(name):
            added.append((name, value))
    added.append(("Message-ID", f"<CA{own_id}@mail.gmail.com>"))
    return letter.without("message-id").first(added)


def _is_from(letter: envelope.Letter, owner: str) -> bool:
    found = mime.addresses(mime.header(mime.parse(letter.bytes()), "From"))
    return found == [owner]


def _now(world: World) -> str:
    return format_datetime(world.now().replace(microsecond=0))


def joined_thread(world: World, owner: str, data: bytes, thread: str | None) -> str | None:
    """The asked thread where the message fits it: it refers to one of its messages and has its subject."""
    if thread is None:
        return None
    others = mailbox.in_thread(world, owner, thread)
    if not others:
        raise not_found()
    message = mime.parse(data)
    refers = set(mailbox.referred(message)) & {other.message_id for other in others}
    same = mailbox.plain_subject(mime.header(message, "Subject")) in {
        mailbox.plain_subject(other.subject) for other in others
    }
    return thread if refers and same else None


def given_source(body: dict[str, object], media: bytes | None) -> bytes:
    """The RFC 822 bytes of a request: the uploaded ones, or `raw`; Google's 400 where there are none."""
    if media is not None:
        return media
    text = body.get("raw")
    if not isinstance(text, str) or not text:
        raise bad_request(
            "'raw' RFC822 payload message string or uploading message via /upload/* URL required",
            reason="invalidArgument",
        )
    try:
        return mime.unb64(text)
    except (binascii.Error, ValueError) as error:
        raise GoogleError(400, "Invalid value for ByteString: the raw message is not base64url.") from error
