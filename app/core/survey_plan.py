"""A survey round as a plan: Forms to make, links to show, invitations, answers to take in, Forms to close.

Worked out anew from the rounds' dates each time, so a round that was opened half goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.core.digest import Letter, invitation
from app.core.effects import CloseForm, FillRow, MakeForm, Trouble
from app.core.gathering import Gathering
from app.core.model import FormRecord, Snapshot
from app.core.names import split_name
from app.core.roster.merge import code_of
from app.core.rows import digest
from app.core.rules import Rules
from app.core.survey import OPEN_DAYS, USE, asked_accommodations, form_requests, is_open
from app.core.survey_answers import answer_rows
from sheets_schema.model import Workbook
from sheets_schema.read import Row

ANSWERS, LINKS, ROUNDS = "survey_answers", "survey_links", "survey_rounds"
LEFT = "exited"


@dataclass(frozen=True)
class SurveyPlan:
    """What the caller has to send and to remember."""

    letters: tuple[Letter, ...]
    answered: Mapping[str, datetime]


def plan_survey(plan: Gathering, workbook: Workbook, seen: Snapshot, rules: Rules, today: date) -> SurveyPlan:
    """Everything the rounds on Survey Rounds ask for today."""
    answered = _answers(plan, workbook, seen)
    letters: list[Letter] = []
    records = {(form.round, form.student): form for form in seen.forms if form.kind == USE}
    for row in seen.book[ROUNDS]:
        if row["kind"] not in (USE, None) or not row["round"]:
            continue
        if is_open(row, today):
            letters += _open(plan, seen, rules, today, row, records)
        elif isinstance(row["closes"], date) and row["closes"] < today:
            _close(plan, str(row["round"]), seen)
    return SurveyPlan(tuple(letters), answered)


def _open(
    plan: Gathering,
    seen: Snapshot,
    rules: Rules,
    today: date,
    row: Row,
    records: Mapping[tuple[str, str], FormRecord],
) -> list[Letter]:
    """Forms for who has none, links for those made, letters for who was not invited. `row` is the round's."""
    round_name, closes = str(row["round"]), _closes(row)
    links = {str(link["student"]): link for link in seen.book[LINKS] if link["round"] == round_name}
    letters = []
    for student in seen.book["students"]:
        code = code_of(student)
        record = records.get((round_name, code))
        if student["status"] == LEFT or not student["name"]:
            continue
        if record is None:
            _make(plan, seen, rules, today, row, student)
        elif code not in links:
            plan.add(LINKS, [{"round": round_name, "student": code, "form_link": record.link}])
        elif not links[code]["excused"] and not links[code]["answered"] and student["student_email"]:
            called = str(student["preferred_name"] or split_name(str(student["name"]))[0])
            to = str(student["student_email"])
            letters.append(invitation(code, to, round_name, record.link, closes, rules.school_name, called))
    return letters


def _make(plan: Gathering, seen: Snapshot, rules: Rules, today: date, row: Row, student: Row) -> None:
    code, round_name = code_of(student), str(row["round"])
    asked = asked_accommodations(seen.book, code, today, rules.survey_accommodations)
    if not asked:
        return
    email = str(student["student_email"] or "")
    made = form_requests(
        code, asked, str(student["language"] or ""), seen.book, _closes(row), verified=bool(email)
    )
    plan.effects.append(
        MakeForm(
            natural=f"{round_name}/{USE}/{code}",
            round=round_name,
            kind=USE,
            student=code,
            title="How are things going?",
            description="",
            requests=made.requests,
            questions=made.questions,
            share_with=email,
        )
    )


def _closes(row: Row) -> date:
    """The last day to answer; two weeks after an opening without one. Only of a round that is open."""
    closes, opens = row["closes"], row["opens"]
    if isinstance(closes, date):
        return closes
    return (opens if isinstance(opens, date) else date.max - timedelta(days=OPEN_DAYS)) + timedelta(
        days=OPEN_DAYS
    )


def _close(plan: Gathering, round_name: str, seen: Snapshot) -> None:
    for form in seen.forms:
        if form.round == round_name and not form.closed:
            plan.effects.append(CloseForm(f"{form.form_id}/closed", form.form_id))


def _answers(plan: Gathering, workbook: Workbook, seen: Snapshot) -> Mapping[str, datetime]:
    """New and edited answers become or change rows; what a person must know becomes a trouble."""
    answered = dict(seen.agreed.answered)
    records = {form.form_id: form for form in seen.forms}
    emails = {code_of(row): str(row["student_email"] or "") for row in seen.book["students"]}
    tab, known = workbook.tab(ANSWERS), seen.agreed.rows.get(ANSWERS, {})
    for answer in sorted(seen.answers, key=lambda one: (one.submitted, one.response_id)):
        record = records.get(answer.form_id)
        if record is None:
            continue
        outcome = answer_rows(
            answer,
            record,
            seen.book,
            seen.caseload.zone,
            student_email=emails.get(record.student, ""),
            own={seen.caseload.owner},
            before=answered.get(answer.response_id),
            touched=lambda row: digest(tab, row) != known.get(row.id or 0),
        )
        plan.add(ANSWERS, outcome.rows)
        plan.fill(FillRow(ANSWERS, row.index, row.id, cells) for row, cells in outcome.changes)
        plan.troubles += [Trouble("Survey Answers", "", "survey_note", note) for note in outcome.notes]
        answered[answer.response_id] = answer.submitted
    return answered
