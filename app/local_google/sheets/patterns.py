"""Number-format patterns, cut into sections and pieces. Applying them to values is `formats.py`'s."""

import re
from dataclasses import dataclass
from functools import lru_cache

_PIECE = re.compile(
    r'"([^"]*)"'  # 1 quoted text
    r"|\\(.)"  # 2 one escaped character
    r"|_(.)"  # 3 a space as wide as a character
    r"|\*(.)"  # 4 a character that fills the width
    r"|\[([^\]]*)\]"  # 5 colour, condition, elapsed time
    r"|(am/pm|AM/PM|a/p|A/P)"  # 6
    r"|([yY]+|[mM]+|[dD]+|[hH]+|[sS]+)(?!\w*General)"  # 7 part of a date or time
    r"|([eE][+-])"  # 8 exponent
    r"|([0#?])"  # 9 a digit
    r"|(General)"  # 10
    r"|(.)",  # 11 any other character, . , % / @ among them
    re.DOTALL,
)
_COLOURS = {"black", "blue", "cyan", "green", "magenta", "red", "white", "yellow"}
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?[0-9.]+)\Z")
_ELAPSED = re.compile(r"(h+|m+|s+)\Z", re.IGNORECASE)


@dataclass(frozen=True)
class Piece:
    """`kind` is one of text, digit, date, elapsed, ampm, exponent, mark, general."""

    kind: str
    text: str


@dataclass(frozen=True)
class Section:
    """One part between semicolons; `condition` is an operator and a number."""

    pieces: tuple[Piece, ...]
    condition: tuple[str, float] | None = None

    def has(self, kind: str, text: str | None = None) -> bool:
        return any(p.kind == kind and (text is None or p.text == text) for p in self.pieces)

    @property
    def temporal(self) -> bool:
        return self.has("date") or self.has("elapsed")


@lru_cache(maxsize=512)
def sections(pattern: str) -> tuple[Section, ...]:
    """Cut a pattern at its semicolons; a quoted semicolon does not cut."""
    found: list[Section] = []
    pieces: list[Piece] = []
    condition: tuple[str, float] | None = None
    for match in _PIECE.finditer(pattern):
        if match[11] == ";":
            found.append(Section(tuple(pieces), condition))
            pieces, condition = [], None
            continue
        limit = _CONDITION.match(match[5]) if match[5] else None
        if limit:
            condition = (limit[1], float(limit[2]))
            continue
        piece = _piece(match)
        if piece:
            pieces.append(piece)
    found.append(Section(tuple(pieces), condition))
    return tuple(found)


def _piece(match: "re.Match[str]") -> Piece | None:
    if match[1] is not None:
        return Piece("text", match[1])
    if match[2] is not None:
        return Piece("text", match[2])
    if match[3] is not None:
        return Piece("text", " ")
    if match[4] is not None:
        return None
    if match[5] is not None:
        return _bracket(match[5])
    for group, kind in ((6, "ampm"), (7, "date"), (8, "exponent"), (9, "digit"), (10, "general")):
        if match[group] is not None:
            return Piece(kind, match[group])
    return Piece("mark" if match[11] in ".,%@/" else "text", match[11])


def _bracket(inside: str) -> Piece | None:
    if _ELAPSED.match(inside):
        return Piece("elapsed", inside.lower())
    if inside.lower() in _COLOURS or inside.lower().startswith("color"):
        return None
    if inside.startswith("$"):
        return Piece("text", inside[1:].partition("-")[0])
    return Piece("text", f"[{inside}]")
