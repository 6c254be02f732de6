"""The main job: bring one caseload to agreement. Safe to run twice, to kill, and to run while people type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from app.core.at_a_glance import at_a_glance
from app.core.effects import Plan
from app.core.explain import explain
from app.core.glance import Glance
from app.core.model import Agreed, Event, Snapshot
from app.core.orders import Order
from app.core.plan import plan_sync
from app.core.rules import read_rules
from app.errors import Busy, GrantLost, NotAllowed, NotFound, OwnCalendarGone, Paused, Refused
from app.flows.apply import apply
from app.flows.book import Workbooks, write_book
from app.flows.cursors import FAR, Cursors, cursors_from
from app.flows.deps import Deps
from app.flows.events import settle_events
from app.flows.form_news import forms_to_ask, having_asked, keep_watches
from app.flows.mail_news import MailRead, read_mail
from app.flows.orphans import drop_orphans
from app.flows.outbox import KIND as MAIL
from app.flows.outbox import settle_drafts, went_by_itself
from app.flows.own_calendar import calendar_anew
from app.flows.reading import BookRead, News, read_entered, read_news, read_workbook
from app.flows.report import Report
from app.flows.share import settle_shares
from app.flows.work import Work
from app.store.ledger import State
from app.store.runs import LOOK
from sheets_schema.workbook import WORKBOOK

IDLE = timedelta(minutes=5)  # until the next look when nothing happened
SOON = timedelta(seconds=30)  # when a run changed something that may lead to more


def sync_caseload(
    deps: Deps, caseload_id: int, *, full: bool = False, dry_run: bool = False, scheduled: bool = False
) -> Report:
    """One pass: read, plan, apply, record. `full` reads the workbook whatever Drive says; a `scheduled` pass
    asks open Forms for answers only every quarter of an hour.

    Raises what waiting may help with (RateLimited, QuotaUsedUp, Unavailable); who runs it sets the next try.
    """
    report = Report(caseload_id)
    began = deps.now()
    try:
        with deps.store.claim(caseload_id, began) as claim:
            work = Work(deps, claim, deps.connect(claim.caseload.owner))
            try:
                _passes(work, report, full=full, dry_run=dry_run, scheduled=scheduled)
            finally:
                report.calls = dict(work.google.session.calls)
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
    while again:
        try:
            again = _pass(work, report, full=full, dry_run=dry_run, scheduled=scheduled)
        except OwnCalendarGone:
            if dry_run:
                raise
            work = calendar_anew(work)


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
    news = read_news(work.google, work.caseload, cursors, asked, agreed, now, whole=whole)
    cursors = replace(cursors, binned=news.forms.binned)
    settled = False
    if not dry_run and (news.mail.ids or daily or cursors.label):  # a sent draft is no news in label mode
        settled = settle_drafts(work, lambda: store.ledger.of_kind(work.claim.id, MAIL))
    orders = store.orders.waiting(work.claim.id)
    due = daily or orders or settled or _unfinished(work) or now >= cursors.again
    if not due and not news.anything(cursors):
        _record_idle(work, news, cursors)
        return False
    read = read_workbook(work.google, WORKBOOK, work.caseload, cursors, anew=daily)
    mail = _mail(work, news, read, cursors)
    seen = _snapshot(work, news, read, mail, now)
    seen = replace(seen, orders=orders, meant=full, aliases=cursors.aliases)
    if daily:
        seen = _looked_at_whole(work, seen)
    url = work.deps.book_url.format(id=work.caseload.spreadsheet_id)
    plan = plan_sync(WORKBOOK, seen, url)
    report.problems = plan.troubles
    report.said = explain(WORKBOOK, plan)
    if dry_run:
        return False
    run = store.runs.start(work.claim, "sync", now)
    if plan.book:
        batch = cursors.batches + 1
        written = _written(work, seen, read.headers, plan, batch)
        cursors = replace(cursors, batches=batch)
        if not written:
            agreed = store.observed.attempted(work.claim, batch) or seen.agreed
            _record(work, run, report, replace(begun, batches=batch, full_read=""), agreed, now)
            return True
        report.changes.of_book(plan)
    events = apply(work, plan, report)
    agreed = _agreed(plan, events)
    if daily:  # after the mail: a draft whose twin was discarded is nobody's only then
        cursors = replace(cursors, drafts=drop_orphans(work, cursors.drafts))
    cursors, refused = keep_watches(work, cursors)
    report.problems += refused
    settle_events(work, plan, agreed.events)
    settle_shares(work, plan)
    moved = replace(
        _moved(_followed(cursors, news, mail, seen, plan), news, read, agreed, today, plan),
        again=plan.again_at or FAR,
    )
    shown = at_a_glance(seen, read_rules(seen.book)[0], url, len(plan.troubles))
    _record(work, run, report, moved, agreed, now + (SOON if report.changed else IDLE), plan.obeyed, shown)
    return False


def _written(
    work: Work, seen: Snapshot, headers: Mapping[str, Sequence[str]], plan: Plan, batch: int
) -> bool:
    """The book's part of the plan is done, and what it brought is kept before anything else goes out.

    False: another run's batch of this number is in the workbook, ours is not.
    """
    observed = work.deps.store.observed
    observed.keep_attempt(work.claim, batch, plan.agreed, work.now())
    at = Workbooks(work.google, WORKBOOK, work.caseload, headers)
    if not write_book(at, seen.book, plan.book, batch):
        return False
    observed.keep_written(work.claim, batch, plan.agreed, work.now())
    return True


def _mail(work: Work, news: News, read: BookRead, cursors: Cursors) -> MailRead:
    label = read_rules(read.book)[0].label
    addresses = sorted({str(row["email"]) for row in read.book["team"] if row["email"]})
    logged = work.deps.store.observed.agreed(work.claim.id).logged
    return read_mail(work.google, news.mail, cursors, label, addresses, logged)


def _snapshot(work: Work, news: News, read: BookRead, mail: MailRead, now: datetime) -> Snapshot:
    store, id = work.deps.store, work.claim.id
    letters = store.ledger.of_kind(id, MAIL)
    return Snapshot(
        caseload=work.caseload,
        taken=now,
        book=read.book,
        agreed=store.observed.agreed(id),
        mail=mail.messages,
        no_label=mail.no_label,
        own_events=news.own_events,
        meetings=news.meetings,
        watched=news.watched,
        answers=news.forms.answers,
        forms=store.observed.forms(id),
        polled=news.forms.polled,
        files=store.observed.files(id),
        mail_states={one.natural: one.state.value for one in letters},
        mail_by_itself=went_by_itself(letters),
        mail_sent={one.natural: one.changed_at for one in letters if one.state is State.CONFIRMED},
    )


def _unfinished(work: Work) -> bool:
    """Whether an earlier run left something half done. A draft that waits for its person is not."""
    entries = work.deps.store.ledger.open(work.claim.id)
    return any(entry.kind != MAIL or entry.state is not State.PREPARED for entry in entries)


def _looked_at_whole(work: Work, seen: Snapshot) -> Snapshot:
    """Once a day also what costs more calls: formulas as entered, who may read each shared file."""
    files = tuple(
        replace(file, permissions=tuple(work.google.drive.permissions(file.spreadsheet_id)))
        for file in seen.files
    )
    entered = read_entered(work.google, WORKBOOK, work.caseload, seen.book)
    return replace(seen, files=files, entered=entered, aliases=work.google.gmail.aliases())


def _agreed(plan: Plan, events: Mapping[str, Event]) -> Agreed:
    return replace(plan.agreed, events={**plan.agreed.events, **events})


def _moved(cursors: Cursors, news: News, read: BookRead, agreed: Agreed, today: str, plan: Plan) -> Cursors:
    """The cursors after a run. What was meant for a tab that is closed to us is asked for again; the layout
    where rows were put in."""
    answers, asked = dict(cursors.answers), dict(cursors.asked)
    for answer in news.forms.answers:
        if answer.response_id not in agreed.answered:  # its tab was closed to us: it is asked for again
            asked.setdefault(answer.form_id, answer.submitted)
            continue
        answers[answer.form_id] = max(answer.submitted, answers.get(answer.form_id, answer.submitted))
    return replace(
        cursors,
        version=news.file.version,
        history=cursors.history if "contact_log" in plan.closed else news.mail.history,
        own_events=news.own_events.sync_token,
        meetings=cursors.meetings if "meetings" in plan.closed else news.meetings.sync_token,
        answers=answers,
        asked=asked,
        layout={} if plan.book.grows else read.layout,
        full_read=today,
    )


def _followed(cursors: Cursors, news: News, mail: MailRead, seen: Snapshot, plan: Plan) -> Cursors:
    """What Settings says to follow now."""
    tokens = cursors.watched if "meetings" in plan.closed else news.tokens()
    watched = {one: tokens.get(one, "") for one in read_rules(seen.book)[0].calendars}
    cursors = replace(cursors, aliases=seen.aliases, watched=watched)
    if "contact_log" in plan.closed:
        return cursors
    return replace(cursors, label=mail.label, label_id=mail.label_id)


def _record(
    work: Work,
    run: int,
    report: Report,
    cursors: Cursors,
    agreed: Agreed,
    due_at: datetime,
    obeyed: tuple[Order, ...] = (),
    glance: Glance | None = None,
) -> None:
    report.calls = dict(work.google.session.calls)
    work.deps.store.record(
        work.claim,
        run,
        now=work.now(),
        outcome=report.outcome,
        report={**report.json(), "problems": len(report.problems)},
        due_at=due_at,
        agreed=agreed,
        cursors=cursors.stored(),
        obeyed=obeyed,
        glance=glance,
    )


def _record_idle(work: Work, news: News, cursors: Cursors) -> None:
    """Nothing happened: only the cursors move, so that they do not grow old."""
    run = work.deps.store.runs.start(work.claim, LOOK, work.now())
    moved = replace(
        cursors,
        watched=news.tokens(),
        history=news.mail.history,
        own_events=news.own_events.sync_token,
        meetings=news.meetings.sync_token,
    )
    work.deps.store.record(
        work.claim,
        run,
        now=work.now(),
        outcome="ok",
        report={},
        due_at=work.now() + IDLE,
        cursors=moved.stored(),
    )
