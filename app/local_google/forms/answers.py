"""A respondent's fields read as answers, with a sentence for each that cannot be taken.

Field names are Google's: `entry.` and the question's id in decimal. No HTML here, and nothing is stored.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.local_google.forms.document import Json, questions_of
from app.local_google.forms.items import question_kind
from app.local_google.forms.words import Words

Fields = Mapping[str, Sequence[str]]
OTHER = "__other_option__"
LONGEST = 50_000
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True)
class Problem:
    """What keeps one question's answer from being taken. `field` is the name of its first control."""

    field: str
    title: str
    text: str


@dataclass(frozen=True)
class Asked:
    """A question as a respondent meets it: with its item, and the choices it takes from its grid, if any."""

    question: Json
    item: Json

    @property
    def id(self) -> str:
        return str(self.question["questionId"])

    @property
    def field(self) -> str:
        return field_of(self.id)

    @property
    def kind(self) -> str:
        return question_kind(self.question)

    @property
    def title(self) -> str:
        if self.kind == "rowQuestion":
            return f"{self.item.get('title', '')}: {self.question['rowQuestion']['title']}".removeprefix(": ")
        return str(self.item.get("title", ""))

    @property
    def choice(self) -> Json:
        """The choice question, for rows that of their grid."""
        if self.kind == "rowQuestion":
            return dict(self.item["questionGroupItem"]["grid"]["columns"])
        return dict(self.question.get("choiceQuestion", {}))


class AnswerError(Exception):
    """An answer that cannot be taken; the text is for the respondent."""


def field_of(question_id: str) -> str:
    """The name of a question's control."""
    return f"entry.{int(question_id, 16)}"


def asked_in(items: Iterable[Json]) -> list[Asked]:
    """Every question of these items, in order."""
    return [Asked(question, item) for item in items for question in questions_of(item)]


def read(items: Iterable[Json], fields: Fields, words: Words) -> tuple[dict[str, list[str]], list[Problem]]:
    """The answers by question id, without the questions left blank, and the problems in order."""
    answers: dict[str, list[str]] = {}
    problems: list[Problem] = []
    for asked in asked_in(items):
        try:
            values = READERS[_reader(asked)](asked, fields, words)
            if not values and asked.question.get("required"):
                raise AnswerError(words("required"))
        except AnswerError as problem:
            problems.append(Problem(asked.field, asked.title, str(problem)))
        else:
            if values:
                answers[asked.id] = values
    return answers, problems


def address_problem(address: str, words: Words) -> Problem | None:
    """What is wrong with an address that the respondent typed."""
    if ADDRESS.fullmatch(address):
        return None
    return Problem("emailAddress", words("email"), words("email_wrong" if address else "required"))


def _reader(asked: Asked) -> str:
    return "choiceQuestion" if asked.kind == "rowQuestion" else asked.kind


def _one(fields: Fields, name: str) -> str:
    values = fields.get(name, ())
    return values[0].strip() if values else ""


def _text(asked: Asked, fields: Fields, words: Words) -> list[str]:
    values = fields.get(asked.field, ())
    text = values[0].replace("\r\n", "\n") if values else ""
    if len(text) > LONGEST:
        raise AnswerError(words("too_long").format(most=f"{LONGEST:,}", length=f"{len(text):,}"))
    return [text] if text.strip() else []


def _choice(asked: Asked, fields: Fields, words: Words) -> list[str]:
    choice = asked.choice
    chosen = [value for value in fields.get(asked.field, ()) if value]
    other = _one(fields, f"{asked.field}.other_option_response")
    takes_other = any(option.get("isOther") for option in choice["options"])
    if takes_other and other and OTHER not in chosen and (choice["type"] == "CHECKBOX" or not chosen):
        chosen.append(OTHER)
    known = _named(choice)
    values = [value for value in chosen if value != OTHER or not takes_other]
    if any(value not in known for value in values):
        raise AnswerError(words("not_a_choice"))
    if choice["type"] != "CHECKBOX" and len(set(chosen)) > 1:
        raise AnswerError(words("only_one"))
    if takes_other and OTHER in chosen:
        if len(other) > LONGEST:
            raise AnswerError(words("too_long").format(most=f"{LONGEST:,}", length=f"{len(other):,}"))
        if not other and asked.question.get("required") and not values:
            raise AnswerError(words("write_other"))
        values += [other] if other else []
    return list(dict.fromkeys(values))


