"""Functions that Google has and the engine has not, as plain Python over evaluated arguments."""

import re
from collections.abc import Callable, Iterator
from typing import Any


def _flat(arguments: tuple[Any, ...]) -> Iterator[Any]:
    for argument in arguments:
        if isinstance(argument, list | tuple):
            yield from _flat(tuple(argument))
        elif argument not in (None, ""):
            yield argument


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _join(separator: Any, *values: Any) -> str:
    return _text(separator).join(_text(value) for value in _flat(values))


def _extract(text: Any, pattern: str) -> str:
    match = re.search(pattern, _text(text))
    if not match:
        raise ValueError("the pattern does not occur")
    return match[1] if match.groups() else match[0]


GOOGLE_FUNCTIONS: dict[str, tuple[Callable[..., Any], int, int | None]] = {
    "REGEXMATCH": (lambda text, pattern: re.search(pattern, _text(text)) is not None, 2, 2),
    "REGEXEXTRACT": (_extract, 2, 2),
    "REGEXREPLACE": (
        lambda text, pattern, new: re.sub(pattern, re.sub(r"\$(\d)", r"\\\1", new), _text(text)),
        3,
        3,
    ),
    "COUNTUNIQUE": (lambda *values: float(len(set(_flat(values)))), 1, None),
    "JOIN": (_join, 2, None),
    "TO_TEXT": (lambda value: _text(value), 1, 1),
    "TO_PURE_NUMBER": (lambda value: value, 1, 1),
    "TO_DATE": (lambda value: value, 1, 1),
    "ISEMAIL": (lambda text: re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", _text(text)) is not None, 1, 1),
}
