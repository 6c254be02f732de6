"""The only HTTP: one requests session that googleapiclient and gspread both go through.

Credentials, base address, time limits, quota buckets, retries and "what does this answer mean" are here.
What may be repeated is decided by one question: can the call have been applied? Rate limits and calls that
never left were not, so any method is repeated; anything else only when it reads.
Not thread-safe: one session a job.
"""

from __future__ import annotations

import json
import random as randomness
import time
from collections import Counter
from collections.abc import Callable, Mapping, MutableMapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import gspread
import httplib2
import requests
from google.auth.credentials import Credentials
from googleapiclient.http import HttpRequest
from requests.adapters import BaseAdapter

from app.errors import RateLimited, Unavailable
from app.google.credentials import TokenTransport, authorise, refresh
from app.google.documents import method_of
from app.google.failures import classify, never_left, read_answer
from app.google.quotas import Buckets, Unlimited
from app.google.resources import resource

LONGEST_WAIT = 64.0  # seconds between two tries, as Google advises
UNREACHED = 15.0  # seconds of trying where nobody is there at all: whoever waits wants to know
READING = frozenset({"GET", "HEAD"})


class Session:
    """Calls Google as one account.

    `clock` counts seconds and never goes back; `patience` is how long one call may take with its repeats;
    `calls` counts requests sent, by discovery method id, gspread's too.
    """

    def __init__(
        self,
        credentials: Credentials,
        base_url: str | None = None,
        *,
        account: str = "",
        adapter: BaseAdapter | None = None,
        sleep: Callable[[float], None] = time.sleep,
        random: Callable[[], float] = randomness.random,
        clock: Callable[[], float] = time.monotonic,
        buckets: Buckets | None = None,
        patience: float = 90.0,
        timeout: float = 60.0,
    ) -> None:
        self.account = account
        self.calls: Counter[str] = Counter()
        self._credentials = credentials
        self._base_url = base_url.rstrip("/") if base_url else None
        self._http = _requests_session(adapter, local=base_url is not None)
        self._tokens = TokenTransport(self._http, timeout)
        self._sleep, self._random, self._clock = sleep, random, clock
        self._buckets: Buckets = buckets or Unlimited()
        self._patience, self._timeout = patience, timeout

    def hurry(self, seconds: float) -> None:
        """Somebody waits: from now on a call takes no longer than this with its repeats."""
        self._patience = self._timeout = seconds

    def service(self, api: str, version: str, *path: str) -> Any:
        """The googleapiclient Resource of an API, or one inside it, for requests that `run` carries out."""
        return resource(api, version, self._base_url, *path)

    def sheets_client(self) -> gspread.Client:
        """gspread over this session. Only its `http_client` is for us; never its Worksheet objects."""
        client = gspread.Client(self._credentials, session=self._http)
        client.http_client = _Gspread(self, self._credentials, self._http)
        return client

    def run(self, request: HttpRequest) -> Any:
        """Execute what a service's method made, once as far as googleapiclient knows; the answer as JSON."""
        return request.execute(http=_Wire(self, request.methodId), num_retries=0)

    def at_base(self, url: str) -> str:
        """The url at the base address this session has; unchanged for real Google."""
        if self._base_url is None:
            return url
        base, asked = urlsplit(self._base_url), urlsplit(url)
        return urlunsplit((base.scheme, base.netloc, base.path + asked.path, asked.query, ""))

    def fetch(
        self, method: str, verb: str, url: str, headers: Mapping[str, str], body: bytes | str | None
    ) -> requests.Response:
        """One call with its repeats. Returns a readable 2xx or raises one of `app.errors`."""
        began, tries = self._clock(), 0
        deadline = began + self._patience
        while True:
            tries += 1
            self._wait_for_turn(method, deadline)
            try:
                return self._send(method, verb, url, headers, body)
            except RateLimited as slow:
                wait = self._wait_after(slow, tries)
                self._buckets.slow(method, self.account, wait, not slow.per_user)
                if self._clock() + wait > deadline:
                    raise RateLimited(method, timedelta(seconds=wait), per_user=slow.per_user) from slow
            except Unavailable as away:
                wait = self._jitter(tries)
                latest = deadline if away.reached else min(deadline, began + UNREACHED)
                if away.ambiguous or self._clock() + wait > latest:
                    raise
            self._sleep(wait)

    def _wait_after(self, slow: RateLimited, tries: int) -> float:
        if slow.retry_after is None:
            return self._jitter(tries)
        return slow.retry_after.total_seconds() + self._random()

    def _jitter(self, tries: int) -> float:
        return self._random() * min(LONGEST_WAIT, 2.0 ** min(tries, 6))

    def _wait_for_turn(self, method: str, deadline: float) -> None:
        while (wait := self._buckets.take(method, self.account)) > 0:
            if self._clock() + wait > deadline:
                raise RateLimited(method, timedelta(seconds=wait))
            self._sleep(wait)

    def _send(
        self, method: str, verb: str, url: str, headers: Mapping[str, str], body: bytes | str | None
    ) -> requests.Response:
        response = self._authorised(method, verb, url, headers, body)
        if response.status_code == 401:  # refused before anything was done, so any method may go again
            refresh(self._credentials, self._tokens, self.account)
            response = self._authorised(method, verb, url, headers, body)
        read = _reads(verb, headers)
        if not response.ok or response.is_redirect:
            answer = read_answer(response.status_code, response.headers, response.content)
            raise classify(method, self.account, answer, read=read)
        if not _readable(response, verb):
            raise Unavailable(method, "its answer was cut off", ambiguous=not read)
        return response

    def _authorised(
        self, method: str, verb: str, url: str, headers: Mapping[str, str], body: bytes | str | None
    ) -> requests.Response:
        if not self._credentials.valid:
            refresh(self._credentials, self._tokens, self.account)
        sent = {name: value for name, value in headers.items() if name.lower() != "content-length"}
        authorise(self._credentials, sent, self.account)
        self.calls[method] += 1
        try:
            return self._http.request(
                verb, url, data=body, headers=sent, timeout=self._timeout, allow_redirects=False
            )
        except requests.RequestException as lost:
            reached = not never_left(lost)
            ambiguous = reached and not _reads(verb, headers)
            raise Unavailable(method, _what_happened(lost), ambiguous=ambiguous, reached=reached) from lost


