"""A student's Form: made once, filled, opened to that student alone, closed. Resumable at every step."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from app.core.effects import CloseForm, MakeForm, MoveForm, Plan, ReopenForm, ReviseForm
from app.core.form_access import address_digest
from app.core.model import FormRecord, ShareRole
from app.errors import NotFound
from app.flows.work import DONE, Work
from app.store.ledger import Effect, State

KIND, VERSION = "form", "1"
CLOSE, REOPEN = "form close", "form reopen"
NOT_ASKED = "nobody asks for it any more"
KEY_LETTERS = 24  # of the key, at the end of the document's name


def make_form(work: Work, effect: MakeForm) -> FormRecord | None:
    """The Form's record once it is open; None where an earlier run ended it for good.

    The document's name holds the effect's key, so that a Form whose id was lost in a crash is found again.
    """
    version = _version(work, effect.natural)
    again = work.tried_before(KIND, effect.natural, version)
    entry = work.entry(KIND, effect.natural, version)
    if entry.state in DONE:
        return None
    document = f"{effect.title} · {entry.key[:KEY_LETTERS]}"
    form = _found(work, entry, document) if again else None
    if form is None:
        form = work.google.forms.create(effect.title, document)
    form_id = str(form["formId"])
    if entry.state is State.PLANNED:
        entry = work.move(entry, State.PREPARED, form_id)
    record = _filled(work, effect, form)
    work.google.forms.publish(form_id, accepting=True)
    _open_to(work, form_id, effect.share_with, again)
    work.deps.store.settle_form(work.claim, entry.key, State.CONFIRMED, work.now(), record)
    return record


def _version(work: Work, natural: str) -> str:
    """Another one after each attempt that was given up: what is wanted again is made anew."""
    known = work.deps.store.ledger.of_kind(work.claim.id, KIND)
    given_up = [one for one in known if (one.natural, one.state) == (natural, State.CANCELLED)]
    return str(int(VERSION) + len(given_up))


def revise_form(work: Work, effect: ReviseForm) -> bool:
    """The item says what it should. Where somebody took it out of the Form, that is theirs to do."""
    form = work.google.forms.get(effect.form_id)
    places = [at for at, item in enumerate(form["items"]) if item["itemId"] == effect.item["itemId"]]
    for place in places:
        update = {"item": effect.item, "location": {"index": place}, "updateMask": "questionItem"}
        work.google.forms.batch(effect.form_id, [{"updateItem": update}], str(form["revisionId"]))
    _keep(work, effect.form_id, shows=effect.shows)
    return True


def move_form(work: Work, effect: MoveForm) -> bool:
    """Open to this address and to no other. Listed first, so that it may be done twice."""
    drive, there = work.google.drive, work.google.drive.permissions(effect.form_id, published=True)
    answering = [one for one in there if one.view == "published" and one.kind == "user"]
    if not any(one.email == effect.email.lower() for one in answering):
        drive.share(effect.form_id, effect.email, ShareRole.READER, view="published")
    for one in answering:
        if one.email != effect.email.lower():
            drive.unshare(effect.form_id, one.id)
    _keep(work, effect.form_id, shared_with=address_digest(effect.email))
    return True


def _keep(work: Work, form_id: str, **changed: Any) -> None:
    record = _record_of(work, form_id)
    if record is not None:
        work.deps.store.observed.keep_form(work.claim, replace(record, **changed))


def _record_of(work: Work, form_id: str) -> FormRecord | None:
    known = work.deps.store.observed.forms(work.claim.id)
    return next((record for record in known if record.form_id == form_id), None)


def close_form(work: Work, effect: CloseForm) -> bool:
    """No more answers. A deleted Form is closed well enough."""
    return _accept(work, CLOSE, effect.natural, effect.form_id, accepting=False)


def reopen_form(work: Work, effect: ReopenForm) -> bool:
    """Answers again."""
    return _accept(work, REOPEN, effect.natural, effect.form_id, accepting=True)


def _accept(work: Work, kind: str, natural: str, form_id: str, *, accepting: bool) -> bool:
    """What the Form takes and what its record says are brought to agree. The call may be repeated at will,
    so it is where a worker died after it, or where a person changes their mind twice a day."""
    entry = work.entry(kind, natural, VERSION)
    settled = entry.state in DONE
    if not settled:
        work.move(entry, State.ATTEMPTING)
    try:
        work.google.forms.publish(form_id, accepting=accepting)
    except NotFound:
        end, reason = State.CANCELLED, "the form is gone"
    else:
        end, reason = State.CONFIRMED, ""
    record = _record_of(work, form_id)
    after = replace(record, closed=not accepting) if record else None
    if not settled:
        work.deps.store.settle_form(work.claim, entry.key, end, work.now(), after, reason)
    elif after is not None:
        work.deps.store.observed.keep_form(work.claim, after)
    return True


def settle_forms(work: Work, plan: Plan) -> None:
    """Forms that a run which died was at, and that this plan asks for no more: made ones are known, half made
    ones go to the bin, and the others take answers or none as their record says.

    Left alone while a tab is refused: then the plan says too little about forms.
    """
    if plan.closed or plan.held_back:
        return
    asked = plan.wanted(MakeForm, CloseForm, ReopenForm)
    for entry in work.deps.store.ledger.open(work.claim.id):
        if entry.natural in asked:
            continue
        if entry.kind == KIND:
            _end_making(work, entry)
        elif entry.kind in (CLOSE, REOPEN):
            form_id = entry.natural.partition("/")[0]
            record = _record_of(work, form_id)
            if record is not None:
                with suppress(NotFound):
                    work.google.forms.publish(form_id, accepting=not record.closed)
            work.move(entry, State.CANCELLED, reason=NOT_ASKED)


def _end_making(work: Work, entry: Effect) -> None:
    if entry.remote_id and _record_of(work, entry.remote_id):
        work.move(entry, State.CONFIRMED)
        return
    for file in work.google.drive.forms():
        if file.name.endswith(f" · {entry.key[:KEY_LETTERS]}"):
            work.google.drive.trash(file.id)
    work.move(entry, State.CANCELLED, reason=NOT_ASKED)


def _found(work: Work, entry: Effect, document: str) -> dict[str, Any] | None:
    """What an earlier attempt left: by the stored id, else by the document's name."""
    if entry.remote_id:
        return work.google.forms.get(entry.remote_id)
    named = work.google.drive.find_named(document)
    return work.google.forms.get(named[0].id) if named else None


def _filled(work: Work, effect: MakeForm, form: Mapping[str, Any]) -> FormRecord:
    """The Form with its questions in it. Filled by an earlier attempt, it is left as it is."""
    form_id, revision = str(form["formId"]), str(form["revisionId"])
    if not form.get("items"):
        revision = work.google.forms.batch(form_id, effect.requests, revision)
    return FormRecord(
        form_id=form_id,
        round=effect.round,
        kind=effect.kind,
        student=effect.student,
        link=str(form["responderUri"]),
        revision=revision,
        questions=effect.questions,
        shared_with=address_digest(effect.share_with),
        shows=effect.shows,
    )


def _open_to(work: Work, form_id: str, student: str, again: bool) -> None:
    kind = "user" if student else "anyone"
    shared = work.google.drive.permissions(form_id, published=True) if again else []
    if not any(one.view == "published" and one.kind == kind and one.email == student for one in shared):
        work.google.drive.share(form_id, student, ShareRole.READER, kind=kind, view="published")
