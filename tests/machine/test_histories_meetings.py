"""Histories of a busy calendar: at rest the Meetings tab and the calendar agree, and all else holds."""

from __future__ import annotations

import pytest

from tests.machine.meetings import run_meetings

FIRST, FEW, MANY, CHUNK = 30_001, 10, 300, 25  # `make test` lives a few, `make proof` the further ones


def held(seeds: range) -> None:
    told = [f"seed {seed}: {breach}" for seed in seeds for breach in run_meetings(seed).breaches]
    assert not told, "\n".join(told[:20])


@pytest.mark.slow
@pytest.mark.parametrize("first", range(FIRST, FIRST + FEW, 5))
def test_meetings_agree_with_the_calendar(first: int) -> None:
    held(range(first, first + 5))


@pytest.mark.proof
@pytest.mark.parametrize("first", range(FIRST, FIRST + MANY, CHUNK))
def test_meetings_agree_with_the_calendar_in_hundreds(first: int) -> None:
    held(range(first, first + CHUNK))
