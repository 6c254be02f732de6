"""Conditions of validation rules, conditional formats and filters: checked as Google does, and decided."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from app.local_google.api import bad_request
from app.local_google.sheets.cells import CellError, Formula, Json, Value
from app.local_google.sheets.locales import Locale
from app.local_google.sheets.typed import parse_typed

# How many values each type takes: least and most.
_VALUES: dict[str, tuple[int, int]] = {
    "NUMBER_GREATER": (1, 1),
    "NUMBER_GREATER_THAN_EQ": (1, 1),
    "NUMBER_LESS": (1, 1),
    "NUMBER_LESS_THAN_EQ": (1, 1),
    "NUMBER_EQ": (1, 1),
    "NUMBER_NOT_EQ": (1, 1),
    "NUMBER_BETWEEN": (2, 2),
    "NUMBER_NOT_BETWEEN": (2, 2),
    "TEXT_CONTAINS": (1, 1),
    "TEXT_NOT_CONTAINS": (1, 1),
    "TEXT_STARTS_WITH": (1, 1),
    "TEXT_ENDS_WITH": (1, 1),
    "TEXT_EQ": (1, 1),
    "TEXT_NOT_EQ": (1, 1),
    "TEXT_IS_EMAIL": (0, 0),
    "TEXT_IS_URL": (0, 0),
    "DATE_EQ": (1, 1),
    "DATE_NOT_EQ": (1, 1),
    "DATE_BEFORE": (1, 1),
    "DATE_AFTER": (1, 1),
    "DATE_ON_OR_BEFORE": (1, 1),
    "DATE_ON_OR_AFTER": (1, 1),
    "DATE_BETWEEN": (2, 2),
    "DATE_NOT_BETWEEN": (2, 2),
    "DATE_IS_VALID": (0, 0),
    "ONE_OF_RANGE": (1, 1),
    "ONE_OF_LIST": (1, 100_000),
    "BLANK": (0, 0),
    "NOT_BLANK": (0, 0),
    "CUSTOM_FORMULA": (1, 1),
    "BOOLEAN": (0, 2),
    "FILTER_EXPRESSION": (1, 1),
}
_NOT_FOR_FORMATS = {"ONE_OF_RANGE", "ONE_OF_LIST", "BOOLEAN", "TEXT_IS_EMAIL", "TEXT_IS_URL", "DATE_IS_VALID"}


def check_condition(condition: Json, for_format: bool = False) -> None:
    """Refuse conditions that Google refuses."""
    name = condition.get("type", "")
    if name not in _VALUES or (for_format and name in _NOT_FOR_FORMATS):
        raise bad_request(f"ConditionType '{name or 'CONDITION_TYPE_UNSPECIFIED'}' is not supported.")
    least, most = _VALUES[name]
    count = len(condition.get("values", []))
    if not least <= count <= most:
        wanted = str(least) if least == most else f"at least {least}"
        raise bad_request(
            f"BooleanCondition.type = {name} must have {wanted} BooleanCondition.values, but has {count}."
        )
    for value in condition.get("values", []):
        if not for_format and "relativeDate" in value:
            raise bad_request("BooleanCondition.values.relativeDate is not supported in data validation.")


def checked_rule(rule: Json) -> Json:
    """A validation rule as it is kept: what is false or empty is absent."""
    check_condition(rule.get("condition", {}))
    return {key: value for key, value in rule.items() if value not in (False, None, "")}


def operand(value: Json, locale: Locale, today: date) -> Any:
    """A condition's value as a person typed it; a relative date as its serial number."""
    if "relativeDate" in value:
        steps = {
            "TODAY": 0,
            "YESTERDAY": -1,
            "TOMORROW": 1,
            "PAST_WEEK": -7,
            "PAST_MONTH": -30,
            "PAST_YEAR": -365,
        }
        return today.toordinal() - date(1899, 12, 30).toordinal() + steps.get(value["relativeDate"], 0)
    text = value.get("userEnteredValue", "")
    entered = parse_typed(text, locale, today).entered
    return text if isinstance(entered, Formula) else entered


def decided(condition: Json, value: Value, operands: Sequence[Any]) -> bool:
    """Whether a value meets a condition whose operands are worked out; formulas are the caller's."""
    name = condition.get("type", "")
    if name == "BLANK":
        return value is None or value == ""
    if name == "NOT_BLANK":
        return value is not None and value != ""
    if isinstance(value, CellError):
        return False
    if name.startswith("TEXT"):
        return _text(name, value, operands)
    if name.startswith(("NUMBER", "DATE")):
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        return _number(name.partition("_")[2], value, operands)
    return False


def _text(name: str, value: Value, operands: Sequence[Any]) -> bool:
    text = "" if value is None else str(value).lower()
    if name == "TEXT_IS_EMAIL":
        return "@" in text and "." in text.rpartition("@")[2]
    if name == "TEXT_IS_URL":
        return text.startswith(("http://", "https://"))
    wanted = str(operands[0]).lower() if operands else ""
    return {
        "TEXT_CONTAINS": wanted in text,
        "TEXT_NOT_CONTAINS": wanted not in text,
        "TEXT_STARTS_WITH": text.startswith(wanted),
        "TEXT_ENDS_WITH": text.endswith(wanted),
        "TEXT_EQ": text == wanted,
        "TEXT_NOT_EQ": text != wanted,
    }.get(name, False)


def _number(name: str, value: float, operands: Sequence[Any]) -> bool:
    if name == "IS_VALID":
        return True
    limits = [item for item in operands if isinstance(item, int | float)]
    if not limits:
        return False
    low, high = min(limits), max(limits)
    return {
        "GREATER": value > low,
        "AFTER": value > low,
        "GREATER_THAN_EQ": value >= low,
        "ON_OR_AFTER": value >= low,
        "LESS": value < low,
        "BEFORE": value < low,
        "LESS_THAN_EQ": value <= low,
        "ON_OR_BEFORE": value <= low,
        "EQ": value == low,
        "NOT_EQ": value != low,
        "BETWEEN": low <= value <= high,
        "NOT_BETWEEN": not low <= value <= high,
    }.get(name, False)
