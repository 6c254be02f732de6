"""What came by mail since the cursor: everything, or in label mode only what carries the chosen label."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from app.core.model import MailMessage
from app.errors import BadRequest, CursorLost
from app.flows.cursors import Cursors
from app.flows.deps import Google

LOOK_BACK = timedelta(days=60)  # older mail than this is not looked for, unless somebody labels it


@dataclass(frozen=True)
class MailNews:
    """`ids` are new messages since the cursor; `full`: everything has to be looked for."""

    ids: tuple[str, ...]
    history: str
    full: bool = False
    label_id: str = ""  # of the label the cursor goes by; empty where Gmail has none of that name


@dataclass(frozen=True)
class MailRead:
    """The messages themselves, and the label by which they were chosen."""

    messages: tuple[MailMessage, ...]
    label: str = ""
    label_id: str = ""

    @property
    def no_label(self) -> bool:
        """Whether only labelled mail counts and Gmail has no such label."""
        return bool(self.label) and not self.label_id


def mail_news(google: Google, cursors: Cursors) -> MailNews:
    """One call; in label mode one more until the label has been found."""
    label_id = cursors.label_id
    if cursors.label and not label_id:
        label_id = _label_id(google, cursors.label)
        return _all(google, label_id) if label_id else MailNews((), cursors.history)
    if not cursors.history:
        return _all(google, label_id)
    try:
        changes = google.gmail.changes(cursors.history, label_id)
    except CursorLost:
        pass
    except BadRequest:
        if not label_id:
            raise
    else:
        return MailNews(changes.added, changes.history_id, label_id=label_id)
    return _all(google, _label_id(google, cursors.label))  # the label may have been deleted and made again


def read_mail(
    google: Google,
    news: MailNews,
    cursors: Cursors,
    label: str,
    addresses: Sequence[str],
    logged: Collection[str],
) -> MailRead:
    """The metadata of new messages; after a lost cursor, and where Settings names another `label` than
    before, of all that might be missing. Without a label all mail counts."""
    same = label == cursors.label
    label_id = news.label_id if same else _label_id(google, label)
    if label and not label_id:
        return MailRead((), label, "")
    ids = list(news.ids) if same else []
    if news.full or not same:
        found = google.gmail.search("", label_id) if label else _with(google, addresses)
        ids += [one for one in found if one not in logged]
    return MailRead(tuple(google.gmail.message(one) for one in dict.fromkeys(ids)), label, label_id)


def _all(google: Google, label_id: str) -> MailNews:
    return MailNews((), google.gmail.profile()[1], True, label_id)


def _with(google: Google, addresses: Sequence[str]) -> list[str]:
    """Recent mail from or to any of these, wherever it lies."""
    ids: list[str] = []
    for start in range(0, len(addresses), 20):
        some = addresses[start : start + 20]
        wanted = " ".join(f"from:{one} to:{one} cc:{one} bcc:{one}" for one in some)
        ids += google.gmail.search(f"{{{wanted}}} newer_than:{LOOK_BACK.days}d")
    return ids


def _label_id(google: Google, name: str) -> str:
    labels = {known.casefold(): id for known, id in google.gmail.labels().items()} if name else {}
    return labels.get(name.casefold(), "")
