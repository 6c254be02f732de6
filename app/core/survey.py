"""The surveys: which round it is, who is asked; the Form that asks one student how they use their helps.

What they know of them is asked in `survey_knowledge.py`; answers are read in `survey_answers.py`. Question
ids are ours, so an answer finds its accommodation whatever anybody does to a title.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from app.core.names import clean
from app.core.rules import Rules
from app.core.survey_texts import wording
from app.core.survey_words import ABOUT_ALL, QUESTIONS, Asked, Wording
from sheets_schema.read import Book, Row
from sheets_schema.tabs.lists import LISTS

USE, KNOWLEDGE = "use", "knowledge"
KINDS = (USE, KNOWLEDGE)
OPEN_DAYS = 14
_NAMED = re.compile(r"\d{4}K\d")  # how the rounds of the knowledge survey are called
_LONGEST_TITLE = 300


@dataclass(frozen=True)
class FormPlan:
    """The batchUpdate requests of a new Form, and question id -> (accommodation row id, field)."""

    requests: tuple[Mapping[str, Any], ...]
    questions: Mapping[str, tuple[int, str]]


def round_of(today: date, rules: Rules, kind: str = USE) -> str:
    """The round `today` belongs to, as "2026Q4" or, of the knowledge survey, "2026K1": by the days of
    Settings, else by the quarters of the year, and by August, January and June."""
    begun = [
        (start, number)
        for number, start in enumerate(_starts(rules, kind), start=1)
        if start is not None and start <= today < start + timedelta(days=366)
    ]
    if begun:
        start, number = max(begun)
        return f"{start.year}{'Q' if kind == USE else 'K'}{number}"
    if kind == USE:
        return f"{today.year}Q{(today.month + 2) // 3}"
    return f"{today.year}K{1 if today.month >= 8 else 3 if today.month >= 6 else 2}"


def _starts(rules: Rules, kind: str) -> tuple[date | None, ...]:
    if kind == USE:
        return rules.quarter_starts
    return rules.knowledge_starts if rules.knowledge_survey else ()


def kind_of(row: Row) -> str:
    """The kind of a round's row; one that says none is about use."""
    return str(row["kind"] or USE)


def kind_named(name: str) -> str:
    """The kind of a round that has no row yet, by its name."""
    return KNOWLEDGE if _NAMED.fullmatch(name) else USE


def round_row(book: Book, name: str) -> Row | None:
    """The Survey Rounds row of the round."""
    rows = (row for row in book["survey_rounds"] if row["round"] == name and kind_of(row) in KINDS)
    return next(rows, None)


def round_to_open(book: Book, today: date, rules: Rules, kind: str = USE) -> str:
    """The round that opens by itself today: its first day by Settings was within the last two weeks, today is
    a school day, and Survey Rounds does not have it yet. Empty: none."""
    if not rules.school.is_school_day(today):
        return ""
    begun = [start for start in _starts(rules, kind) if start is not None and start <= today]
    if not begun or today - max(begun) >= timedelta(days=OPEN_DAYS):
        return ""
    name = round_of(today, rules, kind)
    return name if round_row(book, name) is None else ""


def is_open(row: Row, today: date) -> bool:
    """Whether students may answer today, by the typed dates. Closes is the last day."""
    opens, closes = row["opens"], row["closes"]
    if not isinstance(opens, date) or today < opens:
        return False
    return not isinstance(closes, date) or today <= closes


def asked_accommodations(book: Book, student: str, today: date, most: int = 8) -> tuple[Row, ...]:
    """The student's active and trial accommodations, longest unasked first, at most `most`."""
    asked: dict[int, datetime] = {}
    for row in book["survey_answers"]:
        when = row["submitted"]
        if isinstance(row["accommodation"], int) and isinstance(when, datetime):
            asked[row["accommodation"]] = max(when, asked.get(row["accommodation"], when))
    rows = [row for row in book["accommodations"] if row["student"] == student and _is_asked(row, today)]

    def waiting(row: Row) -> tuple[float, int]:
        when = asked.get(row.id or 0)
        return (when.timestamp() if when else float("-inf"), row.id or 0)

    return tuple(sorted(rows, key=waiting)[:most])


def _is_asked(row: Row, today: date) -> bool:
    if row.id is None or not row["accommodation"] or row["status"] not in ("active", "trial"):
        return False
    begun = not isinstance(row["start"], date) or row["start"] <= today
    ended = isinstance(row["end"], date) and row["end"] < today
    return begun and not ended


