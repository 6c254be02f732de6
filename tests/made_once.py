"""What many tests begin with and takes long to make: made once in a run, by whichever process needs it first.

It lies in the run's own temporary folder, so nothing outlives the code that made it.
"""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path

RUN = "HOLDFAST_TEST_RUN_FOLDER"
"""The environment's name for the folder that the processes of one run share; `tests/conftest.py` sets it."""
Files = Mapping[str, bytes]


def made_once(name: str, make: Callable[[], Files]) -> Files:
    """What `make` gives, by file name; made anew outside a run of pytest, once a process."""
    run = os.environ.get(RUN)
    if run is None:
        return _made_here(name, make)
    folder = Path(run) / name
    with (Path(run) / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.is_dir():
            _written(Path(run), folder, make())
    return {file.name: file.read_bytes() for file in folder.iterdir()}


@lru_cache
def _made_here(_name: str, make: Callable[[], Files]) -> Files:
    return make()


def _written(run: Path, folder: Path, files: Files) -> None:
    unfinished = Path(tempfile.mkdtemp(dir=run))
    for name, data in files.items():
        (unfinished / name).write_bytes(data)
    unfinished.rename(folder)
