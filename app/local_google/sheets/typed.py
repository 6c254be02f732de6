"""What a person's keystrokes become: USER_ENTERED input as content and the number format that typing sets.

Pure: the locale and today's date are given in. Formats already on a cell are weighed by the caller.
"""

import re
from dataclasses import dataclass
from datetime import date

from app.local_google.sheets.cells import Entered, Formula, Json, tidy_number
from app.local_google.sheets.locales import Locale

_EPOCH = date(1899, 12, 30).toordinal()
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LONG = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_CURRENCY = "$€£¥₹"


@dataclass(frozen=True)
class Typed:
    """Content and, where typing sets one, the numberFormat."""

    entered: Entered
    number_format: Json | None = None


def parse_typed(text: str, locale: Locale, today: date) -> Typed:
    """Read `text` as if typed into a cell of automatic format."""
    if text == "":
        return Typed(None)
    if text.startswith("'"):
        return Typed(text[1:])
    if text.startswith("=") and len(text) > 1:
        return Typed(Formula(text))
    bare = text.strip()
    if bare.upper() in ("TRUE", "FALSE"):
        return Typed(bare.upper() == "TRUE")
    found = _number(bare, locale) or _moment(bare, locale, today)
    if found is None and bare.startswith("+") and len(bare) > 1:
        return Typed(Formula("=" + bare))
    return found or Typed(text)


def _number(text: str, locale: Locale) -> Typed | None:
    sign, body = 1, text
    if body.startswith("(") and body.endswith(")"):
        sign, body = -1, body[1:-1]
    money = any(mark in body for mark in _CURRENCY) or locale.currency in body
    if money:
        mark = locale.currency if locale.currency in body else next(m for m in _CURRENCY if m in body)
        body = _without_mark(body, mark)
    percent = body.endswith("%")
    body = body[:-1].strip() if percent else body
    plain = _digits(body, locale)
    if plain is None or (money and percent):
        return None
    value = sign * float(plain[0])
    if percent:
        return Typed(tidy_number(value / 100), _pattern("PERCENT", "0.00%" if plain[2] else "0%"))
    if money:
        return Typed(tidy_number(value), _pattern("CURRENCY", _money_pattern(mark, plain[2], locale)))
    return Typed(tidy_number(value), _number_pattern(plain, body))


def _without_mark(body: str, mark: str) -> str:
    sign = "-" if body.startswith("-") else ""
    rest = body.removeprefix("-").strip()
    if rest.startswith(mark):
        rest = rest[len(mark) :].strip()
    elif rest.endswith(mark):
        rest = rest[: -len(mark)].strip()
    return sign + rest


def _money_pattern(mark: str, decimals: bool, locale: Locale) -> str:
    digits = "#,##0.00" if decimals else "#,##0"
    return f'{digits} "{mark}"' if locale.currency_after else f'"{mark}"{digits}'


def _digits(body: str, locale: Locale) -> tuple[str, bool, bool] | None:
    """The number in Python's spelling, whether it was grouped, whether it had decimals."""
    group = re.escape(locale.group) if locale.group.strip() else r"[ \u00a0\u202f]"
    point = re.escape(locale.decimal)
    pattern = (
        rf"([+-]?)(\d{{1,3}}(?:{group}\d{{3}})+|\d+|(?={point}\d))(?:{point}(\d*))?([eE][+-]?\d{{1,3}})?\Z"
    )
    match = re.match(pattern, body)
    if not match:
        return None
    whole = re.sub(r"\D", "", match[2])
    text = f"{match[1]}{whole or '0'}.{match[3] or '0'}{match[4] or ''}"
    if abs(float(text)) == float("inf"):
        return None
    return text, whole != match[2], match[3] is not None and match[3] != ""


def _number_pattern(plain: tuple[str, bool, bool], body: str) -> Json | None:
    if "e" in body.lower():
        return _pattern("SCIENTIFIC", "0.00E+00")
    if plain[1]:
        return _pattern("NUMBER", "#,##0.00" if plain[2] else "#,##0")
    return None


def _pattern(kind: str, pattern: str) -> Json:
    return {"type": kind, "pattern": pattern}


def _moment(text: str, locale: Locale, today: date) -> Typed | None:
    clock = _time(text)
    if clock:
        return Typed(tidy_number(clock[0]), _pattern("TIME", clock[1]))
    day = _day(text, locale, today)
    if day:
        return Typed(day[0], _pattern("DATE", day[1]))
    first, _, rest = text.replace("T", " ", 1).rpartition(" ")
    if rest.lower() in ("am", "pm"):
        first, _, hour = first.rpartition(" ")
        rest = f"{hour} {rest}"
    clock, day = _time(rest), _day(first, locale, today)
    if clock and day:
        return Typed(day[0] + clock[0], _pattern("DATE_TIME", f"{day[1]} {clock[1]}"))
    return None


