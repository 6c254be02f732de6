"""Is everything in place? Looks and tells, changes nothing. Every finding has a stable id and a way out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from urllib.parse import urlsplit

from app.core.model import Caseload
from app.core.scopes import INTERNAL, missing
from app.errors import BadSettings, GrantLost, HoldfastError, NotFound
from app.flows.deps import Deps, Google
from app.settings import Settings
from app.store.accounts import GRANTED

BEHIND = timedelta(minutes=15)  # a caseload due for so long: nobody is at work


class Level(StrEnum):
    OK = "ok"
    WARN = "warn"
    ERROR = "error"


KINDS = MappingProxyType(  # id -> how bad it is, and the way out
    {
        "settings.ok": (Level.OK, ""),
        "settings.refused": (Level.ERROR, "Change the setting it names, then run doctor again."),
        "settings.client_missing": (
            Level.ERROR,
            "Make an OAuth client in the Cloud console and set HOLDFAST_CLIENT_ID and "
            "HOLDFAST_CLIENT_SECRET, or set HOLDFAST_SERVICE_ACCOUNT_FILE.",
        ),
        "settings.addon_off": (
            Level.WARN,
            "Set HOLDFAST_ADDON_SERVICE_ACCOUNT to what `gcloud workspace-add-ons get-authorization` says.",
        ),
        "settings.any_domain": (Level.WARN, "Set HOLDFAST_ALLOWED_DOMAINS to the school's own domains."),
        "settings.clock_moved": (Level.WARN, "Unset HOLDFAST_NOW."),
        "manifest.ok": (Level.OK, ""),
        "manifest.not_https": (Level.ERROR, "Set HOLDFAST_BASE_URL to the https address of `serve`."),
        "quotas.ok": (Level.OK, ""),
        "quotas.slowed": (
            Level.WARN,
            "Wait some minutes. If it comes back, ask for larger quotas in the Cloud console.",
        ),
        "caseloads.none": (Level.WARN, "Make one: python -m app caseload create --owner EMAIL --name NAME"),
        "jobs.behind": (Level.WARN, "Start `python -m app jobs` and see that it keeps running."),
        "caseload.paused": (Level.ERROR, "Do what it says, then connect the account again on /connect."),
        "grant.ok": (Level.OK, ""),
        "grant.missing": (Level.ERROR, "The owner opens /connect on HOLDFAST_BASE_URL once."),
        "grant.lost": (Level.ERROR, "The owner opens /connect again; nothing is lost meanwhile."),
        "scopes.unticked": (Level.WARN, "The owner opens /connect again and leaves every box ticked."),
        "google.silent": (Level.ERROR, "Wait some minutes and run doctor again."),
        "google.refused": (Level.ERROR, "Do what it says, then run doctor again."),
        "workbook.ok": (Level.OK, ""),
        "workbook.not_made": (Level.ERROR, "Make the caseload anew: its set-up was interrupted."),
        "workbook.gone": (
            Level.ERROR,
            "Restore the workbook from the bin, or share it with its owner again.",
        ),
        "workbook.in_bin": (Level.ERROR, "Restore the workbook from the bin in Drive."),
        "workbook.other_owner": (
            Level.ERROR,
            "Let its new owner give the workbook back to the case manager.",
        ),
        "calendar.ok": (Level.OK, ""),
        "calendar.not_made": (Level.ERROR, "Make the caseload anew: its set-up was interrupted."),
        "calendar.gone": (
            Level.WARN,
            "Nothing to do: the next sync makes another one and puts every open reminder on it.",
        ),
        "live.not_built": (Level.WARN, "Nothing to do. The checks above were all made."),
    }
)


@dataclass(frozen=True)
class Finding:
    """One line of doctor. `caseload` None: it is about the installation."""

    id: str
    text: str
    caseload: int | None = None

    @property
    def level(self) -> Level:
        return KINDS[self.id][0]

    @property
    def remedy(self) -> str:
        return KINDS[self.id][1]

    def json(self) -> dict[str, str | int | None]:
        """The object of the contract."""
        return {
            "id": self.id,
            "level": self.level.value,
            "text": self.text,
            "remedy": self.remedy,
            "caseload": self.caseload,
        }


def unusable(wrong: BadSettings) -> Finding:
    """When not even the settings can be read."""
    return Finding("settings.refused", str(wrong))


def examine(settings: Settings, deps: Deps, *, live: bool = False) -> Iterator[Finding]:
    """All findings: the installation first, then every caseload. `live`: also what changes something."""
    yield from check_settings(settings)
    yield check_manifest(settings)
    yield check_quotas(deps)
    caseloads = deps.store.caseloads.list()
    if not caseloads:
        yield Finding("caseloads.none", "There is no caseload yet.")
    for caseload in caseloads:
        yield from check_caseload(settings, deps, caseload)
    if live:
        text = "The probes on a real account are not built yet: nothing was made, changed or removed."
        yield Finding("live.not_built", text)


def check_settings(settings: Settings) -> Iterator[Finding]:
    """What can be said without asking anybody."""
    found: list[Finding] = []
    if not settings.local and not settings.client_id and settings.service_account_file is None:
        text = "Nobody can connect an account: neither an OAuth client nor a service account is set."
        found.append(Finding("settings.client_missing", text))
    if not settings.addon_caller:
        text = "The side panel refuses every call: HOLDFAST_ADDON_SERVICE_ACCOUNT is not set."
        found.append(Finding("settings.addon_off", text))
    if not settings.local and not settings.allowed_domains:
        text = "Anybody with a Google account may connect: HOLDFAST_ALLOWED_DOMAINS is not set."
        found.append(Finding("settings.any_domain", text))
    if settings.now:
        found.append(Finding("settings.clock_moved", "The clock does not show the real time: HOLDFAST_NOW."))
    yield from found or [Finding("settings.ok", "The settings are sound.")]


def check_manifest(settings: Settings) -> Finding:
    """Google calls an add-on on https only; the local Google calls any address."""
    if urlsplit(settings.base_url).scheme != "https" and not settings.local:
        text = (
            f"The side panel cannot be installed for {settings.base_url}: Google calls https addresses only."
        )
        return Finding("manifest.not_https", text)
    return Finding("manifest.ok", f"The side panel can be installed for {settings.base_url}.")


def check_quotas(deps: Deps) -> Finding:
    """Whether Google has asked all of us, or some account's work, to slow down."""
    closed = deps.store.buckets.closed()
    if closed:
        longest = max(closed.values())
        text = f"Google asked Holdfast to slow down: {len(closed)} kinds of calls wait {longest:.0f} seconds."
        return Finding("quotas.slowed", text)
    return Finding("quotas.ok", "Google lets calls through at the usual rate.")


