"""Runs in sentences, for their page and the command line. Numbers and states only, never a name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

LOOK = "look"
_BEGINNINGS = {
    "sync": "Sync",
    "setup": "The caseload was set up",
    "survey": "A survey round was changed",
    "import": "A roster was brought in",
    "adopt": "Columns of an own spreadsheet were brought in",
    "migrate": "The workbook was brought up to date",
}
_ENDS = {
    "running": "It is running, or it was cut off.",
    "died": "It was cut off; the next one finished its work.",
    "refused": "It was refused to be safe. The Sync tab says why; if it does not, ask your technician.",
}


@dataclass(frozen=True)
class RunFacts:
    """What is known of a run; `when` by the caseload's own clock."""

    kind: str
    when: datetime
    outcome: str
    report: Mapping[str, Any]


@dataclass(frozen=True)
class ToldRun:
    """One line of the page; `attention`: something was not as it should be."""

    when: datetime
    text: str
    attention: bool = False


def told_runs(runs: Iterable[RunFacts]) -> tuple[ToldRun, ...]:
    """Each as a line, newest first; looks one after the other that found nothing are one line."""
    lines: list[ToldRun] = []
    looks = 0
    for run in runs:
        if run.kind == LOOK and run.outcome == "ok":
            looks += 1
            if looks == 1:
                lines.append(ToldRun(run.when, "Looked, and nothing had changed."))
            else:
                lines[-1] = replace(lines[-1], text=f"Looked {looks} times; nothing had changed.")
            continue
        looks = 0
        lines.append(ToldRun(run.when, _sentence(run), run.outcome != "ok"))
    return tuple(lines)


def changes_of(report: Mapping[str, Any]) -> str:
    """What a run changed: "3 rows added, 1 mail"; empty where it changed nothing."""
    return ", ".join(_counted(what, count) for what, count in report.get("changes", {}).items() if count)


def _sentence(run: RunFacts) -> str:
    begun = _BEGINNINGS.get(run.kind, "A run")
    if run.outcome == "failed":
        return f"{begun} failed ({run.report.get('error', 'unknown')}). It is tried again by itself."
    if run.outcome == "paused":
        way_out = run.report.get("way_out", "Connect the account again.")
        return f"{begun}. The caseload is paused. {way_out}"
    if run.outcome == "refused" and "said" in run.report:
        return f"{begun}. It was refused to be safe. {run.report['said']}"
    if run.outcome in _ENDS:
        return f"{begun}. {_ENDS[run.outcome]}"
    done = changes_of(run.report)
    if run.kind == "sync" and not done:
        done = "nothing to change"
    said = f"{begun}: {done}." if done else f"{begun}."
    waiting = run.report.get("problems", 0)
    if isinstance(waiting, int) and waiting:
        said += f" {waiting} {'line waits' if waiting == 1 else 'lines wait'} on the Sync tab."
    return said


def _counted(what: str, count: int) -> str:
    """ "rows_added", 1: "1 row added"."""
    things, _, done = what.partition("_")
    return f"{count} {things.removesuffix('s') if count == 1 else things} {done}".rstrip()
