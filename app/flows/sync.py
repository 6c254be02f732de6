"""The main job: bring one caseload to agreement. Safe to run twice, to kill, and to run while people type."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from app.core.at_a_glance import at_a_glance
from app.core.conflicts import with_overtyped
from app.core.effects import Plan
from app.core.explain import explain
from app.core.left_behind import Noted, noted
from app.core.model import Agreed
from app.core.plan import plan_sync
from app.core.refused import was_refused
from app.errors import (
    Busy,
    Fenced,
    GrantLost,
    NotAllowed,
    NotFound,
    OwnCalendarGone,
    Paused,
    PutRightByAnother,
    Refused,
)
from app.flows.adopt_order import finish_ordered
from app.flows.apply import apply, having_tried
from app.flows.aside import epoch_in, left_since, mark_of
from app.flows.book import places_of, write_book
from app.flows.cursors import FAR, Cursors, cursors_from
from app.flows.deps import Deps
from app.flows.events import settle_events
from app.flows.form_news import forms_to_ask, having_asked, keep_watches
from app.flows.forms import settle_forms
from app.flows.guards import guard_id
from app.flows.news import News, read_news
from app.flows.orphans import drop_orphans
from app.flows.outbox import KIND as MAIL
from app.flows.outbox import being_sent, settle_drafts
from app.flows.own_calendar import calendar_anew
from app.flows.reading import read_workbook
from app.flows.recording import IDLE, end_paused, record, record_idle
from app.flows.repair import MOST_REPAIRS, put_right_after
from app.flows.report import Report
from app.flows.share import settle_shares
from app.flows.snapshot import Taken, moved, take
from app.flows.standstill import tell_standstill
from app.flows.work import Work
from app.flows.workbooks import Workbooks
from app.store.ledger import Effect, State
from sheets_schema.workbook import WORKBOOK

SOON = timedelta(seconds=30)  # when a run changed something that may lead to more
NO_WORKBOOK = (
    "This caseload has no workbook yet: making it was interrupted. Give the command that made it again; what "
    "was ordered in the side panel is made by the next sync."
)


def sync_caseload(
    deps: Deps, caseload_id: int, *, full: bool = False, dry_run: bool = False, scheduled: bool = False
) -> Report:
    """One pass: read, plan, apply, record. `full` reads the workbook whatever Drive says; a `scheduled` pass
    asks open Forms for answers only every quarter of an hour.

    Raises what waiting may help with (RateLimited, QuotaUsedUp, Unavailable, ColumnsMoving); who runs it sets
    the next try.
    """
    report = Report(caseload_id)
    began = deps.now()
    try:
        if not dry_run:
            finish_ordered(deps, caseload_id)
        with deps.store.claim(caseload_id, began, look_only=dry_run) as claim:
            try:
                work = Work(deps, claim, deps.connect(claim.caseload.owner))
                if not claim.caseload.spreadsheet_id:
                    raise Refused("no_workbook", NO_WORKBOOK)
                _passes(work, report, full=full, dry_run=dry_run, scheduled=scheduled)
            except (GrantLost, NotAllowed) as lost:
                end_paused(deps, claim, lost.way_out)
                raise
            except Refused as refused:
                report.told = not dry_run and tell_standstill(work, refused)
                raise
    except Busy:
        report.outcome = "busy"
    except Paused as paused:
        report.outcome, report.said = "paused", (str(paused),)
    except GrantLost as lost:
        deps.store.accounts.lost(lost.account, lost.reason, str(lost), deps.now())
        report.outcome, report.said = "paused", (str(lost),)
    except NotAllowed as lost:
        deps.store.caseloads.pause(caseload_id, type(lost).__name__, str(lost), deps.now())
        report.outcome, report.said = "paused", (str(lost),)
    except (Refused, NotFound) as refused:
        report.outcome, report.said = "refused", (str(refused),)
    report.seconds = (deps.now() - began).total_seconds()
    return report


def sync_until_at_rest(deps: Deps, caseload_id: int, *, most: int = 8, full: bool = False) -> list[Report]:
    """Passes until one changes nothing, as the scheduler would run them one after the other.

    Only the first asks open Forms for answers: 60 students' Forms in each would use a minute's quota up.
    """
    reports: list[Report] = []
    while len(reports) < most:
        again = bool(reports)
        reports.append(sync_caseload(deps, caseload_id, full=full and not again, scheduled=again))
        if reports[-1].outcome != "ok" or not reports[-1].changed:
            break
    return reports


def _passes(work: Work, report: Report, *, full: bool, dry_run: bool, scheduled: bool) -> None:
    """A pass, and another one where it found that it has to look again."""
    again = True
    try:
        while again:
            try:
                again = _pass(work, report, full=full, dry_run=dry_run, scheduled=scheduled)
            except OwnCalendarGone:
                if dry_run:
                    raise
                work = calendar_anew(work)
    finally:
        report.calls = dict(work.google.session.calls)


def _pass(work: Work, report: Report, *, full: bool, dry_run: bool, scheduled: bool) -> bool:
    """True: a run that died had applied a batch of this number; what it wrote has to be read first."""
    store, now = work.deps.store, work.now()
    cursors = cursors_from(store.observed.cursors(work.claim.id))
    today = now.astimezone(work.caseload.zone).date().isoformat()
    daily = full or cursors.full_read != today
    forms = store.observed.forms(work.claim.id)
    asked = forms_to_ask(forms, cursors, now, scheduled=scheduled)
    begun, cursors = cursors, having_asked(cursors, forms, asked, now)
    agreed, whole = store.observed.agreed(work.claim.id), daily or not scheduled
    news = read_news(work.google, work.caseload, cursors, asked, agreed, now, whole=whole, daily=daily)
    cursors = replace(cursors, binned=news.forms.binned, standstill="")
    unfinished = store.ledger.open(work.claim.id)
    settled = not dry_run and _letters_settled(work, news, cursors, unfinished, daily=daily)
    orders = store.orders.waiting(work.claim.id)
    due = daily or orders or settled or _half_done(unfinished, cursors, now) or now >= cursors.again
    if not due and not news.anything(cursors):
        if not dry_run:
            record_idle(work, news, cursors)
        return False
    taken = take(work, news, cursors, agreed, orders, now, full=full, daily=daily)
    url = work.deps.book_url.format(id=work.caseload.spreadsheet_id)
    plan = plan_sync(WORKBOOK, taken.seen, url)
    report.problems = plan.troubles
    report.said = explain(WORKBOOK, plan)
    if dry_run:
        return False
    run = store.runs.start(work.claim, "sync", now)
    batch, there = cursors.batches + 1, work.of(taken.seen.caseload)
    # A run that died at its batch may have hit other rows: the guard tells, also where nothing is to write.
    if plan.book or store.observed.attempts(work.claim.id, batch):
        cursors = replace(cursors, batches=batch)
        written = _written(there, taken, plan, batch)
        if written is None:
            agreed = _of_another(work, begun, batch) or agreed
            record(work, run, report, replace(begun, batches=batch, full_read=""), agreed, now)
            return True
        plan = replace(plan, agreed=written)
        report.changes.of_book(plan)
    agreed, cursors = _carried_out(there, plan, report, cursors, daily=daily)
    shown = at_a_glance(taken.seen, taken.rules, url, len(plan.troubles))
    following = moved(cursors, taken, plan, agreed, today, report)
    due_at = now + (SOON if report.changed or following.again <= now else IDLE)
    record(there, run, report, following, agreed, due_at, plan.obeyed, shown)
    return False


def _carried_out(
    work: Work, plan: Plan, report: Report, cursors: Cursors, *, daily: bool
) -> tuple[Agreed, Cursors]:
    """What goes out besides the workbook; what is agreed once it did, and the cursors it moved."""
    agreed = replace(plan.agreed, events={**plan.agreed.events, **apply(work, plan, report)})
    cursors = having_tried(work, cursors, plan, report)
    if daily:  # after the mail: a draft whose twin was discarded is nobody's only then
        cursors = replace(cursors, drafts=drop_orphans(work, cursors.drafts))
    cursors, refused = keep_watches(work, cursors)
    report.problems += refused
    settle_events(work, plan, agreed.events)
    settle_shares(work, plan)
    settle_forms(work, plan)
    return agreed, cursors


def _written(work: Work, taken: Taken, plan: Plan, batch: int) -> Agreed | None:
    """The book's part of the plan is done, and what it brought is kept before anything else goes out.

    None: another run's batch of this number is in the workbook, ours is not.
    """
    observed = work.deps.store.observed
    book, write = taken.seen.book, plan.book
    hits = noted(WORKBOOK, book, write, places_of(book, write))
    observed.keep_attempt(work.claim, batch, plan.agreed, work.now(), hits)
    at = Workbooks(work.google, WORKBOOK, work.caseload, taken.headers, work.claim.epoch)
    written = write_book(at, book, write, batch)
    if written is None:
        return None
    agreed = with_overtyped(WORKBOOK, plan.agreed, written.overtyped, work.now())
    observed.keep_written(work.claim, batch, agreed, work.now())
    return agreed


def _of_another(work: Work, cursors: Cursors, batch: int) -> Agreed | None:
    """What the run meant that wrote this batch and died, or that had no answer. What it hit amiss is put
    right."""
    store = work.deps.store
    attempts = store.observed.attempts(work.claim.id, batch)
    if not attempts:
        return None
    store.caseloads.renew(work.claim, work.now())  # one that was frozen itself has nothing to put right
    for repairs in range(2 * MOST_REPAIRS):
        try:
            return _put_right(work, cursors, batch, attempts, repairs)
        except PutRightByAnother:  # that it was put right before, and how often, shows only here
            continue
    raise Fenced(work.claim.id, work.claim.epoch)


def _put_right(
    work: Work, cursors: Cursors, batch: int, attempts: dict[int, tuple[Agreed, Noted]], repairs: int
) -> Agreed | None:
    """By the workbook as it is now, after so many repairs of that batch."""
    read = read_workbook(work.google, WORKBOOK, work.caseload, cursors)
    guard = guard_id(work.caseload.spreadsheet_id, batch)
    left = left_since(work.google.sheets, work.caseload.spreadsheet_id, read.book.layout)
    others = [epoch for epoch in attempts if epoch != work.claim.epoch]
    by = epoch_in(left, guard)
    if by is None and len(others) == 1:  # nobody says whose it is, and it can be only the one
        by = others[0]
    if by not in attempts:
        return None
    agreed, hits = attempts[by]
    at = Workbooks(work.google, WORKBOOK, read.caseload, read.headers, work.claim.epoch, batch, repairs)
    typed = put_right_after(at, read.book, hits, left, mark_of(guard, by))
    return with_overtyped(WORKBOOK, agreed, typed, work.now())


def _letters_settled(
    work: Work, news: News, cursors: Cursors, unfinished: Iterable[Effect], *, daily: bool
) -> bool:
    """Whether a letter turned out sent, discarded or too late. In label mode a sent draft is no news."""
    broken_off = any(being_sent(entry) for entry in unfinished)
    if not (news.mail.ids or daily or cursors.label or broken_off):
        return False
    return settle_drafts(work, partial(work.deps.store.ledger.of_kind, work.claim.id, MAIL), daily=daily)


def _half_done(unfinished: Iterable[Effect], cursors: Cursors, now: datetime) -> bool:
    """Whether an earlier run left something for this one. A draft that waits for its person is not, nor is a
    letter while all wait, in quiet hours, nor what Google refused."""
    waiting = now < cursors.again < FAR
    return any(
        entry.kind != MAIL or not (waiting or entry.state is State.PREPARED)
        for entry in unfinished
        if not was_refused(entry.natural, cursors.refused)
    )
