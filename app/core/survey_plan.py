"""A survey round as a plan: Forms to make, links to show, letters, answers to take in, Forms to close.

Worked out anew from the rounds' dates each time, so a round that was opened half goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.core.digest import Letter
from app.core.effects import CloseForm, FillRow, MakeForm, ReopenForm, Trouble
from app.core.events import shown_students
from app.core.form_access import follow_address, told_again
from app.core.gathering import Gathering
from app.core.model import Agreed, FormRecord, Snapshot, SurveyNote
from app.core.orders import Order, OrderKind
from app.core.roster.merge import code_of
from app.core.rules import Rules
from app.core.survey import (
    KINDS,
    OPEN_DAYS,
    USE,
    Asking,
    asked_accommodations,
    form_requests,
    is_open,
    kind_of,
    round_of,
    round_row,
    round_to_open,
)
from app.core.survey_follow import proposals
from app.core.survey_intake import ANSWERS, take_in
from app.core.survey_knowledge import knowledge_form
from app.core.survey_knowledge_texts import knowledge_wording
from app.core.survey_mail import invitation
from app.core.survey_notes import FORM_GONE, note_troubles, state_troubles
from app.core.survey_summary import knowledge_summary, round_summary
from app.core.survey_texts import wording
from sheets_schema.layout import column_letters
from sheets_schema.model import Workbook
from sheets_schema.read import Row

LINKS, ROUNDS, GOALS, ADVOCACY = "survey_links", "survey_rounds", "goals", "advocacy"
LEFT = "exited"
SURVEYS_OFF = "Surveys are switched off. Tick “Module: surveys” on Settings, then open the round."


@dataclass(frozen=True)
class SurveyPlan:
    """What the caller has to send, and what is agreed once the plan is carried out."""

    letters: tuple[Letter, ...]
    agreed: Agreed
    obeyed: tuple[Order, ...] = ()  # orders from the side panel to open a round


@dataclass(frozen=True)
class _Desk:
    """What every part looks at."""

    plan: Gathering
    seen: Snapshot
    rules: Rules
    today: date
    notes: Mapping[str, SurveyNote]

    def is_gone(self, form: FormRecord) -> bool:
        return f"{form.form_id}/{FORM_GONE}" in self.notes


def plan_survey(
    plan: Gathering,
    workbook: Workbook,
    seen: Snapshot,
    rules: Rules,
    today: date,
    agreed: Agreed,
    sheet: str = "",
) -> SurveyPlan:
    """Everything the rounds on Survey Rounds ask for today. `sheet` is a link to the workbook."""
    answered, notes, written = take_in(plan, workbook, seen, today)
    desk = _Desk(plan, seen, rules, today, notes)
    plan.troubles += [*note_troubles(notes), *state_troubles(seen, today)]
    off = "surveys" in rules.off
    obeyed = _ordered(desk)
    begun = frozenset[str]() if obeyed or off else _begin(desk, agreed)
    marks = agreed.logged | begun | _propose(desk, agreed)
    letters: list[Letter] = []
    for row in _rounds(desk):
        if is_open(row, today) and not off:
            marks |= _follow_addresses(desk, row)
            letters += _open(desk, row, marks)
        elif isinstance(row["closes"], date) and row["closes"] < today:
            _close(desk, row)
    shown = shown_students(seen.book, rules)
    if not off:
        letters += round_summary(seen.book, seen.caseload.owner, shown, today, sheet)
        letters += knowledge_summary(seen.book, seen.caseload.owner, shown, today, sheet)
    return SurveyPlan(
        tuple(letters),
        replace(
            agreed,
            answered=answered,
            survey_notes=notes,
            logged=frozenset(marks),
            shared={**agreed.shared, ANSWERS: written},
        ),
        obeyed,
    )


def _rounds(desk: _Desk) -> list[Row]:
    """The rounds to look after. Links and answers know a round by its name, so a name may stand only once."""
    found: dict[str, Row] = {}
    for row in desk.seen.book[ROUNDS]:
        name = str(row["round"] or "")
        if not name or kind_of(row) not in KINDS:
            continue
        if name in found:
            text = f"Two rounds are called {name}. Give the second a name of its own; until then it waits."
            desk.plan.troubles.append(Trouble("Survey Rounds", f"B{row.index + 1}", "survey_same_name", text))
            continue
        found[name] = row
    return list(found.values())


def _begin(desk: _Desk, agreed: Agreed) -> frozenset[str]:
    """The rows of rounds that open by themselves. One that a person deleted does not come back."""
    marks = set()
    for kind in KINDS:
        name = round_to_open(desk.seen.book, desk.today, desk.rules, kind)
        mark = f"round/{name}"
        if name and mark not in agreed.logged and ROUNDS not in desk.plan.closed:
            closes = desk.today + timedelta(days=OPEN_DAYS)
            desk.plan.add(ROUNDS, [{"round": name, "kind": kind, "opens": desk.today, "closes": closes}])
            marks.add(mark)
    return frozenset(marks)


def _ordered(desk: _Desk) -> tuple[Order, ...]:
    """The round of today is open from today, where somebody ordered so in the side panel."""
    orders = tuple(order for order in desk.seen.orders if order.kind is OrderKind.OPEN_ROUND)
    if not orders or ROUNDS in desk.plan.closed:
        return ()
    if "surveys" in desk.rules.off:
        desk.plan.troubles.append(Trouble("Settings", "", "surveys_off", SURVEYS_OFF))
        return orders
    name = round_of(desk.today, desk.rules)
    days = {"opens": desk.today, "closes": desk.today + timedelta(days=OPEN_DAYS)}
    row = round_row(desk.seen.book, name)
    if row is None:
        desk.plan.add(ROUNDS, [{"round": name, "kind": USE, **days}])
    elif not is_open(row, desk.today):
        desk.plan.fill([FillRow(ROUNDS, row.index, row.id, days)])
    return orders


def _propose(desk: _Desk, agreed: Agreed) -> frozenset[str]:
    """Rows on Goals and Advocacy for what answers ask for. Nothing while a tab is missing or closed."""
    plan, book = desk.plan, desk.seen.book
    if any(tab in plan.closed or tab not in book.tabs for tab in (GOALS, ADVOCACY)):
        return frozenset()
    found = proposals(book, book[ANSWERS], desk.today, agreed.logged)
    plan.add(GOALS, found.goals)
    plan.add(ADVOCACY, found.advocacy)
    return found.marks


def _follow_addresses(desk: _Desk, row: Row) -> frozenset[str]:
    """Students whose address changed while their form is open."""
    emails = {code_of(one): str(one["student_email"] or "") for one in desk.seen.book["students"]}
    marks = frozenset[str]()
    for form in desk.seen.forms:
        if (form.round, form.kind, form.closed) == (row["round"], kind_of(row), False):
            marks |= follow_address(
                desk.plan, form, "" if desk.is_gone(form) else emails.get(form.student, "")
            )
    return marks


def _open(desk: _Desk, row: Row, marks: frozenset[str]) -> list[Letter]:
    """Forms for who has none, links for those made, letters for who was not invited. `row` is the round's."""
    seen, name, kind = desk.seen, str(row["round"]), kind_of(row)
    links = {str(link["student"]): link for link in seen.book[LINKS] if link["round"] == name}
    records = {form.student: form for form in seen.forms if form.kind == kind and form.round == name}
    letters = []
    for student in seen.book["students"]:
        code = code_of(student)
        record, link = records.get(code), links.get(code)
        if not code or not student["name"]:
            continue
        if student["status"] == LEFT:
            _shut(desk, record)
        elif record is None:
            if link is None or not link["excused"]:
                _make(desk, row, student)
        elif desk.is_gone(record):
            continue
        elif record.closed:
            desk.plan.effects.append(ReopenForm(f"{record.form_id}/open/{desk.today}", record.form_id))
        elif link is None:
            desk.plan.add(LINKS, [{"round": name, "student": code, "form_link": record.link}])
        elif not link["excused"] and not link["answered"] and student["student_email"]:
            letter = invitation(student, name, record.link, _closes(row), desk.rules.school_name, kind)
            natural = told_again(letter.natural, record, letter.to, marks)
            letters.append(replace(letter, natural=natural))
    return letters


