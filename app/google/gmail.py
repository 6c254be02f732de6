"""Gmail: what mail came and went, by its headers only, and drafts to send. A body is never fetched.

`message` and `thread_labels` are the only readers of messages; both ask for `format=metadata` and leave the
snippet out by a field mask. Nothing here takes a format.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from app.core.contacts import HEADERS
from app.core.model import Draft, MailChanges, MailMessage
from app.google.headers import addresses, decoded
from app.google.session import Session

ME = "me"
ADDRESSED = ("From", "To", "Cc", "Bcc", "Subject")
KEPT = frozenset(name.lower() for name in HEADERS)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Gmail:
    """One account's mailbox."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._users = session.service("gmail", "v1", "users")
        self._drafts = session.service("gmail", "v1", "users", "drafts")
        self._history = session.service("gmail", "v1", "users", "history")
        self._messages = session.service("gmail", "v1", "users", "messages")

    def profile(self) -> tuple[str, str]:
        """The account's address, and the history id of now."""
        facts = self._run(self._users.getProfile(userId=ME))
        return str(facts["emailAddress"]).lower(), str(facts["historyId"])

    def aliases(self) -> frozenset[str]:
        """The addresses from which the account may send, its own among them."""
        answer = self._run(
            self._session.service("gmail", "v1", "users", "settings", "sendAs").list(userId=ME)
        )
        return frozenset(
            str(one["sendAsEmail"]).lower()
            for one in answer.get("sendAs", [])
            if one.get("isPrimary") or one.get("verificationStatus", "accepted") == "accepted"
        )

    def labels(self) -> dict[str, str]:
        """Ids of the account's labels by name."""
        answer = self._run(self._session.service("gmail", "v1", "users", "labels").list(userId=ME))
        return {item["name"]: item["id"] for item in answer.get("labels", [])}

    def changes(self, history_id: str, label_id: str = "") -> MailChanges:
        """All pages of what came and went since. CursorLost: too long ago; read in full with `search`.

        With a label, `added` is what has it now and came or was given it since.
        """
        options = {"labelId": label_id} if label_id else {}
        request = self._history.list(
            userId=ME,
            startHistoryId=history_id,
            historyTypes=["messageAdded", "messageDeleted", *(["labelAdded"] if label_id else [])],
            maxResults=500,
            **options,
        )
        added: dict[str, None] = {}
        deleted: set[str] = set()
        newest = history_id
        while request is not None:
            page = self._run(request)
            for record in page.get("history", []):
                came = [change["message"] for change in _arrivals(record, label_id)]
                added |= {
                    message["id"]: None for message in came if "DRAFT" not in message.get("labelIds", [])
                }
                deleted |= {change["message"]["id"] for change in record.get("messagesDeleted", [])}
            newest = str(page.get("historyId", newest))
            request = self._history.list_next(request, page)
        return MailChanges(tuple(id for id in added if id not in deleted), frozenset(deleted), newest)

    def message(self, message_id: str) -> MailMessage:
        """One message's metadata. NotFound: deleted since it was listed."""
        item = self._run(
            self._messages.get(
                userId=ME,
                id=message_id,
                format="metadata",
                metadataHeaders=[*ADDRESSED, *HEADERS],
                fields="id,threadId,labelIds,internalDate,payload(headers)",
            )
        )
        return _message(item)

    def search(self, query: str, label_id: str = "") -> list[str]:
        """Message ids that Gmail's own search finds, newest first. For full reads only."""
        narrowed = {name: value for name, value in (("q", query), ("labelIds", label_id)) if value}
        request = self._messages.list(
            userId=ME, maxResults=500, fields="nextPageToken,messages(id)", **narrowed
        )
        found: list[str] = []
        while request is not None:
            page = self._run(request)
            found += [str(item["id"]) for item in page.get("messages", [])]
            request = self._messages.list_next(request, page)
        return found

    def sent_since(self, when: datetime, to: str = "") -> Iterator[MailMessage]:
        """Mail sent since, newest first, one call each as it is asked for.

        A draft that is gone is looked for here by its X-Holdfast-Key: its thread may be another one now,
        because Gmail threads anew when somebody edits the subject.
        """
        query = f"in:sent after:{int(when.timestamp())}" + (f" to:{to}" if to else "")
        for message_id in self.search(query):
            yield self.message(message_id)

    def create_draft(self, raw: bytes, thread_id: str = "") -> Draft:
        """A draft of this RFC 822 text, which carries its X-Holdfast-Key."""
        message = {"raw": base64.urlsafe_b64encode(raw).decode("ascii")}
        if thread_id:
            message["threadId"] = thread_id
        return _draft(self._run(self._drafts.create(userId=ME, body={"message": message})))

    def send_draft(self, draft_id: str) -> str:
        """Send it; the draft is gone then. The sent message's id. NotFound: sent or discarded before."""
        return str(self._run(self._drafts.send(userId=ME, body={"id": draft_id}))["id"])

    def discard_draft(self, draft_id: str) -> None:
        """Delete a draft for good: only for our own orphans."""
        self._run(self._drafts.delete(userId=ME, id=draft_id))

    def drafts(self) -> list[Draft]:
        """All drafts, a person's too: `message(draft.message_id)` shows the key of ours."""
        request = self._drafts.list(
            userId=ME, maxResults=500, fields="nextPageToken,drafts(id,message(id,threadId))"
        )
        found: list[Draft] = []
        while request is not None:
            page = self._run(request)
            found += [_draft(item) for item in page.get("drafts", [])]
            request = self._drafts.list_next(request, page)
        return found

    def thread_labels(self, thread_id: str) -> dict[str, frozenset[str]]:
        """Labels by message id: SENT says it went out, DRAFT that it waits. NotFound: no message is left."""
        thread = self._run(
            self._session.service("gmail", "v1", "users", "threads").get(
                userId=ME, id=thread_id, format="metadata", fields="messages(id,labelIds)"
            )
        )
        return {item["id"]: frozenset(item.get("labelIds", [])) for item in thread.get("messages", [])}

    def _run(self, request: Any) -> Any:
        return self._session.run(request)


def _arrivals(record: Mapping[str, Any], label_id: str) -> list[Any]:
    labelled = [change for change in record.get("labelsAdded", []) if label_id in change.get("labelIds", [])]
    return [*record.get("messagesAdded", []), *labelled]


def _draft(item: Mapping[str, Any]) -> Draft:
    message = item.get("message", {})
    return Draft(id=item["id"], message_id=message.get("id", ""), thread_id=message.get("threadId", ""))


def _message(item: Mapping[str, Any]) -> MailMessage:
    headers: dict[str, list[str]] = {}
    for header in item.get("payload", {}).get("headers", []):
        headers.setdefault(str(header["name"]).lower(), []).append(str(header["value"]))
    senders = addresses(headers.get("from", []))
    return MailMessage(
        id=item["id"],
        thread_id=item.get("threadId", ""),
        labels=frozenset(item.get("labelIds", [])),
        when=EPOCH + timedelta(milliseconds=int(item.get("internalDate", 0))),
        sender=senders[0] if senders else None,
        to=addresses(header for name in ("to", "cc", "bcc") for header in headers.get(name, [])),
        subject=decoded(" ".join(headers.get("subject", []))),
        headers={name: ", ".join(map(decoded, texts)) for name, texts in headers.items() if name in KEPT},
    )
