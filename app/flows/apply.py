"""A plan's effects carried out, each answering for itself: one that fails stops or hides no other."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
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
    Unshare,
    WriteFile,
)
from app.core.explain import outward_counts
from app.core.failed import counted_failures, failed_troubles
from app.core.mail import BadAddressError
from app.core.model import Event
from app.core.refused import refusal_key
from app.core.sync_tab import TAB as SYNC
from app.errors import BadRequest, Conflict, NotAllowed, NotFound, QuotaUsedUp, Stale
from app.flows.cursors import Cursors
from app.flows.events import drop_event, put_event
from app.flows.forms import close_form, make_form, move_form, reopen_form, revise_form
from app.flows.outbox import KIND as MAIL
from app.flows.outbox import as_it_went, send_mail
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
        before = replace(report.changes)
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
            continue
        except ITS_OWN as failed:
            report.failures.append((effect, failed))
            continue
        if report.changes != before:
            report.done.append(effect)
    return events


def _as_before(work: Work, effect: Effect) -> None:
    """What Google refused was not done: nothing is under way. A letter's draft stands."""
    for entry in work.deps.store.ledger.open(work.claim.id):
        if entry.natural == effect.natural and entry.state is State.ATTEMPTING:
            work.move(entry, State.PREPARED if entry.kind == MAIL else State.PLANNED)


def having_tried(work: Work, cursors: Cursors, plan: Plan, report: Report) -> Cursors:
    """With what went out, until Sync tells it, and what failed; the report tells the latter at once."""
    told = any(whole.tab == SYNC for whole in plan.book.replaces)
    went = [as_it_went(work, one) if isinstance(one, SendMail) else one for one in report.done]
    done = Counter({} if told else cursors.done) + Counter(outward_counts(one for one in went if one))
    failed = counted_failures(report.failures)
    gone = failed_troubles(cursors.failed)
    still = [one for one in report.problems if one not in gone]
    report.problems = (*still, *failed_troubles(failed))
    return replace(cursors, done=dict(done), failed=failed)


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
