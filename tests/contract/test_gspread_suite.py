"""gspread's own tests, which were recorded against Google, pass here: 121 of 121.

They are not in its package: HOLDFAST_GSPREAD_TESTS names the folder `tests` of a checkout of burnash/gspread,
and the gspread beside that folder is the one that is tested.
"""

import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from app.local_google.testing import running
from app.local_google.world import World

SUITE = os.environ.get("HOLDFAST_GSPREAD_TESTS", "")
FILES = ("cell_test.py", "client_test.py", "spreadsheet_test.py", "worksheet_test.py")
WHERE_GOOGLE_DIFFERS: dict[str, str] = {}
"""Tests that fail here and would fail at Google, with the reason."""


@pytest.fixture
def suite() -> Path:
    folder = Path(SUITE)
    if not SUITE or not (folder / FILES[0]).is_file():
        pytest.skip("HOLDFAST_GSPREAD_TESTS does not lead to the tests of gspread")
    return folder.resolve()


def outcomes(suite: Path, url: str, report: Path) -> dict[str, str]:
    """Every test's name with why it failed, or '' when it passed."""
    here = Path(__file__).parent
    command = [sys.executable, "-m", "pytest", "-q", "-p", "gspread_endpoint", "-p", "no:cacheprovider"]
    command += [f"--junitxml={report}", f"--rootdir={suite.parent}", "-c", os.devnull]
    paths = os.pathsep.join([str(here), str(suite.parent)])
    done = subprocess.run(
        [*command, *(str(suite / name) for name in FILES)],
        env=os.environ | {"GSPREAD_BASE_URL": url, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"},
        cwd=suite.parent,
        capture_output=True,
        text=True,
        timeout=500,
    )
    assert report.is_file(), done.stdout + done.stderr
    found = {}
    for case in ElementTree.parse(report).iter("testcase"):
        bad = [part for part in case if part.tag in ("failure", "error", "skipped")]
        found[f"{case.get('classname')}.{case.get('name')}"] = "; ".join(
            f"{part.tag}: {part.get('message')}" for part in bad
        )
    return found


@pytest.mark.slow
def test_the_suite_of_gspread_passes(suite: Path, tmp_path: Path) -> None:
    world = World(seed=1)
    with running(world) as url:
        found = outcomes(suite, url, tmp_path / "report.xml")
    world.store.close()
    failed = {name: why for name, why in found.items() if why}
    print(f"gspread's suite: {len(found) - len(failed)} of {len(found)} passed")
    assert not set(failed) - set(WHERE_GOOGLE_DIFFERS), failed
    assert len(found) >= 121, f"Only {len(found)} tests were found."
