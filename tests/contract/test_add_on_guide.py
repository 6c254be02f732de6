"""docs/add-on.md tells of every address the web has, and of none it has not."""

from __future__ import annotations

import re
from pathlib import Path

from app.web import create_app
from tests.unit.web.fakes import State

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "add-on.md"
SMALL = {"/leave", "/static/<path:filename>"}  # a button of the start page; files of the pages


def test_the_guide_and_the_routes_are_the_same() -> None:
    rules = {rule.rule for rule in create_app(State()).url_map.iter_rules()} - SMALL
    routes = {re.sub("<.*>", "", rule) for rule in rules}
    told = set(re.findall(r"`(/[a-z/-]*)`", GUIDE.read_text()))
    assert told - {"/addon"} == routes  # /addon is the local Google's page
