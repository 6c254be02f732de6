"""What a worker was at when it died, and that nobody asks for any more when the next one comes."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import update

from app.store.ledger import State
from app.store.tables import effect
from tests.flows.first_mails import mails_were_seen
from tests.flows.standing import FORM, files
from tests.flows.survey_days import LENA, answer, answers, form_of, type_round
from tests.flows.test_survey_moved import accepts
from tests.flows.town import Killed, Town

CLOSES = "Closes"


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(tmp_path)


def at_rest(town: Town) -> None:
    """Nothing is under way, and looking costs no call to Sheets."""
    town.rest()
    assert town.store.ledger.open(town.caseload.id) == []
    assert [call for call in town.sync(scheduled=True).calls if call.startswith("sheets.")] == []


def close_by(town: Town, day: int) -> None:
    row = town.rows("Survey Rounds")[0]["#"]
    town.edit({"set": [f"Survey Rounds!{town.column('Survey Rounds', CLOSES)}{row}", town.day(day)]})


@pytest.mark.parametrize("path", ["/v1/forms", ":setPublishSettings"])
@pytest.mark.parametrize("after", [False, True])
def test_a_form_half_made_that_nobody_wants_goes_and_may_be_wanted_again(
    town: Town, path: str, after: bool
) -> None:
    type_round(town)
    mails_were_seen(town)
    with town.dying(path, after=after):
        town.rest()
    close_by(town, -1)
    at_rest(town)
    known = {form.form_id for form in town.store.observed.forms(town.caseload.id)}
    assert {file["id"] for file in files(town, FORM)} == known
    close_by(town, 14)
    at_rest(town)
    wanted = {form_of(town, one).form_id for one in ("S001", "S002")}
    assert {file["id"] for file in files(town, FORM)} == wanted
    assert len(town.owner.inbox(f"in:sent to:{LENA}")) == 1


def test_a_form_closed_by_one_who_died_takes_answers_where_the_round_was_prolonged(in_round: Town) -> None:
    town = in_round
    town.pass_time(days=15)
    with town.dying(":setPublishSettings", after=True):
        town.sync()
    close_by(town, 14)
    at_rest(town)
    assert accepts(town)
    answer(town, form_of(town), LENA, {})
    town.rest()
    assert len(answers(town)) == 2


def test_what_an_earlier_holdfast_left_prepared_is_confirmed(in_round: Town) -> None:
    town = in_round
    with town.store._database.writing() as connection:
        connection.execute(update(effect).where(effect.c.kind == "form").values(state=State.PREPARED))
    at_rest(town)
    assert len(files(town, FORM)) == 2


@pytest.fixture
def shared(town: Town) -> Town:
    """A counselor's file of one student."""
    town.open()
    mails_were_seen(town)
    pupil = {"Name": "Lena Vogt", "Status": "direct", "Counselor": "counselor@school.test"}
    town.type("Students", [pupil], first=2)
    town.rest()
    return town


def test_who_was_given_a_file_again_loses_it_again(shared: Town) -> None:
    town = shared
    (file,) = town.store.observed.files(town.caseload.id)
    path = f"/drive/v3/files/{file.spreadsheet_id}/permissions"
    friend = {"type": "user", "role": "reader", "emailAddress": "friend@elsewhere.test"}
    for _ in range(2):
        town.owner.call("POST", path, json=friend)
        town.rest(full=True)
        left = town.owner.call("GET", path, params={"fields": "permissions(emailAddress)"})["permissions"]
        assert "friend@elsewhere.test" not in [one["emailAddress"] for one in left]


def test_a_death_after_access_was_taken_away_is_put_right(shared: Town) -> None:
    town = shared
    town.edit({"set": [f"Students!{town.column('Students', 'Counselor')}2", "second@school.test"]})
    taken = False

    def kill(request: object) -> None:
        nonlocal taken
        gone = getattr(request, "method", "") == "DELETE"
        if town.dead or (taken and not gone):
            town.dead = True
            raise Killed
        taken = taken or gone

    town.wire.before = kill
    with pytest.raises(Killed):
        town.rest()
    town.live_again()
    at_rest(town)
