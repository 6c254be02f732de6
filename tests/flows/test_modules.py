"""Switching a module off on Settings hides its tabs, and no survey is opened; on shows them again.

The spreadsheets of readers go without its tabs meanwhile.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import UserMistake
from app.flows.survey import open_round
from sheets_schema.workbook import WORKBOOK
from tests.flows.town import Town

pytestmark = pytest.mark.slow
SURVEYS = {tab.title for tab in WORKBOOK.tabs if tab.module == "surveys"}
ALWAYS = {tab.title for tab in WORKBOOK.tabs if tab.hidden}


def hidden(town: Town) -> set[str]:
    fields = {"fields": "sheets(properties(title,hidden))"}
    sheets = town.owner.call("GET", f"/v4/spreadsheets/{town.book}", params=fields)["sheets"]
    return {one["properties"]["title"] for one in sheets if one["properties"].get("hidden")}


def test_a_module_goes_out_of_sight_and_comes_back(tmp_path: Path) -> None:
    town = Town(tmp_path)
    town.open()
    town.rest()
    assert hidden(town) == ALWAYS
    at = next(row["#"] for row in town.rows("Settings") if row["Setting"] == "Module: surveys")
    town.type("Settings", [{"Value": False}], first=at)
    assert any(said.startswith("Hides 3 tabs") for said in town.sync().said)
    town.rest()
    assert hidden(town) == ALWAYS | SURVEYS
    with pytest.raises(UserMistake, match="switched off"):
        open_round(town.deps, town.caseload.id)
    town.type("Settings", [{"Value": True}], first=at)
    town.rest()
    assert hidden(town) == ALWAYS
    town.world.store.close()


def test_a_readers_file_goes_without_it_and_gets_it_back(tmp_path: Path) -> None:
    town = Town(tmp_path)
    town.open()
    student = {"Name": "Ana Ruiz", "Status": "direct", "Counselor": "anna@school.test"}
    town.type("Students", [student], first=2)
    town.type("Decisions", [{"Date": town.day(0), "Student": "S001", "Decision": "Drops French"}])
    town.rest()
    (file,) = (one.spreadsheet_id for one in town.store.observed.files(town.caseload.id))
    own = {"addSheet": {"properties": {"title": "A list of the owner's"}}}
    town.owner.call("POST", f"/v4/spreadsheets/{file}:batchUpdate", json={"requests": [own]})
    before = tabs(town, file)
    assert told(town, file) == ["Drops French"]
    at = next(row["#"] for row in town.rows("Settings") if row["Setting"] == "Module: decisions")
    town.type("Settings", [{"Value": False}], first=at)
    town.rest()
    assert before - tabs(town, file) == {"Decisions", "Modifications", "Status History"}
    town.type("Decisions", [{"Decision": "Keeps French"}], first=2)
    town.rest(full=True)
    assert "Decisions" not in tabs(town, file)
    town.type("Settings", [{"Value": True}], first=at)
    town.rest()
    assert (tabs(town, file), told(town, file)) == (before, ["Keeps French"])
    town.world.store.close()


def tabs(town: Town, file: str) -> set[str]:
    fields = {"fields": "sheets(properties(title))"}
    sheets = town.owner.call("GET", f"/v4/spreadsheets/{file}", params=fields)["sheets"]
    return {one["properties"]["title"] for one in sheets}


def told(town: Town, file: str) -> list[str]:
    return [row["Decision"] for row in town.rows("Decisions", book=file)]
