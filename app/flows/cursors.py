"""How far each source was read. Moved only in the transaction that records what they brought."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import astuple, dataclass, field
from datetime import UTC, datetime
from typing import Any

from app.core.model import Failed
from app.store.observed import TOLD

LONG_AGO = datetime.min.replace(tzinfo=UTC)
FAR = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Cursors:
    """Kept in the store as text by name. `batches` counts the confirmed writes into the workbook."""

    version: int = 0  # Drive's version of the workbook, fetched before it was read
    history: str = ""
    aliases: frozenset[str] = frozenset()  # the owner's further addresses, asked for once a day
    drafts: frozenset[str] = frozenset()  # drafts of people, looked into once
    label: str = ""  # in label mode the label's name as Settings had it last
    label_id: str = ""  # empty while Gmail has no such label
    own_events: str = ""
    meetings: str = ""
    watched: Mapping[str, str] = field(default_factory=dict)  # calendars to watch; "" before the first walk
    answers: Mapping[str, datetime] = field(default_factory=dict)  # by form id
    layout: Mapping[str, Any] = field(default_factory=dict)  # where tabs and columns stood
    full_read: str = ""  # the day of the last full read, ISO
    batches: int = 0
    asked: Mapping[str, datetime] = field(default_factory=dict)  # open Forms: when last asked for answers
    watches: Mapping[str, datetime] = field(default_factory=dict)  # by form: until when Google tells of it
    told: Mapping[str, datetime] = field(default_factory=dict)  # by form: when Google last did; not ours
    binned: frozenset[str] = frozenset()  # open Forms that lie in the bin
    refused: Mapping[str, str] = field(default_factory=dict)  # effects -> why Google refused them last
    done: Mapping[str, int] = field(default_factory=dict)  # what went out and is not told on Sync yet
    failed: tuple[Failed, ...] = ()  # what did not, when it was last tried
    standstill: str = ""  # why and since when the workbook cannot be reached; empty: it can
    own_mail: str = "draft"  # whether mails to the case manager are sent, as Settings said last
    again: datetime = FAR  # when something that waits may go on, news or not

    def stored(self) -> dict[str, str | None]:
        """What the store keeps."""
        return {
            "version": str(self.version),
            "history": self.history,
            "aliases": " ".join(sorted(self.aliases)),
            "drafts": " ".join(sorted(self.drafts)),
            "label": self.label,
            "label_id": self.label_id,
            "own_events": self.own_events,
            "meetings": self.meetings,
            "watched": json.dumps(dict(sorted(self.watched.items()))),
            "answers": _written(self.answers),
            "layout": json.dumps(self.layout, ensure_ascii=False),
            "full_read": self.full_read,
            "batches": str(self.batches),
            "asked": _written(self.asked),
            "watches": _written(self.watches),
            **{f"{TOLD}{form}": None for form in self.told if form not in self.asked},
            "binned": " ".join(sorted(self.binned)),
            "refused": json.dumps(dict(sorted(self.refused.items()))),
            "done": json.dumps(dict(sorted(self.done.items()))),
            "failed": json.dumps([astuple(one) for one in self.failed]),
            "standstill": self.standstill,
            "own_mail": self.own_mail,
            "again": self.again.isoformat(),
        }


def cursors_from(kept: Mapping[str, str]) -> Cursors:
    """The other way; a missing cursor is one that reads everything."""
    return Cursors(
        version=int(kept.get("version") or 0),
        history=kept.get("history", ""),
        aliases=frozenset(kept.get("aliases", "").split()),
        drafts=frozenset(kept.get("drafts", "").split()),
        label=kept.get("label", ""),
        label_id=kept.get("label_id", ""),
        own_events=kept.get("own_events", ""),
        meetings=kept.get("meetings", ""),
        watched=json.loads(kept.get("watched") or "{}"),
        answers=_times(kept, "answers"),
        layout=json.loads(kept.get("layout") or "{}"),
        full_read=kept.get("full_read", ""),
        batches=int(kept.get("batches") or 0),
        asked=_times(kept, "asked"),
        watches=_times(kept, "watches"),
        told={
            name.removeprefix(TOLD): datetime.fromisoformat(when)
            for name, when in kept.items()
            if name.startswith(TOLD)
        },
        binned=frozenset(kept.get("binned", "").split()),
        refused=json.loads(kept.get("refused") or "{}"),
        done=json.loads(kept.get("done") or "{}"),
        failed=tuple(Failed(*one) for one in json.loads(kept.get("failed") or "[]")),
        standstill=kept.get("standstill", ""),
        own_mail=kept.get("own_mail", "draft"),
        again=datetime.fromisoformat(kept.get("again") or FAR.isoformat()),
    )


def _written(times: Mapping[str, datetime]) -> str:
    return json.dumps({form: when.isoformat() for form, when in sorted(times.items())})


def _times(kept: Mapping[str, str], name: str) -> dict[str, datetime]:
    found = json.loads(kept.get(name) or "{}")
    return {form: datetime.fromisoformat(when) for form, when in found.items()}
