"""Carries push messages to their receivers in a thread of its own, with retries and the control's faults.

What a message says is push.py's.
"""

import heapq
import itertools
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any

import requests

from app.local_google.faults import PUSH_KINDS, Faults

TIMEOUT = 10.0
RETRIED = (500, 502, 503, 504)
WAITS = (0.5, 1.0, 2.0, 4.0)
KEPT = 10_000


@dataclass(frozen=True)
class Message:
    """One HTTP POST to a receiver. `kind` names it for faults and the record ("push.drive.files")."""

    kind: str
    address: str
    headers: dict[str, str]
    body: bytes = b""
    retried: tuple[int, ...] = RETRIED


@dataclass(order=True)
class _Due:
    at: float
    order: int
    attempt: int = field(compare=False)
    message: Message = field(compare=False)


class Courier:
    """The messages that wait, the thread that sends them, and a record of what became of each."""

    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        self.record: deque[dict[str, Any]] = deque(maxlen=KEPT)
        self._waiting: list[_Due] = []
        self._numbers = itertools.count(1)
        self._wake = threading.Condition()
        self._thread: threading.Thread | None = None
        self._busy = False

    def send(self, message: Message) -> None:
        """Send soon; faults of the control may delay, double or lose it."""
        fault = self.faults.take(message.kind, PUSH_KINDS)
        if fault and fault.kind == "push_lose":
            self._note(message, 0, "lost")
            return
        delay = fault.seconds if fault and fault.kind == "push_delay" else 0.0
        for _ in range(2 if fault and fault.kind == "push_double" else 1):
            self._queue(message, delay, 0)

    def settle(self, seconds: float) -> bool:
        """Wait until nothing waits; False when it still does after `seconds`."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            with self._wake:
                if not self._waiting and not self._busy:
                    return True
            time.sleep(0.01)
        return False

    def _queue(self, message: Message, delay: float, attempt: int) -> None:
        with self._wake:
            heapq.heappush(
                self._waiting, _Due(time.monotonic() + delay, next(self._numbers), attempt, message)
            )
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, daemon=True, name="push")
                self._thread.start()
            self._wake.notify()

    def _run(self) -> None:
        while True:
            with self._wake:
                while not self._waiting or self._waiting[0].at > time.monotonic():
                    wait = self._waiting[0].at - time.monotonic() if self._waiting else None
                    self._wake.wait(wait)
                due = heapq.heappop(self._waiting)
                self._busy = True
            self._attempt(due)
            self._busy = False

    def _attempt(self, due: _Due) -> None:
        message = due.message
        try:
            answer = requests.post(message.address, message.body, headers=message.headers, timeout=TIMEOUT)
            status = answer.status_code
        except requests.RequestException:
            status = 0
        again = (status == 0 or status in message.retried) and due.attempt < len(WAITS)
        self._note(message, status, "retried" if again else "delivered" if 100 <= status < 300 else "refused")
        if again:
            self._queue(message, WAITS[due.attempt], due.attempt + 1)

    def _note(self, message: Message, status: int, outcome: str) -> None:
        self.record.append({"kind": message.kind, "status": status, "outcome": outcome})
