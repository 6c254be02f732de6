"""The real `local-google` in a process of its own, to be measured, killed and started again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Process:
    """A running `local-google`."""

    url: str
    running: subprocess.Popen[str]

    def used(self) -> float:
        """Milliseconds of processor time since it started."""
        fields = Path(f"/proc/{self.running.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")

    def kill(self) -> None:
        """End it at once, whatever it is doing."""
        self.running.kill()
        self.running.wait()


@contextmanager
def process(data: Path, *options: str) -> Iterator[Process]:
    """A `local-google` process over a folder; it is killed at the end, as a power cut would."""
    command = [sys.executable, "-m", "app", "local-google", "--port", "0", "--data", str(data), *options]
    # Compiled modules are kept, as they are for whoever starts it a second time.
    env = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    env["PYTHONPYCACHEPREFIX"] = str(data / "compiled")
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env) as running:
        try:
            assert running.stdout is not None
            yield Process(json.loads(running.stdout.readline())["url"], running)
        finally:
            running.kill()
