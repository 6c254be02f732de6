"""How the made-up students answer: different from each other, the same at every run."""

from __future__ import annotations

from app.demo.person import FormPage

# for a question about what was in the way, and for one about a goal
WORDS = (
    ("There is no plug near my seat.", "I will ask for it once a week."),
    ("It takes long to set up.", "I will use it in one class."),
    ("I forget when the room is loud.", "I will tell my teacher when it does not work."),
    ("=1+1 is not a formula", "I want to ask by myself."),
)


def answers_of(page: FormPage, pupil: int) -> dict[str, list[str]]:
    """One answer to every question of the page: a choice by turn, a sentence now and then."""
    answers: dict[str, list[str]] = {}
    for turn, (name, options) in enumerate(page.choices.items()):
        real = [option for option in options if option not in ("", "__other_option__")]
        if real:
            answers[name] = [real[(pupil * 3 + turn * 2) % len(real)]]
    for turn, name in enumerate(page.texts):
        if (pupil + turn) % 3 == 0:
            answers[name] = [WORDS[(pupil + turn // 2) % len(WORDS)][turn % 2]]
    return answers
