"""What the survey asks, and what a language must say to ask it. The texts are data in `survey_texts.py`.

Answers are kept in the words of the pick lists, whatever language they were given in.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Asked:
    """One question. `kind`: choice, scale, text or paragraph; `choices` the column of Lists."""

    field: str  # the column of Survey Answers
    kind: str
    choices: str = ""
    required: bool = False


QUESTIONS = (
    Asked("used", "choice", "used", required=True),
    Asked("what_got_in_the_way", "choice", "barriers"),
    Asked("other", "text"),
    Asked("helped", "scale"),
    Asked("wants_a_goal", "choice", "goal_wishes"),
    Asked("goal", "text"),
    Asked("keep", "choice", "keep_wishes"),
)
ABOUT_ALL = (
    Asked("who_could_help", "text"),
    Asked("anything_to_tell", "paragraph"),
    Asked("want_to_talk", "choice", "talk_wishes"),
)
ASKED = {asked.field: asked for asked in (*QUESTIONS, *ABOUT_ALL)}


@dataclass(frozen=True)
class Mails:
    """The survey's mails to a student. {name} and {day} are filled in."""

    hello: str
    hello_nobody: str
    subject: str
    why: str
    link: str
    until: str
    subject_again: str
    why_again: str
    until_again: str


@dataclass(frozen=True)
class Wording:
    """One language: question -> (title, explanation), and the words around them."""

    names: tuple[str, ...]  # what people type under Language, lower case and without accents
    title: str
    welcome: str  # explains the word "accommodation"; nothing after it says that word again
    until: str
    last_heading: str
    scale: tuple[str, str]
    questions: Mapping[str, tuple[str, str]]
    options: Mapping[str, str]  # an item of a pick list as a new workbook has it -> how it is shown
    months: tuple[str, ...]
    day: str  # {day} {month} {year}
    mails: Mails

    def spelled(self, day: date) -> str:
        """The day as this language writes it."""
        return self.day.format(day=day.day, month=self.months[day.month - 1], year=day.year)

    def shown(self, item: str) -> str:
        """An item of a pick list in this language; one that the school made stays as it is."""
        return self.options.get(item, item)


def first_word(language: str) -> str:
    """ "Español (México)" -> "espanol": how a typed language is looked up."""
    plain = unicodedata.normalize("NFKD", language.casefold())
    found = re.match(r"[a-z]+", "".join(c for c in plain if not unicodedata.combining(c)).strip())
    return found.group() if found else ""
