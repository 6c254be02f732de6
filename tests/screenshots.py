"""Make the pictures of the docs: `python -m tests.screenshots FOLDER` lives the demo and photographs it."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
TABS = ("Students", "Award", "Award Scores", "Contact Log", "Reminders", "Survey Answers", "Sync")


def main(folder: Path) -> None:
    """Every picture, into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data:
        demo = [sys.executable, "-m", "app", "demo", "--once", "--json", "--data", f"{data}/demo"]
        told = subprocess.run(demo, check=True, stdout=subprocess.PIPE, text=True)
        result = json.loads(told.stdout.splitlines()[-1])
        google = subprocess.Popen(
            [sys.executable, "-m", "app", "local-google", "--port", "0", "--data", f"{data}/demo"],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert google.stdout is not None
        url = json.loads(google.stdout.readline())["url"]
        try:
            _photograph(url, result, folder)
        finally:
            google.terminate()


def _photograph(url: str, result: dict[str, object], folder: Path) -> None:
    book = f"{url}/spreadsheets/d/{result['spreadsheet_id']}/edit?as={result['owner']}"
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        page = browser.new_page(viewport={"width": 1360, "height": 720})
        page.goto(book)
        for tab in TABS:
            page.get_by_role("link", name=tab, exact=True).first.click()
            _keep(page, folder / f"{tab.lower().replace(' ', '-')}.png")
        for name in ("calendar", "mail"):
            page.goto(f"{url}/{name}?as={result['owner']}")
            _keep(page, folder / f"{name}.png")
        browser.close()


def _keep(page: Page, path: Path) -> None:
    page.wait_for_load_state("networkidle")
    page.screenshot(path=path)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
