"""The log of calls that the control serves: counts and outcomes, never bodies or tokens."""

import threading
from collections import deque
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

KEPT = 200_000


@dataclass(frozen=True)
class Entry:
    """One answered call; `valid` is false when request or answer did not fit the discovery document."""

    n: int
    method: str
    path: str
    user: str
    status: int
    bytes_in: int
    bytes_out: int
    ms: float
    valid: bool
    problem: str = ""


class CallLog:
    """The last calls in the order in which they were answered."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=KEPT)
        self._lock = threading.Lock()
        self._last = 0

    def add(self, **facts: Any) -> Entry:
        with self._lock:
            self._last += 1
            entry = Entry(n=self._last, **facts)
            self._entries.append(entry)
            return entry

    def since(self, n: int) -> list[dict[str, Any]]:
        with self._lock:
            newest_first = takewhile(lambda entry: entry.n > n, reversed(self._entries))
            return [dict(vars(entry)) for entry in newest_first][::-1]

    def clear(self) -> None:
        """Forget the entries; the numbering goes on, so that a reader's `since` stays right."""
        with self._lock:
            self._entries.clear()
