"""Which letters go out now: by their kind's mode, outside quiet hours, within the day's limit, each once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta, tzinfo

from app.core.digest import DIGEST, Letter
from app.core.effects import SendMail, Trouble
from app.core.first_mail import Kinds
from app.core.gathering import Gathering
from app.core.model import Snapshot
from app.core.rules import MailMode, Rules

SETTLED = frozenset({"confirmed", "cancelled", "dead", "needs_human"})


def plan_mails(plan: Gathering, letters: Iterable[Letter], seen: Snapshot, rules: Rules) -> None:
    """The letters that have something left to be done: a draft to be made, or a mail to be sent.

    In quiet hours all wait for their end. What is over the day's limit waits for the next day, the most
    pressing go first.
    """
    zone = seen.caseload.zone
    here = seen.taken.astimezone(zone)
    kinds = Kinds(seen, rules)
    left = [letter for letter in letters if _has_work(letter, seen, kinds)]
    if left and rules.is_quiet(here.time()):
        plan.again_at = _next(here, rules.quiet_until or time(0))
        plan.troubles += kinds.waiting(())
        return
    plan.troubles += kinds.waiting(left)
    by_itself = sorted((one for one in left if kinds.mode(one) is MailMode.SEND), key=_urgency(seen))
    limit = rules.mails_a_day if rules.mails_a_day is not None else len(by_itself)
    today = sum(1 for when in seen.mail_by_itself if when.astimezone(zone).date() == here.date())
    waiting = {one.natural for one in by_itself[max(limit - today, 0) :] if not _begun(one, seen)}
    quiet = _quiet(here, rules)
    plan.effects += [_mail(one, kinds, zone, quiet) for one in left if one.natural not in waiting]
    if rules.mails_a_day is not None and waiting:
        text = (
            f"{len(waiting)} {'mail waits' if len(waiting) == 1 else 'mails wait'} for tomorrow: "
            f"no more than {limit} go out by themselves in a day. Mails a day on Settings says so."
        )
        plan.troubles.append(Trouble("Settings", "", "mails_wait", text))


def _has_work(letter: Letter, seen: Snapshot, kinds: Kinds) -> bool:
    mode, state = kinds.mode(letter), seen.mail_states.get(letter.natural)
    return not (mode is MailMode.OFF or state in SETTLED or (mode is MailMode.DRAFT and state == "prepared"))


def _begun(letter: Letter, seen: Snapshot) -> bool:
    """Whether it may be out already: that has to be looked into."""
    return seen.mail_states.get(letter.natural) == "attempting"


def _urgency(seen: Snapshot) -> Callable[[Letter], tuple[bool, date, bool, str]]:
    return lambda one: (not _begun(one, seen), one.until, one.kind != DIGEST, one.natural)


def _next(now: datetime, at: time) -> datetime:
    """The next moment at which the clock says so."""
    first = datetime.combine(now.date(), at, now.tzinfo)
    return first if first > now else datetime.combine(now.date() + timedelta(days=1), at, now.tzinfo)


def _quiet(now: datetime, rules: Rules) -> tuple[datetime, datetime] | None:
    """The next quiet hours: a worker may stand still between this plan and a call."""
    if rules.quiet_from is None or rules.quiet_until is None or rules.quiet_from == rules.quiet_until:
        return None
    begin = _next(now, rules.quiet_from)
    return begin, _next(begin, rules.quiet_until)


def _mail(letter: Letter, kinds: Kinds, zone: tzinfo, quiet: tuple[datetime, datetime] | None) -> SendMail:
    return SendMail(
        natural=letter.natural,
        kind=letter.kind,
        to=letter.to,
        subject=letter.written.subject,
        text=letter.written.text,
        html=letter.written.html,
        mode=kinds.mode(letter).value,
        not_after=datetime.combine(letter.until, time(23, 59, 59), zone),
        quiet=quiet,
        carries=letter.carries,
    )


def last_digest(seen: Snapshot, today: date) -> date | None:
    """The day of the last digest to the case manager before today's.

    Today's own does not count: a run that died while sending it has to find the same letter again.
    """
    start = f"{DIGEST}/{seen.caseload.owner}/"
    made = [natural.removeprefix(start) for natural in seen.mail_states if natural.startswith(start)]
    return max((day for day in map(date.fromisoformat, made) if day < today), default=None)