def _time(text: str) -> tuple[float, str] | None:
    match = re.match(r"(\d{1,2}):(\d{2})(?::(\d{2})(\.\d{1,3})?)?\s*([AaPp][Mm])?\Z", text)
    if not match:
        return None
    hour, minute, second = int(match[1]), int(match[2]), float((match[3] or "0") + (match[4] or ""))
    if minute > 59 or second >= 60 or (match[5] and not 1 <= hour <= 12):
        return None
    if match[5]:
        hour = hour % 12 + (12 if match[5].lower() == "pm" else 0)
    pattern = ("h:mm" if match[5] else "H:mm") + (":ss" if match[3] else "") + (" am/pm" if match[5] else "")
    return (hour * 3600 + minute * 60 + second) / 86400, pattern


def _day(text: str, locale: Locale, today: date) -> tuple[int, str] | None:
    match = re.match(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})\Z", text)
    if match:
        mark = match[2]
        month = "MM" if len(match[3]) == 2 else "M"
        return _serial(
            int(match[1]),
            int(match[3]),
            int(match[4]),
            f"yyyy{mark}{month}{mark}{'dd' if len(match[4]) == 2 else 'd'}",
        )
    match = re.match(r"(\d{1,2})([-/.])(\d{1,2})(?:\2(\d{2}|\d{4}))?\Z", text)
    if match and (match[2] != "." or "." in locale.date):
        return _numeric_day(match, locale, today)
    return _named_day(text, today)


def _numeric_day(match: "re.Match[str]", locale: Locale, today: date) -> tuple[int, str] | None:
    first, last, mark = int(match[1]), int(match[3]), match[2]
    month_first = locale.order != "dmy"
    month, day = (first, last) if month_first else (last, first)
    parts = ["M", "d"] if month_first else ["d", "M"]
    if any(len(group) == 2 and group.startswith("0") for group in (match[1], match[3])):
        parts = [part * 2 for part in parts]
    year = _full_year(match[4]) if match[4] else today.year
    if match[4]:
        parts.append("yyyy" if len(match[4]) == 4 else "yy")
    return _serial(year, month, day, mark.join(parts))


def _named_day(text: str, today: date) -> tuple[int, str] | None:
    words = text.replace(",", " ").split()
    if words and words[0].lower()[:3] in ("mon", "tue", "wed", "thu", "fri", "sat", "sun") and len(words) > 1:
        words = words[1:]
    if len(words) == 1:
        words = re.split(r"[-/]", words[0])
    if not 2 <= len(words) <= 3:
        return None
    named = [i for i, word in enumerate(words[:2]) if _month(word)]
    if not named or not all(
        word.isascii() and word.isdigit() for i, word in enumerate(words) if i != named[0]
    ):
        return None
    month_text, day_text = words[named[0]], words[1 - named[0]]
    if len(words) == 3 and len(words[2]) not in (2, 4):
        return None
    year = _full_year(words[2]) if len(words) == 3 else today.year
    month_pattern = "MMMM" if month_text.lower().rstrip(".") in _LONG and len(month_text) > 3 else "MMM"
    return _serial(
        year, _month(month_text), int(day_text), _named_pattern(month_pattern, named[0], len(words), text)
    )


def _named_pattern(month: str, place: int, count: int, text: str) -> str:
    if "-" in text:
        return "-".join(("d", month, "yyyy")[:count]) if place else "-".join((month, "d", "yyyy")[:count])
    year = "" if count == 2 else (", yyyy" if "," in text else " yyyy")
    return (f"{month} d" if place == 0 else f"d {month}") + year


def _month(word: str) -> int:
    low = word.lower().rstrip(".")
    if low in _LONG:
        return _LONG.index(low) + 1
    if low == "sept":
        return 9
    return _MONTHS.index(low) + 1 if low in _MONTHS else 0


def _full_year(text: str) -> int:
    year = int(text)
    if len(text) == 4:
        return year
    return 2000 + year if year < 30 else 1900 + year


def _serial(year: int, month: int, day: int, pattern: str) -> tuple[int, str] | None:
    try:
        return date(year, month, day).toordinal() - _EPOCH, pattern
    except ValueError:
        return None
