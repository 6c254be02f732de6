"""From what is due to what a sync does about it: rows, events, digests, letters to others, award notes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time

from app.core.addresses import mailbox
from app.core.award_note import award_notes
from app.core.awards import READS
from app.core.digest import COUNSELOR_DIGEST, DIGEST, Letter, digests
from app.core.events import event_body, event_id, private_words, shown_students
from app.core.gathering import Gathering
from app.core.mail_plan import last_digest
from app.core.model import Agreed, Cell, Snapshot
from app.core.reminder_mail import joined, letters_to_others
from app.core.reminder_plan import TAB, Dated, ReminderPlan, events_after, plan_reminders
from app.core.reminder_rules import RULES, Reminder, Told
from app.core.reminders import as_if, reminders, resting_rules
from app.core.rules import Rules
from app.core.sharing import wanted_files
from app.core.situation import Outside, day_of
from app.core.survey_mail import survey_nudges
from sheets_schema.model import Audience
from sheets_schema.read import Book


def plan_reminding(
    plan: Gathering, seen: Snapshot, rules: Rules, today: date, agreed: Agreed, page: str
) -> tuple[tuple[Letter, ...], Agreed]:
    """Rows, events and letters for what is due, as if this plan's own rows were there already.

    `page` is the address of the workbook's page.
    """
    added: dict[str, list[Mapping[str, Cell]]] = {}
    for add in plan.book.adds:
        added.setdefault(add.tab, []).append(add.cells)
    book, resting = as_if(seen.book, added), resting_rules(plan.closed)
    due = reminders(book, today, rules.school, rules, _outside(plan, seen), resting)
    events = events_after(seen.agreed, seen.own_events)
    if TAB in plan.closed:
        return (), replace(agreed, events=events)
    wanted = _dated(due, seen, rules)
    result = plan_reminders(
        wanted,
        seen.book[TAB],
        seen.agreed,
        seen.own_events,
        today,
        plan.next_id,
        seen.taken,
        resting,
        seen.caseload.zone,
    )
    plan.book += result.book
    plan.effects += result.effects
    plan.troubles += result.troubles
    plan.next_id = result.next_id
    agreed = replace(agreed, shared={**agreed.shared, TAB: result.shared}, events=events)
    if not rules.school.is_school_day(today):
        return (), agreed
    letters = _letters(_open(wanted, result, seen, today), book, seen, rules, today, page)
    if plan.closed.isdisjoint(READS):  # else somebody on hold might be told a place
        letters += award_notes(book, today, rules)
    return letters, agreed


def _outside(plan: Gathering, seen: Snapshot) -> Outside:
    teachers = frozenset(mailbox(file.email) for file in seen.files if file.audience == Audience.TEACHER)
    return Outside(tuple(plan.troubles), seen.mail_states, teachers, seen.caseload.id)


def _dated(due: Sequence[Reminder], seen: Snapshot, rules: Rules) -> list[Dated]:
    shown, private = shown_students(seen.book, rules), private_words(seen.book, rules)
    return [
        Dated(
            one,
            event_id(seen.caseload.id, one.key),
            event_body(one, shown.get(one.student, ""), private),
            shown.get(one.student, ""),
        )
        for one in due
        if not one.done
    ]


def _open(wanted: Sequence[Dated], result: ReminderPlan, seen: Snapshot, today: date) -> list[Reminder]:
    """What still wants doing, on the days as merged. A day that a person chose is the one to name it on."""
    told = _told_until(seen, today)
    put_off = {str(row["event"]): day_of(row["snooze"]) for row in seen.book[TAB]}
    found = []
    for one in wanted:
        if not result.is_open(one.event_id):
            continue
        due, began = result.dues.get(one.event_id, one.reminder.due), result.began.get(one.event_id)
        moved = due != one.reminder.due and RULES[one.reminder.rule].told is not Told.STUDENT
        found.append(
            replace(
                one.reminder,
                due=due,
                named=(due,) if moved else one.reminder.named,
                is_new=began is not None and told is not None and began > told,
                back=put_off.get(one.event_id),
                called=result.called.get(one.event_id, ""),
            )
        )
    return found


def _told_until(seen: Snapshot, today: date) -> datetime | None:
    """When the last digest before today's went out; of a draft only the day is known."""
    since = last_digest(seen, today)
    if since is None:
        return None
    natural = f"{DIGEST}/{seen.caseload.owner}/{since.isoformat()}"
    return seen.mail_sent.get(natural, datetime.combine(since, time(), seen.caseload.zone))


def _letters(
    due: Sequence[Reminder], book: Book, seen: Snapshot, rules: Rules, today: date, page: str
) -> tuple[Letter, ...]:
    owner, zone, shown = seen.caseload.owner, seen.caseload.zone, shown_students(seen.book, rules)
    pages = {
        file.email.casefold(): page.replace(seen.caseload.spreadsheet_id, file.spreadsheet_id)
        for file in seen.files
    }
    sent = {natural: when.astimezone(zone) for natural, when in seen.mail_sent.items()}
    # a counselor's first digest waits for the run after the one that makes the file it links to
    early = {file.email for file in wanted_files(seen.book, rules, owner) if file.email not in pages}
    digest = digests(due, owner, shown, today, last_digest(seen, today), page, pages)
    return (
        *(one for one in digest if one.kind != COUNSELOR_DIGEST or one.to not in early),
        *survey_nudges(due, seen.book, today, sent),
        *joined(
            letters_to_others(due, book, owner, shown, today, pages),
            seen.mail_states,
            seen.mail_within,
            today,
        ),
    )
