"""Google's formulas in the words of the engine: named ranges, ranges without a last row, forms that only
Google has.

Text to text, by token; the text that people entered is kept elsewhere and is never this one.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import formualizer

from app.local_google.sheets.rewrite import words

CLOCK = "\u2063clock"
"""A tab of the engine alone: the day stands in A1, the moment in B1."""
_NOW = re.compile(
    r"""(?P<text>"(?:[^"]|"")*"|'(?:[^']|'')*')|(?<![\w.])(?P<name>TODAY|NOW)\(\s*\)""", re.IGNORECASE
)
_CELLS = {"TODAY": f"'{CLOCK}'!$A$1", "NOW": f"'{CLOCK}'!$B$1"}
_DIGITS = re.compile(r"\d+")
_ONLY_GOOGLE = re.compile(r"\b(IFERROR|IFNA|FILTER|SORT|ARRAYFORMULA)\(", re.IGNORECASE)

_OPEN = re.compile(
    r"""(?P<text>"[^"]*")|(?:(?P<title>'(?:[^']|'')*'|[\w.]+)!)?\$?[A-Z]{1,3}\$?\d+(?P<last>:\$?[A-Z]{1,3})(?![\w$.(!])|'[^']*'"""
)
_MAYBE_OPEN = re.compile(r"\d:\$?[A-Z]{1,3}(?![\w$.(!])")


@dataclass
class _Open:
    """A function whose closing parenthesis is still to come."""

    name: str
    separators: int = 0


def for_engine(
    formula: str, names: Mapping[str, str], own: str = "", ends: Mapping[str, int] | None = None
) -> str:
    """The formula for formualizer; `names` maps a named range in lower case to its reference, `ends` a tab's
    title to the row where ranges of it end that are left open; `own` is the formula's tab."""
    if names:
        formula = _named(formula, names)
    if ends and _MAYBE_OPEN.search(formula):
        formula = _OPEN.sub(lambda match: _ended(match, own, ends), formula)
    said = formula.upper()
    if "TODAY(" in said or "NOW(" in said:
        formula = _NOW.sub(_clock_cell, formula)
    return _translated(formula) if _speaks_google(_DIGITS.sub("1", formula)) else formula


@lru_cache(maxsize=4096)
def _speaks_google(shape: str) -> bool:
    """Whether formulas of this shape need other words; those filled down differ in numbers only."""
    return _ONLY_GOOGLE.search(shape) is not None and _translated(shape) != shape


def _clock_cell(match: re.Match[str]) -> str:
    """TODAY() and NOW() are cells: the engine works out a volatile function's dependents at every change."""
    name = match["name"]
    return _CELLS[name.upper()] if name else match[0]


def _ended(match: re.Match[str], own: str, ends: Mapping[str, int]) -> str:
    """formualizer 0.13.0 ends each open range at its own last value, and two of them no longer fit."""
    if match["last"] is None:
        return match[0]
    title = (match["title"] or own).removeprefix("'").removesuffix("'").replace("''", "'").lower()
    return f"{match[0]}${ends[title]}" if title in ends else match[0]


def _named(formula: str, names: Mapping[str, str]) -> str:
    out: list[str] = []
    done = 0
    for word in words(formula):
        target = names.get(word.text.lower()) if word.reference is None else None
        if target:
            out.append(formula[done : word.start] + target)
            done = word.end
    return "".join(out) + formula[done:]


def _translated(formula: str) -> str:
    """IFERROR(x) gets its blank, FILTER's conditions become one, SORT its direction."""
    try:
        tokens = formualizer.tokenize(formula).tokens()
    except formualizer.TokenizerError:
        return formula
    data = formula.encode()
    out, done = ["="], 1
    stack: list[_Open] = []
    for token in tokens:
        text = data[token.start : token.end].decode()
        out.append(data[done : token.start].decode())
        done = token.end
        out.append(_word(text, token, stack))
    return "".join(out) + data[done:].decode()


def _word(text: str, token: formualizer.Token, stack: list[_Open]) -> str:
    kinds, parts = formualizer.TokenType, formualizer.TokenSubType
    if token.token_type in (kinds.Func, kinds.Paren, kinds.Array) and token.subtype == parts.Open:
        name = text[:-1].strip().upper() if token.token_type == kinds.Func else ""
        stack.append(_Open(name))
        return "(" if name == "ARRAYFORMULA" else text
    if token.token_type == kinds.Sep and stack and token.subtype == parts.Arg:
        stack[-1].separators += 1
        if stack[-1].name == "FILTER":
            return ",(" if stack[-1].separators == 1 else ")*("
        if stack[-1].name == "SORT":
            # Google's third argument is whether to ascend, the engine's is 1 or -1. More it cannot take.
            return {2: ",IF(", 3: ",1,-1),"}.get(stack[-1].separators, text)
    if token.subtype == parts.Close and stack:
        opened = stack.pop()
        if opened.name in ("IFERROR", "IFNA") and not opened.separators:
            return ',""' + text
        if opened.name == "FILTER" and opened.separators:
            return ")" + text
        if opened.name == "SORT" and opened.separators == 2:
            return ",1,-1)" + text
    return text
