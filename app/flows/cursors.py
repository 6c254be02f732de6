"""How far each source was read. Moved only in the transaction that records what they brought."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

NEVER = datetime.min.replace(tzinfo=UTC)
FAR = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Cursors:
    """Kept in the store as text by name. `batches` counts the confirmed writes into the workbook."""

    version: int = 0  # Drive's version of the workbook, fetched before it was read
    history: str = ""
    aliases: frozenset[str] = frozenset()  # the owner's further addresses, asked for once a day
    label: str = ""  # in label mode the label's name as Settings had it last
    label_id: str = ""  # empty while Gmail has no such label
    own_events: str = ""
    meetings: str = ""
    watched: Mapping[str, str] = field(default_factory=dict)  # calendars to watch; "" before the first walk
    answers: Mapping[str, datetime] = field(default_factory=dict)  # by form id
    layout: Mapping[str, Any] = field(default_factory=dict)  # where tabs and columns stood
    full_read: str = ""  # the day of the last full read, ISO
    batches: int = 0
    polled: datetime = NEVER  # when open Forms were last asked
    again: datetime = FAR  # when something that waits may go on, news or not

    def stored(self) -> dict[str, str | None]:
        """What the store keeps."""
        return {
            "version": str(self.version),
            "history": self.history,
            "aliases": " ".join(sorted(self.aliases)),
            "label": self.label,
            "label_id": self.label_id,
            "own_events": self.own_events,
            "meetings": self.meetings,
            "watched": json.dumps(dict(sorted(self.watched.items()))),
            "answers": json.dumps({form: when.isoformat() for form, when in sorted(self.answers.items())}),
            "layout": json.dumps(self.layout, ensure_ascii=False),
            "full_read": self.full_read,
            "batches": str(self.batches),
            "polled": self.polled.isoformat(),
            "again": self.again.isoformat(),
        }


def cursors_from(kept: Mapping[str, str]) -> Cursors:
    """The other way; a missing cursor is one that reads everything."""
    answers = json.loads(kept.get("answers") or "{}")
    return Cursors(
        version=int(kept.get("version") or 0),
        history=kept.get("history", ""),
        aliases=frozenset(kept.get("aliases", "").split()),
        label=kept.get("label", ""),
        label_id=kept.get("label_id", ""),
        own_events=kept.get("own_events", ""),
        meetings=kept.get("meetings", ""),
        watched=json.loads(kept.get("watched") or "{}"),
        answers={form: datetime.fromisoformat(when) for form, when in answers.items()},
        layout=json.loads(kept.get("layout") or "{}"),
        full_read=kept.get("full_read", ""),
        batches=int(kept.get("batches") or 0),
        polled=datetime.fromisoformat(kept.get("polled") or NEVER.isoformat()),
        again=datetime.fromisoformat(kept.get("again") or FAR.isoformat()),
    )
