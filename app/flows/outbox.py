"""Outgoing mail: a draft first, always, then sent where the school's mode says so. Each at most once.

The draft carries the effect's key in a header, so that one whose id was lost in a crash is found again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

from app.core.effects import SendMail
from app.core.mail import KEY_HEADER, build_message
from app.core.model import Draft
from app.errors import NotFound
from app.flows.work import DONE, Work
from app.store.ledger import Effect, Planned, State

SENT = "SENT"
BY_HAND = "its person sent it"
LATE = "its time had passed"
WITHIN = "it is part of "  # and the letter's natural id
SECOND = "another worker may have made one, too"  # a draft: which was sent is asked
KIND, VERSION = "mail", "1"
CLOCKS_DIFFER = timedelta(minutes=10)  # Google's clock and ours


def send_mail(work: Work, effect: SendMail) -> bool:
    """Bring the mail as far as its mode allows: a draft that waits for its person, or sent.

    True when something was done at Google or in the ledger.
    """
    again = work.tried_before(KIND, effect.natural, VERSION)
    entry = _written_down(work, effect)
    before = entry.state if again else None
    if entry.state in DONE:
        return False
    if entry.state is State.PLANNED and again:
        entry = _found(work, entry)
    if entry.state is State.PLANNED and effect.not_after is not None and work.now() > effect.not_after:
        work.move(entry, State.DEAD, reason=LATE)
        return True
    if entry.state is State.PLANNED:
        entry = _draft(work, effect, entry, SECOND if again else "")
    if entry.state is State.ATTEMPTING:  # a worker died while it was being sent
        entry = _look(work, entry)
    if entry.state is State.PREPARED and effect.mode == "send":
        entry = _send(work, effect, entry)
    return entry.state is not before


def as_it_went(work: Work, effect: SendMail) -> SendMail | None:
    """The mail as sent, or as the draft that it is; None where it ended otherwise."""
    entry = work.entry(KIND, effect.natural, VERSION)
    if entry.state is State.CONFIRMED and entry.reason != BY_HAND:
        return replace(effect, mode="send")
    return replace(effect, mode="draft") if entry.state is State.PREPARED else None


def _written_down(work: Work, effect: SendMail) -> Effect:
    """The letter's place in the ledger. Those it is made of are noted with it, in one transaction: they go
    out in this one and no other."""
    digest = sha256(effect.text.encode()).hexdigest()
    whole = Planned(KIND, effect.natural, VERSION, digest, effect.not_after)
    parts = [
        Planned(KIND, part, VERSION, state=State.DEAD, reason=f"{WITHIN}{effect.natural}")
        for part in effect.carries
    ]
    return work.deps.store.ledger.plan(work.claim, [whole, *parts], work.now())[0]


def _draft(work: Work, effect: SendMail, entry: Effect, reason: str) -> Effect:
    raw = build_message(
        sender=work.caseload.owner,
        to=effect.to,
        subject=effect.subject,
        text=effect.text,
        html=effect.html,
        key=entry.key,
    )
    return _prepared(work, entry, work.google.gmail.create_draft(bytes(raw)), reason)


def _prepared(work: Work, entry: Effect, draft: Draft, reason: str = "") -> Effect:
    return work.move(entry, State.PREPARED, f"{draft.id} {draft.thread_id}", reason)


def _found(work: Work, entry: Effect) -> Effect:
    """What an earlier attempt made without living to note it: a draft, which its person may have sent."""
    draft = _orphan(work, entry.key)
    if draft is not None:
        return _prepared(work, entry, draft)
    return work.move(entry, State.CONFIRMED, reason=BY_HAND) if _was_sent(work, entry) else entry


def _orphan(work: Work, key: str) -> Draft | None:
    """The draft that an earlier attempt made without living to note its id."""
    for draft in work.google.gmail.drafts():
        if work.google.gmail.message(draft.message_id).headers.get(KEY_HEADER.lower()) == key:
            return draft
    return None


def _send(work: Work, effect: SendMail, entry: Effect) -> Effect:
    """The clock is looked at again: since the plan the worker may have stood still for hours."""
    draft_id = entry.remote_id.split(" ")[0]
    entry = work.move(entry, State.ATTEMPTING)
    goes = effect.goes(work.now())
    if goes is None:
        return work.move(entry, State.PREPARED)
    try:
        if not goes:
            work.google.gmail.discard_draft(draft_id)
            return work.move(entry, State.DEAD, reason=LATE)
        work.google.gmail.send_draft(draft_id)
    except NotFound:
        return _look(work, entry)
    return work.move(entry, State.CONFIRMED)


def _look(work: Work, entry: Effect, sender: str = "") -> Effect:
    """The draft is not where it was: still there after all, sent, or discarded by its person.

    `sender` is the reason to note where it was sent by somebody else than Holdfast.
    """
    draft_id = entry.remote_id.split(" ")[0]
    if draft_id in {draft.id for draft in work.google.gmail.drafts()}:
        return work.move(entry, State.PREPARED)
    if _was_sent(work, entry):
        return work.move(entry, State.CONFIRMED, reason=sender)
    return work.move(entry, State.CANCELLED, reason="its draft was discarded")


def _was_sent(work: Work, entry: Effect) -> bool:
    """By our key in a sent mail; by the thread where an editor dropped the key.

    Both are asked, since editing a draft's subject may put it into another thread.
    """
    for message in work.google.gmail.sent_since(entry.planned_at - CLOCKS_DIFFER):
        if message.headers.get(KEY_HEADER.lower()) == entry.key:
            return True
    thread = entry.remote_id.partition(" ")[2]
    if not thread:  # its draft was never noted
        return False
    try:
        labels = work.google.gmail.thread_labels(thread)
    except NotFound:
        return False
    return any(SENT in marks for marks in labels.values())


def settle_drafts(work: Work, waiting: Callable[[], list[Effect]], *, daily: bool) -> bool:
    """Drafts that a person sent or discarded since: one drafts.list for all, and a look for those gone. And
    letters begun whose time passed before they were done: no plan asks for them any more. And those that a
    worker died at sending: in quiet hours no plan asks for them either. Once a day also drafts whose twin, a
    frozen worker's, its person sent: they would go out a second time.

    True where there was one.
    """
    letters = waiting()
    late = [entry for entry in letters if _late(work, entry)]
    for entry in late:
        _end(work, entry)
    broken_off = [entry for entry in letters if being_sent(entry) and entry not in late]
    for entry in broken_off:
        _look(work, entry)
    prepared = [entry for entry in letters if entry.state is State.PREPARED]
    if not prepared:
        return bool(late or broken_off)
    here = {draft.id for draft in work.google.gmail.drafts()}
    gone = [entry for entry in prepared if entry.remote_id.split(" ")[0] not in here]
    for entry in gone:
        _look(work, work.move(entry, State.ATTEMPTING), BY_HAND)
    twins = [entry for entry in prepared if daily and entry.reason == SECOND and entry not in gone]
    sent = [entry for entry in twins if _was_sent(work, entry)]
    for entry in sent:
        work.move(entry, State.ATTEMPTING)
        work.google.gmail.discard_draft(entry.remote_id.split(" ")[0])
        work.move(entry, State.CONFIRMED, reason=BY_HAND)
    return bool(gone or late or broken_off or sent)


def being_sent(entry: Effect) -> bool:
    """Whether a worker is at sending this letter, or died at it."""
    return entry.kind == KIND and entry.state is State.ATTEMPTING


def _late(work: Work, entry: Effect) -> bool:
    begun = entry.state in (State.PLANNED, State.ATTEMPTING)
    return begun and entry.deadline is not None and work.now() > entry.deadline


def _end(work: Work, entry: Effect) -> None:
    """A draft that was made of it after all stays for its person."""
    left = _found(work, entry) if entry.state is State.PLANNED else _look(work, entry)
    if left.state is State.PLANNED:
        work.move(left, State.DEAD, reason=LATE)


def went_by_itself(letters: Iterable[Effect]) -> tuple[datetime, ...]:
    """When each mail went out that no person sent."""
    return tuple(one.changed_at for one in letters if one.state is State.CONFIRMED and one.reason != BY_HAND)


def sent_by_hand(letters: Iterable[Effect]) -> frozenset[str]:
    """The drafts that their person sent."""
    return frozenset(one.natural for one in letters if one.state is State.CONFIRMED and one.reason == BY_HAND)


def within(letters: Iterable[Effect]) -> dict[str, str]:
    """In which letter those are that went out as part of another."""
    return {one.natural: one.reason.removeprefix(WITHIN) for one in letters if one.reason.startswith(WITHIN)}
