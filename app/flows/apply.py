"""A plan's effects carried out, each answering for itself: one that fails stops or hides no other."""

from __future__ import annotations

from functools import singledispatch

from app.core.effects import (
    CloseForm,
    DropEvent,
    Effect,
    MakeForm,
    MoveForm,
    Plan,
    PutEvent,
    ReopenForm,
    ReviseForm,
    SendMail,
    Share,
    Trouble,
    Unshare,
    WriteFile,
)
from app.core.mail import BadAddressError
from app.core.model import Event
from app.core.refused import refusal_key
from app.errors import BadRequest, Conflict, NotAllowed, NotFound, QuotaUsedUp, Stale
from app.flows.events import drop_event, put_event
from app.flows.forms import close_form, make_form, move_form, reopen_form, revise_form
from app.flows.outbox import KIND as MAIL
from app.flows.outbox import send_mail
from app.flows.report import Changes, Report
from app.flows.share import share, unshare, write_file
from app.flows.work import Work
from app.store.ledger import State

# failures that are one effect's alone
ITS_OWN = (BadAddressError, BadRequest, NotFound, Conflict, Stale, QuotaUsedUp)


def apply(work: Work, plan: Plan, report: Report) -> dict[str, Event]:
    """Carry out every effect, in the plan's order; our events as they stand afterwards, by id.

    What fails for itself is told in the report. A lost grant, a scope that is missing or a rate limit ends
    the run: the schedule is the retry.
    """
    events: dict[str, Event] = {}
    forms, made = len(plan.of(MakeForm)), 0
    for effect in plan.effects:
        try:
            if isinstance(effect, PutEvent | DropEvent):
                event = put_event(work, effect) if isinstance(effect, PutEvent) else drop_event(work, effect)
                if event is not None:
                    events[event.id] = event
                    report.changes.events += 1
            else:
                _carry_out(effect, work, report.changes)
            if isinstance(effect, MakeForm):
                made += 1
                work.deps.tell(f"Made {made} of {forms} forms.")
        except NotAllowed as refused:
            if refused.of_the_account:
                raise
            report.refused[refusal_key(effect)] = refused.reason
            _as_before(work, effect)
        except ITS_OWN as failed:
            report.problems += (Trouble("", "", type(failed).__name__.lower(), str(failed)),)
    return events


def _as_before(work: Work, effect: Effect) -> None:
    """What Google refused was not done: nothing is under way. A letter's draft stands."""
    for entry in work.deps.store.ledger.open(work.claim.id):
        if entry.natural == effect.natural and entry.state is State.ATTEMPTING:
            work.move(entry, State.PREPARED if entry.kind == MAIL else State.PLANNED)


@singledispatch
def _carry_out(effect: Effect, _work: Work, _changes: Changes) -> None:
    raise TypeError(f"no way to carry out {type(effect).__name__}")


@_carry_out.register
def _(effect: SendMail, work: Work, changes: Changes) -> None:
    changes.mails += send_mail(work, effect)


@_carry_out.register
def _(effect: MakeForm, work: Work, changes: Changes) -> None:
    changes.forms += make_form(work, effect) is not None


@_carry_out.register
def _(effect: CloseForm, work: Work, changes: Changes) -> None:
    changes.forms += close_form(work, effect)


@_carry_out.register
def _(effect: ReopenForm, work: Work, changes: Changes) -> None:
    changes.forms += reopen_form(work, effect)


@_carry_out.register
def _(effect: ReviseForm, work: Work, changes: Changes) -> None:
    changes.forms += revise_form(work, effect)


@_carry_out.register
def _(effect: MoveForm, work: Work, changes: Changes) -> None:
    changes.forms += move_form(work, effect)


@_carry_out.register
def _(effect: WriteFile, work: Work, changes: Changes) -> None:
    write_file(work, effect)
    changes.cells_written += sum(len(row) for rows in effect.tabs.values() for row in rows)


@_carry_out.register
def _(effect: Share, work: Work, changes: Changes) -> None:
    share(work, effect)
    changes.shares += 1


@_carry_out.register
def _(effect: Unshare, work: Work, changes: Changes) -> None:
    unshare(work, effect)
    changes.shares += 1
