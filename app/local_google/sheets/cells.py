"""What one cell holds, and its translation to and from the API's ExtendedValue and CellData.

Frozen values only; grids, engines and formats in use elsewhere do not enter.
"""

from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as entered, with its leading equals sign."""

    text: str


@dataclass(frozen=True, slots=True)
class CellError:
    """What a formula answers when it cannot answer; `code` is what the grid shows."""

    code: str

    @property
    def type(self) -> str:
        return _ERROR_TYPES.get(self.code, "ERROR")


_ERROR_TYPES = {
    "#NULL!": "NULL_VALUE",
    "#DIV/0!": "DIVIDE_BY_ZERO",
    "#VALUE!": "VALUE",
    "#REF!": "REF",
    "#NAME?": "NAME",
    "#NUM!": "NUM",
    "#N/A": "N_A",
    "#ERROR!": "ERROR",
}


@dataclass(frozen=True, slots=True)
class Spilled:
    """A value that the formula of another cell put here; nothing was entered."""

    value: "Value"


Entered = bool | int | float | str | Formula | Spilled | None
Value = bool | int | float | str | CellError | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell's own content. `format` and `rule` are shared dicts that nobody may change in place.

    `extra` holds what is only carried: textFormatRuns, chipRuns, pivotTable, dataSourceFormula.
    """

    entered: Entered = None
    format: Json | None = None
    note: str | None = None
    rule: Json | None = None
    extra: Json | None = None

    @property
    def blank(self) -> bool:
        """Whether nothing at all is kept here."""
        return self.entered is None and not (self.format or self.note or self.rule or self.extra)


EMPTY = Cell()


def tidy_number(value: float) -> int | float:
    """2.0 -> 2: Google writes whole numbers without a fraction."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value


def entered_from(value: Json) -> Entered:
    """An ExtendedValue as entered content; {} and an empty string clear the cell."""
    if "formulaValue" in value:
        text = str(value["formulaValue"])
        return Formula(text) if text.startswith("=") else Formula("=" + text)
    if "stringValue" in value:
        return str(value["stringValue"]) or None
    if "boolValue" in value:
        return bool(value["boolValue"])
    if "numberValue" in value:
        return tidy_number(value["numberValue"])
    return None


def extended(value: Entered | CellError) -> Json:
    """Content or a result as an ExtendedValue."""
    if isinstance(value, Spilled):
        return extended(value.value)
    if isinstance(value, Formula):
        return {"formulaValue": value.text}
    if isinstance(value, CellError):
        return {
            "errorValue": {"type": value.type, "message": _MESSAGES.get(value.code, "Formula parse error.")}
        }
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, str):
        return {"stringValue": value}
    return {"numberValue": tidy_number(value or 0)}


_MESSAGES = {
    "#DIV/0!": "Function DIVIDE parameter 2 cannot be zero.",
    "#REF!": "Reference does not exist.",
    "#N/A": "Did not find value.",
    "#NAME?": "Unknown function or range name.",
    "#VALUE!": "A value in the formula has the wrong type.",
    "#NUM!": "A number in the formula is out of range.",
}
