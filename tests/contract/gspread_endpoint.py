"""A pytest plugin for gspread's own suite: its requests go to GSPREAD_BASE_URL instead of Google.

It is loaded in the suite's own process, never in ours. The suite imports vcrpy for its recordings; they are
not played here, so a stand-in without any function is enough where vcrpy is not installed.
"""

import importlib.util
import os
import re
import sys
import time
from types import ModuleType
from typing import Any

import pytest

BASE = os.environ["GSPREAD_BASE_URL"]
GOOGLE = re.compile(r"^https://(sheets\.googleapis\.com|www\.googleapis\.com)(?=/)")


class VCR:
    """What the suite's configuration takes from vcrpy."""

    @staticmethod
    def ensure_suffix(suffix: str) -> str:
        return suffix


class RecordingExistsError(Exception):
    """Never raised; the suite catches it."""


def _stand_in_for_vcr() -> None:
    vcr, errors = ModuleType("vcr"), ModuleType("vcr.errors")
    vars(vcr).update(VCR=VCR)
    vars(errors).update(CannotOverwriteExistingCassetteException=RecordingExistsError)
    sys.modules |= {"vcr": vcr, "vcr.errors": errors}


HAS_VCR = importlib.util.find_spec("vcr") is not None
if not HAS_VCR:
    # The suite's conftest imports it, which is read before any hook is called.
    _stand_in_for_vcr()


def _send_elsewhere() -> None:
    from gspread import http_client

    request = http_client.HTTPClient.request

    def local(self: Any, method: str, endpoint: str, *args: Any, **kwargs: Any) -> Any:
        return request(self, method, GOOGLE.sub(BASE, endpoint), *args, **kwargs)

    http_client.HTTPClient.request = local


def pytest_configure(config: pytest.Config) -> None:
    if HAS_VCR:
        config.option.disable_vcr = True
    else:
        config.addinivalue_line("markers", "vcr: recorded requests, which are not played here")
    # gspread waits minutes before it repeats what failed; here a failure is to be seen.
    time.sleep = lambda _: None
    _send_elsewhere()
