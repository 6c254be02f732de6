"""What the survey asks, and how it says it: short words that a fourth-grader can read.

A new language is one more `Wording`. Options come from the pick lists and are stored as they are shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Asked:
    """One question. `kind`: choice, scale, text or paragraph; `choices` the column of Lists."""

    field: str  # the column of Survey Answers, or of the whole round
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
    Asked("want_to_talk", "choice"),
)


@dataclass(frozen=True)
class Wording:
    """One language: question -> (title, explanation), and the words around them."""

    title: str
    welcome: str
    until: str
    last_heading: str
    scale: tuple[str, str]
    yes_no: tuple[str, ...]
    questions: Mapping[str, tuple[str, str]]
    starter_goals: Mapping[str, str]  # barrier -> a goal that fits it


WORDING = {
    "en": Wording(
        title="How are things going for you?",
        welcome=(
            "Here are the helps you can use at school. Tell us how it went. There are no wrong answers. "
            "Nothing is taken away because of what you say here."
        ),
        until=" Please answer by {day}.",
        last_heading="Almost done",
        scale=("not at all", "a lot"),
        yes_no=("yes", "no"),
        questions={
            "used": ("Did you use it this quarter?", ""),
            "what_got_in_the_way": ("What got in the way?", "Skip this if nothing did."),
            "other": ("Was it something else? Tell us in your own words.", "You can skip this."),
            "helped": ("Did it help you?", "1 is not at all. 4 is a lot."),
            "wants_a_goal": ("Do you want a goal about it?", "A goal is one small thing you want to try."),
            "goal": (
                "If yes, what is your goal?",
                "For example: I will ask for it once a week. I will use it in one class. "
                "I will tell my teacher when it does not work.",
            ),
            "keep": ("Should it stay as it is?", ""),
            "who_could_help": ("Who could help you use these more?", "You can skip this."),
            "anything_to_tell": ("Is there anything you want to tell us?", "You can skip this."),
            "want_to_talk": ("Do you want to talk about it?", ""),
        },
        starter_goals={
            "forgot": "I will put a note on my desk and use it once a day.",
            "too slow": "I will try it in one class for two weeks and say how it went.",
            "looks odd in front of others": "I will find a quiet way to use it with my teacher.",
            "teacher said no": "I will ask together with my case manager.",
            "tool broken": "I will tell my teacher on the same day when it does not work.",
            "hard to ask": "I will ask for it once a week: look, say what I need and why, say thank you.",
        },
    )
}
