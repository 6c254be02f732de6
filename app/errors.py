"""What can go wrong, one class a situation: its facts, a sentence that says the way out, may waiting help.

No pupil's name, mail text or token may enter a sentence: these texts reach logs, terminals and pages.
What Google wrote is kept apart in `BadRequest.message`, because it may quote what we sent.
"""

# ruff: noqa: N818 - the names say the situation
from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import ClassVar


class HoldfastError(Exception):
    """The one base. `str()` is a sentence for the reader."""

    may_wait: ClassVar[bool] = False  # True: the same call may succeed later without anybody doing anything
    exit_status: ClassVar[int] = 1


class RateLimited(HoldfastError):
    """Google refused a call because of a rate; nothing was applied.

    `retry_after` None: no time was named. `per_user`: only this account is over its rate.
    """

    may_wait = True

    def __init__(self, method: str, retry_after: timedelta | None, *, per_user: bool = False) -> None:
        when = f"in {_span(retry_after)}" if retry_after else "soon"
        super().__init__(
            f"Google asked Holdfast to slow down ({method}). Nothing was changed; it tries again {when}."
        )
        self.method, self.retry_after, self.per_user = method, retry_after, per_user


class QuotaUsedUp(HoldfastError):
    """A limit of hours or a day is reached: mail a day, shares, storage. Short waits do not help."""

    may_wait = True

    def __init__(self, method: str, reason: str) -> None:
        super().__init__(
            f"A daily limit of Google is used up ({method}: {reason}). Nothing was changed; Holdfast tries "
            "again within hours. If it comes back every day, ask the administrator for a larger quota."
        )
        self.method, self.reason = method, reason


class Unavailable(HoldfastError):
    """Google did not answer, or not readably. `ambiguous`: the change may have happened all the same;
    `reached`: somebody was there to hear it."""

    may_wait = True

    def __init__(self, method: str, what: str, *, ambiguous: bool = False, reached: bool = True) -> None:
        doubt = "It is not known whether the change was made" if ambiguous else "Nothing was changed"
        super().__init__(f"Google could not be reached ({method}: {what}). {doubt}; Holdfast tries again.")
        self.method, self.what, self.ambiguous, self.reached = method, what, ambiguous, reached


class NotFound(HoldfastError):
    """The thing is not there, or this account may not know that it is."""

    def __init__(self, method: str) -> None:
        super().__init__(
            f"Google does not find what {method} asked for. It was deleted, or the account Holdfast works "
            "with lost access to it: restore it from the bin, or share it with that account again."
        )
        self.method = method


class OwnCalendarGone(NotFound):
    """The calendar that Holdfast made for a caseload was deleted, or its owner is gone."""

    def __init__(self) -> None:
        HoldfastError.__init__(
            self,
            "Holdfast's calendar of this caseload was deleted. The next sync makes another one and puts "
            "every open reminder on it.",
        )
        self.method = "calendar.events.list"


class AlreadyGone(NotFound):
    """410 on a single thing: it was deleted before."""


class Conflict(HoldfastError):
    """409: this id is taken. For our own ids: an earlier attempt of ours, or an event somebody deleted."""

    def __init__(self, method: str) -> None:
        super().__init__(f"Google already has something with this id ({method}). Read it before going on.")
        self.method = method


class Stale(HoldfastError):
    """412: somebody changed the thing since it was read."""

    def __init__(self, method: str) -> None:
        super().__init__(
            f"This was changed in Google since Holdfast read it ({method}). Read it again and merge."
        )
        self.method = method


class CursorLost(HoldfastError):
    """Google forgot where Holdfast had read up to. Only time is lost: a full read follows."""

    def __init__(self, method: str) -> None:
        super().__init__(
            f"Google no longer knows where Holdfast had read up to ({method}). A full read is due."
        )
        self.method = method


