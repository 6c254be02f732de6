"""Points for the answers of a quiz, by its answer key. Which answers are taken at all is answers.py's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.local_google.forms.document import Json, questions


def grades(form: Json, answers: Mapping[str, Sequence[str]]) -> dict[str, Json]:
    """The Grade of each answered question that has an answer key; none where the form is no quiz."""
    if not form["settings"].get("quizSettings", {}).get("isQuiz"):
        return {}
    found: dict[str, Json] = {}
    for _, question in questions(form):
        given, grading = answers.get(question["questionId"]), question.get("grading", {})
        keys = [each.get("value") for each in grading.get("correctAnswers", {}).get("answers", [])]
        if given and keys:
            correct = _correct(question, given, keys)
            found[question["questionId"]] = _grade(grading, correct)
    return found


def _correct(question: Json, given: Sequence[str], keys: Sequence[str]) -> bool:
    if question.get("choiceQuestion", {}).get("type") == "CHECKBOX":
        return set(given) == set(keys)
    return given[0] in keys


def _grade(grading: Json, correct: bool) -> Json:
    grade: Json = {"correct": correct, "score": grading.get("pointValue", 0) if correct else 0}
    feedback = grading.get("whenRight" if correct else "whenWrong")
    return {name: part for name, part in {**grade, "feedback": feedback}.items() if part}
