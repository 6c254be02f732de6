"""What a frozen worker left behind: a draft, a Form, a reader's file made after another had taken over.

Its call went out when it woke, its note of it was refused by the fence, and meanwhile the other one had made
its own. Once a day each is known by its key and goes: a draft is discarded, a file goes to the bin.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from app.core.mail import KEY_HEADER
from app.errors import NotFound
from app.flows.forms import KEY_LETTERS
from app.flows.forms import KIND as FORM
from app.flows.outbox import KIND as MAIL
from app.flows.reading import MARK
from app.flows.work import DONE, Work
from app.store.ledger import Effect, State

SETTLED = DONE | {State.PREPARED}  # its remote id is known: another one is nobody's


def drop_orphans(work: Work, drafts_of_people: Collection[str]) -> frozenset[str]:
    """Drops them. Drafts of people are looked into once; their ids, to be remembered."""
    ledger, id = work.deps.store.ledger, work.claim.id
    _drop_forms(work, ledger.of_kind(id, FORM))
    _drop_files(work)
    return _drop_drafts(work, ledger.of_kind(id, MAIL), drafts_of_people)


def _drop_drafts(work: Work, mails: Iterable[Effect], of_people: Collection[str]) -> frozenset[str]:
    settled = {entry.key: entry.remote_id.split(" ")[0] for entry in mails if entry.state in SETTLED}
    if not settled:
        return frozenset(of_people)
    found = set()
    for draft in work.google.gmail.drafts():
        if draft.id in settled.values():
            continue
        if draft.id in of_people:
            found.add(draft.id)
            continue
        try:
            key = work.google.gmail.message(draft.message_id).headers.get(KEY_HEADER.lower(), "")
            if key in settled:
                work.google.gmail.discard_draft(draft.id)
            elif not key:
                found.add(draft.id)
        except NotFound:
            continue  # sent or discarded just now
    return frozenset(found)


def _drop_forms(work: Work, forms: Iterable[Effect]) -> None:
    settled = {entry.key[:KEY_LETTERS]: entry.remote_id for entry in forms if entry.state in SETTLED}
    for file in work.google.drive.forms() if settled else ():
        ours = settled.get(file.name.rpartition(" · ")[2])
        if ours is not None and file.id != ours:
            work.google.drive.trash(file.id)


def _drop_files(work: Work) -> None:
    kept = {file.spreadsheet_id for file in work.deps.store.observed.files(work.claim.id)}
    if kept:
        for file in work.google.drive.find({MARK: f"caseload-{work.claim.id}-reader"}):
            if file.id not in kept and not file.trashed:
                work.google.drive.trash(file.id)
