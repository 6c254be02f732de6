"""From what a pass has read to the one value it decides from; and, once that is done, to the next cursors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from app.core.digest import DIGEST
from app.core.effects import Plan
from app.core.model import Agreed, Snapshot
from app.core.orders import Order
from app.core.refused import refusal_key
from app.core.rules import MailMode, Rules, read_rules
from app.flows.cursors import FAR, Cursors
from app.flows.mail_news import MailRead, read_mail
from app.flows.news import News
from app.flows.outbox import KIND as MAIL
from app.flows.outbox import sent_by_hand, went_by_itself, within
from app.flows.reading import read_entered, read_workbook, with_rows
from app.flows.report import Report
from app.flows.work import Work
from app.store.ledger import State
from sheets_schema.workbook import WORKBOOK


@dataclass(frozen=True)
class Taken:
    """The snapshot, and what the write and the cursors need besides."""

    seen: Snapshot
    news: News
    mail: MailRead
    rules: Rules
    headers: Mapping[str, Sequence[str]]  # tab key -> header row as read
    layout: Mapping[str, Any]  # where tabs and columns stand, to be remembered


def take(
    work: Work,
    news: News,
    cursors: Cursors,
    agreed: Agreed,
    orders: tuple[Order, ...],
    now: datetime,
    *,
    full: bool,
    daily: bool,
) -> Taken:
    """One read of the workbook and of the mail that is news. `full`: somebody asked for all of it."""
    read = read_workbook(work.google, WORKBOOK, work.caseload, cursors, anew=daily)
    rules, _ = read_rules(read.book)
    addresses = sorted({str(row["email"]) for row in read.book["team"] if row["email"]})
    mail = read_mail(work.google, news.mail, cursors, rules.label, addresses, agreed.logged)
    store, id = work.deps.store, work.claim.id
    letters = store.ledger.of_kind(id, MAIL)
    seen = Snapshot(
        caseload=read.caseload,
        zone_before=work.caseload.zone if read.caseload != work.caseload else None,
        taken=now,
        book=read.book,
        agreed=agreed,
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
        mail_by_hand=sent_by_hand(letters),
        mail_within=within(letters),
        mail_sent={one.natural: one.changed_at for one in letters if one.state is State.CONFIRMED},
        done=cursors.done,
        failed=cursors.failed,
        orders=orders,
        meant=full,
        whole=daily,
        refused=cursors.refused,
        aliases=cursors.aliases,
    )
    if daily:
        seen = _looked_at_whole(work, seen, read.headers)
    return Taken(seen, news, mail, rules, read.headers, read.layout)


def _looked_at_whole(work: Work, seen: Snapshot, heads: Mapping[str, Sequence[str]]) -> Snapshot:
    """Once a day also what costs more calls: formulas as entered, who may read each shared file."""
    files = tuple(
        replace(file, permissions=tuple(work.google.drive.permissions(file.spreadsheet_id)))
        for file in seen.files
    )
    entered = read_entered(work.google, WORKBOOK, work.caseload, seen.book, heads)
    return replace(seen, files=files, entered=entered, aliases=work.google.gmail.aliases())


def moved(cursors: Cursors, taken: Taken, plan: Plan, agreed: Agreed, today: str, report: Report) -> Cursors:
    """The cursors after a run. What was meant for a tab that is closed to us is asked for again; so is the
    layout where rows were put in, and what Settings says to follow is followed from now on. What went out,
    and what Google refused for the first time, is told by a run that comes at once."""
    news, refused = taken.news, report.refused
    untold = cursors.failed != taken.seen.failed or not refused.keys() <= cursors.refused.keys()
    answers, asked = dict(cursors.answers), dict(cursors.asked)
    for answer in news.forms.answers:
        if answer.response_id not in agreed.answered:
            asked.setdefault(answer.form_id, answer.submitted)
            continue
        answers[answer.form_id] = max(answer.submitted, answers.get(answer.form_id, answer.submitted))
    tokens = cursors.watched if "meetings" in plan.closed else news.tokens()
    after = replace(
        cursors,
        version=news.file.version,
        own_events=news.own_events.sync_token,
        aliases=taken.seen.aliases,
        watched={one: tokens.get(one, "") for one in taken.rules.calendars},
        answers=answers,
        asked=asked,
        layout=with_rows(taken.layout, plan.book.grows) if plan.book.grows else taken.layout,
        full_read=today,
        own_mail="send" if taken.rules.mode(DIGEST) is MailMode.SEND else "draft",
        refused={one: cursors.refused[one] for one in map(refusal_key, plan.held)} | refused,
        # a form's link, the day of an invitation, a line on Sync
        again=taken.seen.taken if untold or report.done else plan.again_at or FAR,
    )
    if "meetings" not in plan.closed:
        after = replace(after, meetings=news.meetings.sync_token)
    if "contact_log" not in plan.closed:
        mail = taken.mail
        after = replace(after, history=news.mail.history, label=mail.label, label_id=mail.label_id)
    return after
