"""What happens to a form around its student: binned, another address, an answer as it closes."""

from __future__ import annotations

import pytest
import requests

from app.google.forms import Forms
from tests.flows.letters import read
from tests.flows.survey_days import LENA, answer, answers, form_of, told
from tests.flows.town import Town

NEW = "lena.vogt@students.test"


@pytest.fixture
def town(in_round: Town) -> Town:
    return in_round


def put_in_bin(town: Town, form_id: str, trashed: bool) -> None:
    town.owner.call("PATCH", f"/drive/v3/files/{form_id}", json={"trashed": trashed})


def test_a_form_in_the_bin_is_told_until_it_is_back(town: Town) -> None:
    form = form_of(town)
    put_in_bin(town, form.form_id, True)
    town.rest()
    (problem,) = told(town)
    assert "was deleted" in problem
    town.pass_time(minutes=20)
    town.sync(scheduled=True)
    assert told(town) == [problem], "asking it for answers does not settle it"
    put_in_bin(town, form.form_id, False)
    town.rest()
    assert told(town) == []


def test_a_new_address_in_mid_round_gets_the_form_and_the_old_one_loses_it(town: Town) -> None:
    form = form_of(town)
    town.edit({"set": [f"Students!{town.column('Students', 'Student Email')}2", NEW]})
    town.rest()
    (mail,) = read(town.owner.inbox(f"in:sent to:{NEW}"))
    assert len(town.owner.inbox(f"in:sent to:{LENA}")) == 1
    assert form.link in mail.text
    path = f"/drive/v3/files/{form.form_id}/permissions"
    asked = {"includePermissionsForView": "published", "fields": "permissions(emailAddress,view,role)"}
    shared = town.owner.call("GET", path, params=asked)["permissions"]
    assert [one["emailAddress"] for one in shared if one.get("view") == "published"] == [NEW]
    with pytest.raises((requests.HTTPError, AssertionError)):
        answer(town, form, LENA, {})
    answer(town, form, NEW, {})
    town.rest()
    assert len(answers(town)) == 2
    assert len(town.owner.inbox(f"in:sent to:{NEW}")) == 1
    assert told(town) == []


def test_an_answer_while_the_form_is_being_closed_counts(town: Town) -> None:
    form = form_of(town)
    town.pass_time(days=15)

    def at_the_last_moment(request: requests.PreparedRequest) -> None:
        if "setPublishSettings" in str(request.url) and form.form_id in str(request.url):
            town.wire.before = lambda _: None
            answer(town, form, LENA, {})

    town.wire.before = at_the_last_moment
    town.sync(scheduled=True)
    assert answers(town) == []
    assert form_of(town).closed
    town.sync(scheduled=True)
    assert len(answers(town)) == 2
    assert accepts(town) is False
    town.pass_time(minutes=20)
    assert town.sync(scheduled=True).calls.get("forms.forms.responses.list", 0) == 0, "it is done with"


def accepts(town: Town) -> bool:
    forms: Forms = town.deps.connect(town.caseload.owner).forms
    state = forms.get(form_of(town).form_id)["publishSettings"]["publishState"]
    return bool(state.get("isAcceptingResponses", False))


def test_what_was_answered_on_the_last_day_is_not_late(town: Town) -> None:
    town.pass_time(days=14, hours=14, minutes=29)
    answer(town, form_of(town), LENA, {})
    town.pass_time(hours=2)
    town.rest()
    assert len(answers(town)) == 2
    assert told(town) == []
