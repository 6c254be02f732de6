"""From a Form's answer to Survey Answers rows, and what a person must know about it.

Text that a student wrote stays text. An answer never changes an accommodation.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from app.core.addresses import mailbox
from app.core.model import Cell, FormAnswer, FormRecord
from app.core.survey import KNOWLEDGE
from app.core.survey_knowledge import REQUIRED, knowledge_cells
from app.core.survey_texts import as_listed
from app.core.survey_words import ABOUT_ALL, QUESTIONS
from sheets_schema.read import Book, Row

LONGEST_TEXT = 50_000  # what a cell takes, counted as Google counts: in UTF-16 units
_FIELDS = tuple(asked.field for asked in QUESTIONS)
_MUST = {asked.field for asked in QUESTIONS if asked.required} | REQUIRED


@dataclass(frozen=True)
class Note:
    """What a person must know about an answer. `kind` says when it is settled, see `survey_notes.py`."""

    kind: str
    text: str


@dataclass(frozen=True)
class AnswerOutcome:
    """`rows` are to be appended, `changes` rewrite rows nobody touched, `found` are there already and nobody
    remembers them, `notes` are for the Sync tab."""

    rows: tuple[Mapping[str, Cell], ...] = ()
    changes: tuple[tuple[Row, Mapping[str, Cell]], ...] = ()
    found: tuple[tuple[Row, Mapping[str, Cell]], ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def counted(self) -> bool:
        """Whether the answer became, or changed, rows."""
        return bool(self.rows or self.changes)


def answer_rows(
    answer: FormAnswer,
    record: FormRecord,
    book: Book,
    zone: tzinfo,
    *,
    student_email: str | None = "",
    own: Collection[str] = (),
    before: datetime | None = None,
    touched: Callable[[Row], bool] | None = None,
    others: Collection[int] = (),
) -> AnswerOutcome:
    """What one response becomes. `before` is when it was submitted the last time it was seen (an edit);
    `touched` says whether a person changed a row since (without it every row counts as changed); `others` are
    the ids of rows that came of other responses; `own` are the case manager's addresses; a `student_email` of
    None says that the student is not on the caseload."""
    if before is not None and answer.submitted <= before:
        return AnswerOutcome()
    if student_email is None:
        return AnswerOutcome(notes=(_said(record, "student_gone"),))
    interview = _is_from(answer, own)
    if answer.respondent and student_email and not interview and not _is_from(answer, (student_email,)):
        return AnswerOutcome(notes=(_said(record, "wrong_account"),))
    groups, notes = _grouped(answer, record)
    head: dict[str, Cell] = {
        "round": record.round,
        "student": record.student,
        "submitted": answer.submitted.astimezone(zone).replace(microsecond=0),
        "source": "interview" if interview else "form",
    }
    if record.kind == KNOWLEDGE:
        said = {(key, field): text for key, fields in groups.items() for field, text in fields.items()}
        rows: list[Mapping[str, Cell]] = [{**head, **knowledge_cells(said, book)}]
        gone: Collection[int] = ()
    else:
        rows, gone = _use_rows(groups, record, book, head)
    notes += _notes(answer, record, book, zone, gone)
    known = _rows_of(book, before or answer.submitted, others)
    if before is None:
        new = tuple(row for row in rows if _identity(row) not in known)
        found = tuple((known[_identity(row)], row) for row in rows if _identity(row) in known)
        return AnswerOutcome(new, found=found, notes=notes)
    changes, kept = _edited(rows, known, touched)
    if kept:
        notes += (_said(record, "edited_late"),)
    return AnswerOutcome(changes=changes, notes=notes)


_SAYS = {
    "student_gone": "The form of {who} for {round} was answered, but {who} is not on Students any more. The "
    "answer stays in the form.",
    "wrong_account": "The form of {who} for {round} was answered from another account. Nothing was taken "
    "over; the answer stays in the form. Ask {who} to answer, or type the rows yourself.",
    "edited_late": "{who} changed an answer for {round}. Rows that a person had edited stayed as they are; "
    "the new answer stands in the form.",
    "late": "{who} answered {round} after it had closed. The answer was taken over; delete its rows if it "
    "should not count.",
    "row_gone": "{who} answered {round} about an accommodation whose row is gone. That part was left out; it "
    "stands in the form.",
    "form_changed": "Somebody changed the questions of the form of {who} for {round}. What could be read was "
    "taken over; the rest stands in the form.",
    "too_long": "{who} wrote more for {round} than a cell can hold. The whole text stands in the form.",
}


def _said(record: FormRecord, kind: str) -> Note:
    return Note(kind, _SAYS[kind].format(who=record.student, round=record.round))


def _is_from(answer: FormAnswer, addresses: Collection[str]) -> bool:
    return bool(answer.respondent) and mailbox(answer.respondent) in {mailbox(one) for one in addresses}


def _grouped(answer: FormAnswer, record: FormRecord) -> tuple[dict[int, dict[str, str]], tuple[Note, ...]]:
    """The answered fields by accommodation. Questions that are not ours are left out and told."""
    groups: dict[int, dict[str, str]] = {}
    notes = {}
    for question, values in answer.values.items():
        text = _plain("; ".join(values))
        if question not in record.questions:
            notes["form_changed"] = _said(record, "form_changed")
        elif text:
            accommodation, field = record.questions[question]
            kept = _fitting(text)
            if kept != text:
                notes["too_long"] = _said(record, "too_long")
            groups.setdefault(accommodation, {})[field] = as_listed(field, kept)
    must = {question for question, (_, field) in record.questions.items() if field in _MUST}
    if must - answer.values.keys():  # a required question can only be missing when it was taken out
        notes["form_changed"] = _said(record, "form_changed")
    return groups, tuple(notes.values())


def _use_rows(
    groups: dict[int, dict[str, str]], record: FormRecord, book: Book, head: Mapping[str, Cell]
) -> tuple[list[Mapping[str, Cell]], Collection[int]]:
    """A row for each accommodation that was asked about, and the ids of those whose row is gone."""
    about_all = groups.pop(0, {})
    known = {row.id for row in book["accommodations"]}
    asked = sorted({accommodation for accommodation, _ in record.questions.values() if accommodation})
    rows = [_row(head, key, groups[key]) for key in asked if key in groups.keys() & known]
    if rows:
        rows[0] = {**rows[0], **{one.field: about_all.get(one.field) for one in ABOUT_ALL}}
    return rows, groups.keys() - known


def _row(head: Mapping[str, Cell], accommodation: int, fields: Mapping[str, str]) -> Mapping[str, Cell]:
    cells: dict[str, Cell] = {key: fields.get(key) for key in _FIELDS}
    helped = fields.get("helped", "")
    cells["helped"] = int(helped) if helped in ("1", "2", "3", "4") else None
    return {**head, "accommodation": accommodation, **cells}


def _notes(
    answer: FormAnswer, record: FormRecord, book: Book, zone: tzinfo, gone: Collection[int]
) -> tuple[Note, ...]:
    closes = next((row["closes"] for row in book["survey_rounds"] if row["round"] == record.round), None)
    late = isinstance(closes, date) and answer.submitted.astimezone(zone).date() > closes
    told = (("late", late), ("row_gone", bool(gone)))
    return tuple(_said(record, kind) for kind, holds in told if holds)


def _edited(
    rows: Sequence[Mapping[str, Cell]],
    known: Mapping[tuple[Cell, ...], Row],
    touched: Callable[[Row], bool] | None,
) -> tuple[tuple[tuple[Row, Mapping[str, Cell]], ...], bool]:
    """An edited answer: its rows of last time are rewritten unless a person touched them. A row that a
    person deleted does not come back."""
    changes, kept = [], False
    for cells in rows:
        row = known.get(_identity(cells))
        if row is None:
            continue
        if touched is None or touched(row):
            kept = True
        else:
            changes.append((row, cells))
    return tuple(changes), kept


def _rows_of(book: Book, submitted: datetime, others: Collection[int]) -> dict[tuple[Cell, ...], Row]:
    """The rows that came of the response of that moment, by what each is about: several students, or one
    twice, may answer within a second."""
    rows = [row for row in book["survey_answers"] if row.id not in others]
    return {_identity(row.cells): row for row in reversed(rows) if _is_at(row["submitted"], submitted)}


def _identity(cells: Mapping[str, Cell]) -> tuple[Cell, ...]:
    return cells.get("round"), cells.get("student"), cells.get("accommodation")


def _is_at(value: object, moment: datetime) -> bool:
    """The sheet keeps times to the second, as a fraction of a day."""
    second = moment.replace(microsecond=0)
    return isinstance(value, datetime) and abs((value - second).total_seconds()) < 0.5


def _plain(text: str) -> str:
    """Without what no cell can hold: control characters and halves of characters. All else stays."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c if _holds(c) else " " for c in lines).strip()


def _holds(character: str) -> bool:
    code = ord(character)
    return character in "\n\t" or (code >= 0x20 and not 0x7F <= code < 0xA0 and not 0xD800 <= code < 0xE000)


def _fitting(text: str) -> str:
    """As much of it as a cell takes, never half a character."""
    return text.encode("utf-16-le")[: 2 * LONGEST_TEXT].decode("utf-16-le", errors="ignore")
