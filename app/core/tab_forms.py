"""Forms of tabs: made for each student or teacher, closed when switched off, their answers become rows.

The questions come from the tab's own columns (`sheets_schema/form.py`). A form whose questions changed, as
when a teacher has another student, is closed and a new one made.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.core.addresses import mailbox
from app.core.digest import Letter
from app.core.effects import CloseForm, FillRow, MakeForm, ReviseForm
from app.core.events import shown_students
from app.core.form_access import follow_address, told_again
from app.core.gathering import Gathering
from app.core.mail import Link, write
from app.core.model import Agreed, Cell, FormAnswer, FormRecord, Snapshot, SurveyNote
from app.core.roster.merge import code_of
from app.core.rows import RESPONSE, WROTE, as_written, digest
from app.core.rules import Rules
from app.core.survey import choices
from app.core.survey_notes import note_troubles
from app.core.tab_ticks import open_rows, tick
from sheets_schema.form import (
    STUDENT,
    TabForm,
    asked_columns,
    filled_by,
    form_tabs,
    row_of,
    tab_form,
    tick_item,
    ticked_column,
)
from sheets_schema.model import Tab, Workbook
from sheets_schema.read import Row
from sheets_schema.tabs.lists import LISTS

TEACHER_MAIL = "teacher nudge"
_CODE = re.compile(r"\((S\d+)\)$")
_MAIL_LASTS = timedelta(days=14)


@dataclass(frozen=True)
class _Filler:
    """Who fills a form: `key` names them for good, `students` is what a grown-up chooses from, `open_rows`
    what the student can tick."""

    key: str
    email: str
    students: tuple[str, ...] = ()
    open_rows: tuple[str, ...] = ()

    @property
    def shows(self) -> str:
        return hashlib.sha256("\n".join(self.open_rows).encode()).hexdigest()[:16] if self.open_rows else ""


def plan_tab_forms(
    plan: Gathering, workbook: Workbook, seen: Snapshot, rules: Rules, today: date, agreed: Agreed
) -> tuple[tuple[Letter, ...], Agreed]:
    """Every form that Settings switches on, and every answer to one. Letters bring teachers their link."""
    letters: list[Letter] = []
    lists = {column.key: choices(column.key, seen.book) for column in LISTS.columns}
    for tab in form_tabs(workbook):
        if tab.key not in seen.book.tabs or tab.key in plan.closed:
            continue
        fillers = _fillers(tab, seen, rules, today) if _is_on(tab, rules) else ()
        records = {form.student: form for form in seen.forms if form.kind == tab.key and not form.closed}
        moved = [follow_address(plan, records[one.key], one.email) for one in fillers if one.key in records]
        agreed = replace(agreed, logged=agreed.logged.union(*moved))
        letters += _forms(plan, seen, tab, fillers, lists, today, agreed)
        agreed = _answers(plan, seen, tab, today, agreed)
    return tuple(letters), agreed


def _is_on(tab: Tab, rules: Rules) -> bool:
    return tab.title in rules.forms and tab.module not in rules.off


def _fillers(tab: Tab, seen: Snapshot, rules: Rules, today: date) -> tuple[_Filler, ...]:
    here = {code_of(row): row for row in seen.book["students"] if row["name"] and row["status"] != "exited"}
    if not filled_by(tab):
        found = [
            _Filler(code, str(row["student_email"]), open_rows=tuple(open_rows(tab, seen.book, code, today)))
            for code, row in here.items()
            if row["student_email"]
        ]
        return tuple(one for one in found if one.key)
    shown = shown_students(seen.book, rules)
    taught: dict[str, list[Row]] = {}
    for row in seen.book["team"]:
        if row["role"] == "teacher" and row["email"] and row["student"] in here:
            taught.setdefault(mailbox(str(row["email"])), []).append(row)
    return tuple(
        _Filler(
            f"T{min(row.id or 0 for row in rows)}",
            str(rows[0]["email"]),
            tuple(sorted({f"{shown[str(row['student'])]} ({row['student']})" for row in rows})),
        )
        for _, rows in sorted(taught.items())
    )


def _forms(
    plan: Gathering,
    seen: Snapshot,
    tab: Tab,
    fillers: tuple[_Filler, ...],
    lists: Mapping[str, tuple[str, ...]],
    today: date,
    agreed: Agreed,
) -> list[Letter]:
    records = {form.student: form for form in seen.forms if form.kind == tab.key and not form.closed}
    links = {str(row["student"]): row for row in seen.book["survey_links"] if row["round"] == tab.title}
    letters: list[Letter] = []
    kept = set()
    for filler in fillers:
        form = tab_form(tab, filler.key, lists, filler.students)
        version = _version(form)
        record = records.get(filler.key)
        if record is None or record.round != version:
            whole = tab_form(tab, filler.key, lists, filler.students, filler.open_rows)
            plan.effects.append(_make(tab, filler, whole, version))
            continue
        kept.add(record.form_id)
        if record.shows != filler.shows:
            plan.effects.append(_revise(tab, filler, record))
        if filler.students:
            letter = _letter(tab, filler, record, today)
            natural = told_again(letter.natural, record, filler.email, agreed.logged)
            letters.append(replace(letter, natural=natural))
        elif filler.key not in links:
            plan.add("survey_links", [{"round": tab.title, "student": filler.key, "form_link": record.link}])
    for record in records.values():
        if record.form_id not in kept:
            plan.effects.append(CloseForm(f"{record.form_id}/closed/{today}", record.form_id))
    return letters


def _version(form: TabForm) -> str:
    return hashlib.sha256(repr(form).encode()).hexdigest()[:16]


def _make(tab: Tab, filler: _Filler, form: TabForm, version: str) -> MakeForm:
    return MakeForm(
        natural=f"{tab.key}/{filler.key}/{version}",
        round=version,
        kind=tab.key,
        student=filler.key,
        title=tab.title,
        description="",
        requests=form.requests,
        questions={question: (0, field) for question, field in form.questions.items()},
        share_with=filler.email,
        shows=filler.shows,
    )


def _revise(tab: Tab, filler: _Filler, record: FormRecord) -> ReviseForm:
    item = tick_item(tab, filler.key, filler.open_rows)
    return ReviseForm(f"{record.form_id}/shows/{filler.shows}", record.form_id, item, filler.shows)


def _letter(tab: Tab, filler: _Filler, record: FormRecord, today: date) -> Letter:
    blocks = (
        "Hello,",
        f"This form is for you alone: {tab.title}. Keep the link; you can fill it as often as you like.",
        Link("Open the form", record.link),
    )
    natural = f"form/{tab.key}/{filler.key}/{record.round}"
    return Letter(
        natural, TEACHER_MAIL, filler.email, write("A short form for you", blocks), today + _MAIL_LASTS
    )


def _answers(plan: Gathering, seen: Snapshot, tab: Tab, today: date, agreed: Agreed) -> Agreed:
    records = {form.form_id: form for form in seen.forms if form.kind == tab.key}
    students = {code_of(row): str(row["student_email"] or "") for row in seen.book["students"] if row["name"]}
    team = {f"T{row.id}": str(row["email"] or "") for row in seen.book["team"]}
    answered, notes = dict(agreed.answered), dict(agreed.survey_notes)
    written = dict(agreed.shared.get(tab.key, {}))
    for answer in sorted(seen.answers, key=lambda one: (one.submitted, one.response_id)):
        record = records.get(answer.form_id)
        if record is None:
            continue
        expected = (students | team).get(record.student, "")
        for kind in _take(plan, seen, tab, answer, record, expected, written):
            text = _SAYS[kind].format(who=record.student, tab=tab.title)
            key = f"{answer.response_id}/{kind}"
            notes[key] = SurveyNote(today, tab.title, record.student, kind, text)
        answered[answer.response_id] = answer.submitted
    plan.troubles += note_troubles(
        {key: note for key, note in notes.items() if key not in agreed.survey_notes}
    )
    shared = {**agreed.shared, tab.key: written} if written else agreed.shared
    return replace(agreed, answered=answered, survey_notes=notes, shared=shared)


_SAYS = {
    "tab_form_other_account": "The {tab} form of {who} was answered from another account. Nothing was taken "
    "over; the answer stands in the form.",
    "tab_form_edited_late": "{who} changed an answer on the {tab} form after a person had edited its row. "
    "The row stayed as it is; the new answer stands in the form.",
    "tab_form_unread": "An answer of {who} on the {tab} form could not be read as what the column holds. "
    "That cell stayed blank; the answer stands in the form.",
    "tab_form_tick_lost": "{who} ticked something on the {tab} form that is not on their list any more, or "
    "not in those words. If it is done, tick its row by hand.",
}


def _take(
    plan: Gathering,
    seen: Snapshot,
    tab: Tab,
    answer: FormAnswer,
    record: FormRecord,
    expected: str,
    written: dict[int, Mapping[str, Cell]],
) -> tuple[str, ...]:
    """One answer becomes a row, or changes the one it became. What must be told."""
    own = mailbox(seen.caseload.owner)
    who = mailbox(answer.respondent) if answer.respondent else ""
    if who and who not in (own, mailbox(expected) if expected else own):
        return ("tab_form_other_account",)
    said = {
        record.questions[question][1]: "; ".join(values)
        for question, values in answer.values.items()
        if question in record.questions
    }
    student = _CODE.search(said.get(STUDENT, ""))
    about = student.group(1) if student else record.student
    day = answer.submitted.astimezone(seen.caseload.zone).date()
    cells, unread = row_of(tab, said, day, about, answer.respondent or expected)
    found = tick(plan, seen.book, tab, answer, record, day, written)
    lost = () if found else ("tab_form_tick_lost",)
    if not any(said.get(column.key) for column in asked_columns(tab) if column != ticked_column(tab)):
        return lost  # only ticks: no row of its own
    row_id = next((id for id, kept in written.items() if kept.get(RESPONSE) == answer.response_id), None)
    row = next((row for row in seen.book[tab.key] if row.id == row_id), None) if row_id is not None else None
    if row is not None and not as_written(written, tab, row):
        return ("tab_form_edited_late", *lost)
    if row_id is None:
        row_id = _left_by_a_dead_run(seen, tab, cells)
        if row_id is None:
            row_id = plan.next_id
            plan.add(tab.key, [cells])
    elif row is not None:
        plan.fill([FillRow(tab.key, row.index, row.id, cells)])
    written[row_id] = {WROTE: digest(tab, Row(row_id, 0, cells)), RESPONSE: answer.response_id}
    return ("tab_form_unread", *lost) if unread else lost


def _left_by_a_dead_run(seen: Snapshot, tab: Tab, cells: Mapping[str, Cell]) -> int | None:
    """The row that a run wrote and did not live to remember: new since the last one, and just like it."""
    known, same = seen.agreed.rows.get(tab.key, {}), digest(tab, Row(0, 0, cells))
    rows = (row for row in seen.book[tab.key] if row.id is not None and row.id not in known)
    return next((row.id for row in rows if digest(tab, row) == same), None)
