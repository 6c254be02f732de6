"""Defects of the calculators that the formulas go around. When one of these fails, the defect is gone."""

from __future__ import annotations

import formualizer


def test_formualizer_spreads_a_column_that_holds_only_its_header() -> None:
    """Google, IronCalc and LibreOffice give 0: no row has both. `check.py` keeps formulas clear of it."""
    workbook = formualizer.Workbook()
    workbook.add_sheet("Log")
    for row, text in enumerate(("Student", "S001", "S001"), start=1):
        workbook.set_value("Log", row, 1, text)
    workbook.set_value("Log", 1, 2, "Item")
    workbook.set_formula("Log", 1, 4, '=COUNTIFS(Log!$A:$A,"S001",Log!$B:$B,"?*")')
    workbook.evaluate_all()
    assert workbook.get_value("Log", 1, 4) == 2
