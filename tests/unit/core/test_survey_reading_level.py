"""Whether a fourth-grader can read a form as a whole; names and one-word answers are left out.

English by textstat's grades. Spanish by Fernández Huerta (1959, "Medidas sencillas de lecturabilidad"),
French by Kandel and Moles (1958, "Application de l'indice de Flesch à la langue française"): both are
Flesch's scale, on which 90 and more is what ten-year-olds read with ease.
"""

from __future__ import annotations

import importlib
import re
import warnings
from collections.abc import Iterable, Mapping
from datetime import date
from types import ModuleType
from typing import Any

import pytest

from app.core.survey import KINDS, KNOWLEDGE, USE, Asking, choices, form_requests
from app.core.survey_knowledge import knowledge_form
from app.core.survey_knowledge_texts import CHOICES, KNOWLEDGE_WORDING, OWNED
from app.core.survey_mail import invitation, survey_reminder
from app.core.survey_texts import WORDING
from sheets_schema.form import filled_by, form_tabs, tab_form
from sheets_schema.workbook import WORKBOOK
from tests.unit.core.books import row, student

CLOSES = date(2026, 11, 30)
WORDS_FOR_IT = {"en": "accommodation", "es": "adaptación", "fr": "aménagement"}


@pytest.fixture(scope="module")
def textstat() -> ModuleType:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it asks setuptools for its word list, which warns
        found = importlib.import_module("textstat")
        found.textstat.dale_chall_readability_score("A word list is read now.")
    return found


def items_of(language: str, helps: int, kind: str = USE) -> list[str]:
    """Every text of the form but the names of the helps, in the order of the page."""
    rows = [row(10 + at, accommodation=f"Help{at}") for at in range(helps)]
    names = {name for at in range(helps) for name in (f"{at + 1}. Help{at}", f"Help{at}")}
    names |= set(choices("common_helps", None))
    found: list[str] = []
    form = form_requests if kind == USE else knowledge_form
    for request in form(Asking("S001", rows, language, closes=CLOSES)).requests:
        if "updateFormInfo" in request:
            found.append(request["updateFormInfo"]["info"]["description"])
        elif "createItem" in request:
            found += _texts(request["createItem"]["item"])
    title = WORDING[language].title if kind == USE else KNOWLEDGE_WORDING[language].title
    return [title, *(text for text in found if text not in names)]


def _texts(item: Mapping[str, Any]) -> Iterable[str]:
    question = item.get("questionItem", {}).get("question", {})
    yield item["title"]
    yield item.get("description", "")
    for option in question.get("choiceQuestion", {}).get("options", []):
        yield option["value"]
    for end in ("lowLabel", "highLabel"):
        yield question.get("scaleQuestion", {}).get(end, "")


def prose(texts: Iterable[str]) -> str:
    """As one text. An answer to choose ends like a sentence; one of a single word is left out."""
    said = [text.strip() for text in texts if len(text.split()) > 1]
    return " ".join(text if text[-1] in ".?!" else f"{text}." for text in said)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("helps", [1, 4, 8])
def test_each_english_form_as_a_whole_is_at_grade_four_or_below(
    textstat: ModuleType, helps: int, kind: str
) -> None:
    text = prose(items_of("en", helps, kind))
    textstat.set_lang("en")
    assert textstat.flesch_kincaid_grade(text) <= 4
    assert textstat.text_standard(text, float_output=True) <= 4
    assert textstat.dale_chall_readability_score(text) < 5, "its lowest band is grade four and below"


@pytest.mark.parametrize("tab", [tab.key for tab in form_tabs(WORKBOOK) if not filled_by(tab)])
def test_each_form_of_a_tab_that_students_fill_is_too(textstat: ModuleType, tab: str) -> None:
    texts: list[str] = []
    for request in tab_form(WORKBOOK.tab(tab), "S001", {}).requests:
        if "updateFormInfo" in request:
            texts.append(request["updateFormInfo"]["info"]["description"])
        elif "createItem" in request:
            texts += _texts(request["createItem"]["item"])
    textstat.set_lang("en")
    assert textstat.flesch_kincaid_grade(prose(texts)) <= 4


def test_the_measure_can_fail(textstat: ModuleType) -> None:
    textstat.set_lang("en")
    text = "Individualised accommodations necessitate documentation of longitudinal utilisation."
    assert textstat.flesch_kincaid_grade(text) > 12


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("helps", [1, 8])
def test_spanish_and_french_are_very_easy(textstat: ModuleType, helps: int, kind: str) -> None:
    textstat.set_lang("es")
    assert textstat.fernandez_huerta(prose(items_of("es", helps, kind))) >= 90
    textstat.set_lang("fr")
    french = prose(items_of("fr", helps, kind))
    assert textstat.flesch_reading_ease(french) >= 90  # in French: Kandel and Moles


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", WORDING)
def test_the_long_word_is_explained_where_it_first_stands_and_then_avoided(language: str, kind: str) -> None:
    text = " ".join(items_of(language, 8, kind)).casefold()
    word = WORDS_FOR_IT[language]
    assert text.count(word) == 1
    sentence = next(one for one in re.split(r"(?<=[.?!])\s", text) if word in one)
    assert re.search(rf"{word} (is|es|est) (a|una|une) (help|ayuda|aide)", sentence)


@pytest.mark.parametrize("language", WORDING)
def test_a_language_says_everything(language: str) -> None:
    words, english = WORDING[language], WORDING["en"]
    assert words.questions.keys() == english.questions.keys()
    for key, (said, explained) in words.questions.items():
        assert said
        assert bool(explained) == bool(english.questions[key][1]), key
    if language != "en":
        listed = {option for text in _listed() for option in text}
        assert words.options.keys() == listed
        assert len({shown.casefold() for shown in words.options.values()}) == len(words.options)


@pytest.mark.parametrize("language", ["es", "fr"])
def test_a_language_says_everything_of_the_knowledge_survey(language: str) -> None:
    words, english = KNOWLEDGE_WORDING[language], KNOWLEDGE_WORDING["en"]
    assert words.questions.keys() == english.questions.keys()
    assert words.options.keys() == {item for items in (*CHOICES.values(), OWNED) for item in items}
    assert len({shown.casefold() for shown in words.options.values()}) == len(words.options)


def _listed() -> Iterable[Iterable[str]]:
    for request in form_requests(Asking("S001", [row(10, accommodation="Help")], "en")).requests:
        item = request.get("createItem", {}).get("item", {})
        question = item.get("questionItem", {}).get("question", {})
        yield [option["value"] for option in question.get("choiceQuestion", {}).get("options", [])]


def test_the_english_mails_are_as_easy(textstat: ModuleType) -> None:
    textstat.set_lang("en")
    who = student(1, "Ana Lee", student_email="ana@s.org")
    for letter in (
        invitation(who, "2026Q4", "https://x.test", CLOSES),
        invitation(who, "2026K1", "https://x.test", CLOSES, kind=KNOWLEDGE),
        survey_reminder(who, "2026Q4", "https://x.test", CLOSES, CLOSES),
    ):
        text = re.sub(r"https?://\S+", "", letter.written.text)
        assert textstat.flesch_kincaid_grade(prose(text.splitlines())) <= 5
