"""Number formats: the text that a grid shows for a value."""

import pytest

from app.local_google.sheets.cells import CellError, Value
from app.local_google.sheets.formats import shown
from app.local_google.sheets.locales import locale_of

US = locale_of("en_US")


@pytest.mark.parametrize(
    ("value", "pattern", "text"),
    [
        (1234567.891, "#,##0.00", "1,234,567.89"),
        (0.125, "0%", "13%"),
        (0.123, "0.0%", "12.3%"),
        (5, "000", "005"),
        (-3.5, "#,##0.00;(#,##0.00)", "(3.50)"),
        (0, '0;-0;"none"', "none"),
        (-0.001, "0.00", "0.00"),
        (-2.5, "0.0", "-2.5"),
        (12345.678, "0.00E+00", "1.23E+04"),
        (1234567, '0.0,,"M"', "1.2M"),
        (5551234567, "(000) 000-0000", "(555) 123-4567"),
        (5, '[$€-407]#,##0" net"', "€5 net"),
        (75, '[>50]"high";"low"', "high"),
        (5, '[>50]"high";"low"', "low"),
        (46000.5, "yyyy-mm-dd h:mm AM/PM", "2025-12-09 12:00 PM"),
        (46000.75, "dddd, mmmm d", "Tuesday, December 9"),
        (46000.2566, "mm/dd hh:mm:ss", "12/09 06:09:30"),
        (0.00001157407, "ss.000", "01.000"),
        (1.5, "[h]:mm", "36:00"),
        (0.999999, "h:mm:ss", "0:00:00"),
    ],
)
def test_patterns(value: float, pattern: str, text: str) -> None:
    assert shown(value, {"type": "NUMBER", "pattern": pattern}, US) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1 / 3, "0.3333333333"),
        (1 / 1024, "0.0009765625"),
        (0.1 + 0.2, "0.3"),
        (2.0, "2"),
        (123456789.123456, "123456789.1"),
        (1e15, "1E+15"),
        (1.5e-7, "1.5E-07"),
        (True, "TRUE"),
        (None, ""),
        ("text", "text"),
        (CellError("#N/A"), "#N/A"),
    ],
)
def test_without_a_format(value: Value, text: str) -> None:
    assert shown(value, None, US) == text


def test_a_type_alone_takes_the_locales_pattern() -> None:
    assert shown(46027, {"type": "DATE"}, US) == "1/5/2026"
    assert shown(46027, {"type": "DATE"}, locale_of("fr_FR")) == "05/01/2026"
    assert shown(1234.5, {"type": "CURRENCY"}, locale_of("de_DE")) == "1.234,50 €"
    assert shown("as is", {"type": "DATE"}, US) == "as is"
