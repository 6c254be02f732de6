from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.core.digest import Letter
from app.core.gathering import Gathering
from app.core.mail import write
from app.core.mail_plan import plan_mails
from app.core.model import Agreed, Caseload, Snapshot
from app.core.rules import MailMode, Rules
from tests.unit.core.books import book

VIENNA = ZoneInfo("Europe/Vienna")
CASELOAD = Caseload(1, "owner@school.test", "Mine", "book", "calendar", VIENNA)
NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)
TODAY = date(2026, 11, 23)
EARLIER = {"digest/owner@school.test/2026-11-20": "confirmed", "ticket/a/x@y.test/2026-11-20": "confirmed"}
SEEN = Snapshot(CASELOAD, NOON, book(), Agreed(), mail_states=EARLIER)
RULES = Rules(mail={"digest": MailMode.SEND, "ticket": MailMode.SEND}, mails_a_day=3)


def letter(name: str, days: int = 7, kind: str = "ticket") -> Letter:
    return Letter(
        f"{kind}/{name}", kind, "x@y.test", write("Subject", ["Text."]), TODAY + timedelta(days=days)
    )


def planned(letters: list[Letter], seen: Snapshot = SEEN, rules: Rules = RULES) -> Gathering:
    plan = Gathering(1)
    plan_mails(plan, letters, seen, rules)
    return plan


def names(plan: Gathering) -> set[str]:
    return {effect.natural.rpartition("/")[2] for effect in plan.effects}


def test_the_most_pressing_go_and_the_rest_wait_with_a_line():
    plan = planned([letter("a"), letter("b"), letter("c", 2), letter("d", 1), letter("z", 1, "digest")])
    assert names(plan) == {"z", "d", "c"}
    (told,) = plan.troubles
    assert "2 mails wait for tomorrow" in told.text


def test_what_went_today_counts_and_what_went_yesterday_does_not():
    today, yesterday = NOON - timedelta(hours=2), NOON - timedelta(hours=13)  # 23:00 in Vienna
    seen = replace(SEEN, mail_by_itself=(today, today, yesterday))
    assert names(planned([letter("a"), letter("b")], seen)) == {"a"}


def test_one_that_may_be_out_already_is_looked_into_over_the_limit():
    seen = replace(SEEN, mail_by_itself=(NOON,) * 3, mail_states={**EARLIER, "ticket/b": "attempting"})
    assert names(planned([letter("a"), letter("b")], seen)) == {"b"}


def test_drafts_wait_for_a_person_anyway():
    assert len(names(planned([letter(f"{at}", kind="other") for at in range(9)]))) == 9


def test_no_limit():
    rules = replace(RULES, mails_a_day=None)
    plan = planned([letter(f"{at}") for at in range(200)], rules=rules)
    assert (len(names(plan)), plan.troubles) == (200, [])


def test_in_quiet_hours_all_wait_until_their_end():
    night = replace(SEEN, taken=datetime(2026, 11, 23, 2, tzinfo=UTC))
    plan = planned([letter("a")], night)
    assert (names(plan), plan.again_at) == (set(), datetime(2026, 11, 23, 7, tzinfo=VIENNA))
    evening = planned([letter("a")], replace(SEEN, taken=datetime(2026, 11, 23, 20, tzinfo=UTC)))
    assert evening.again_at == datetime(2026, 11, 24, 7, tzinfo=VIENNA)
    assert planned([], night).again_at is None
