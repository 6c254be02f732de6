"""The pages of a form: its sections, and the way through them that the answers choose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.local_google.forms.document import Json, questions_of

Answers = Mapping[str, Sequence[str]]
END = -1


@dataclass(frozen=True)
class Section:
    """One page of a form. `item_id` is its page break's, "" for the first."""

    item_id: str
    title: str
    description: str
    items: tuple[Json, ...]


def sections_of(form: Json) -> list[Section]:
    """The form cut at its page breaks; there is always a first section."""
    heads: list[Json] = [{}]
    bodies: list[list[Json]] = [[]]
    for item in form["items"]:
        if "pageBreakItem" in item:
            heads.append(item)
            bodies.append([])
        else:
            bodies[-1].append(item)
    return [
        Section(head.get("itemId", ""), head.get("title", ""), head.get("description", ""), tuple(body))
        for head, body in zip(heads, bodies, strict=True)
    ]


def after(sections: Sequence[Section], at: int, answers: Answers) -> int:
    """The section that follows `at`, or END; the last answered choice with a target decides."""
    target = at + 1 if at + 1 < len(sections) else END
    for item in sections[at].items:
        for question in questions_of(item):
            chosen = answers.get(question["questionId"], ())
            for option in question.get("choiceQuestion", {}).get("options", []):
                if option.get("value") in chosen:
                    target = _target(sections, at, option, target)
    return target


def _target(sections: Sequence[Section], at: int, option: Json, otherwise: int) -> int:
    if "goToSectionId" in option:
        ids = [section.item_id for section in sections]
        return ids.index(option["goToSectionId"]) if option["goToSectionId"] in ids else otherwise
    following = at + 1 if at + 1 < len(sections) else END
    actions = {"SUBMIT_FORM": END, "RESTART_FORM": 0, "NEXT_SECTION": following}
    return actions.get(option.get("goToAction", ""), otherwise)


def way_through(sections: Sequence[Section], answers: Answers) -> list[int]:
    """The sections that these answers lead through, in order; a way that turns back ends there."""
    way: list[int] = []
    at = 0
    while at != END and at not in way:
        way.append(at)
        at = after(sections, at, answers)
    return way
