"""The simulation notices mistakes: each of the usual ones breaks a history that holds without it."""

from __future__ import annotations

import pytest

from tests.machine.history import run
from tests.machine.mistakes import MISTAKES, with_mistake

MOST = 1000


def _broken_by(mistake: str, seed: int) -> bool:
    """Whether this history breaks with the mistake and holds without it."""
    with with_mistake(mistake):
        broken = bool(run(seed).breaches)
    return broken and not run(seed).breaches


@pytest.mark.proof
@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_noticed(mistake: str) -> None:
    noticed = next((seed for seed in range(1, MOST + 1) if _broken_by(mistake, seed)), None)
    assert noticed is not None, f"{MOST} histories with “{mistake}” broke nothing"
    print(f"“{mistake}” breaks history {noticed}")
