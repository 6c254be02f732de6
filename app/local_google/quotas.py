"""Google's quotas a minute, by project and user, as published for new projects in 2026.

They bind programs that hold an issued token. Scripts' bearers are free of them, unless the control sets a
limit itself: a test suite of someone else's must not wait minutes for its own speed.
"""

import threading
from dataclasses import dataclass, field

from app.local_google.api_costs import cost_of

WINDOW = 60.0
DEFAULTS = {
    "sheets.read.project": 300,
    "sheets.read.user": 60,
    "sheets.write.project": 300,
    "sheets.write.user": 60,
    "forms.read.project": 975,
    "forms.read.user": 390,
    "forms.expensive.project": 450,
    "forms.expensive.user": 180,
    "forms.write.project": 375,
    "forms.write.user": 150,
    "gmail.units.project": 1_200_000,
    "gmail.units.user": 6_000,
    "calendar.requests.project": 10_000,
    "calendar.requests.user": 600,
    "drive.units.project": 1_000_000,
    "drive.units.user": 325_000,
}


@dataclass(frozen=True)
class Exceeded:
    """Which limit a call ran into, and after how many seconds it is open again."""

    key: str
    limit: int
    seconds: float


@dataclass
class Quotas:
    """Counters of the running minute for each limit and user."""

    limits: dict[str, int] = field(default_factory=lambda: dict(DEFAULTS))
    set_here: set[str] = field(default_factory=set)
    spent: dict[tuple[str, str], tuple[float, int]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def set(self, limits: dict[str, int]) -> None:
        """Set limits by key; ValueError names an unknown key or a limit that is no number."""
        for key, limit in limits.items():
            if key not in DEFAULTS:
                raise ValueError(f"There is no quota {key!r}; there are {', '.join(DEFAULTS)}.")
            if not isinstance(limit, int) or isinstance(limit, bool) or limit < 0:
                raise ValueError(f"The quota {key} must be a whole number of units a minute, not {limit!r}.")
        with self.lock:
            self.limits.update(limits)
            self.set_here.update(limits)
            self.spent.clear()

    def reset(self) -> None:
        with self.lock:
            self.limits = dict(DEFAULTS)
            self.set_here.clear()
            self.spent.clear()

    def spend(self, method: str, http_method: str, user: str, client: str, now: float) -> Exceeded | None:
        """Count one call at `now` (seconds); answers the limit it exceeds, and then counts nothing."""
        bucket, cost = cost_of(method, http_method)
        due = []
        with self.lock:
            for scope, who in (("project", ""), ("user", user)):
                key = f"{bucket}.{scope}"
                if not client and key not in self.set_here:
                    continue
                start, used = self.spent.get((key, who), (now, 0))
                if now - start >= WINDOW:
                    start, used = now, 0
                if used + cost > self.limits[key]:
                    return Exceeded(key, self.limits[key], WINDOW - (now - start))
                due.append(((key, who), (start, used + cost)))
            self.spent.update(due)
        return None
