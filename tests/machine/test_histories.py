"""Histories by the hundred: every invariant holds at rest. See `run.py` for more of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.machine.history import run

REGRESSIONS = [
    int(line.split()[0])
    for line in Path(__file__).with_name("regressions.txt").read_text().splitlines()
    if line and not line.startswith("#")
]
SAMPLE, PROOF, CHUNK = 200, 2000, 5  # `make test` runs the first 200, `make proof` the first 2,000


def held(seeds: range) -> None:
    broken = {result.seed: result for result in map(run, seeds) if result.breaches}
    told = [f"seed {seed}: {breach}" for seed, result in broken.items() for breach in result.breaches]
    assert not told, "\n".join(told[:20])


@pytest.mark.slow
@pytest.mark.parametrize("seed", [seed for seed in REGRESSIONS if seed > SAMPLE])
def test_what_once_broke_holds(seed: int) -> None:
    held(range(seed, seed + 1))


@pytest.mark.slow
@pytest.mark.parametrize("first", range(1, SAMPLE, CHUNK))
def test_at_rest_everything_holds(first: int) -> None:
    held(range(first, first + CHUNK))


@pytest.mark.proof
@pytest.mark.parametrize("first", range(1, PROOF, 10 * CHUNK))
def test_at_rest_everything_holds_in_thousands(first: int) -> None:
    held(range(first, min(first + 10 * CHUNK, PROOF + 1)))
