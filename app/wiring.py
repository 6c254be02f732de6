"""From settings to working parts. The only file that knows all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

import requests

from app.core.adopt import Proposal
from app.core.glance import Glance
from app.core.model import Caseload
from app.core.orders import Order
from app.core.run_words import RunFacts, ToldRun, told_runs
from app.core.scopes import INTERNAL
from app.core.serving import Channel, Grant, Health, OpenMessage, OpenSheet, OwnedCaseload, WebSettings
from app.errors import GrantLost
from app.flows.adopt_order import order_adoption, propose_beside
from app.flows.deps import Deps, Google, gateways
from app.google.credentials import from_grant, from_service_account
from app.google.open_message import read_open_message
from app.google.quotas import SharedBuckets
from app.google.session import Session
from app.settings import Settings
from app.store.opened import Store, open_store

LOCAL_CLIENT, LOCAL_SECRET = "local-client", "local-secret"  # the local Google's own
CLOCK_FILE = "clock"  # seconds by which the clock of a demo's world is ahead


LATE = timedelta(minutes=10)  # after which an adoption that was ordered should be done
SHOWN_RUNS = 200  # on their page; looks that found nothing share a line


def make_deps(settings: Settings) -> Deps:
    """What every flow is given. Opens the state database and brings it up to date."""
    settings.home.mkdir(parents=True, exist_ok=True)
    settings.home.chmod(0o700)  # grants are in there, encrypted, and the key that a local world made
    store = open_store(settings.state_url, settings.keys())
    book_url = f"{settings.google_url or 'https://docs.google.com'}/spreadsheets/d/{{id}}/edit"
    connect, clock = _connector(settings, store), _clock(settings)
    kept = timedelta(days=settings.keep_runs_days)
    return Deps(store, connect, clock, book_url, forms_topic=settings.pubsub_topic, keep_runs=kept)


def _clock(settings: Settings) -> Callable[[], datetime]:
    """The settings' clock; in a demo's folder the clock of its world, which it left there."""
    kept = settings.home / CLOCK_FILE
    if not settings.local or settings.now or not kept.is_file():
        return settings.clock()
    shift = timedelta(seconds=float(kept.read_text()))
    return lambda: datetime.now(UTC) + shift


def _connector(settings: Settings, store: Store) -> Callable[[str], Google]:
    client, secret = client_of(settings)
    scopes = [scope.url for scope in INTERNAL]
    # a local Google is nobody else's: its own quotas answer, and nothing waits that need not
    buckets = None if settings.local else SharedBuckets(store.buckets)

    def connect(owner: str) -> Google:
        if settings.service_account_file is not None:
            acting = from_service_account(
                settings.service_account_file, owner, scopes, base_url=settings.google_url
            )
            return gateways(Session(acting, settings.google_url, account=owner, buckets=buckets))
        grant = store.accounts.get(owner)
        if grant is None:
            raise GrantLost(owner, "it was never connected")
        credentials = from_grant(
            grant.refresh_token,
            grant.scopes,
            client_id=client,
            client_secret=secret,
            base_url=settings.google_url,
            account=owner,
        )
        return gateways(Session(credentials, settings.google_url, account=owner, buckets=buckets))

    return connect


def client_of(settings: Settings) -> tuple[str, str]:
    """The OAuth client; the local Google brings one of its own."""
    if settings.client_id or not settings.local:
        return settings.client_id, settings.client_secret
    return LOCAL_CLIENT, LOCAL_SECRET


@dataclass(frozen=True)
class WebNeeds:
    """What the web asks of the rest (`app.web.needs.Needs`), over the store."""

    deps: Deps
    given: Settings

    @cached_property
    def settings(self) -> WebSettings:
        client, secret = client_of(self.given)
        return WebSettings(
            base_url=self.given.base_url,
            google_url=self.given.google_url or "",
            client_id=client,
            client_secret=secret,
            addon_client_id=self.given.addon_client_id,
            addon_service_account=self.given.addon_caller,
            push_service_account=self.given.push_service_account,
            allowed_domains=frozenset(self.given.allowed_domains),
            cookie_keys=self.given.keys(),
        )

    @cached_property
    def http(self) -> requests.Session:
        return requests.Session()

    def now(self) -> datetime:
        return self.deps.now()

    def caseload_of(self, owner: str) -> OwnedCaseload | None:
        return next(iter(self.caseloads_of(owner)), None)

    def caseloads_of(self, owner: str) -> Sequence[OwnedCaseload]:
        return [self._owned(one) for one in self.deps.store.caseloads.list() if one.owner == owner.lower()]

    def connected(self, owner: str) -> bool:
        grant = self.deps.store.accounts.get(owner)
        return self.given.service_account_file is not None or (grant is not None and grant.state == "granted")

    def open_sheet(self, owner: str, spreadsheet_id: str) -> OpenSheet:
        store = self.deps.store
        whose = {one.spreadsheet_id: one for one in store.caseloads.list()}
        if spreadsheet_id in whose:
            own = whose[spreadsheet_id].owner == owner.lower()
            return OpenSheet(True, self._owned(whose[spreadsheet_id]) if own else None)
        known = store.adoptions.latest(owner, spreadsheet_id)
        if known is None:
            return OpenSheet(store.observed.is_shared_file(spreadsheet_id))
        late = not known.done and self.now() - known.at > LATE
        caseload = self._owned(store.caseloads.get(known.caseload_id))
        return OpenSheet(False, caseload, known.at, known.done, late)

    def propose(self, owner: str, spreadsheet_id: str) -> Proposal:
        return propose_beside(self.deps, owner, spreadsheet_id)

    def adopt(self, owner: str, spreadsheet_id: str, dates: str) -> OwnedCaseload:
        return self._owned(order_adoption(self.deps, owner, spreadsheet_id, dates))

    def _owned(self, one: Caseload) -> OwnedCaseload:
        paused = self.deps.store.caseloads.standing(one.id).pause_text
        return OwnedCaseload(one.id, one.name, one.owner, self.connected(one.owner), paused)

    def glance(self, caseload_id: int) -> Glance | None:
        return self.deps.store.glances.get(caseload_id)

    def runs(self, caseload_id: int) -> Sequence[ToldRun]:
        zone = self.deps.store.caseloads.get(caseload_id).zone
        latest = self.deps.store.runs.latest(caseload_id, SHOWN_RUNS)
        return told_runs(
            RunFacts(one.kind, one.started_at.astimezone(zone), one.outcome, one.report) for one in latest
        )

    def set_due(self, caseload_id: int, when: datetime) -> None:
        self.deps.store.caseloads.set_due(caseload_id, when)

    def open_message(self, message_id: str, user_token: str, message_token: str) -> OpenMessage:
        return read_open_message(self.given.google_url or "", message_id, user_token, message_token)

    def add_order(self, caseload_id: int, order: Order) -> bool:
        return self.deps.store.orders.add(caseload_id, order)

    def save_grant(self, grant: Grant) -> None:
        self.deps.store.accounts.save(
            grant.email, grant.refresh_token, sorted(grant.scopes), grant.granted or self.now()
        )

    def channel(self, channel_id: str) -> Channel | None:
        """None: Holdfast asks Google on a schedule and opens no push channels yet."""
        del channel_id
        return None

    def caseload_of_mailbox(self, email: str) -> OwnedCaseload | None:
        return self.caseload_of(email)

    def form_told(self, form_id: str) -> None:
        self.deps.store.observed.form_told(form_id, self.now())

    def health(self) -> Health:
        caseloads = self.deps.store.caseloads
        return Health(
            numbers={
                "caseloads": float(len(caseloads.list())),
                "caseloads_due": float(len(caseloads.due(self.now()))),
            }
        )
