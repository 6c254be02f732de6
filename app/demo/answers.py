"""How the made-up students answer: different from each other, the same at every run."""

from __future__ import annotations

from app.demo.person import FormPage

GOAL_WISH = ("yes", "no", "tell me more")


def answers_of(page: FormPage, pupil: int) -> dict[str, list[str]]:
    """One answer to every question of the page: a choice by turn, a sentence now and then."""
    answers: dict[str, list[str]] = {}
    for turn, (name, options) in enumerate(page.choices.items()):
        real = [option for option in options if option not in ("", "__other_option__")]
        if real:
            answers[name] = [real[(pupil * 3 + turn * 2) % len(real)]]
    for turn, name in enumerate(page.texts):
        if (pupil + turn) % 3 == 0:
            answers[name] = [
                "I forget to ask when the room is loud." if turn % 2 else "=1+1 is not a formula"
            ]
    return answers
