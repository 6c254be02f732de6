"""Faults the control asks for: a status instead of an answer, a lost, cut or late one.

Here is only which fault hits which call; server.py carries it out.
"""

import threading
from dataclasses import dataclass, field
from typing import Any

KINDS = ("status", "drop_before", "drop_after", "truncate", "delay")
PUSH_KINDS = ("push_delay", "push_double", "push_lose")


_TYPES: dict[str, type | tuple[type, ...]] = {
    **dict.fromkeys(("method", "reason", "message"), str),
    **dict.fromkeys(("status", "skip", "times"), int),
    **dict.fromkeys(("seconds", "retry_after"), (int, float)),
}


@dataclass
class Fault:
    """A fault for the calls of a method ("*": any), after `skip` of them, `times` times (None: always)."""

    method: str
    kind: str
    status: int = 503
    reason: str = ""
    message: str = ""
    retry_after: float | None = None
    seconds: float = 0.0
    skip: int = 0
    times: int | None = 1


@dataclass
class Faults:
    """The faults that are set, in order; the first that fits a call hits it."""

    waiting: list[Fault] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, request: dict[str, Any]) -> None:
        """Take a fault as the control describes it; ValueError says what is wrong with it."""
        kind = request.get("kind")
        if kind not in KINDS + PUSH_KINDS:
            raise ValueError(f"kind must be one of {', '.join(KINDS + PUSH_KINDS)}, not {kind!r}.")
        known = set(Fault.__dataclass_fields__)
        unknown = sorted(set(request) - known)
        if unknown:
            raise ValueError(f"A fault has no {unknown[0]!r}; it has {', '.join(sorted(known))}.")
        for name, kinds in _TYPES.items():
            value = request.get(name)
            if value is not None and (isinstance(value, bool) or not isinstance(value, kinds)):
                raise ValueError(f"{name} of a fault cannot be {value!r}.")
        with self.lock:
            self.waiting.append(Fault(**{"method": "*", **request}))

    def take(self, method: str, kinds: tuple[str, ...] = KINDS) -> Fault | None:
        """The fault that hits this call, if any; counts it."""
        with self.lock:
            for fault in self.waiting:
                if fault.kind not in kinds or fault.method not in ("*", method):
                    continue
                if fault.skip > 0:
                    fault.skip -= 1
                    continue
                if fault.times is not None:
                    fault.times -= 1
                    if fault.times <= 0:
                        self.waiting.remove(fault)
                return fault
        return None

    def clear(self) -> None:
        with self.lock:
            self.waiting.clear()
