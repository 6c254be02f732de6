"""FORMATTED_VALUE: a value and its numberFormat as the text that the grid shows.

Patterns are cut up in `patterns.py`; what a locale writes differently comes in as a Locale.
"""

import math
from decimal import ROUND_HALF_UP, Decimal

from app.local_google.sheets.cells import CellError, Json, Value
from app.local_google.sheets.clockface import clockface
from app.local_google.sheets.locales import Locale
from app.local_google.sheets.patterns import Piece, Section, sections

TEMPORAL = ("DATE", "TIME", "DATE_TIME")


def shown(value: Value, number_format: Json | None, locale: Locale) -> str:
    """The text of a cell, "" for a blank one."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, CellError):
        return value.code
    pattern = pattern_of(number_format, locale)
    if isinstance(value, str):
        return _text(value, pattern)
    if not pattern or pattern.lower() == "general":
        return general(value, locale)
    return _number(float(value), pattern, locale)


def pattern_of(number_format: Json | None, locale: Locale) -> str:
    """The pattern itself, or the locale's own for a format that names only its type."""
    if not number_format:
        return ""
    if number_format.get("pattern"):
        return str(number_format["pattern"])
    money = f'#,##0.00 "{locale.currency}"' if locale.currency_after else f'"{locale.currency}"#,##0.00'
    own = {
        "TEXT": "@",
        "NUMBER": "#,##0.00",
        "PERCENT": "0.00%",
        "CURRENCY": money,
        "DATE": locale.date,
        "TIME": locale.time,
        "DATE_TIME": locale.date_time,
        "SCIENTIFIC": "0.00E+00",
    }
    return own.get(number_format.get("type", ""), "")


def general(value: float, locale: Locale) -> str:
    """A number without a format: ten significant digits once there is a fraction."""
    size = abs(value)
    if math.isinf(value) or math.isnan(value):
        return "#NUM!"
    if float(value).is_integer() and size < 1e15:
        return str(int(value))
    if size >= 1e15 or size < 1e-5:
        mantissa, _, exponent = f"{value:.5E}".partition("E")
        mantissa = mantissa.rstrip("0").rstrip(".")
        return f"{mantissa.replace('.', locale.decimal)}E{exponent[0]}{exponent[1:].zfill(2)}"
    places = (
        max(0, 10 - max(1, math.floor(math.log10(size)) + 1))
        if size >= 1
        else 10 - math.ceil(math.log10(size) + 0)
    )
    text = f"{value:.{min(places, 15)}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", locale.decimal)


def _text(value: str, pattern: str) -> str:
    if not pattern or "@" not in pattern or pattern == "@":
        return value
    last = sections(pattern)[-1]
    if not last.has("mark", "@"):
        return value
    return "".join(value if piece == Piece("mark", "@") else piece.text for piece in last.pieces)


def _number(value: float, pattern: str, locale: Locale) -> str:
    parts = sections(pattern)
    if len(parts) == 1 and parts[0].has("mark", "@"):
        return general(value, locale)
    section, magnitude, sign = _choose(value, parts)
    if section is None:
        return general(value, locale)
    if section.temporal:
        return clockface(value, section)
    return sign + _digits(magnitude, section, locale)


def _choose(value: float, parts: tuple[Section, ...]) -> tuple[Section | None, float, str]:
    """The section for this number, the number to show in it, and the sign to put before it."""
    numeric = [part for part in parts if not part.has("mark", "@")]
    if any(part.condition for part in numeric):
        for part in numeric:
            if part.condition is None or _holds(value, part.condition):
                return part, abs(value), "-" if value < 0 and part.condition is None else ""
        return None, value, ""
    if value < 0 and len(numeric) > 1:
        return numeric[1], -value, ""
    if value == 0 and len(numeric) > 2:
        return numeric[2], 0.0, ""
    if not numeric:
        return None, value, ""
    shown_as_zero = value < 0 and _digits_are_zero(-value, numeric[0])
    return numeric[0], abs(value), "-" if value < 0 and not shown_as_zero else ""


def _holds(value: float, condition: tuple[str, float]) -> bool:
    sign, limit = condition
    return {
        "<": value < limit,
        ">": value > limit,
        "<=": value <= limit,
        ">=": value >= limit,
        "=": value == limit,
        "<>": value != limit,
    }[sign]


def _digits_are_zero(value: float, section: Section) -> bool:
    if section.has("exponent") or section.has("general") or section.temporal or not section.has("digit"):
        return False
    body = _digits(value, section, Locale())
    return not any(character in "123456789" for character in body)


