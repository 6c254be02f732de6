"""A form out of a tab's own columns: what `asked` says becomes a question, an answer becomes a row.

The one definition of such a form is the tab. Who fills it, when it is made and what is done about a strange
answer is not known here. The survey is made elsewhere: it asks the same columns once for each accommodation.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sheets_schema.model import Column, Kind, Question, Tab, Value, Workbook

OWN_FORM = "survey_answers"
STUDENT = "student"
FEW = 9  # so many options stand open on the page; more are a list to open
_TOLD = "What you write here goes to the case manager. You can send this form more than once."
_YES, _NO = "yes", "no"
_WEEK, _DAY = "week_of", "date"
NOTHING_OPEN = "Nothing is on my list"
_LONGEST_OPTION = 300
_BY = ("teacher", "rater")  # who fills it, where it is not the student


@dataclass(frozen=True)
class TabForm:
    """The batchUpdate requests of a new Form, and question id -> column key."""

    requests: tuple[Mapping[str, Any], ...]
    questions: Mapping[str, str]


def form_tabs(workbook: Workbook) -> tuple[Tab, ...]:
    """The tabs that have a form of this kind, in the order of the definition."""
    return tuple(tab for tab in workbook.tabs if tab.key != OWN_FORM and asked_columns(tab))


def asked_columns(tab: Tab) -> tuple[Column, ...]:
    """The columns a form asks about."""
    return tuple(column for column in tab.columns if column.asked is not None)


def filled_by(tab: Tab) -> str:
    """The column that takes the address of a grown-up who fills the form; empty: the student fills it."""
    return next((key for key in _BY if key in tab.by_key), "")


def ticked_column(tab: Tab) -> Column | None:
    """The column that is ticked on the form for rows that are there already."""
    return next((one for one in tab.columns if one.asked is not None and one.asked.ticks), None)


def tick_option(text: str) -> str:
    """How a row's words stand as something to tick: on one line, as long as an option may be."""
    return " ".join(text.split())[:_LONGEST_OPTION]


def tick_item(tab: Tab, key: str, texts: Sequence[str]) -> Mapping[str, Any]:
    """The item whose boxes are these rows. A question needs an option, so no row is said in words."""
    column = ticked_column(tab)
    if column is None or column.asked is None:
        raise ValueError(f"nothing is ticked on the form of {tab.title}")
    options = [{"value": text} for text in dict.fromkeys(map(tick_option, texts)) if text]
    kind = {"type": "CHECKBOX", "options": options or [{"value": NOTHING_OPEN}]}
    return {
        "itemId": _id(key, tab.key, column.key, "item"),
        "title": column.asked.text,
        "description": column.asked.explained,
        "questionItem": {
            "question": {
                "questionId": _id(key, tab.key, column.key, "question"),
                "required": False,
                "choiceQuestion": kind,
            }
        },
    }


def form_head(text: str, verified: bool) -> list[Mapping[str, Any]]:
    """The requests for the words at a Form's head, and for noting the answering account or not."""
    collected = "VERIFIED" if verified else "DO_NOT_COLLECT"
    return [
        {"updateFormInfo": {"info": {"description": text}, "updateMask": "description"}},
        {
            "updateSettings": {
                "settings": {"emailCollectionType": collected},
                "updateMask": "emailCollectionType",
            }
        },
    ]


def tab_form(
    tab: Tab,
    key: str,
    lists: Mapping[str, Sequence[str]],
    students: Sequence[str] = (),
    open_rows: Sequence[str] = (),
) -> TabForm:
    """The form of one person. `key` makes its ids, the same every time; `lists` are the pick lists by key;
    with `students` it asks first whom the answer is about; `open_rows` are there to be ticked."""
    questions: dict[str, str] = {}
    requests = form_head(_TOLD, verified=True)

    def add(field: str, item: Mapping[str, Any]) -> None:
        questions[item["questionItem"]["question"]["questionId"]] = field
        requests.append({"createItem": {"item": item, "location": {"index": len(questions) - 1}}})

    if students:
        asked = Question("Which student?", required=True)
        add(STUDENT, _item(tab, key, STUDENT, asked, _choice(students)))
    for column in asked_columns(tab):
        if column.asked is not None and column.asked.ticks:
            add(column.key, tick_item(tab, key, open_rows))
        elif column.asked is not None:
            add(column.key, _item(tab, key, column.key, column.asked, _kind(column, lists)))
    return TabForm(tuple(requests), questions)


def _item(tab: Tab, key: str, field: str, asked: Question, kind: Mapping[str, Any]) -> Mapping[str, Any]:
    question = {"questionId": _id(key, tab.key, field, "question"), "required": asked.required, **kind}
    item: dict[str, Any] = {"itemId": _id(key, tab.key, field, "item"), "title": asked.text}
    if asked.explained:
        item["description"] = asked.explained
    return {**item, "questionItem": {"question": question}}


def _kind(column: Column, lists: Mapping[str, Sequence[str]]) -> Mapping[str, Any]:
    options = column.asked.options if column.asked is not None else ()
    if column.kind is Kind.BOOL:
        options = (_YES, _NO)
    elif not options and column.choices:
        options = tuple(dict.fromkeys(lists.get(column.choices, ())))
    if options:
        return _choice(options)
    if column.kind is Kind.DATE:
        return {"dateQuestion": {"includeYear": True}}
    return {"textQuestion": {"paragraph": column.kind is Kind.TEXT and column.width >= 200}}


def _choice(options: Iterable[str]) -> Mapping[str, Any]:
    values = [{"value": option} for option in options]
    return {"choiceQuestion": {"type": "RADIO" if len(values) <= FEW else "DROP_DOWN", "options": values}}


def _id(key: str, tab: str, field: str, purpose: str) -> str:
    """Eight hex digits from what they stand for."""
    digest = hashlib.sha256(f"{key}\n{tab}\n{field}\n{purpose}".encode()).hexdigest()
    return f"{(int(digest[:8], 16) & 0x7FFFFFFF) or 1:08x}"


def row_of(
    tab: Tab, said: Mapping[str, str], day: date, student: str = "", by: str = ""
) -> tuple[dict[str, Value], tuple[str, ...]]:
    """The cells of one answer, and the titles of what could not be read (its cell stays blank).

    `day` is the day of the answer, `by` the address of whoever filled it.
    """
    cells: dict[str, Value] = {STUDENT: student or said.get(STUDENT) or None}
    if _DAY in tab.by_key:
        cells[_DAY] = day
    if _WEEK in tab.by_key:
        cells[_WEEK] = date.fromordinal(day.toordinal() - day.weekday())
    if filled_by(tab):
        cells[filled_by(tab)] = by or None
    unread = []
    for column in asked_columns(tab):
        if column.asked is not None and column.asked.ticks:
            continue  # it is about rows that are there already
        text = said.get(column.key, "").strip()
        cells[column.key] = _value(column, text)
        if text and cells[column.key] is None:
            unread.append(column.title)
    return cells, tuple(unread)


def _value(column: Column, text: str) -> Value:
    if not text:
        return None
    if column.kind is Kind.BOOL:
        return {_YES: True, _NO: False}.get(text.casefold())
    if column.kind is Kind.DATE:
        return _day(text)
    if column.kind in (Kind.NUMBER, Kind.INTEGER, Kind.PERCENT):
        return _number(column.kind, text)
    return text


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _number(kind: Kind, text: str) -> Value:
    try:
        number = float(text.rstrip("% ").replace(",", "."))
    except ValueError:
        return None
    if not math.isfinite(number):
        return None
    if kind is Kind.PERCENT:
        return number / 100
    return int(number) if number == int(number) else number
