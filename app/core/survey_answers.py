"""From a Form's answer to Survey Answers rows, and what a person must know about it.

Text that a student wrote stays text. An answer never changes an accommodation.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from app.core.addresses import mailbox
from app.core.model import Cell, FormAnswer, FormRecord
from app.core.survey_words import ABOUT_ALL, WORDING
from sheets_schema.read import Book, Row
from sheets_schema.workbook import WORKBOOK

_LONGEST_TEXT = 2000
_FIELDS = ("used", "what_got_in_the_way", "other", "helped", "wants_a_goal", "goal", "keep")


@dataclass(frozen=True)
class ProposedGoal:
    """What becomes a Goals row with status proposed once that tab is there."""

    student: str
    accommodation: int
    text: str
    wish: str  # yes, tell me more


@dataclass(frozen=True)
class AnswerOutcome:
    """`rows` are to be appended, `changes` rewrite rows nobody touched, `notes` are for the Sync tab."""

    rows: tuple[Mapping[str, Cell], ...] = ()
    changes: tuple[tuple[Row, Mapping[str, Cell]], ...] = ()
    goals: tuple[ProposedGoal, ...] = ()
    notes: tuple[str, ...] = ()
    said: Mapping[str, str] | None = None  # the questions about the whole round

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
    student_email: str = "",
    own: Collection[str] = (),
    before: datetime | None = None,
    touched: Callable[[Row], bool] | None = None,
) -> AnswerOutcome:
    """What one response becomes. `before` is when it was submitted the last time it was seen (an edit);
    `touched` says whether a person changed a row since (without it every row counts as changed); `own` are
    the case manager's addresses."""
    if before is not None and answer.submitted <= before:
        return AnswerOutcome()
    who = record.student
    respondent = mailbox(answer.respondent) if answer.respondent else ""
    interview = respondent in {mailbox(address) for address in own}
    if respondent and student_email and not interview and respondent != mailbox(student_email):
        text = (
            f"The form of {who} for {record.round} was answered from another account; nothing was taken over."
        )
        return AnswerOutcome(notes=(text,))
    by_accommodation = _grouped(answer, record)
    said = by_accommodation.pop(0, {})
    known = {row.id for row in book["accommodations"]}
    rows = [
        _row(answer, record, accommodation, fields, zone, "interview" if interview else "form")
        for accommodation, fields in sorted(by_accommodation.items())
        if accommodation in known
    ]
    rows = [{**row, **(_about_all(said) if at == 0 else {})} for at, row in enumerate(rows)]
    notes = _notes(answer, record, book, zone, len(by_accommodation) - len(rows))
    goals = tuple(_goal(row) for row in rows if row["wants_a_goal"] in ("yes", "tell me more"))
    if before is None:
        return AnswerOutcome(tuple(rows), goals=goals, notes=notes, said=said)
    changes, kept = _edited(rows, book["survey_answers"], before, touched)
    if kept:
        notes += (
            f"{who} changed an answer for {record.round}; rows that a person had edited stayed as they are.",
        )
    return AnswerOutcome((), changes, goals, notes, said)


def _grouped(answer: FormAnswer, record: FormRecord) -> dict[int, dict[str, str]]:
    """The answered fields by accommodation. Questions that are not ours are left out."""
    groups: dict[int, dict[str, str]] = {}
    for question, values in answer.values.items():
        if question in record.questions:
            accommodation, field = record.questions[question]
            text = _plain("; ".join(values))
            if text:
                groups.setdefault(accommodation, {})[field] = text
    return groups


def _row(
    answer: FormAnswer,
    record: FormRecord,
    accommodation: int,
    fields: Mapping[str, str],
    zone: tzinfo,
    source: str,
) -> Mapping[str, Cell]:
    cells: dict[str, Cell] = {key: fields.get(key) for key in _FIELDS}
    helped = fields.get("helped", "")
    cells["helped"] = int(helped) if helped in ("1", "2", "3", "4") else None
    return {
        "round": record.round,
        "student": record.student,
        "accommodation": accommodation,
        **cells,
        "submitted": answer.submitted.astimezone(zone).replace(microsecond=0),
        "source": source,
    }


def _about_all(said: Mapping[str, str]) -> dict[str, Cell]:
    """The answers about the whole round, where the tab has columns for them: they go with the first row."""
    columns = WORKBOOK.tab("survey_answers").by_key
    return {
        asked.field: said[asked.field]
        for asked in ABOUT_ALL
        if asked.field in columns and asked.field in said
    }


def _goal(row: Mapping[str, Cell]) -> ProposedGoal:
    """The student's own words, else a goal that fits what got in the way."""
    starters = WORDING["en"].starter_goals
    text = str(row["goal"] or "") or starters.get(
        str(row["what_got_in_the_way"]), "I will use it once a week."
    )
    accommodation = row["accommodation"]
    return ProposedGoal(
        student=str(row["student"]),
        accommodation=accommodation if isinstance(accommodation, int) else 0,
        text=text,
        wish=str(row["wants_a_goal"]),
    )


def _notes(answer: FormAnswer, record: FormRecord, book: Book, zone: tzinfo, gone: int) -> tuple[str, ...]:
    notes = []
    closes = next((row["closes"] for row in book["survey_rounds"] if row["round"] == record.round), None)
    if isinstance(closes, date) and answer.submitted.astimezone(zone).date() > closes:
        notes.append(
            f"{record.student} answered {record.round} after it had closed; the answer was taken over."
        )
    if gone:
        notes.append(
            f"{record.student} answered {record.round} about an accommodation whose row is gone; "
            "that part was left out."
        )
    return tuple(notes)


def _edited(
    rows: Sequence[Mapping[str, Cell]],
    here: Iterable[Row],
    before: datetime,
    touched: Callable[[Row], bool] | None,
) -> tuple[tuple[tuple[Row, Mapping[str, Cell]], ...], bool]:
    """An edited answer: its rows of last time are rewritten unless a person touched them. A row that a
    person deleted does not come back."""
    known = {_identity(row.cells): row for row in here if _is_at(row["submitted"], before)}
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


def _identity(cells: Mapping[str, Cell]) -> tuple[Cell, Cell, Cell]:
    return cells.get("round"), cells.get("student"), cells.get("accommodation")


def _is_at(value: object, moment: datetime) -> bool:
    """The sheet keeps times to the second."""
    return isinstance(value, datetime) and abs((value - moment).total_seconds()) < 1.5


def _plain(text: str) -> str:
    kept = "".join(c if c.isprintable() or c == "\n" else " " for c in text.replace("\r\n", "\n"))
    return kept.strip()[:_LONGEST_TEXT]
