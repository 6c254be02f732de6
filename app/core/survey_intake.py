"""Answers of survey forms taken in: they become or change rows of Survey Answers, or a note for a person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from app.core.effects import FillRow
from app.core.gathering import Gathering
from app.core.model import Cell, Snapshot, SurveyNote
from app.core.roster.merge import code_of
from app.core.rows import RESPONSE, WROTE, as_written, digest
from app.core.survey import KINDS
from app.core.survey_answers import answer_rows
from app.core.survey_notes import gone_forms, kept_notes
from sheets_schema.model import Workbook
from sheets_schema.read import Row

ANSWERS = "survey_answers"


def take_in(
    plan: Gathering, workbook: Workbook, seen: Snapshot, today: date
) -> tuple[Mapping[str, datetime], Mapping[str, SurveyNote], Mapping[int, Mapping[str, Cell]]]:
    """New and edited answers become or change rows; what a person must know becomes a note. Of each row is
    remembered what Holdfast wrote, as a digest: a row that differs is a person's from then on."""
    answered = dict(seen.agreed.answered)
    notes = {**gone_forms(seen, today), **seen.agreed.survey_notes}
    records = {form.form_id: form for form in seen.forms}
    emails = {code_of(row): str(row["student_email"] or "") for row in seen.book["students"] if row["name"]}
    tab = workbook.tab(ANSWERS)
    written = _still_ours(seen, today)

    def touched(row: Row) -> bool:
        return not as_written(written, tab, row)

    for answer in sorted(seen.answers, key=lambda one: (one.submitted, one.response_id)):
        record = records.get(answer.form_id)
        if record is None or record.kind not in KINDS or ANSWERS in plan.closed:
            continue
        outcome = answer_rows(
            answer,
            record,
            seen.book,
            seen.caseload.zone,
            student_email=emails.get(record.student),
            own={seen.caseload.owner},
            before=answered.get(answer.response_id),
            touched=touched,
            others={row_id for row_id, kept in written.items() if _is_of_another(kept, answer.response_id)},
        )
        ours = [(plan.next_id + at, cells) for at, cells in enumerate(outcome.rows)]
        ours += [(row.id or 0, cells) for row, cells in (*outcome.changes, *outcome.found)]
        for row_id, cells in ours:
            written[row_id] = {WROTE: digest(tab, Row(row_id, 0, cells)), RESPONSE: answer.response_id}
        plan.add(ANSWERS, outcome.rows)
        plan.fill(FillRow(ANSWERS, row.index, row.id, cells) for row, cells in outcome.changes)
        for note in outcome.notes:
            key = f"{answer.response_id}/{note.kind}"
            notes[key] = SurveyNote(today, record.round, record.student, note.kind, note.text)
        answered[answer.response_id] = answer.submitted
    return answered, kept_notes(notes, seen, today), written


def _is_of_another(kept: Mapping[str, Cell], response_id: str) -> bool:
    return kept.get(RESPONSE, response_id) != response_id


def _still_ours(seen: Snapshot, today: date) -> dict[int, Mapping[str, Cell]]:
    """What was written, for the rows of rounds that may still be answered; older ones are people's."""
    over = {
        row["round"]
        for row in seen.book["survey_rounds"]
        if isinstance(row["closes"], date) and row["closes"] < today
    }
    done = {row.id for row in seen.book[ANSWERS] if row["round"] in over}
    known = seen.agreed.shared.get(ANSWERS, {})
    return {row_id: cells for row_id, cells in known.items() if row_id not in done}
