"""Gmail: mailboxes, search, drafts, history. Importing it registers its handlers."""

from typing import Any

from app.local_google import control
from app.local_google.gmail import account, drafts, labels, messages, watch
from app.local_google.gmail.sending import deliver
from app.local_google.gmail.shapes import brief
from app.local_google.world import World

__all__ = ["account", "deliver", "drafts", "labels", "messages", "watch"]


def _deliver(world: World, to: str, data: bytes) -> dict[str, Any]:
    return brief(deliver(world, to, data))


control.deliver_hooks.append(_deliver)
control.expire_hooks["history"].append(account.expire_history)
control.expire_hooks["watch"].append(watch.expire)