def _make(desk: _Desk, row: Row, student: Row) -> None:
    """A Form for the student's account alone; for anybody with the link where there are no accounts."""
    seen, rules = desk.seen, desk.rules
    code, email = code_of(student), str(student["student_email"] or "")
    asked = asked_accommodations(seen.book, code, desk.today, rules.survey_accommodations)
    if not asked:
        return
    if rules.student_accounts and not email:
        desk.plan.troubles.append(_no_account(desk, student))
        return
    language, verified = str(student["language"] or ""), rules.student_accounts
    kind = kind_of(row)
    form = form_requests if kind == USE else knowledge_form
    made = form(Asking(code, asked, language, seen.book, _closes(row), verified))
    desk.plan.effects.append(
        MakeForm(
            natural=f"{row['round']}/{kind}/{code}",
            round=str(row["round"]),
            kind=kind,
            student=code,
            title=(wording if kind == USE else knowledge_wording)(language).title,
            description="",
            requests=made.requests,
            questions=made.questions,
            share_with=email if verified else "",
        )
    )


def _no_account(desk: _Desk, student: Row) -> Trouble:
    place = desk.seen.book.layout.tabs.get("students")
    at = place.columns.get("student_email") if place is not None else None
    cell = f"{column_letters(at)}{student.index + 1}" if at is not None else ""
    text = (
        f"{code_of(student)} has no Student Email, so no survey form was made. Type it here; where students "
        "have no accounts, untick Student accounts on Settings."
    )
    return Trouble("Students", cell, "survey_no_account", text)


def _closes(row: Row) -> date:
    """The last day to answer; two weeks after an opening without one. Only of a round that is open."""
    closes, opens = row["closes"], row["opens"]
    if isinstance(closes, date):
        return closes
    return (opens if isinstance(opens, date) else date.max - timedelta(days=OPEN_DAYS)) + timedelta(
        days=OPEN_DAYS
    )


def _close(desk: _Desk, row: Row) -> None:
    for form in desk.seen.forms:
        if (form.round, form.kind) == (row["round"], kind_of(row)):
            _shut(desk, form)


def _shut(desk: _Desk, form: FormRecord | None) -> None:
    if form is not None and not form.closed:
        desk.plan.effects.append(CloseForm(f"{form.form_id}/closed/{desk.today}", form.form_id))
