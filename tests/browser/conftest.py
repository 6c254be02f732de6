"""A Chromium and a running local Google for the browser tests; no other network than loopback is reached."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    ViewportSize,
    sync_playwright,
)

from app.local_google.testing import running
from app.local_google.world import World
from tests.contract.conftest import Google

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESK = ViewportSize(width=1280, height=860)
PHONE = ViewportSize(width=360, height=700)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium. Without one the tests skip, but for CI, where that is a failure."""
    path = shutil.which("chromium") or CHROMIUM
    if not os.path.exists(path):
        if os.environ.get("CI") == "true":
            pytest.fail("Chromium is not installed, and in CI it must be.")
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    made = World(seed=1)
    yield made
    made.store.close()


@pytest.fixture(scope="module")
def running_google(world: World) -> Iterator[Google]:
    with running(world) as url:
        yield Google(url)


@pytest.fixture
def google(running_google: Google) -> Google:
    """An empty local Google."""
    running_google.control("POST", "reset")
    return running_google


@dataclass
class Visitor:
    """A person at a browser: their page, and what went wrong in it."""

    page: Page
    faults: list[str]
    outside: list[str]


def visitor(
    browser: Browser, *, size: ViewportSize = DESK, scripts: bool = True
) -> tuple[BrowserContext, Visitor]:
    """A browser with nothing remembered, which notes errors of pages and calls to other machines."""
    context = browser.new_context(viewport=size, java_script_enabled=scripts, locale="en-US")
    context.set_default_timeout(10_000)
    page = context.new_page()
    seen = Visitor(page, [], [])
    page.on("pageerror", lambda error: seen.faults.append(str(error)))
    page.on("console", lambda line: seen.faults.extend(_fault(line)))
    page.on("request", lambda request: seen.outside.extend(_outside(request)))
    return context, seen


def _fault(line: ConsoleMessage) -> list[str]:
    """Errors of scripts and of the content policy; a refused page is no fault of the page."""
    return [line.text] if line.type == "error" and "Failed to load resource" not in line.text else []


def _outside(request: Request) -> list[str]:
    return [] if request.url.startswith(("http://127.0.0.1:", "data:")) else [request.url]


@pytest.fixture
def person(chromium: Browser) -> Iterator[Visitor]:
    """Somebody at a desk. The test fails when a page had an error or called another machine."""
    context, seen = visitor(chromium)
    yield seen
    context.close()
    assert not seen.faults
    assert not seen.outside


@pytest.fixture
def without_scripts(chromium: Browser) -> Iterator[Visitor]:
    """The same with JavaScript off, on a telephone."""
    context, seen = visitor(chromium, size=PHONE, scripts=False)
    yield seen
    context.close()
    assert not seen.outside


@pytest.fixture
def on_a_phone(chromium: Browser) -> Iterator[Visitor]:
    context, seen = visitor(chromium, size=PHONE)
    yield seen
    context.close()
    assert not seen.faults
    assert not seen.outside
