"""The surveys: which round it is, who is asked; the Form that asks one student how they use their helps.

What they know of them is asked in `survey_knowledge.py`; answers are read in `survey_answers.py`. Question
ids are ours, so an answer finds its accommodation whatever anybody does to a title.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from app.core.names import clean
from app.core.rules import Rules
from app.core.survey_texts import wording
from app.core.survey_words import ABOUT_ALL, QUESTIONS, Asked, Wording
from sheets_schema.form import form_head
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


@dataclass(frozen=True)
class Asking:
    """Whom a Form asks about what. The same gives the same Form, with the same ids."""

    student: str
    accommodations: Sequence[Row]
    language: str = ""
    book: Book | None = None  # for the pick lists as the school has them
    closes: date | None = None
    verified: bool = True  # whether it notes the answering account


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


def form_requests(asking: Asking) -> FormPlan:
    """The Form about use."""
    words = wording(asking.language)
    draft = FormDraft(asking, words.welcome, asking.student)
    for number, row in enumerate(asking.accommodations, start=1):
        title = f"{number}. {clean(str(row['accommodation']))}"[:_LONGEST_TITLE]
        draft.heading(row.id, title)
        for asked in QUESTIONS:
            _ask(draft, asked, words, row.id or 0, title, asking.book)
    if asking.accommodations:
        draft.heading(0, words.last_heading)
    for asked in ABOUT_ALL:
        _ask(draft, asked, words, 0, "", asking.book)
    return draft.plan()


def _ask(
    draft: FormDraft, asked: Asked, words: Wording, accommodation: int, about: str, book: Book | None
) -> None:
    said, explained = words.questions[asked.field]
    kind = _kind(asked, words, book)
    draft.ask(accommodation, asked.field, said, kind, required=asked.required, explained=explained or about)


def _kind(asked: Asked, words: Wording, book: Book | None) -> dict[str, Any]:
    if asked.kind == "scale":
        low, high = words.scale
        return {"scaleQuestion": {"low": 1, "high": 4, "lowLabel": low, "highLabel": high}}
    if asked.kind in ("text", "paragraph"):
        return {"textQuestion": {"paragraph": asked.kind == "paragraph"}}
    return radio(words.shown(item) for item in choices(asked.choices, book))


def radio(shown: Iterable[str]) -> dict[str, Any]:
    """A question with one answer of these; what is shown alike stands once, for Forms refuses it twice."""
    return {
        "choiceQuestion": {"type": "RADIO", "options": [{"value": text} for text in dict.fromkeys(shown)]}
    }


def choices(key: str, book: Book | None) -> tuple[str, ...]:
    """The items of a pick list: the workbook's own, else those a new workbook starts with."""
    typed = [clean(str(row[key])) for row in book["lists"] if row[key]] if book is not None else []
    return tuple(dict.fromkeys(typed)) or tuple(str(row[key]) for row in LISTS.first_rows if key in row)


class FormDraft:
    """A Form while it is put together, item after item. `seed` makes its ids."""

    def __init__(self, asking: Asking, welcome: str, seed: str) -> None:
        words = wording(asking.language)
        until = words.until.format(day=words.spelled(asking.closes)) if asking.closes else ""
        self._head = form_head(welcome + until, asking.verified)
        self._items: list[Mapping[str, Any]] = []
        self._questions: dict[str, tuple[int, str]] = {}
        self._ids = _Ids(seed)

    def heading(self, accommodation: int | None, title: str) -> None:
        """Words above the questions that follow; 0 for none of the accommodations."""
        self._items.append(
            {"itemId": self._ids.new(accommodation, "heading"), "title": title, "textItem": {}}
        )

    def ask(
        self,
        accommodation: int,
        field: str,
        title: str,
        kind: Mapping[str, Any],
        *,
        required: bool,
        explained: str = "",
    ) -> None:
        """A question whose answer is known by accommodation and field."""
        question_id = self._ids.new(accommodation, field)
        self._questions[question_id] = (accommodation, field)
        item: dict[str, Any] = {"itemId": self._ids.new(accommodation, f"{field} item"), "title": title}
        if explained:
            item["description"] = explained
        item["questionItem"] = {"question": {"questionId": question_id, "required": required, **kind}}
        self._items.append(item)

    def plan(self) -> FormPlan:
        """The Form as it is to be made."""
        made = [
            {"createItem": {"item": item, "location": {"index": at}}} for at, item in enumerate(self._items)
        ]
        return FormPlan((*self._head, *made), self._questions)


class _Ids:
    """Eight hex digits from what they stand for; never the same twice in one Form."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._given: set[str] = set()

    def new(self, accommodation: int | None, field: str) -> str:
        turn = 0
        while True:
            text = f"{self._seed}\n{accommodation}\n{field}\n{turn}"
            number = int(hashlib.sha256(text.encode()).hexdigest()[:8], 16) & 0x7FFFFFFF
            if number and (found := f"{number:08x}") not in self._given:
                self._given.add(found)
                return found
            turn += 1