def form_requests(
    student: str,
    accommodations: Sequence[Row],
    language: str = "",
    book: Book | None = None,
    closes: date | None = None,
    verified: bool = True,
) -> FormPlan:
    """The Form of one student. `book` gives the pick lists as the school has them; `verified` collects the
    answering account. The same input gives the same ids."""
    words = wording(language)
    until = words.until.format(day=words.spelled(closes)) if closes else ""
    requests: list[dict[str, Any]] = [described(words.welcome + until), collecting(verified)]
    questions: dict[str, tuple[int, str]] = {}
    ids = ItemIds(student)
    for number, row in enumerate(accommodations, start=1):
        title = f"{number}. {clean(str(row['accommodation']))}"[:_LONGEST_TITLE]
        add_item(requests, {"itemId": ids.new(row.id, "heading"), "title": title, "textItem": {}})
        for asked in QUESTIONS:
            _ask(requests, questions, ids, asked, words, row.id or 0, title, book)
    if accommodations:
        add_item(requests, {"itemId": ids.new(0, "heading"), "title": words.last_heading, "textItem": {}})
    for asked in ABOUT_ALL:
        _ask(requests, questions, ids, asked, words, 0, "", book)
    return FormPlan(tuple(requests), questions)


def _ask(
    requests: list[dict[str, Any]],
    questions: dict[str, tuple[int, str]],
    ids: ItemIds,
    asked: Asked,
    words: Wording,
    accommodation: int,
    about: str,
    book: Book | None,
) -> None:
    question_id = ids.new(accommodation, asked.field)
    questions[question_id] = (accommodation, asked.field)
    said, explained = words.questions[asked.field]
    question: dict[str, Any] = {"questionId": question_id, "required": asked.required}
    item = {
        "itemId": ids.new(accommodation, f"{asked.field} item"),
        "title": said,
        "description": explained or about,
        "questionItem": {"question": {**question, **_kind(asked, words, book)}},
    }
    add_item(requests, {key: value for key, value in item.items() if value != ""})


def _kind(asked: Asked, words: Wording, book: Book | None) -> dict[str, Any]:
    if asked.kind == "scale":
        low, high = words.scale
        return {"scaleQuestion": {"low": 1, "high": 4, "lowLabel": low, "highLabel": high}}
    if asked.kind in ("text", "paragraph"):
        return {"textQuestion": {"paragraph": asked.kind == "paragraph"}}
    options = dict.fromkeys(words.shown(item) for item in choices(asked.choices, book))
    return {"choiceQuestion": {"type": "RADIO", "options": [{"value": value} for value in options]}}


def choices(key: str, book: Book | None) -> tuple[str, ...]:
    """The items of a pick list: the workbook's own, else those a new workbook starts with."""
    typed = [clean(str(row[key])) for row in book["lists"] if row[key]] if book is not None else []
    return tuple(dict.fromkeys(typed)) or tuple(str(row[key]) for row in LISTS.first_rows if key in row)


def add_item(requests: list[dict[str, Any]], item: dict[str, Any]) -> None:
    """One more item at the end of the Form."""
    index = sum("createItem" in request for request in requests)
    requests.append({"createItem": {"item": item, "location": {"index": index}}})


def described(text: str) -> dict[str, Any]:
    """The request that sets the words at the head of a Form."""
    return {"updateFormInfo": {"info": {"description": text}, "updateMask": "description"}}


def collecting(verified: bool) -> dict[str, Any]:
    """The request that lets a Form note the answering account, or not."""
    kind = "VERIFIED" if verified else "DO_NOT_COLLECT"
    return {
        "updateSettings": {"settings": {"emailCollectionType": kind}, "updateMask": "emailCollectionType"}
    }


class ItemIds:
    """Eight hex digits from what they stand for; never the same twice in one Form."""

    def __init__(self, student: str) -> None:
        self._student = student
        self._given: set[str] = set()

    def new(self, accommodation: int | None, field: str) -> str:
        turn = 0
        while True:
            text = f"{self._student}\n{accommodation}\n{field}\n{turn}"
            number = int(hashlib.sha256(text.encode()).hexdigest()[:8], 16) & 0x7FFFFFFF
            if number and (found := f"{number:08x}") not in self._given:
                self._given.add(found)
                return found
            turn += 1
