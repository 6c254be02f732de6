"""Which letters go out now: by the school's mode for their kind, outside quiet hours, each once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

from app.core.digest import DIGEST, Letter
from app.core.effects import SendMail
from app.core.model import Snapshot
from app.core.rules import MailMode, Rules

SETTLED = frozenset({"confirmed", "cancelled", "dead", "needs_human"})


def mails(letters: Iterable[Letter], seen: Snapshot, rules: Rules) -> list[SendMail]:
    """The letters that have something left to be done: a draft to be made, or a mail to be sent."""
    zone = seen.caseload.zone
    if rules.is_quiet(seen.taken.astimezone(zone).time()):
        return []
    found = []
    for letter in letters:
        mode, state = rules.mode(letter.kind), seen.mail_states.get(letter.natural)
        if mode is MailMode.OFF or state in SETTLED or (mode is MailMode.DRAFT and state == "prepared"):
            continue
        found.append(
            SendMail(
                natural=letter.natural,
                kind=letter.kind,
                to=letter.to,
                subject=letter.written.subject,
                text=letter.written.text,
                html=letter.written.html,
                mode=mode.value,
                not_after=datetime.combine(letter.until, time(23, 59, 59), zone),
            )
        )
    return found


def last_digest(seen: Snapshot, today: date) -> date | None:
    """The day of the last digest to the case manager before today's.

    Today's own does not count: a run that died while sending it has to find the same letter again.
    """
    start = f"{DIGEST}/{seen.caseload.owner}/"
    made = [natural.removeprefix(start) for natural in seen.mail_states if natural.startswith(start)]
    return max((day for day in map(date.fromisoformat, made) if day < today), default=None)
