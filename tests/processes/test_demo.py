"""`python -m app demo` as a real process: it serves, syncs what a click asks for, and ends with Ctrl-C."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from queue import Empty, Queue
from threading import Thread

import pytest
import requests

from app.demo.person import Person
from app.demo.school import OWNER

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.slow


class Demo:
    """The running process and what it printed so far."""

    def __init__(self, folder: Path) -> None:
        mine = {name: value for name, value in os.environ.items() if not name.startswith("HOLDFAST_")}
        words = ["demo", "--port", "0", "--today", "2026-11-23", "--data", str(folder)]
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-m", "app", *words],
            env=mine | {"PYTHONPATH": str(ROOT)},
            cwd=folder.parent,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: Queue[str] = Queue()
        self.said = ""
        Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in self.process.stdout or ():
            self.lines.put(line)

    def wait_for(self, words: str, seconds: float = 120) -> None:
        end = time.monotonic() + seconds
        while words not in self.said:
            try:
                self.said += self.lines.get(timeout=max(0.1, end - time.monotonic()))
            except Empty:
                raise AssertionError(f"{words!r} was not said in time: {self.said}") from None

    def address(self, of: str) -> str:
        found = re.search(rf"{of}: +(\S+)", self.said)
        assert found is not None, self.said
        return found[1]


def wait_until(true: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.2)


def test_a_typed_row_is_taken_up_after_a_click_on_sync_now(tmp_path: Path) -> None:
    demo = Demo(tmp_path / "data")
    try:
        demo.wait_for("Ctrl-C ends it.")
        google = demo.address("Everything here").rstrip("/")
        book = demo.address("The workbook").split("/")[-2]
        owner = Person(google, OWNER)
        call = {"Date": "2026-11-23", "Student": "S001", "Summary": "Spoke about reading."}
        owner.type_rows(book, "Contact Log", [call])
        columns = owner.columns(book, "Contact Log")

        def has_its_id() -> bool:
            rows = owner.values(book, "'Contact Log'")
            [row] = [row for row in rows if "Spoke about reading." in row]
            return bool(row[columns["Id"]])

        assert not has_its_id()
        shown = requests.get(demo.address("The side panel"), timeout=30).text
        where = re.search(r"/addon/panels/([\w-]+)", shown)
        button = re.search(r'<button[^>]*value="([^"]+)"[^>]*>\s*(?:<[^>]*>)*\s*Sync now', shown)
        assert where is not None
        assert button is not None
        requests.post(f"{google}/addon/panels/{where[1]}", data={"do": button[1]}, timeout=30)
        wait_until(has_its_id)
    finally:
        demo.process.send_signal(signal.SIGINT)
        demo.process.wait(30)
    assert demo.process.returncode == 0
    demo.wait_for("Bye.", 5)
