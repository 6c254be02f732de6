"""What setting a workbook up costs: calls to Google, and the service's own processor time. Run with -s."""

from __future__ import annotations

import json
import time

import pytest

from app.flows.setup import create_caseload
from sheets_schema.create import create_requests
from sheets_schema.workbook import WORKBOOK
from tests.flows.a_school import OWNER, a_school

pytestmark = pytest.mark.slow


def test_a_workbook_is_set_up_in_three_calls() -> None:
    school = a_school()
    made = create_caseload(school.deps, OWNER, "Learning support", "UTC")
    calls = school.deps.store.runs.latest(made.id)[0].report["calls"]
    print(f"\ncalls of a set-up: {calls}")
    files = {name: count for name, count in calls.items() if name.startswith(("drive.", "sheets."))}
    assert files["sheets.spreadsheets.batchUpdate"] <= 2
    assert sum(files.values()) <= 3


def test_the_requests_of_a_workbook_are_made_in_a_moment() -> None:
    create_requests(WORKBOOK)
    began = time.process_time()
    requests = create_requests(WORKBOOK)
    seconds = time.process_time() - began
    size = len(json.dumps(requests)) / 1e6
    print(f"\nset-up on the service's side: {seconds:.2f} s, {len(requests)} requests, {size:.1f} MB")
    assert seconds < 0.5
