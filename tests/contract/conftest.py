"""A running local Google for the contract tests, reached as outsiders reach it: by Google's client.

Nothing of app.local_google's inside is used in the tests, but for starting it.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
from google.oauth2.credentials import Credentials
from googleapiclient.discovery import build_from_document
from googleapiclient.discovery_cache import get_static_doc

from app.local_google.testing import running
from app.local_google.world import World
from tests.contract.called import note

OWNER = "owner@school.test"


class Google:
    """The address of a running local Google, and services on it for any person."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.session = requests.Session()

    def service(self, name: str, version: str, email: str = OWNER, token: str = "") -> Any:
        """googleapiclient's service of an API, on behalf of a person or with an issued token."""
        document = json.loads(get_static_doc(name, version) or "{}")
        document["rootUrl"] = self.url + "/"
        document["baseUrl"] = self.url + "/" + document["servicePath"]
        document.pop("mtlsRootUrl", None)
        return build_from_document(document, credentials=Credentials(token=token or email))

    def http(self, method: str, path: str, email: str = OWNER, **kwargs: Any) -> requests.Response:
        """A plain HTTP request on behalf of a person."""
        headers = {"Authorization": f"Bearer {email}"} | kwargs.pop("headers", {})
        return self.session.request(method, self.url + path, headers=headers, timeout=30, **kwargs)

    def control(self, verb: str, path: str, /, **body: Any) -> Any:
        """A request to the control; it must succeed."""
        response = self.session.request(verb, f"{self.url}/_control/{path}", json=body, timeout=60)
        assert response.status_code == 200, response.text
        return response.json()

    def calls(self, since: int = 0) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.session.get(
            f"{self.url}/_control/calls?since={since}", timeout=30
        ).json()
        return found


@pytest.fixture(scope="module")
def running_google() -> Iterator[Google]:
    world = World(seed=1)
    with running(world) as url:
        yield Google(url)
        world.store.close()


@pytest.fixture
def google(running_google: Google) -> Iterator[Google]:
    """An empty local Google; the test fails if any answer did not fit Google's discovery documents."""
    running_google.control("POST", "reset")
    before = max((call["n"] for call in running_google.calls()), default=0)
    yield running_google
    calls = running_google.calls(before)
    note(calls)
    invalid = [call for call in calls if call["problem"].startswith("response")]
    assert not invalid, invalid[0]


@pytest.fixture
def service(google: Google) -> Callable[..., Any]:
    return google.service


@pytest.fixture
def drive(google: Google) -> Any:
    """Drive on behalf of the owner."""
    return google.service("drive", "v3")