def _named(choice: Json) -> set[str]:
    return {option["value"] for option in choice.get("options", []) if not option.get("isOther")}


def _scale(asked: Asked, fields: Fields, words: Words) -> list[str]:
    scale = asked.question["scaleQuestion"]
    return _within(_one(fields, asked.field), scale.get("low", 0), scale["high"], words)


def _rating(asked: Asked, fields: Fields, words: Words) -> list[str]:
    return _within(_one(fields, asked.field), 1, asked.question["ratingQuestion"]["ratingScaleLevel"], words)


def _within(text: str, low: int, high: int, words: Words) -> list[str]:
    if text and not (re.fullmatch(r"\d{1,2}", text) and low <= int(text) <= high):
        raise AnswerError(words("from_to").format(low=low, high=high))
    return [str(int(text))] if text else []


def _date(asked: Asked, fields: Fields, words: Words) -> list[str]:
    asks = asked.question["dateQuestion"]
    whole, _, clock = _one(fields, asked.field).replace("T", " ").partition(" ")
    parts = [_one(fields, f"{asked.field}_{part}") for part in ("year", "month", "day")]
    found = re.fullmatch(r"(?:(\d{4})-)?(\d{1,2})-(\d{1,2})", whole)
    if found:
        parts = [part or "" for part in found.groups()]
    elif whole:
        raise AnswerError(words("date_wrong"))
    wanted = parts if asks.get("includeYear") else parts[1:]
    time = _clock(asked, fields, clock, words) if asks.get("includeTime") else []
    if not any(wanted) and not time:
        return []
    # A date without a year may be 29 February.
    day = _day(parts[0] if asks.get("includeYear") else "2000", parts[1], parts[2], words)
    if asks.get("includeTime") and not time:
        raise AnswerError(words("time_missing"))
    text = day.isoformat() if asks.get("includeYear") else day.strftime("%m-%d")
    return [" ".join([text, *time])]


def _day(year: str, month: str, day: str, words: Words) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError as error:
        raise AnswerError(words("date_wrong")) from error


def _time(asked: Asked, fields: Fields, words: Words) -> list[str]:
    return _clock(asked, fields, _one(fields, asked.field), words)


def _clock(asked: Asked, fields: Fields, text: str, words: Words) -> list[str]:
    duration = asked.question.get("timeQuestion", {}).get("duration", False)
    typed = text or _one(fields, f"{asked.field}_time")
    hour, minute = _one(fields, f"{asked.field}_hour"), _one(fields, f"{asked.field}_minute")
    if not typed and (hour or minute):
        typed = f"{hour or '0'}:{minute or '0'}"
    if not typed:
        return []
    found = re.fullmatch(r"(\d{1,3}):(\d{1,2})(?::\d{1,2})?", typed)
    if not found or int(found.group(2)) > 59 or int(found.group(1)) > (72 if duration else 23):
        raise AnswerError(words("duration_wrong" if duration else "time_wrong"))
    return [f"{int(found.group(1)):02d}:{int(found.group(2)):02d}"]


def _upload(_asked: Asked, _fields: Fields, words: Words) -> list[str]:
    raise AnswerError(words("no_files"))


READERS: dict[str, Callable[[Asked, Fields, Words], list[str]]] = {
    "textQuestion": _text,
    "choiceQuestion": _choice,
    "scaleQuestion": _scale,
    "ratingQuestion": _rating,
    "dateQuestion": _date,
    "timeQuestion": _time,
    "fileUploadQuestion": _upload,
}


def fields_from(items: Iterable[Json], answers: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """The controls' values that stand for stored answers, to edit them."""
    fields: dict[str, list[str]] = {}
    for asked in asked_in(items):
        values = list(answers.get(asked.id, ()))
        if not values:
            continue
        known = _named(asked.choice)
        others = [value for value in values if known and value not in known]
        fields[asked.field] = [value for value in values if value not in others] + ([OTHER] if others else [])
        if others:
            fields[f"{asked.field}.other_option_response"] = others[:1]
    return fields