def check_caseload(settings: Settings, deps: Deps, caseload: Caseload) -> Iterator[Finding]:
    """One caseload: whether it runs, may run, and finds its things at Google."""
    standing = deps.store.caseloads.standing(caseload.id)
    if standing.paused_at is not None:
        yield Finding("caseload.paused", f"It is paused: {standing.pause_text}", caseload.id)
    elif deps.now() - standing.due_at > BEHIND:
        yield Finding(
            "jobs.behind", f"A sync has been due since {standing.due_at:%Y-%m-%d %H:%M} UTC.", caseload.id
        )
    barred, grant = check_grant(settings, deps, caseload)
    yield from grant
    if not barred:
        yield from _things(deps, caseload)


def check_grant(settings: Settings, deps: Deps, caseload: Caseload) -> tuple[bool, list[Finding]]:
    """Whether Google need not be asked at all, and what is to be said of the owner's grant."""
    if settings.service_account_file is not None:
        return False, [Finding("grant.ok", "The service account acts for the owner.", caseload.id)]
    grant = deps.store.accounts.get(caseload.owner)
    if grant is None:
        return True, [Finding("grant.missing", "The owner has not connected their account.", caseload.id)]
    if grant.state != GRANTED:
        return True, [Finding("grant.lost", f"Google ended the owner's grant ({grant.reason}).", caseload.id)]
    left_out = missing(INTERNAL, grant.scopes)
    if left_out:
        stops = "; ".join(scope.without for scope in left_out)
        return False, [Finding("scopes.unticked", f"The owner left something out: {stops}.", caseload.id)]
    return False, [Finding("grant.ok", "The owner's account is connected.", caseload.id)]


def _things(deps: Deps, caseload: Caseload) -> Iterator[Finding]:
    try:
        google = deps.connect(caseload.owner)
        yield check_workbook(google, caseload)
        yield check_calendar(google, caseload)
    except GrantLost as lost:
        yield Finding("grant.lost", str(lost), caseload.id)
    except BadSettings as wrong:
        yield Finding("settings.refused", str(wrong), caseload.id)
    except HoldfastError as problem:
        yield Finding("google.silent" if problem.may_wait else "google.refused", str(problem), caseload.id)


def check_workbook(google: Google, caseload: Caseload) -> Finding:
    """One call to Drive."""
    if not caseload.spreadsheet_id:
        return Finding("workbook.not_made", "The caseload has no workbook.", caseload.id)
    try:
        file = google.drive.state(caseload.spreadsheet_id)
    except NotFound as gone:
        return Finding("workbook.gone", str(gone), caseload.id)
    if file.trashed:
        return Finding("workbook.in_bin", "The workbook is in the bin.", caseload.id)
    if file.owner != caseload.owner:
        return Finding("workbook.other_owner", "The workbook belongs to another account now.", caseload.id)
    return Finding("workbook.ok", "The workbook can be read.", caseload.id)


def check_calendar(google: Google, caseload: Caseload) -> Finding:
    """One call to Calendar."""
    if not caseload.calendar_id:
        return Finding("calendar.not_made", "The caseload has no calendar of its own.", caseload.id)
    if not google.calendar.exists(caseload.calendar_id):
        return Finding("calendar.gone", "Holdfast's calendar of this caseload was deleted.", caseload.id)
    return Finding("calendar.ok", "Holdfast's calendar is there.", caseload.id)
