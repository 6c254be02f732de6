"""The way to `app.google.open_message` from here."""

from app.core.serving import OpenMessage
from app.google.open_message import read_open_message

__all__ = ["OpenMessage", "read_open_message"]
