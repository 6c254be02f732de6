"""USER_ENTERED input: what keystrokes become."""

from datetime import date

import pytest

from app.local_google.sheets.cells import Entered, Formula
from app.local_google.sheets.locales import locale_of
from app.local_google.sheets.typed import parse_typed

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "entered", "pattern"),
    [
        ("", None, None),
        ("0042", 42, None),
        (" 7 ", 7, None),
        ("-1.5e3", -1500, "0.00E+00"),
        ("1,234", 1234, "#,##0"),
        ("12,34", "12,34", None),
        ("($3)", -3, '"$"#,##0'),
        ("-$5.25", -5.25, '"$"#,##0.00'),
        ("12.5%", 0.125, "0.00%"),
        ("true", True, None),
        ("'=1+1", "=1+1", None),
        ("=1+1", Formula("=1+1"), None),
        ("=", "=", None),
        ("+A1", Formula("=+A1"), None),
        ("+1", 1, None),
        ("1e999", "1e999", None),
        ("12/5", 46361, "M/d"),
        ("2/29/2028", 46812, "M/d/yyyy"),
        ("2/29/2026", "2/29/2026", None),
        ("1/2/26", 46024, "M/d/yy"),
        ("2026-01-05 10:30", 46027.4375, "yyyy-MM-dd H:mm"),
        ("5:30 pm", 0.7291666666666666, "h:mm am/pm"),
        ("25:61", "25:61", None),
        ("Jan 5", 46027, "MMM d"),
        ("January 5, 2026", 46027, "MMMM d, yyyy"),
        ("May 2026", "May 2026", None),
        ("1.2.2026", "1.2.2026", None),
        ("S001", "S001", None),
    ],
)
def test_american_typing(text: str, entered: Entered, pattern: str | None) -> None:
    typed = parse_typed(text, locale_of("en_US"), TODAY)
    assert (typed.entered, type(typed.entered)) == (entered, type(entered))
    assert (typed.number_format or {}).get("pattern") == pattern


@pytest.mark.parametrize(
    ("name", "text", "entered"),
    [
        ("en_GB", "3/4/2026", 46115),
        ("de_DE", "1.2.2026", 46054),
        ("de_DE", "1.234,5", 1234.5),
        ("fr_FR", "1,5", 1.5),
        ("fr_FR", "1.5", "1.5"),
        ("fr_CH", "3/4/2026", 46115),
    ],
)
def test_other_locales(name: str, text: str, entered: Entered) -> None:
    assert parse_typed(text, locale_of(name), TODAY).entered == entered
