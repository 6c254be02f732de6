"""Make the pictures of the docs: `python -m tests.screenshots FOLDER` lives the demo and photographs it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, ViewportSize, sync_playwright

from app.demo.school import PUPILS
from app.demo.story import SILENT
from tests.flows.outside import Outside

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
DAY = "2026-11-23"  # the same pictures whenever they are made
DESK = ViewportSize(width=1600, height=900)
SHEET_OF_PAPER = ViewportSize(width=760, height=900)
TABS = ("Start", "Students", "Student Card", "Award", "Reminders")


def main(folder: Path) -> None:
    """Every picture, into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data:
        words = ["demo", "--json", "--port", "0", "--today", DAY, "--data", f"{data}/demo"]
        command = [sys.executable, "-m", "app", *words]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as demo:
            assert demo.stdout is not None
            try:
                said = next(line for line in demo.stdout if line.startswith("{"))
                _photograph(json.loads(said), folder)
            finally:
                demo.send_signal(signal.SIGINT)


def _photograph(said: Mapping[str, Any], folder: Path) -> None:
    url, owner = said["google_url"], said["owner"]
    book = f"{url}/spreadsheets/d/{said['spreadsheet_id']}/edit?as={owner}"
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        page = browser.new_page(viewport=DESK)
        page.goto(book)
        for tab in TABS:
            page.get_by_role("link", name=tab, exact=True).first.click()
            page.get_by_role("grid", name=tab, exact=True).wait_for()
            _keep(page, folder / f"{tab.lower().replace(' ', '-')}.png")
        page.goto(f"{url}/addon?as={owner}&host=sheets&id={said['spreadsheet_id']}")
        _keep(page, folder / "side-panel.png")
        page.set_viewport_size(SHEET_OF_PAPER)
        page.goto(_open_form(said))
        _keep(page, folder / "survey-form.png")
        browser.close()


def _open_form(said: Mapping[str, Any]) -> str:
    """The page of a student who has not answered yet."""
    place = next(place for place in sorted(SILENT) if f"S{place + 1:03}" in said["forms"])
    forms = Outside(said["google_url"], said["owner"]).api("forms").forms()
    form = forms.get(formId=said["forms"][f"S{place + 1:03}"]).execute()
    return f"{form['responderUri']}?as={PUPILS[place].email}"


def _keep(page: Page, path: Path) -> None:
    page.wait_for_load_state("networkidle")
    page.screenshot(path=path)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
