"""`python -m tests.machine.run --seeds 1..2000`: many histories, a line for each that breaks, and a table."""

from __future__ import annotations

import argparse
import gc
import sys
import time
from collections import Counter

from tests.machine.history import Result, run
from tests.machine.prepared import prepared


def main() -> int:
    """The exit status says whether all held."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", default="1..200", help="the first and the last, as 1..200, or one")
    parser.add_argument("--tell", action="store_true", help="print what happened in histories that broke")
    parser.add_argument("--stop", type=int, default=0, help="stop after so many that broke")
    parser.add_argument("--seconds", type=float, default=0, help="stop after so long")
    given = parser.parse_args()
    prepared()
    gc.freeze()  # the school stays; the collector need not look through it again and again
    gc.set_threshold(100_000, 20, 50)
    first, _, last = given.seeds.partition("..")
    began, broken, counts, done = time.monotonic(), 0, Counter[str](), 0
    for seed in range(int(first), int(last or first) + 1):
        result = run(seed)
        done += 1
        counts.update(result.counts)
        if result.breaches:
            broken += 1
            _tell(result, given.tell)
        if (given.stop and broken >= given.stop) or 0 < given.seconds < time.monotonic() - began:
            break
    seconds = time.monotonic() - began
    print(f"{'histories':>12} {'broken':>8} {'seconds':>9} {'a second':>9}  what happened")
    happened = ", ".join(f"{count} {what}" for what, count in sorted(counts.items()))
    print(f"{done:>12} {broken:>8} {seconds:>9.1f} {done / seconds:>9.2f}  {happened}")
    return 1 if broken else 0


def _tell(result: Result, whole: bool) -> None:
    if whole:
        print(*(f"    {line}" for line in result.said), sep="\n")
    for breach in result.breaches[:8]:
        print(f"{result.seed:>8}  {breach}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
