"""`python -m app demo`: a local Google, the service, the made-up school, and what came of it."""

from __future__ import annotations

import json
import os
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import click
from flask import Flask
from waitress.server import create_server

from app.core.scopes import ADDON
from app.demo.post import ZONE
from app.demo.school import OWNER
from app.demo.story import Story
from app.errors import HoldfastError, UserMistake
from app.flows.deps import Deps
from app.flows.sync import sync_caseload
from app.local_google.run import LocalServer
from app.local_google.store import DamagedStoreError, Store
from app.local_google.world import World
from app.settings import Settings
from app.web import create_app
from app.wiring import CLOCK_FILE, WebNeeds, make_deps

MORNING = time(9, 30)
LOOK_EVERY = 2.0  # seconds


def run_demo(*, once: bool, as_json: bool, data: Path | None, port: int, today: date | None) -> None:
    """Live the story, print what came of it; without `once` go on serving until interrupted."""
    folder = data or Path(tempfile.mkdtemp(prefix="holdfast-demo-"))
    if (folder / "google").exists():
        raise UserMistake(f"{folder} holds a demo already. Remove it, or give another folder.")
    with school_in(folder, port if not once else 0, today, _teller(as_json)) as story:
        story.live()
        result = _result(story, folder)
        try:  # from the first word on: whoever reads it may end the demo before the next line is reached
            click.echo(json.dumps(result, ensure_ascii=False) if as_json else "\n".join(_where(story)))
            if not once:
                _go_on(story)
        except KeyboardInterrupt:
            click.echo("Bye.")


@contextmanager
def school_in(folder: Path, port: int, today: date | None, tell: Callable[[str], None]) -> Iterator[Story]:
    """The local Google and the service over it, running, with the side panel installed; nothing lived yet."""
    with _google(folder, port, today) as world:
        settings = _settings(folder, world.base_url)
        _keep_clock(folder, world)
        deps = make_deps(settings)
        with _web(deps, settings) as web_url:
            _install_addon(world, web_url)
            day = world.now().astimezone(ZONE).date()
            recorded = os.environ.get("HOLDFAST_RECORDED")
            odd = Path(recorded) if recorded else None
            yield Story(world.base_url, web_url, deps, day, odd, tell)
        deps.store.close()


def _teller(as_json: bool) -> Callable[[str], None]:
    return lambda sentence: click.echo(f"· {sentence}", err=as_json)


@contextmanager
def _google(folder: Path, port: int, today: date | None) -> Iterator[World]:
    (folder / "google").mkdir(parents=True)
    try:
        world = World(Store(folder / "google" / "google.sqlite3"))
    except DamagedStoreError as damaged:
        raise UserMistake(str(damaged)) from damaged
    day = today or _school_day(datetime.now(ZONE).date())
    world.set_clock(datetime.combine(day, MORNING, ZONE))
    try:
        server = LocalServer(world, port)
    except OSError as taken:
        raise UserMistake(f"Port {port} is taken. Give another with --port, or --port 0.") from taken
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield world
    finally:
        server.stop()
        world.store.close()


def _school_day(day: date) -> date:
    """The day itself, or the Monday after a weekend: at a weekend no reminders go out."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def _settings(folder: Path, google_url: str) -> Settings:
    """A demo takes no settings from the environment but the recorded answers."""
    return Settings.model_construct(
        **{
            **{name: field.get_default() for name, field in Settings.model_fields.items()},
            "google_url": google_url,
            "data": folder,
            "base_url": "http://127.0.0.1:0",
        }
    )


def _keep_clock(folder: Path, world: World) -> None:
    """The service's clock goes with the world's, also for commands that are run on this folder later."""
    (folder / "holdfast").mkdir(parents=True, exist_ok=True)
    shift = world.store.get("control", "clock") or {}
    (folder / "holdfast" / CLOCK_FILE).write_text(str(shift.get("shift", 0.0)))


@contextmanager
def _web(deps: Deps, settings: Settings) -> Iterator[str]:
    """The service on a free port; its address stands in its settings before anybody calls."""
    app = Flask(__name__)  # stands in until the address, which the real one is made for, is known
    server = create_server(lambda *call: app(*call), host="127.0.0.1", port=0, threads=8, ident=None)
    url = f"http://127.0.0.1:{server.effective_port}"
    app = create_app(WebNeeds(deps, settings.model_copy(update={"base_url": url})))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield url
    finally:
        server.close()


def _install_addon(world: World, web_url: str) -> None:
    with world.transaction():
        scopes = [scope.url for scope in ADDON]
        world.store.put("addon", "endpoint", {"base_url": web_url, "scopes": scopes})


def _result(story: Story, folder: Path) -> dict[str, Any]:
    store = story.deps.store
    caseload = store.caseloads.get(story.caseload)
    last = story.syncs[-1]
    return {
        "caseload": caseload.id,
        "outcome": "ok" if all(sync.outcome == "ok" for sync in story.syncs) else last.outcome,
        "google_url": story.google_url,
        "owner": OWNER,
        "spreadsheet_id": caseload.spreadsheet_id,
        "calendar_id": caseload.calendar_id,
        "forms": {form.student: form.form_id for form in store.observed.forms(caseload.id)},
        "audience_files": [
            {"audience": file.audience, "email": file.email, "spreadsheet_id": file.spreadsheet_id}
            for file in store.observed.files(caseload.id)
        ],
        "data": str(folder.absolute()),
        "problems": last.json()["problems"],
        "syncs": [sync.json() for sync in story.syncs],
    }


def _where(story: Story) -> list[str]:
    google, book = story.google_url, story.book
    forms = sorted(story.deps.store.observed.forms(story.caseload), key=lambda form: form.student)
    return [
        "",
        f"Everything here:     {google}/",
        f"The workbook:        {google}/spreadsheets/d/{book}/edit",
        f"The calendar:        {google}/calendar?as={OWNER}",
        f"The mailbox:         {google}/mail?as={OWNER}",
        f"The side panel:      {google}/addon?as={OWNER}",
        f"A student's survey:  {forms[0].link if forms else '-'}",
        "",
        "Ctrl-C ends it.",
    ]


def _go_on(story: Story) -> None:
    """Sync whenever something is due, as `python -m app jobs` does for a school."""
    deps = story.deps
    while not threading.Event().wait(LOOK_EVERY):
        for caseload_id in deps.store.caseloads.due(deps.now()):
            _sync(deps, caseload_id)


def _sync(deps: Deps, caseload_id: int) -> None:
    try:
        sync_caseload(deps, caseload_id)
    except HoldfastError as problem:
        click.echo(str(problem), err=True)
