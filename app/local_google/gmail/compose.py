"""A letter made of what a person types: new, in reply, or changed from a draft.

Pure. Fields are plain text; what else a draft holds (its key, what it answers, attachments) stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from email.message import EmailMessage, Message
from email.policy import SMTP

from app.local_google.gmail import envelope, mime

TYPED = ("To", "Cc", "Bcc", "Subject")
_REBUILT = frozenset(
    {*(name.lower() for name in TYPED), "from", "mime-version", "content-type", "content-transfer-encoding",
     "content-disposition", "date", "received"}
)  # fmt: skip


def typed(message: Message) -> dict[str, str]:
    """To, Cc, Bcc, Subject and the text of a letter, for a form that edits it."""
    heads = {name.lower(): mime.all_headers(message, name) for name in TYPED}
    return {**heads, "text": mime.readable(message).replace("\r\n", "\n")}


def write(fields: Mapping[str, str], old: bytes | None = None) -> bytes:
    """The letter with these fields; a draft in which nothing was changed stays as it is."""
    before = mime.parse(old) if old is not None else None
    if old is not None and before is not None and _same(typed(before), fields):
        return old
    message = EmailMessage(policy=SMTP)
    for name in TYPED:
        value = " ".join(fields.get(name.lower(), "").split())
        if value:
            message[name] = value
    for line in envelope.split(old).lines if old is not None else ():
        if line.name not in _REBUILT:
            name, _, value = line.source.decode("latin-1").partition(":")
            if name not in message:
                message[name] = " ".join(value.split())
    message.set_content(fields.get("text", "").replace("\r\n", "\n"))
    if before is not None:
        _keep_attachments(before, message)
    return message.as_bytes()


def _same(before: Mapping[str, str], after: Mapping[str, str]) -> bool:
    return all(
        value.split() == after.get(name, "").replace("\r\n", "\n").split() for name, value in before.items()
    )


def _keep_attachments(old: Message, new: EmailMessage) -> None:
    for _, part in mime.walk(old):
        if mime.is_attachment(part) and not mime.children(part):
            new.add_attachment(
                mime.content(part),
                maintype=part.get_content_maintype(),
                subtype=part.get_content_subtype(),
                filename=mime.filename(part) or "attachment",
            )


def reply_to(message: Message, own: str) -> dict[str, str]:
    """The fields of an answer to the sender."""
    typed_before = typed(message)
    subject = typed_before["subject"]
    quoted = "\n".join(f"> {line}" for line in typed_before["text"].splitlines())
    sender = mime.header(message, "Reply-To") or mime.header(message, "From")
    return {
        "to": typed_before["to"] if own in mime.addresses(sender) else sender,
        "cc": "",
        "bcc": "",
        "subject": subject if subject.lower().startswith("re:") else f"Re: {subject}",
        "text": f"\n\n{mime.header(message, 'Date')}, {sender} wrote:\n{quoted}\n",
    }


def answering(data: bytes, answered: Message) -> bytes:
    """The letter with the headers that put it into the conversation it answers."""
    own_id = mime.header(answered, "Message-ID")
    references = f"{mime.header(answered, 'References')} {own_id}".split()
    return (
        envelope.split(data)
        .without("in-reply-to", "references")
        .last([("In-Reply-To", own_id), ("References", " ".join(references[-20:]))])
        .bytes()
    )