class _Wire:
    """httplib2's `request`, as googleapiclient calls it, over the session."""

    def __init__(self, session: Session, method: str | None = None) -> None:
        self._session, self._method = session, method

    def request(
        self,
        uri: str,
        method: str = "GET",
        body: bytes | str | None = None,
        headers: Mapping[str, str] | None = None,
        redirections: int = 0,
        connection_type: object = None,
    ) -> tuple[httplib2.Response, bytes]:
        del redirections, connection_type  # httplib2's, without meaning here
        answer = self._session.fetch(self._method or method_of(method, uri), method, uri, headers or {}, body)
        facts = {name.lower(): value for name, value in answer.headers.items()}
        return httplib2.Response(facts | {"status": str(answer.status_code)}), answer.content


class _Gspread(gspread.HTTPClient):
    """gspread's transport, over the session; the host swapped for the base address."""

    def __init__(self, session: Session, credentials: Credentials, http: requests.Session) -> None:
        super().__init__(credentials, session=http)
        self._holdfast = session

    def request(
        self,
        method: str,
        endpoint: str,
        params: MutableMapping[str, Any] | None = None,
        data: bytes | None = None,
        json: Mapping[str, Any] | None = None,
        files: object = None,
        headers: MutableMapping[str, str] | None = None,
    ) -> requests.Response:
        if files is not None:
            raise NotImplementedError("Holdfast uploads no files through gspread")
        url = self._holdfast.at_base(endpoint)
        asked = requests.Request(method.upper(), url, headers, data=data, params=params, json=json).prepare()
        name = method_of(method, endpoint)
        return self._holdfast.fetch(name, method.upper(), str(asked.url), asked.headers, asked.body)


def _requests_session(adapter: BaseAdapter | None, *, local: bool) -> requests.Session:
    http = requests.Session()
    http.auth = _as_it_is  # else a .netrc would replace our token
    http.trust_env = not local  # a proxy is for the way to Google only
    if adapter is not None:
        http.mount("http://", adapter)
        http.mount("https://", adapter)
    return http


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def _reads(verb: str, headers: Mapping[str, str]) -> bool:
    # googleapiclient sends a GET with a long address as a POST with this header
    return (headers.get("x-http-method-override") or verb).upper() in READING


def _readable(response: requests.Response, verb: str) -> bool:
    if response.status_code == 204 or (verb.upper() == "DELETE" and not response.content):
        return True
    if "json" not in response.headers.get("content-type", "json"):
        return True
    try:
        json.loads(response.content)
    except ValueError:
        return False
    return True


def _what_happened(lost: requests.RequestException) -> str:
    return "no answer in time" if isinstance(lost, requests.Timeout) else "the connection broke"
