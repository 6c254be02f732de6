"""The demo's side panel as its owner sees it: real HTTP between the local Google and the service."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html import unescape

import pytest
import requests

from app.demo.run import school_in
from app.demo.school import OWNER
from app.demo.story import Story
from app.flows.sync import sync_caseload

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", name="story")
def a_lived_story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    folder = tmp_path_factory.mktemp("demo") / "data"
    with school_in(folder, 0, date(2026, 11, 23), lambda _: None) as story:
        story.live()
        yield story


def panel(story: Story, **query: str) -> str:
    answer = requests.get(f"{story.google_url}/addon", params={"as": OWNER, **query}, timeout=30)
    assert answer.status_code == 200
    return answer.text


def click(story: Story, shown: str, label: str, **fields: str) -> str:
    """Press the button with this label, as a browser without JavaScript does."""
    where = re.search(r"/addon/panels/([\w-]+)", shown)
    button = re.search(rf'<button[^>]*value="([^"]+)"[^>]*>\s*(?:<[^>]*>)*\s*{label}', shown)
    assert where is not None
    assert button is not None, shown
    data = {**fields, "do": unescape(button[1])}
    answer = requests.post(f"{story.google_url}/addon/panels/{where[1]}", data=data, timeout=30)
    assert answer.status_code == 200
    return answer.text


def test_home_shows_students_survey_and_award(story: Story) -> None:
    shown = panel(story)
    assert "18 students" in shown
    assert re.search(r"\d+ of 17 answered", shown)
    ranks = re.findall(r"([123])\. \w[\w-]* \w+\.", shown)
    assert ranks == ["1", "2", "3"]


def test_sync_now_answers_and_a_sync_follows(story: Story) -> None:
    caseloads = story.deps.store.caseloads
    assert caseloads.due(story.deps.now()) == ()
    assert "Sync is on its way" in click(story, panel(story), "Sync now")
    assert caseloads.due(story.deps.now()) == (story.caseload,)
    assert sync_caseload(story.deps, story.caseload).outcome == "ok"


def test_beside_a_parents_mail_the_panel_writes_into_the_contact_log(story: Story) -> None:
    message = next(one for one in story.owner.inbox("from:mona.elsayed@mail.test"))
    shown = panel(story, host="gmail", id=message["id"])
    assert "Mona El-Sayed" in shown
    answer = click(story, shown, "Log this contact", **fields_of(shown, "Spoke about reading."))
    assert "Noted." in answer
    assert sync_caseload(story.deps, story.caseload).changes.cells_written >= 1
    columns = story.owner.columns(story.book, "Contact Log")
    rows = story.owner.values(story.book, "'Contact Log'")[1:]
    summaries = [row[columns["Summary"]] for row in rows if len(row) > columns["Summary"]]
    assert summaries.count("Spoke about reading.") == 1


def fields_of(shown: str, text: str) -> dict[str, str]:
    """The panel's inputs as they stand, the first free text filled."""
    found = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', shown))
    areas = re.findall(r'<textarea[^>]*name="([^"]+)"', shown)
    return {**found, **({areas[0]: text} if areas else {})}
