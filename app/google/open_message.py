"""Who is on the message that is open in Gmail: its From, To, Cc and Bcc, and nothing else of it.

Read with the panel's own short-lived tokens, which reach this one message only.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from requests.adapters import BaseAdapter

from app.core.serving import OpenMessage
from app.google.credentials import bearer
from app.google.headers import addresses
from app.google.session import Session

PATIENCE = timedelta(seconds=2)  # a panel that waits longer is closed


def read_open_message(
    google_url: str,
    message_id: str,
    user_token: str,
    message_token: str,
    adapter: BaseAdapter | None = None,
) -> OpenMessage:
    """The message at `message_id`, as the panel's event names it. Raises what `app.google.session` raises."""
    seconds = PATIENCE.total_seconds()
    session = Session(
        bearer(user_token), google_url or None, adapter=adapter, patience=seconds, timeout=seconds
    )
    messages = session.service("gmail", "v1", "users", "messages")
    asked: Any = messages.get(
        userId="me",
        id=message_id,
        format="metadata",
        metadataHeaders=["From", "To", "Cc", "Bcc"],
        fields="id,payload(headers)",
    )
    asked.headers["X-Goog-Gmail-Access-Token"] = message_token
    found: dict[str, Any] = session.run(asked)
    headers = [str(one["value"]) for one in found.get("payload", {}).get("headers", [])]
    return OpenMessage(str(found["id"]), tuple(one.email for one in addresses(headers)))
