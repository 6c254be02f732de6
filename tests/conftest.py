"""For every test: the folder that all processes of a run share, and logs that no earlier test has turned."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Iterator

import pytest
import structlog

from tests.made_once import RUN

gc.set_threshold(50_000, 20, 20)  # kept worlds are large and live long: looking through them costs a tenth
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell that runs the tests in the background has them ignore Ctrl-C, and all that they stop by it.
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def _run_folder(tmp_path_factory: pytest.TempPathFactory) -> None:
    own = tmp_path_factory.getbasetemp()
    os.environ[RUN] = str(own.parent if "PYTEST_XDIST_WORKER" in os.environ else own)


@pytest.fixture(autouse=True)
def _own_logs() -> Iterator[None]:
    """A test that configures logs leaves none of its closed files to the next."""
    yield
    structlog.reset_defaults()
