"""What a survey round of a large caseload costs: 60 students with 8 helps each, in calls to Google."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from app.flows.deps import Google, gateways
from app.flows.report import Report
from app.google.credentials import bearer
from app.google.session import Session
from tests.flows.first_mails import send_first_mails
from tests.flows.survey_days import answer, form_of
from tests.flows.town import BASE, Town, Wire

STUDENTS, HELPS = 60, 8
pytestmark = pytest.mark.slow


def calls(reports: list[Report]) -> Counter[str]:
    found: Counter[str] = Counter()
    for report in reports:
        found.update(report.calls)
    return found


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> tuple[Town, Counter[str]]:
    town = Town(tmp_path_factory.mktemp("town"))
    big_caseload(town)
    row = {"Round": "2026Q4", "Kind": "use", "Opens": town.day(0), "Closes": town.day(14)}
    town.type("Survey Rounds", [row])
    return town, calls(send_first_mails(town))


def big_caseload(town: Town) -> None:
    town.open()
    town.owner.set_setting(town.book, "Mail: survey invitation", "send")
    people = [
        {"Name": f"Pupil {at:02}", "Status": "direct", "Student Email": f"pupil{at:02}@students.test"}
        for at in range(STUDENTS)
    ]
    town.type("Students", people, first=2)
    helps = [
        {"Student": f"S{at + 1:03}", "Accommodation": f"Help {number}", "Status": "active"}
        for at in range(STUDENTS)
        for number in range(HELPS + 2)
    ]
    town.type("Accommodations", helps, first=2)
    town.rest()


def test_opening_and_inviting_takes_six_calls_a_student(opened: tuple[Town, Counter[str]]) -> None:
    _, used = opened
    of_forms = {name: count for name, count in used.items() if name.startswith("forms.")}
    assert of_forms.pop("forms.forms.responses.list", 0) <= 3 * STUDENTS
    assert of_forms == {
        "forms.forms.create": STUDENTS,
        "forms.forms.batchUpdate": STUDENTS,
        "forms.forms.setPublishSettings": STUDENTS,
    }
    assert used["drive.permissions.create"] == STUDENTS
    assert used["gmail.users.drafts.create"] == STUDENTS
    assert used["gmail.users.drafts.send"] == STUDENTS - 1, "the first one is sent by hand"
    made = ("create", "batchUpdate", "setPublishSettings")
    per_student = [f"forms.forms.{verb}" for verb in made]
    per_student += ["drive.permissions.create", "gmail.users.drafts.create", "gmail.users.drafts.send"]
    assert sum(used[name] for name in per_student) == 6 * STUDENTS - 1


class PatientTown(Town):
    """Whoever is told to wait waits: the clock goes on by as much."""

    def connect(self, owner: str, wire: Wire | None = None) -> Google:
        session = Session(bearer(owner), BASE, account=owner, adapter=wire or self.wire, sleep=self.wait)
        return gateways(session)

    def wait(self, seconds: float) -> None:
        self.waited = getattr(self, "waited", 0.0) + seconds
        self.pass_time(seconds=seconds)


def test_a_round_is_opened_within_forms_quotas_and_says_how_far_it_has_come(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    town = PatientTown(tmp_path_factory.mktemp("town"))
    big_caseload(town)
    heard: list[str] = []
    town.deps = replace(town.deps, tell=heard.append)
    town.world.quotas.set({"forms.write.user": 150, "forms.write.project": 375, "forms.expensive.user": 180})
    row = {"Round": "2026Q4", "Kind": "use", "Opens": town.day(0), "Closes": town.day(14)}
    town.type("Survey Rounds", [row])
    town.rest()
    assert 30 < town.waited < 180, "sixty forms are more writes than a minute has, but not than three have"
    forms = town.store.observed.forms(town.caseload.id)
    assert len({form.student for form in forms}) == len(forms) == STUDENTS
    assert len(town.rows("Survey Links")) == STUDENTS
    assert heard == [f"Made {at} of {STUDENTS} forms." for at in range(1, STUDENTS + 1)]
    town.store.close()


def test_no_form_asks_about_more_than_eight_helps(opened: tuple[Town, Counter[str]]) -> None:
    town, _ = opened
    for form in town.store.observed.forms(town.caseload.id):
        assert len({help_ for help_, _ in form.questions.values() if help_}) == HELPS


def test_an_open_round_that_nobody_answers_costs_one_call_a_form_and_poll(
    opened: tuple[Town, Counter[str]],
) -> None:
    town, _ = opened
    town.pass_time(minutes=20)
    assert town.sync(scheduled=True).calls["forms.forms.responses.list"] == STUDENTS
    town.pass_time(minutes=5)
    again = town.sync(scheduled=True).calls
    assert again.get("forms.forms.responses.list", 0) == 0


def test_an_answer_is_read_in_one_call_a_form(opened: tuple[Town, Counter[str]]) -> None:
    town, _ = opened
    for at in (0, 30):
        form = form_of(town, f"S{at + 1:03}")
        answer(town, form, f"pupil{at:02}@students.test", {})
    report = town.sync()
    assert report.calls["forms.forms.responses.list"] == STUDENTS
    assert report.calls["sheets.spreadsheets.batchUpdate"] == 1
    town.sync()
    assert len(town.rows("Survey Answers")) == 2 * HELPS


def forms_calls_of_a_morning(town: Town) -> int:
    """Two hours of passes every five minutes in which nobody answers."""
    found: Counter[str] = Counter()
    for _ in range(24):
        town.pass_time(minutes=5)
        found.update(town.sync(scheduled=True).calls)
    return sum(count for name, count in found.items() if name.startswith("forms."))


def test_an_idle_morning_costs_a_call_a_form_and_quarter_of_an_hour_or_with_watches_none(
    opened: tuple[Town, Counter[str]],
) -> None:
    town, _ = opened
    town.sync()
    polled = forms_calls_of_a_morning(town)
    usual, town.deps = town.deps, replace(town.deps, forms_topic="projects/school/topics/forms")
    made = town.sync(full=True).calls["forms.forms.watches.create"]
    watched = forms_calls_of_a_morning(town)
    form = form_of(town, "S003")
    answer(town, form, "pupil02@students.test", {})
    town.pass_time(minutes=5)
    town.store.observed.form_told(form.form_id, town.world.now())
    town.pass_time(seconds=1)
    told = town.sync(scheduled=True).calls["forms.forms.responses.list"]
    town.deps = usual
    print(f"\n{STUDENTS} open forms, two idle hours: {polled} calls; watched: {watched}, and {made} once")
    assert polled == STUDENTS * 8
    assert made == STUDENTS
    assert (watched, told) == (0, 1)
