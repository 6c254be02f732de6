"""A tab as a Google Form: its columns with `asked` become questions, an answer becomes a row's cells.

Item and question ids come from the keys, never from titles, so a title edited by hand loses nothing.
Who gets the form, and when, is decided elsewhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sheets_schema.codec import Fault
from sheets_schema.model import Column, Kind, Question, Tab, Value

YES, NO = "yes", "no"
_LONG_TEXT = 180


def asked(tab: Tab) -> tuple[tuple[Column, Question], ...]:
    """The columns a form of the tab asks for, with their questions, in order."""
    return tuple((column, column.asked) for column in tab.columns if column.asked is not None)


def question_id(tab: Tab, column: Column) -> str:
    """Eight hexadecimal digits that always stand for this column in a form."""
    return hashlib.sha256(f"{tab.key}.{column.key}".encode()).hexdigest()[:8]


def item_requests(tab: Tab, lists: Mapping[str, Sequence[Value]]) -> list[dict[str, Any]]:
    """One `createItem` a question, for the Forms `batchUpdate` of an empty form.

    `lists` are the items of Lists by column key, for questions that offer them.
    """
    return [
        {"createItem": {"item": _item(tab, column, words, lists), "location": {"index": index}}}
        for index, (column, words) in enumerate(asked(tab))
    ]


def _item(tab: Tab, column: Column, words: Question, lists: Mapping[str, Sequence[Value]]) -> dict[str, Any]:
    asks = _kind(column, words.options or _options(column, lists))
    question = {"questionId": question_id(tab, column), "required": words.required, **asks}
    item: dict[str, Any] = {
        "itemId": question_id(tab, column),
        "title": words.text,
        "questionItem": {"question": question},
    }
    return item | ({"description": words.explained} if words.explained else {})


def _options(column: Column, lists: Mapping[str, Sequence[Value]]) -> tuple[str, ...]:
    if column.kind is Kind.BOOL:
        return (YES, NO)
    return tuple(str(item) for item in lists.get(column.choices or "", ()))


def _kind(column: Column, options: tuple[str, ...]) -> dict[str, Any]:
    if options:
        listed: list[dict[str, Any]] = [{"value": option} for option in dict.fromkeys(options)]
        open_ended = column.choices is not None and column.kind is Kind.TEXT
        if open_ended:
            listed.append({"isOther": True})
        return {"choiceQuestion": {"type": "RADIO", "options": listed}}
    if column.kind is Kind.DATE:
        return {"dateQuestion": {"includeTime": False, "includeYear": True}}
    return {"textQuestion": {"paragraph": column.kind is Kind.TEXT and column.width >= _LONG_TEXT}}


def answered(tab: Tab, answers: Mapping[str, Any]) -> tuple[dict[str, Value], dict[str, Fault]]:
    """The cells of one response (its `answers` by question id), and what could not be understood."""
    cells: dict[str, Value] = {}
    faults: dict[str, Fault] = {}
    for column, _ in asked(tab):
        given = answers.get(question_id(tab, column), {}).get("textAnswers", {}).get("answers", ())
        text = "; ".join(one["value"].strip() for one in given if one.get("value", "").strip())
        if not text:
            continue
        value, fault = _understood(column, text)
        if fault is None:
            cells[column.key] = value
        else:
            faults[column.key] = fault
    return cells, faults


def _understood(column: Column, text: str) -> tuple[Value, Fault | None]:
    if column.kind is Kind.BOOL:
        return text.casefold() == YES, None
    if column.kind is Kind.DATE:
        try:
            return date.fromisoformat(text), None
        except ValueError:
            return None, Fault("not_a_date", f"The answer for {column.title} is no date.", "2026-10-05")
    if column.kind in (Kind.NUMBER, Kind.INTEGER, Kind.PERCENT):
        return _number(column, text)
    return text, None


def _number(column: Column, text: str) -> tuple[Value, Fault | None]:
    share = column.kind is Kind.PERCENT
    plain = text.removesuffix("%").strip().replace(",", ".")
    try:
        number = float(plain)
    except ValueError:
        number = float("nan")
    whole = number == int(number) if abs(number) < 1e15 else False
    if not abs(number) < 1e15 or (column.kind is Kind.INTEGER and not whole):
        return None, Fault("not_a_number", f"The answer for {column.title} is no number.", "12")
    if share:
        return number / 100, None
    return int(number) if whole else number, None
