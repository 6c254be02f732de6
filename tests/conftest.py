"""The folder that all processes of one run share, for what is made once."""

from __future__ import annotations

import os

import pytest

from tests.made_once import RUN


@pytest.fixture(scope="session", autouse=True)
def _run_folder(tmp_path_factory: pytest.TempPathFactory) -> None:
    own = tmp_path_factory.getbasetemp()
    os.environ[RUN] = str(own.parent if "PYTEST_XDIST_WORKER" in os.environ else own)
