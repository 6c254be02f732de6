"""Watched forms: nothing is asked until Google tells of an answer, and then that one form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.flows.form_news import watch_of
from tests.flows.survey_days import LENA, answer, answers, form_of, told
from tests.flows.town import Town

TOPIC = "projects/school/topics/forms"
ASK, WATCH, RENEW = (f"forms.forms.{name}" for name in ("responses.list", "watches.create", "watches.renew"))


@pytest.fixture
def town(in_round: Town) -> Iterator[Town]:
    """Two open forms, both watched."""
    usual = in_round.deps
    in_round.deps = replace(usual, forms_topic=TOPIC)
    made = calls(in_round, full=True)
    assert (made[WATCH], made[RENEW]) == (2, 0)
    yield in_round
    in_round.deps = usual


def calls(town: Town, **how: bool) -> Counter[str]:
    report = town.sync(**how)
    assert report.outcome == "ok", report.said
    return Counter(report.calls)


def test_an_idle_open_round_asks_no_form_between_two_days(town: Town) -> None:
    found: Counter[str] = Counter()
    for _ in range(12):
        town.pass_time(minutes=20)
        found += calls(town, scheduled=True)
    assert not [name for name in found if name.startswith("forms.")]


def test_a_notice_makes_its_form_asked_and_no_other(town: Town) -> None:
    form = form_of(town)
    town.pass_time(minutes=5)
    answer(town, form, LENA, {})
    town.pass_time(minutes=1)
    assert calls(town, scheduled=True)[ASK] == 0, "nobody has told yet"
    town.store.observed.form_told(form.form_id, town.world.now())
    assert town.caseload.id in town.store.caseloads.due(town.world.now())
    town.pass_time(seconds=1)
    assert calls(town, scheduled=True)[ASK] == 1
    assert len(answers(town)) == 2
    town.pass_time(minutes=20)
    assert calls(town, scheduled=True)[ASK] == 0


def test_a_lost_notice_costs_a_day_at_most(town: Town) -> None:
    answer(town, form_of(town), LENA, {})
    town.pass_time(days=1)
    town.sync(scheduled=True)
    assert len(answers(town)) == 2


def test_watches_are_renewed_before_they_end(town: Town) -> None:
    found: Counter[str] = Counter()
    for _ in range(12):
        town.pass_time(days=1)
        found += calls(town, scheduled=True)
        watches = town.owner.call("GET", f"/v1/forms/{form_of(town).form_id}/watches")["watches"]
        assert [one["id"] for one in watches] == [watch_of(form_of(town).form_id)]
    assert (found[WATCH], found[RENEW]) == (0, 2 * 2)


def test_a_watch_that_a_dead_run_made_is_found_and_one_that_ended_is_made_anew(town: Town) -> None:
    with town.store.claim(town.caseload.id, town.world.now()) as claim:
        observed = town.store.observed
        with observed._database.fenced(claim) as connection:
            observed.save_cursors(connection, claim, {"watches": None}, town.world.now())
    again = calls(town, full=True)
    assert (again[WATCH], again[RENEW]) == (2, 2), "both were there"
    town.pass_time(days=8)  # nothing ran meanwhile
    late = calls(town, scheduled=True)
    assert (late[WATCH], late[ASK]) == (2, 2)


def test_without_leave_to_watch_forms_are_asked_as_before(in_round: Town) -> None:
    usual = in_round.deps
    in_round.deps = replace(usual, forms_topic="no topic")
    report = in_round.sync(full=True)
    assert "Google does not tell of new answers" in " ".join(one.text for one in report.problems)
    in_round.pass_time(minutes=20)
    assert calls(in_round, scheduled=True)[ASK] == 2
    in_round.deps = usual


def test_a_notice_about_a_form_that_is_not_ours_changes_nothing(town: Town) -> None:
    before = town.store.observed.cursors(town.caseload.id)
    town.store.observed.form_told("somebody-elses", town.world.now())
    assert town.store.observed.cursors(town.caseload.id) == before
    assert told(town) == []