class NotAllowed(HoldfastError):
    """403 for good: a scope, a permission or an API that is not switched on is missing."""

    OF_THE_ACCOUNT: ClassVar[frozenset[str]] = frozenset({
        "insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
        "accessNotConfigured", "SERVICE_DISABLED",
    })  # fmt: skip
    WAYS_OUT: ClassVar[dict[str, str]] = {
        "insufficientPermissions": "Connect the account again and leave every box on Google's page ticked.",
        "ACCESS_TOKEN_SCOPE_INSUFFICIENT": "Connect the account again and leave every box ticked.",
        "appNotAuthorizedToFile": "Open the file once with Holdfast (add-on or file picker), then try again.",
        "accessNotConfigured": "Switch this API on in the Google Cloud project.",
        "SERVICE_DISABLED": "Switch this API on in the Google Cloud project.",
        "domainPolicy": "The Workspace administrator has to allow this for Holdfast.",
    }

    def __init__(self, method: str, reason: str) -> None:
        self.way_out = self.WAYS_OUT.get(
            reason, "Ask the owner for access, or connect the account that has it."
        )
        super().__init__(f"Google does not allow {method} for this account ({reason}). {self.way_out}")
        self.method, self.reason = method, reason

    @property
    def of_the_account(self) -> bool:
        """Whether nothing of this kind is allowed, not this one thing alone."""
        return self.reason in self.OF_THE_ACCOUNT


class GrantLost(HoldfastError):
    """The account's permission for Holdfast is gone. Its caseloads pause, their ledgers stay."""

    way_out: ClassVar[str] = "Connect the account again; nothing is lost meanwhile."

    def __init__(self, account: str, reason: str) -> None:
        super().__init__(
            f"Google no longer lets Holdfast work for {account or 'this account'} ({reason}). {self.way_out}"
        )
        self.account, self.reason = account, reason


class BadRequest(HoldfastError):
    """400: Google refused what we sent. In a batch all of it was refused."""

    def __init__(self, method: str, message: str, reason: str = "") -> None:
        refused = re.search(r"requests\[(\d+)\](?:\.(\w+))?", message)
        self.index = int(refused[1]) if refused else None  # which request of a batch
        self.kind = (refused[2] or "") if refused else ""  # "createDeveloperMetadata", …
        where = f", request {self.index} {self.kind}".rstrip() if refused else ""
        super().__init__(
            f"Google refused a request as wrong ({method}{where}{': ' + reason if reason else ''}). "
            "Nothing of it was applied. If it comes back, report this line as a fault of Holdfast."
        )
        self.method, self.message, self.reason = method, message, reason


class BadSettings(HoldfastError):
    """A setting is missing, unknown or unsafe. The text names it."""

    exit_status = 2


class UserMistake(HoldfastError):
    """Wrong usage of a command or a form: one line that says why and what to do."""

    exit_status = 2


class Refused(HoldfastError):
    """Holdfast itself refuses, to be safe: a tab is gone, ids are missing, the workbook is a copy."""

    exit_status = 2

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


class ColumnsMoving(HoldfastError):
    """Each look at the workbook showed its columns in other places."""

    may_wait = True

    def __init__(self) -> None:
        super().__init__(
            "Columns of the workbook are being moved right now. Holdfast looks again in a while."
        )


class Busy(HoldfastError):
    """Another worker has this caseload just now."""

    may_wait = True

    def __init__(self, caseload_id: int, until: datetime | None = None) -> None:
        super().__init__(f"Caseload {caseload_id} is being synced right now. Try again in a minute.")
        self.caseload_id, self.until = caseload_id, until


class Paused(HoldfastError):
    """The caseload waits for a person."""

    def __init__(self, caseload_id: int, reason: str) -> None:
        super().__init__(f"Caseload {caseload_id} is paused: {reason}")
        self.caseload_id, self.reason = caseload_id, reason


class NoSuchCaseload(UserMistake):
    """A caseload id that is not in the state database."""

    def __init__(self, caseload_id: int) -> None:
        super().__init__(
            f"There is no caseload {caseload_id}. `python -m app caseload list` shows those there are."
        )
        self.caseload_id = caseload_id


class Fenced(HoldfastError):
    """This worker lost its lease; another one works on. It must stop and write nothing."""

    def __init__(self, caseload_id: int, epoch: int) -> None:
        super().__init__(
            f"Another worker took caseload {caseload_id} over (ours was claim {epoch}). This one stops here "
            "and writes nothing more; the other one goes on."
        )
        self.caseload_id, self.epoch = caseload_id, epoch


class PutRightByAnother(Fenced):
    """What a batch hit amiss was put right by another worker meanwhile, or by one that died since."""


def _span(wait: timedelta) -> str:
    seconds = max(1, round(wait.total_seconds()))
    return f"{seconds} seconds" if seconds < 120 else f"{round(seconds / 60)} minutes"
