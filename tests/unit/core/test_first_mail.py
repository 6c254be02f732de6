"""The first mail of a kind is a draft, whatever Settings says, until its person has looked at one."""

from dataclasses import replace

import pytest

from app.core.effects import SendMail
from app.core.first_mail import FIRST_OF_KIND, kind_of
from app.core.rules import MAIL_KINDS, MailMode, Rules
from tests.unit.core.test_mail_plan import NOON, SEEN, letter, planned

SEND = Rules(mail=dict.fromkeys(MAIL_KINDS, MailMode.SEND))
NEW = replace(SEEN, mail_states={})


def modes(plan):
    return {effect.natural: effect.mode for effect in plan.effects if isinstance(effect, SendMail)}


def told(plan):
    return [trouble.text for trouble in plan.troubles if trouble.code == FIRST_OF_KIND]


@pytest.mark.parametrize("kind", MAIL_KINDS)
def test_nothing_of_a_kind_goes_before_one_was_looked_at(kind):
    plan = planned([letter("a", kind=kind), letter("b", kind=kind)], NEW, SEND)
    assert modes(plan) == {f"{kind}/a": "draft", f"{kind}/b": "draft"}
    (line,) = told(plan)
    assert f": {kind}. " in line


@pytest.mark.parametrize(
    ("past", "mode"),
    [
        ("prepared", "draft"),  # kept unsent: the next ones are drafts, too
        ("planned", "draft"), ("attempting", "draft"), ("dead", "draft"), ("needs_human", "draft"),
        ("confirmed", "send"), ("cancelled", "send"),
    ],
)  # fmt: skip
def test_what_became_of_an_earlier_one_decides(past, mode):
    seen = replace(NEW, mail_states={"ticket/x/y@z.test/2026-11-16": past})
    plan = planned([letter("new")], seen, SEND)
    assert modes(plan) == {"ticket/new": mode}
    assert len(told(plan)) == (mode == "draft")
    other = planned([letter("new", kind="award note")], seen, SEND)
    assert modes(other) == {"award note/new": "draft"}


def test_what_waits_goes_once_one_was_sent():
    waits = {"ticket/a": "prepared", "ticket/b": "prepared"}
    letters = [letter("a"), letter("b")]
    nothing = planned(letters, replace(NEW, mail_states=waits), SEND)
    assert (modes(nothing), len(told(nothing))) == ({}, 1)
    sent = replace(NEW, mail_states=waits | {"ticket/a": "confirmed"}, mail_by_hand=frozenset({"ticket/a"}))
    assert (modes(planned(letters, sent, SEND)), told(planned(letters, sent, SEND))) == (
        {"ticket/b": "send"},
        [],
    )


def test_what_waits_stays_where_the_first_was_discarded_and_only_new_ones_go():
    letters = [letter("a"), letter("b"), letter("c")]
    past = {"ticket/a": "cancelled", "ticket/b": "prepared"}
    assert modes(planned(letters, replace(NEW, mail_states=past), SEND)) == {"ticket/c": "send"}
    went = past | {"ticket/c": "confirmed"}
    assert modes(planned(letters, replace(NEW, mail_states=went), SEND)) == {}
    by_hand = replace(NEW, mail_states=went, mail_by_hand=frozenset({"ticket/c"}))
    assert modes(planned(letters, by_hand, SEND)) == {"ticket/b": "send"}


def test_one_that_a_worker_died_at_sending_is_looked_into():
    seen = replace(NEW, mail_states={"ticket/a": "attempting"})
    assert modes(planned([letter("a")], seen, SEND)) == {"ticket/a": "draft"}


def test_drafts_and_silence_that_settings_asks_for_need_no_line():
    rules = Rules(mail={"ticket": MailMode.OFF})
    plan = planned([letter("a"), letter("b", kind="award note")], NEW, rules)
    assert (modes(plan), told(plan)) == ({"award note/b": "draft"}, [])


def test_the_line_is_the_same_at_night():
    seen = replace(NEW, mail_states={"ticket/a": "prepared"})
    night = replace(seen, taken=NOON.replace(hour=2))
    letters = [letter("a"), letter("b", kind="award note")]
    assert told(planned(letters[:1], seen, SEND)) == told(planned(letters, night, SEND))


@pytest.mark.parametrize(
    ("natural", "kind"),
    [
        ("digest/o@x.test/2026-11-23", "digest"),
        ("survey summary/2026Q4", "digest"),
        ("counselor digest/c@x.test/2026-11-23", "counselor digest"),
        ("invitation/2026Q4/S001", "survey invitation"),
        ("survey reminder/2026Q4/S001/2026-11-23", "survey invitation"),
        ("form/first_talk/S001/1f", "teacher nudge"),
        ("teacher nudge/1f/t@x.test/2026-11-23", "teacher nudge"),
        ("award note/2026-11/S001", "award note"),
    ],
)
def test_the_kind_of_a_mail_in_the_ledger(natural, kind):
    assert kind_of(natural) == kind
    assert kind in MAIL_KINDS
