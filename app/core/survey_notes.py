"""What a person must look at about surveys: kept on the Sync tab until it is settled or two weeks old.

An answer is read once, so what it said is remembered; everything that the workbook still shows is worked
out anew instead.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from app.core.effects import Trouble
from app.core.model import FormRecord, Snapshot, SurveyNote
from app.core.survey import KINDS
from sheets_schema.read import Book, Row

KEPT = timedelta(days=14)  # after the note, and after the round's close
ANSWERS = "Survey Answers"
FORM_GONE = "form_gone"
_SETTLED_BY_AN_ANSWER = ("wrong_account", FORM_GONE)


def kept_notes(known: Mapping[str, SurveyNote], seen: Snapshot, today: date) -> dict[str, SurveyNote]:
    """The notes that still want a person. An excused student settles all; an answer settles what lacked one;
    else a note ends two weeks after it was made or after its round closed, whichever is later."""
    book = seen.book
    answered = {(row["round"], row["student"]) for row in book["survey_answers"]}
    excused = {(row["round"], row["student"]) for row in book["survey_links"] if row["excused"]}
    closes = {row["round"]: row["closes"] for row in book["survey_rounds"]}
    here = {form for form, there in seen.polled.items() if there}

    def wanted(key: str, note: SurveyNote) -> bool:
        who, last = (note.round, note.student), closes.get(note.round)
        if who in excused or (note.kind in _SETTLED_BY_AN_ANSWER and who in answered):
            return False
        if note.kind == FORM_GONE and key.partition("/")[0] in here:
            return False
        return today <= max(note.day, last if isinstance(last, date) else note.day) + KEPT

    return {key: note for key, note in known.items() if wanted(key, note)}


def gone_forms(seen: Snapshot, today: date) -> dict[str, SurveyNote]:
    """Forms of this school that somebody deleted, found when they were asked for answers."""
    records = {form.form_id: form for form in seen.forms}
    return {
        f"{form_id}/{FORM_GONE}": _form_gone(records[form_id], today)
        for form_id, there in seen.polled.items()
        if not there and form_id in records
    }


def _form_gone(record: FormRecord, today: date) -> SurveyNote:
    name = record.round if record.kind in KINDS else record.kind.replace("_", " ")
    text = (
        f"The form of {record.student} for {name} was deleted. Answers that came before stay. Bring "
        f"it back from the bin in Drive, type the answers after a talk, or tick Excused on Survey Links."
    )
    return SurveyNote(today, record.round, record.student, FORM_GONE, text)


def note_troubles(notes: Mapping[str, SurveyNote]) -> list[Trouble]:
    """The notes as the Sync tab shows them, in one order."""
    return [
        Trouble(note.round, "", note.kind, note.text)
        if note.kind.startswith("tab_form_")
        else Trouble(ANSWERS, "", f"survey_{note.kind}", note.text)
        for _, note in sorted(notes.items())
    ]


def state_troubles(seen: Snapshot, today: date) -> list[Trouble]:
    """What the workbook and the mailbox themselves show, as long as they do."""
    found: list[Trouble] = []
    for row in seen.book["survey_rounds"]:
        closes = row["closes"]
        if not row["round"] or (isinstance(closes, date) and today > closes + KEPT):
            continue
        found += _twice(seen.book, str(row["round"]))
        if isinstance(closes, date) and closes < today:
            found += _never_sent(seen, str(row["round"]))
    return found


def _twice(book: Book, name: str) -> Iterable[Trouble]:
    """A student's second response adds its own rows: which of them counts is a person's decision."""
    found: dict[tuple[str, int], list[Row]] = defaultdict(list)
    for row in book["survey_answers"]:
        about = 0 if row["knowledge"] is not None else row["accommodation"]
        if row["round"] == name and isinstance(about, int):
            found[str(row["student"]), about].append(row)
    told: dict[str, Row] = {}
    for (student, _), rows in found.items():
        if len(rows) > 1:
            told.setdefault(student, max(rows, key=lambda row: row.index))
    for student, row in sorted(told.items()):
        text = f"{student} answered {name} twice, and both count. Delete the rows that should not."
        yield Trouble(ANSWERS, f"B{row.index + 1}", "survey_answered_twice", text)


def _never_sent(seen: Snapshot, name: str) -> Iterable[Trouble]:
    waiting = [
        natural
        for natural, state in seen.mail_states.items()
        if state == "prepared" and natural.split("/")[:2] in (["invitation", name], ["survey reminder", name])
    ]
    if waiting:
        text = (
            f"{name} is closed. Drafts for it that were never sent: {len(waiting)}. Discard them in Gmail; "
            "the forms take no answers any more."
        )
        yield Trouble("Survey Links", "", "survey_draft_left", text)
