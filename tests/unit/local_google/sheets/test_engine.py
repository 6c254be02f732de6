"""The engine behind its interface: what goes in comes out calculated."""

import pytest

from app.local_google.sheets.cells import Formula
from app.local_google.sheets.engine import Engine

LOOK_UP = '=IF($C{n}="","",IFERROR(INDEX(S!$C$1:$C$121,MATCH($C{n},S!$B$1:$B$121,0))&"",""))'


@pytest.mark.parametrize("rows", [5, 51, 53, 100, 101, 139])
def test_a_loaded_look_up_has_its_value_in_every_row(rows: int) -> None:
    """formualizer 0.13.0 lost the last ones where None had been written before the formula."""
    engine = Engine({})
    people = [
        cell
        for n in range(19)
        for cell in ((n, 0, n + 1), (n, 1, Formula(f'="S"&TEXT(A{n + 1},"000")')), (n, 2, "Name"))
    ]
    engine.load("S", people)
    log = [
        cell
        for n in range(rows)
        for cell in (
            (n, 0, n),
            (n, 2, f"S{n % 18 + 1:03d}"),
            (n, 3, Formula(LOOK_UP.format(n=n + 1))),
            (n, 12, "open"),
        )
    ]
    engine.load("R", log)
    engine.recalc()
    assert [engine.value("R", n, 3) for n in range(rows)] == ["Name"] * rows
