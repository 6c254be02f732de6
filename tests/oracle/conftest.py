"""Where LibreOffice is; tests that need it skip by name without it, except where CI must have it."""

from __future__ import annotations

import os
import shutil

import pytest


@pytest.fixture
def soffice() -> str:
    found = shutil.which("soffice")
    if found is None and os.environ.get("CI"):
        pytest.fail("LibreOffice is missing, and in CI this test must run.")
    if found is None:
        pytest.skip("needs LibreOffice (soffice)")
    return found