def _digits(value: float, section: Section, locale: Locale) -> str:
    if section.has("general"):
        body = general(value, locale)
        return "".join(body if piece.kind == "general" else piece.text for piece in section.pieces)
    if not section.has("digit"):
        return "".join(piece.text for piece in section.pieces if piece.kind in ("text", "mark"))
    if section.has("exponent"):
        return _scientific(value, section, locale)
    whole, fraction, scale = _shape(section)
    scaled = Decimal(repr(value)) * (
        Decimal(100) ** sum(p.text == "%" for p in section.pieces if p.kind == "mark")
    )
    scaled /= Decimal(1000) ** scale
    rounded = (
        scaled.quantize(Decimal(1).scaleb(-len(fraction)), rounding=ROUND_HALF_UP)
        if scaled < Decimal("1e20")
        else scaled
    )
    left, _, right = f"{rounded:f}".partition(".")
    return _fill(section, _whole(left, whole, locale), _fraction(right, fraction), locale)


def _shape(section: Section) -> tuple[str, str, int]:
    """Digit marks left and right of the point (a comma among the left ones groups), and trailing commas."""
    marks = "".join(
        p.text for p in section.pieces if p.kind == "digit" or (p.kind == "mark" and p.text in ".,")
    )
    whole, _, fraction = marks.partition(".")
    trimmed = whole.rstrip(",")
    scale = len(whole) - len(trimmed) if not fraction else 0
    scale += len(fraction) - len(fraction.rstrip(","))
    return trimmed, fraction.replace(",", ""), scale


def _whole(digits: str, marks: str, locale: Locale) -> str:
    grouped = "," in marks
    marks = marks.replace(",", "")
    least = len(marks) - len(marks.lstrip("#"))
    needed = len(marks) - least
    text = digits.lstrip("0").rjust(needed, "0")
    if not grouped:
        return text
    head = len(text) % 3
    groups = ([text[:head]] if head else []) + [text[i : i + 3] for i in range(head, len(text), 3)]
    return locale.group.join(groups)


def _fraction(digits: str, marks: str) -> str:
    digits = digits.ljust(len(marks), "0")[: len(marks)]
    keep = len(marks)
    while keep and marks[keep - 1] == "#" and digits[keep - 1] == "0":
        keep -= 1
    return digits[:keep]


def _fill(section: Section, whole: str, fraction: str, locale: Locale) -> str:
    """Put the digits in place of the digit marks, other pieces around them."""
    places = [index for index, piece in enumerate(section.pieces) if piece.kind == "digit"]
    between = section.pieces[places[0] : places[-1] + 1]
    if any(piece.kind == "text" for piece in between) and not fraction:
        return _interleaved(section, whole)
    out: list[str] = []
    state = "before"
    for piece in section.pieces:
        if piece.kind == "digit" or (piece.kind == "mark" and piece.text == "," and state != "before"):
            if state == "before":
                out.append(whole)
                state = "whole"
        elif piece.kind == "mark" and piece.text == "." and state in ("before", "whole"):
            if state == "before":
                out.append(whole)
            out.append(locale.decimal + fraction)
            state = "fraction"
        elif not (piece.kind == "mark" and piece.text == ","):
            out.append(piece.text)
    return "".join(out)


def _interleaved(section: Section, whole: str) -> str:
    """Digits dealt from the right to their marks, as in a telephone number; what is left over goes first."""
    rest = whole
    out: list[str] = []
    marks = sum(piece.kind == "digit" for piece in section.pieces)
    for piece in reversed(section.pieces):
        if piece.kind != "digit":
            out.append(piece.text)
            continue
        marks -= 1
        taken, rest = (rest, "") if marks == 0 else (rest[-1:], rest[:-1])
        out.append(taken)
    return "".join(reversed(out))


def _scientific(value: float, section: Section, locale: Locale) -> str:
    mantissa_marks = []
    exponent_marks = 0
    after = False
    for piece in section.pieces:
        if piece.kind == "exponent":
            after = True
        elif piece.kind == "digit" and after:
            exponent_marks += 1
        elif piece.kind == "digit" or piece.text == ".":
            mantissa_marks.append(piece.text)
    places = len("".join(mantissa_marks).partition(".")[2])
    mantissa, _, exponent = f"{value:.{places}E}".partition("E")
    sign = "-" if exponent.startswith("-") else "+"
    plus = next(p.text for p in section.pieces if p.kind == "exponent")
    shown_sign = sign if sign == "-" or plus.endswith("+") else ""
    digits = exponent.lstrip("+-").lstrip("0").rjust(exponent_marks, "0")
    return f"{mantissa.replace('.', locale.decimal)}E{shown_sign}{digits}"
