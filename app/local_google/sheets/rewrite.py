"""Formulas whose references follow what happens to the grid: inserts, deletes, moves, copies, renames.

Works on text alone, through the spans of formualizer's tokenizer. What changes a reference is given in as a
function from one reference to another, or None where the cells it named are gone.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

import formualizer

from app.local_google.sheets.a1 import column_index, column_letters, quoted

_OPERAND = formualizer.TokenType.Operand
_RANGE = formualizer.TokenSubType.Range
_END = re.compile(r"(\$?)([A-Za-z]{1,3})?(\$?)([0-9]{1,7})?\Z")
GONE = "#REF!"


@dataclass(frozen=True, slots=True)
class End:
    """One corner: zero-based row and column, None where it is left open; `fixed_*` is the dollar."""

    row: int | None
    column: int | None
    fixed_row: bool = False
    fixed_column: bool = False

    def spelled(self) -> str:
        column = (
            "" if self.column is None else ("$" if self.fixed_column else "") + column_letters(self.column)
        )
        row = "" if self.row is None else ("$" if self.fixed_row else "") + str(self.row + 1)
        return column + row


@dataclass(frozen=True, slots=True)
class Reference:
    """A cell (`last` is None) or a range, on the tab `title`, or on the formula's own when that is None."""

    title: str | None
    first: End
    last: End | None = None

    def spelled(self) -> str:
        prefix = "" if self.title is None else quoted(self.title) + "!"
        return prefix + self.first.spelled() + ("" if self.last is None else ":" + self.last.spelled())


Change = Callable[[Reference], Reference | None]


@dataclass(frozen=True, slots=True)
class Word:
    """A place in a formula: a reference, or a bare name (`name`) that may be a named range."""

    start: int
    end: int
    text: str
    reference: Reference | None


@lru_cache(maxsize=20_000)
def words(formula: str) -> tuple[Word, ...]:
    """Every reference and name of a formula, with character positions; none when it cannot be read."""
    try:
        tokens = formualizer.tokenize(formula).tokens()
    except Exception as error:
        if isinstance(error, formualizer.TokenizerError):
            return ()
        raise
    to_character = _positions(formula)
    found = []
    for token in tokens:
        if token.token_type == _OPERAND and token.subtype == _RANGE:
            start, end = to_character(token.start), to_character(token.end)
            text = formula[start:end]
            found.append(Word(start, end, text, parse_reference(text)))
    return tuple(found)


def _positions(formula: str) -> Callable[[int], int]:
    if formula.isascii():
        return lambda position: position
    data = formula.encode()
    return lambda position: len(data[:position].decode())


def parse_reference(text: str) -> Reference | None:
    """`Sheet!$A$1:B2` and its kin; None for names, table references and anything else."""
    title, cells = _split(text)
    first, colon, last = cells.partition(":")
    start = _end(first)
    if start is None:
        return None
    if not colon:
        return Reference(title, start) if start.row is not None and start.column is not None else None
    stop = _end(last)
    return None if stop is None else Reference(title, start, stop)


def _split(text: str) -> tuple[str | None, str]:
    if text.startswith("'"):
        match = re.match(r"'((?:[^']|'')*)'!(.*)\Z", text, re.DOTALL)
        return (match[1].replace("''", "'"), match[2]) if match else (None, "")
    title, bang, cells = text.rpartition("!")
    return (title, cells) if bang else (None, text)


def _end(text: str) -> End | None:
    match = _END.match(text)
    if not match or not (match[2] or match[4]):
        return None
    if not match[2]:
        return (
            End(int(match[4]) - 1, None, bool(match[1] or match[3])) if not (match[1] and match[3]) else None
        )
    row = int(match[4]) - 1 if match[4] else None
    if row == -1 or (match[3] and row is None):
        return None
    return End(row, column_index(match[2]), bool(match[3]), bool(match[1]))


def rewrite(formula: str, change: Change) -> str:
    """The formula with every reference changed; references that are gone read #REF!."""
    out: list[str] = []
    done = 0
    for word in words(formula):
        if word.reference is None:
            continue
        changed = change(word.reference)
        if changed == word.reference:
            continue
        out.append(formula[done : word.start])
        out.append(GONE if changed is None else changed.spelled())
        done = word.end
    return "".join(out) + formula[done:] if out else formula


def shifted(formula: str, rows: int, columns: int) -> str:
    """The formula as a copy would read that many rows down and columns right."""
    if rows:
        least, pieces = _pieces(formula, columns)
        if least + rows > 0:
            return "".join([piece if isinstance(piece, str) else str(piece + rows) for piece in pieces])
    if not rows and not columns:
        return formula
    return rewrite(formula, lambda reference: _shift(reference, rows, columns))


@lru_cache(maxsize=2048)
def _pieces(formula: str, columns: int) -> tuple[int, list[str | int]]:
    """The formula that many columns right, its relative row numbers apart from the text between them.

    The least of the numbers comes first.
    """
    out: list[str | int] = []
    done = 0
    for word in words(formula):
        if word.reference is None:
            continue
        moved = _shift(word.reference, 0, columns)
        if moved == word.reference and not any(_moves_down(end) for end in (moved.first, moved.last)):
            continue
        out.append(formula[done : word.start])
        out.extend([GONE] if moved is None else _spelled_apart(moved))
        done = word.end
    out.append(formula[done:])
    return min((piece for piece in out if isinstance(piece, int)), default=1 << 30), out


def _moves_down(end: End | None) -> bool:
    return end is not None and end.row is not None and not end.fixed_row


def _spelled_apart(reference: Reference) -> list[str | int]:
    out: list[str | int] = ["" if reference.title is None else quoted(reference.title) + "!"]
    for end in (reference.first, reference.last):
        if end is None:
            continue
        if len(out) > 1:
            out.append(":")
        if end.row is not None and _moves_down(end):
            out.extend((replace(end, row=None).spelled(), end.row + 1))
        else:
            out.append(end.spelled())
    return out


def _shift(reference: Reference, rows: int, columns: int) -> Reference | None:
    first = _shift_end(reference.first, rows, columns)
    last = None if reference.last is None else _shift_end(reference.last, rows, columns)
    if first is None or (reference.last is not None and last is None):
        return None
    return replace(reference, first=first, last=last)


def _shift_end(end: End, rows: int, columns: int) -> End | None:
    row = end.row if end.row is None or end.fixed_row else end.row + rows
    column = end.column if end.column is None or end.fixed_column else end.column + columns
    if (row is not None and row < 0) or (column is not None and column < 0):
        return None
    return replace(end, row=row, column=column)


def renamed(formula: str, old: str, new: str) -> str:
    """The formula after the tab `old` was called `new`."""

    def change(reference: Reference) -> Reference:
        if reference.title is not None and reference.title.lower() == old.lower():
            return replace(reference, title=new)
        return reference

    return rewrite(formula, change)


def name_renamed(formula: str, old: str, new: str) -> str:
    """The formula after the named range `old` was called `new`."""
    out: list[str] = []
    done = 0
    for word in words(formula):
        if word.reference is None and word.text.lower() == old.lower():
            out.append(formula[done : word.start] + new)
            done = word.end
    return "".join(out) + formula[done:]
