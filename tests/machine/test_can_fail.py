"""The simulation notices mistakes: each of the usual ones breaks an invariant within some seeds."""

from __future__ import annotations

import pytest

from tests.machine.history import run
from tests.machine.mistakes import MISTAKES, with_mistake

MOST = 1000


@pytest.mark.proof
@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_noticed(mistake: str) -> None:
    with with_mistake(mistake):
        noticed = next((seed for seed in range(1, MOST + 1) if run(seed).breaches), None)
    assert noticed is not None, f"{MOST} histories with “{mistake}” broke nothing"
