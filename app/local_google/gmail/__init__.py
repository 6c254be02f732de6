"""Gmail: mailboxes, search, drafts, history. Importing it registers its handlers."""

from app.local_google.gmail import account, drafts, labels, messages
from app.local_google.gmail.account import expire_history
from app.local_google.gmail.sending import deliver

__all__ = ["account", "deliver", "drafts", "expire_history", "labels", "messages"]
