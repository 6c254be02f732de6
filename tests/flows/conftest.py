"""One life of the demo for all that look at it, and a local Google over what it left behind."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from click.testing import CliRunner

from app.cli import main
from tests.flows.survey_days import open_round
from tests.flows.town import Kept, Town
from tests.made_once import RUN

ROOT = Path(__file__).parents[2]


def clean_environment(**settings: str) -> dict[str, str]:
    """This process's environment without Holdfast's settings, and with these."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HOLDFAST_")}
    return {**kept, **settings}


@dataclass(frozen=True)
class Lived:
    """A demo from its first line to Ctrl-C: what it said, what it called, where it left everything."""

    said: dict[str, Any]
    lines: list[str]
    errors: str
    status: int
    calls: list[dict[str, Any]]


@pytest.fixture(scope="session")
def lived() -> Lived:
    """One life for all workers of a run: whoever needs it first lives it, the others read what came of it."""
    folder = Path(os.environ[RUN]) / "lived"
    with Path(f"{folder}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        told = folder / "lived.json"
        if not told.exists():
            folder.mkdir(exist_ok=True)
            told.write_text(json.dumps(asdict(_live(folder))))
    return Lived(**json.loads(told.read_text()))


def _live(folder: Path) -> Lived:
    command = [sys.executable, "-m", "app", "demo", "--json", "--port", "0", "--data", str(folder / "data")]
    with (
        (folder / "stderr").open("w+") as errors,
        subprocess.Popen(
            command, cwd=ROOT, env=clean_environment(), stdout=subprocess.PIPE, stderr=errors, text=True
        ) as demo,
    ):
        assert demo.stdout is not None
        lines = []
        for line in demo.stdout:
            lines.append(line)
            if line.startswith("{"):
                break
        assert lines, (folder / "stderr").read_text()
        said = json.loads(lines[-1])
        calls = requests.get(f"{said['google_url']}/_control/calls", timeout=30).json()
        demo.send_signal(signal.SIGINT)
        status = demo.wait(30)
        errors.seek(0)
        return Lived(said, lines, errors.read(), status, calls)


@dataclass(frozen=True)
class Served:
    """A local Google over a demo's folder, and the command line that lives there."""

    url: str
    data: Path
    said: dict[str, Any]

    def run(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        usual = {"HOLDFAST_DATA": str(self.data), "HOLDFAST_GOOGLE_URL": self.url}
        environment = clean_environment(**{**usual, **settings})
        return subprocess.run(
            [sys.executable, "-m", "app", *arguments],
            cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip

    def in_here(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """The same command without a process of its own: for what ends before it begins."""
        others = {name: None for name in os.environ if name.startswith("HOLDFAST_")}
        settings = {**others, "HOLDFAST_DATA": str(self.data), "HOLDFAST_GOOGLE_URL": self.url}
        ran = CliRunner().invoke(main, arguments, env=settings)
        assert ran.exception is None or isinstance(ran.exception, SystemExit), ran.exception
        return subprocess.CompletedProcess(arguments, ran.exit_code, ran.stdout, ran.stderr)

    def calls(self, since: int = 0) -> list[dict[str, Any]]:
        return list(requests.get(f"{self.url}/_control/calls?since={since}", timeout=30).json())

    def last_call(self) -> int:
        return max((call["n"] for call in self.calls()), default=0)


@contextmanager
def google_over(data: Path) -> Iterator[str]:
    """`local-google --data`, in a process of its own; its address."""
    command = [sys.executable, "-m", "app", "local-google", "--port", "0", "--data", str(data)]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=clean_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as server:
        assert server.stdout is not None
        try:
            yield str(json.loads(server.stdout.readline())["url"])
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(30)


@pytest.fixture(scope="module")
def served(lived: Lived, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A copy for each module, which may change it."""
    data = tmp_path_factory.mktemp("served") / "data"
    shutil.copytree(lived.said["data"], data)
    with google_over(data) as url:
        yield Served(url, data, lived.said)


@pytest.fixture(scope="session")
def opened_round(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Town, Kept]]:
    """One opened round for every module that asks what becomes of an answer."""
    town = Town(tmp_path_factory.mktemp("town"))
    open_round(town)
    yield town, town.keep()
    town.store.close()


@pytest.fixture
def in_round(opened_round: tuple[Town, Kept]) -> Iterator[Town]:
    """The town of that round, put back afterwards."""
    town, start = opened_round
    yield town
    town.put_back(start)
