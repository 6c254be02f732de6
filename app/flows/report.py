"""What a run says of itself: the JSON of the contract, and sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from app.core.effects import Effect, Plan, Trouble


@dataclass
class Changes:
    """How much a run changed at Google."""

    rows_added: int = 0
    cells_written: int = 0
    events: int = 0
    mails: int = 0
    forms: int = 0
    shares: int = 0

    def of_book(self, plan: Plan) -> None:
        """Count what the workbook's batch wrote."""
        self.rows_added += len(plan.book.adds)
        self.cells_written += sum(len(fill.cells) for fill in plan.book.fills)
        self.cells_written += sum(len(row) for whole in plan.book.replaces for row in whole.rows)
        self.cells_written += sum(rows.count for rows in plan.book.grows) + len(plan.book.shows)
        self.cells_written += len(plan.book.dresses)


@dataclass
class Report:
    """One run of one caseload."""

    caseload: int
    outcome: str = "ok"  # ok, paused, refused, busy
    changes: Changes = field(default_factory=Changes)
    calls: Mapping[str, int] = field(default_factory=dict)
    problems: tuple[Trouble, ...] = ()
    refused: dict[str, str] = field(default_factory=dict)  # effects Google does not allow -> its reason
    done: list[Effect] = field(default_factory=list)  # what went out
    failures: list[tuple[Effect, Exception]] = field(default_factory=list)  # each its own, with why
    told: bool = False  # a refusal that its person was told of, and that has its run
    seconds: float = 0.0
    said: tuple[str, ...] = ()  # what was, or would be, done: sentences

    @property
    def changed(self) -> bool:
        """Whether anything was changed at Google."""
        return any(asdict(self.changes).values())

    def json(self) -> dict[str, Any]:
        """The object of the contract."""
        return {
            "caseload": self.caseload,
            "outcome": self.outcome,
            "changes": asdict(self.changes),
            "calls": dict(sorted(self.calls.items())),
            "problems": [
                {"tab": one.tab, "cell": one.cell, "code": one.code, "text": one.text}
                for one in self.problems
            ],
            "seconds": round(self.seconds, 3),
        }
