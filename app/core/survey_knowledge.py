"""The knowledge survey: the Form that asks what a student knows about their helps, and its score.

Ten points: 2 for what a help is for, 4 for which are mine, 4 for how I ask. Taking a help that is not theirs
for their own takes away as much as knowing one gives, so saying yes to everything scores nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.core.model import Cell
from app.core.names import clean
from app.core.survey import Asking, FormDraft, FormPlan, choices, radio
from app.core.survey_knowledge_texts import (
    CHOICES,
    HOW,
    MORE,
    OWNED,
    RIGHT,
    SAY,
    WHAT_FOR,
    YES,
    as_item,
    knowledge_wording,
)
from sheets_schema.read import Book, Row

MINE = "mine"
NOT_MINE = "not mine:"  # before the words of a help that is not the student's
REQUIRED = frozenset({WHAT_FOR, MINE, HOW, SAY})
_POINTS: Mapping[str, int] = {WHAT_FOR: 2, HOW: 2, SAY: 2}
_POINTS_MINE = 4
_OTHERS = 3  # helps of others to tell apart from one's own


def knowledge_form(asking: Asking) -> FormPlan:
    """The Form about what the student knows."""
    words = knowledge_wording(asking.language)
    draft = FormDraft(asking, words.welcome, f"{asking.student}\nknowledge")

    def ask(field: str) -> None:
        draft.ask(0, field, words.questions[field], radio(map(words.shown, CHOICES[field])), required=True)

    ask(WHAT_FOR)
    draft.heading(0, words.which)
    for accommodation, field, said in _mixed(asking.accommodations, asking.book):
        draft.ask(accommodation, field, said, radio(map(words.shown, OWNED)), required=True)
    for field in (HOW, SAY):
        ask(field)
    line = {"textQuestion": {"paragraph": False}}
    draft.ask(0, MORE, words.questions[MORE], line, required=False, explained=words.skip)
    return draft.plan()


def _mixed(accommodations: Sequence[Row], book: Book | None) -> list[tuple[int, str, str]]:
    """The student's own and a few others, by their words, so that the order gives nothing away."""
    own = {clean(str(row["accommodation"]))[:300]: row.id or 0 for row in accommodations}
    taken = {word for text in own for word in _words(text)}
    others = [one for one in choices("common_helps", book) if not _words(one) & taken][:_OTHERS]
    found = [(row_id, MINE, text) for text, row_id in own.items()]
    found += [(0, f"{NOT_MINE}{text}", text) for text in others]
    return sorted(found, key=lambda one: one[2].casefold())


def _words(text: str) -> set[str]:
    """What two names of the same help share: "Extended time" is no other help than "Extra time"."""
    return {word for word in text.casefold().split() if len(word) > 3}


def knowledge_cells(said: Mapping[tuple[int, str], str], book: Book) -> Mapping[str, Cell]:
    """The cells of one answer: what was said, in words, and its score. `said` goes by (row id, field)."""
    own = {row_id: as_item(text) for (row_id, field), text in said.items() if field == MINE}
    others = {
        field.removeprefix(NOT_MINE): as_item(text)
        for (_, field), text in said.items()
        if field.startswith(NOT_MINE)
    }
    taken = sorted(text for text, answer in others.items() if answer == YES)
    items = {field: as_item(said.get((0, field), "")) for field in _POINTS}
    return {
        "what_it_is_for": items[WHAT_FOR] or None,
        "which_are_mine": _which(own, taken, book) or None,
        "how_i_ask": "; ".join(filter(None, (items[HOW], items[SAY]))) or None,
        "knowledge": _score(items, list(own.values()), len(taken), len(others)),
        "anything_to_tell": said.get((0, MORE)) or None,
    }


def _score(items: Mapping[str, str], own: Sequence[str], taken: int, others: int) -> float:
    points = float(sum(_POINTS[field] for field, item in items.items() if item == RIGHT[field]))
    if own:
        known = own.count(YES) / len(own) - (taken / others if others else 0)
        points += _POINTS_MINE * max(0.0, known)
    tenths = int(points * 10 + 0.5)
    return tenths / 10 if tenths % 10 else tenths // 10  # whole ones as the sheet gives them back


def _which(own: Mapping[int, str], taken: Sequence[str], book: Book) -> str:
    if not own:
        return ""
    names = {row.id: clean(str(row["accommodation"] or "")) for row in book["accommodations"]}
    unknown = [
        names.get(row_id, "") or "one whose row is gone" for row_id, said in own.items() if said != YES
    ]
    text = f"knows {len(own) - len(unknown)} of {len(own)}"
    text += f"; not: {', '.join(unknown)}" if unknown else ""
    return text + (f"; took for theirs: {', '.join(taken)}" if taken else "")
