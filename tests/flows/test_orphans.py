"""A worker that froze in the middle of making something wakes after another one has taken over."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import requests

from app.errors import Fenced
from app.store.ledger import State
from tests.flows.letters import letter_from
from tests.flows.survey_days import type_round
from tests.flows.town import Town

DRIVE = "/drive/v3/files"


def frozen_at(town: Town, verb: str, path: str, *meanwhile: Mapping[str, Any]) -> None:
    """The next such call of a sync waits until another worker has done the whole work, then goes out."""
    asleep = False

    def freeze(request: requests.PreparedRequest) -> None:
        nonlocal asleep
        if not asleep and request.method == verb and str(request.url).partition("?")[0].endswith(path):
            asleep = True
            town.pass_time(minutes=10)
            if meanwhile:
                town.edit(*meanwhile)
            town.rest()

    town.wire.before = freeze
    with pytest.raises(Fenced):
        town.sync()
    assert asleep
    town.wire.before = lambda _: None


def files(town: Town, kind: str) -> list[dict[str, Any]]:
    found = town.owner.call("GET", DRIVE, params={"fields": "*"})["files"]
    return [file for file in found if file["mimeType"].endswith(kind) and not file.get("trashed")]


def test_a_draft_made_too_late_is_discarded_and_a_persons_own_stays(tmp_path: Path) -> None:
    town = Town(tmp_path)
    town.open()
    town.owner.set_setting(town.book, "Mail: digest", "draft")
    town.rest()
    raw = letter_from("owner@school.test", "my own draft", town.world.now(), "x@y.test")
    encoded = base64.urlsafe_b64encode(raw.encode()).decode()
    town.owner.call("POST", "/gmail/v1/users/me/drafts", json={"message": {"raw": encoded}})
    things = "by 2026-11-27 ask about it"
    town.type("Students", [{"Name": "Ana Ruiz", "Random Things to Do": things}], first=2)
    frozen_at(town, "POST", "/drafts")
    assert len(town.owner.drafts()) == 3
    town.rest(full=True)
    assert len(town.owner.drafts()) == 2
    (entry,) = town.store.ledger.of_kind(town.caseload.id, "mail")
    assert entry.remote_id.split(" ")[0] in {draft["id"] for draft in town.owner.drafts()}
    before = [path for _, path in town.wire.sent if "/messages/" in path]
    town.rest(full=True)
    assert [path for _, path in town.wire.sent if "/messages/" in path] == before, "a draft was read again"


def test_where_its_person_sends_the_draft_made_too_late_the_other_one_goes(tmp_path: Path) -> None:
    town = Town(tmp_path)
    town.open()
    town.owner.set_setting(town.book, "Mail: digest", "draft")
    town.rest()
    things = "by 2026-11-27 ask about it"
    town.type("Students", [{"Name": "Ana Ruiz", "Random Things to Do": things}], first=2)
    frozen_at(town, "POST", "/drafts")
    (entry,) = town.store.ledger.of_kind(town.caseload.id, "mail")
    (late,) = {draft["id"] for draft in town.owner.drafts()} - {entry.remote_id.split(" ")[0]}
    town.owner.call("POST", "/gmail/v1/users/me/drafts/send", json={"id": late})
    town.rest(full=True)
    assert town.owner.drafts() == []
    (entry,) = town.store.ledger.of_kind(town.caseload.id, "mail")
    assert entry.state is State.CONFIRMED


def test_a_form_and_a_readers_file_made_too_late_go_to_the_bin(tmp_path: Path) -> None:
    town = Town(tmp_path)
    type_round(town)
    frozen_at(town, "POST", "/v1/forms")
    assert len(files(town, "form")) == 3
    town.rest(full=True)
    made = {form.form_id for form in town.store.observed.forms(town.caseload.id)}
    assert {file["id"] for file in files(town, "form")} == made
    assert len(made) == 2

    counselor = town.column("Students", "Counselor")
    town.edit({"set": [f"Students!{counselor}2", "anna@school.test"]})
    frozen_at(town, "POST", DRIVE)
    assert len(files(town, "spreadsheet")) == 3
    town.rest(full=True)
    (reader,) = town.store.observed.files(town.caseload.id)
    assert {file["id"] for file in files(town, "spreadsheet")} == {town.book, reader.spreadsheet_id}


def test_a_readers_file_does_not_go_back_to_what_a_worker_meant_before_it_froze(tmp_path: Path) -> None:
    town = Town(tmp_path)
    town.open()
    reader = "anna@school.test"
    town.type("Students", [{"Name": "Ana Ruiz", "Grade": "7", "Counselor": reader}], first=2)
    town.rest()
    (file,) = town.store.observed.files(town.caseload.id)
    grade = f"Students!{town.column('Students', 'Grade')}2"
    town.edit({"set": [grade, "8"]})
    frozen_at(town, "POST", f"/{file.spreadsheet_id}:batchUpdate", {"set": [grade, "9"]})
    (row,) = town.rows("Students", file.spreadsheet_id, town.person(reader))
    assert str(row["Grade"]) == "9"
    town.edit({"set": [grade, "8"]})
    town.rest()
    (row,) = town.rows("Students", file.spreadsheet_id, town.person(reader))
    assert str(row["Grade"]) == "8"
