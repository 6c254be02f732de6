"""What flows between the web and the rest of Holdfast, as plain frozen values.

Only names and shapes: nothing here is read, kept or decided. Secrets stay out of every `repr`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class WebSettings:
    """The settings the web uses, already checked."""

    base_url: str  # without a trailing slash; the address Google and people use
    google_url: str = ""  # "" is the real Google
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    addon_client_id: str = ""  # audience of userIdToken; "" where it is client_id
    addon_service_account: str = ""
    push_service_account: str = ""
    allowed_domains: frozenset[str] = frozenset()  # empty: any
    cookie_keys: tuple[str, ...] = field(default=(), repr=False)  # the first signs, all are accepted


@dataclass(frozen=True)
class OwnedCaseload:
    """A caseload as the web sees it."""

    id: int
    name: str
    owner: str
    connected: bool  # False: there is no grant, or Google ended it
    paused: str = ""  # why nothing is synced until its person does something


@dataclass(frozen=True)
class OpenSheet:
    """The spreadsheet the panel stands beside, as far as the panel's viewer has to do with it.

    `made_here`: a workbook or a shared file of Holdfast's, whoever owns it. `caseload`: the viewer's own that
    it is, or was brought into; `brought` then says when, not `done` that this is under way, `late` for long.
    """

    made_here: bool = False
    caseload: OwnedCaseload | None = None
    brought: datetime | None = None
    done: bool = False
    late: bool = False


@dataclass(frozen=True)
class Grant:
    """What a consent brought. Kept encrypted by whoever takes it."""

    email: str
    refresh_token: str = field(repr=False)
    scopes: frozenset[str] = frozenset()  # whole addresses, as Google returned them
    granted: datetime | None = None


@dataclass(frozen=True)
class Health:
    """How the service is, in numbers: nothing here names a person."""

    problems: Sequence[str] = ()  # sentences; any of them means not ready
    numbers: Mapping[str, float] = field(default_factory=dict)  # e.g. caseloads, caseloads_due


@dataclass(frozen=True)
class Channel:
    """A Drive or Calendar push channel: whose, and the secret its notices must carry."""

    caseload_id: int
    token: str = field(repr=False)


@dataclass(frozen=True)
class OpenMessage:
    """The message that is open in Gmail: its id as the API has it, and the addresses on it, in lower case."""

    id: str
    people: tuple[str, ...]
