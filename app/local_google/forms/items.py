"""Which items Google accepts, and the ids they get. Only rules about one item in its form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from app.local_google.api import GoogleError, bad_request
from app.local_google.forms.document import Json, questions_of
from app.local_google.world import World

ITEM_KINDS = ("questionItem", "questionGroupItem", "pageBreakItem", "textItem", "imageItem", "videoItem")
QUESTION_KINDS = (
    "choiceQuestion",
    "textQuestion",
    "scaleQuestion",
    "dateQuestion",
    "timeQuestion",
    "fileUploadQuestion",
    "rowQuestion",
    "ratingQuestion",
)
ID = re.compile(r"[0-9a-f]{1,8}")
ICONS = ("STAR", "HEART", "THUMB_UP")


class ItemError(Exception):
    """What is wrong with an item; the caller adds which request it was."""


def kind_of(item: Json) -> str:
    """The one kind key of an item."""
    return _only(item, ITEM_KINDS, "item")


def question_kind(question: Json) -> str:
    """The one kind key of a question."""
    return _only(question, QUESTION_KINDS, "question")


def _only(value: Json, kinds: tuple[str, ...], what: str) -> str:
    found = [kind for kind in kinds if kind in value]
    if len(found) != 1:
        raise ItemError(f"The {what} must have exactly one kind, but {len(found)} were given.")
    return found[0]


def check_item(item: Json, form: Json) -> None:
    """Raises ItemError when Google would not take this item into this form."""
    kind = kind_of(item)
    _one_line(item.get("title"))
    if kind == "questionItem":
        question = item[kind].get("question")
        if not question:
            raise ItemError("questionItem.question is required.")
        _check_question(question, form, in_group=False)
    elif kind == "questionGroupItem":
        _check_group(item[kind], form)
    elif kind == "imageItem":
        _check_image(item[kind].get("image"))
    elif kind == "videoItem":
        uri = item[kind].get("video", {}).get("youtubeUri", "")
        if not re.match(r"https?://(www\.)?(youtube\.com|youtu\.be)/", uri):
            raise ItemError("The video must have a YouTube URI.")


def _one_line(text: str | None) -> None:
    if text and re.search(r"[\r\n]", text):
        raise ItemError("Displayed text cannot contain newlines")


def _check_group(group: Json, form: Json) -> None:
    rows = group.get("questions", [])
    if not rows:
        raise ItemError("questionGroupItem.questions must not be empty.")
    for row in rows:
        _check_question(row, form, in_group=True)
    columns = group.get("grid", {}).get("columns")
    if columns is None:
        raise ItemError("questionGroupItem.grid.columns is required.")
    if columns.get("type") not in ("RADIO", "CHECKBOX"):
        raise ItemError("Only RADIO and CHECKBOX choices are allowed in a grid.")
    if any(option.get("isOther") for option in columns.get("options", [])):
        raise ItemError("isOther is not allowed in a question group.")
    _check_choice(columns)


def _check_question(question: Json, form: Json, *, in_group: bool) -> None:
    kind = question_kind(question)
    if in_group != (kind == "rowQuestion"):
        raise ItemError("Row questions belong in a question group, and a grid takes only row questions.")
    if kind == "fileUploadQuestion":
        raise ItemError("Creating file upload questions is not supported.")
    if "grading" in question and not form["settings"].get("quizSettings", {}).get("isQuiz"):
        raise ItemError("Cannot set grading on a question in a form that is not a quiz.")
    check = CHECKS.get(kind)
    if check is not None:
        check(question[kind])
    if kind == "choiceQuestion":
        _check_sections(question[kind], form)


def _check_choice(choice: Json) -> None:
    if choice.get("type") not in ("RADIO", "CHECKBOX", "DROP_DOWN"):
        raise ItemError("choiceQuestion.type is required.")
    options = choice.get("options", [])
    if not options:
        raise ItemError("choiceQuestion.options must not be empty.")
    others = [option for option in options if option.get("isOther")]
    if others and choice["type"] == "DROP_DOWN":
        raise ItemError("isOther is not allowed for DROP_DOWN choices.")
    if len(others) > 1:
        raise ItemError("Only one option may have isOther.")
    if any(option.get("value") for option in others):
        raise ItemError("Cannot set option.value when isOther is true")
    named = [option.get("value", "") for option in options if not option.get("isOther")]
    for value in named:
        _one_line(value)
    if not all(named):
        raise ItemError("option.value must not be empty.")
    if len(set(named)) != len(named):
        raise ItemError("Cannot have duplicate option values.")


def _check_sections(choice: Json, form: Json) -> None:
    breaks = {item["itemId"] for item in form["items"] if "pageBreakItem" in item}
    for option in choice["options"]:
        if not ("goToAction" in option or "goToSectionId" in option):
            continue
        if choice["type"] == "CHECKBOX":
            raise ItemError("Section navigation is not allowed for CHECKBOX choices.")
        if "goToSectionId" in option and option["goToSectionId"] not in breaks:
            raise ItemError(f"goToSectionId {option['goToSectionId']} is no section of this form.")


def _check_scale(scale: Json) -> None:
    if scale.get("low", 0) not in (0, 1) or not 2 <= scale.get("high", 0) <= 10:
        raise ItemError("A scale must begin at 0 or 1 and end at 2 to 10.")
    _one_line(scale.get("lowLabel"))
    _one_line(scale.get("highLabel"))


def _check_rating(rating: Json) -> None:
    if rating.get("iconType") not in ICONS or not 3 <= rating.get("ratingScaleLevel", 0) <= 10:
        raise ItemError("A rating needs an iconType and a ratingScaleLevel of 3 to 10.")


def _check_row(row: Json) -> None:
    if not row.get("title"):
        raise ItemError("rowQuestion.title is required.")
    _one_line(row["title"])


def _check_image(image: Json | None) -> None:
    if image is None:
        raise ItemError("image is required.")
    uri = image.get("sourceUri") or image.get("contentUri") or ""
    if not re.match(r"https?://", uri):
        raise ItemError("The image must have a sourceUri that can be fetched.")


CHECKS: dict[str, Callable[[Json], None]] = {
    "choiceQuestion": _check_choice,
    "scaleQuestion": _check_scale,
    "ratingQuestion": _check_rating,
    "rowQuestion": _check_row,
}


def give_ids(world: World, item: Json, form: Json) -> None:
    """Every id of the item is set; one that a client chose must be hexadecimal and unused in the form."""
    others = [other for other in form["items"] if other is not item]
    taken = {other["itemId"] for other in others}
    item["itemId"] = _id(world, item.get("itemId"), taken, "item")
    used = {question["questionId"] for other in others for question in questions_of(other)}
    for question in questions_of(item):
        question["questionId"] = _id(world, question.get("questionId"), used, "question")
        used.add(question["questionId"])


def _id(world: World, wanted: str | None, taken: set[str], what: str) -> str:
    if not wanted:
        return next(each for each in _random_ids(world) if each not in taken)
    if not ID.fullmatch(wanted):
        raise ItemError(f"Invalid {what} ID {wanted!r}: it must be at most eight hexadecimal digits.")
    if wanted in taken:
        raise ItemError(f"The {what} ID {wanted} is already in use.")
    return wanted


def _random_ids(world: World) -> Iterator[str]:
    while True:
        yield f"{world.random.randrange(1, 2**31):08x}"


def keep_images(item: Json, base: str) -> None:
    """Images are not fetched here: each gets a placeholder's address, and its source is not told again."""
    for image in _images(item):
        if image.pop("sourceUri", None):
            image["contentUri"] = f"{base}/static/picture.svg"


def _images(value: Any) -> Iterator[Json]:
    if isinstance(value, dict):
        for key, part in value.items():
            if key == "image" and isinstance(part, dict):
                yield part
            else:
                yield from _images(part)
    elif isinstance(value, list):
        for part in value:
            yield from _images(part)


def refused(number: int, kind: str, problem: Exception) -> GoogleError:
    """The 400 that names the request."""
    return bad_request(f"Invalid requests[{number}].{kind}: {problem}")
