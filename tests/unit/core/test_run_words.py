from datetime import UTC, datetime, timedelta

from app.core.run_words import RunFacts, told_runs

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def run(kind="sync", outcome="ok", minutes=0, **report):
    return RunFacts(kind, NOW - timedelta(minutes=minutes), outcome, report)


def texts(*runs):
    return [one.text for one in told_runs(runs)]


def test_each_kind_of_end_is_a_sentence():
    assert texts(
        run(changes={"rows_added": 1, "cells_written": 0, "mails": 2}, problems=1),
        run(changes={}, problems=0),
        run(outcome="failed", error="Unavailable"),
        run(outcome="died"),
        run(kind="setup"),
        run(kind="import", students=3),
    ) == [
        "Sync: 1 row added, 2 mails. 1 line waits on the Sync tab.",
        "Sync: nothing to change.",
        "Sync failed (Unavailable). It is tried again by itself.",
        "Sync. It was cut off; the next one finished its work.",
        "The caseload was set up.",
        "A roster was brought in.",
    ]


def test_looks_in_a_row_are_one_line_with_the_newest_time():
    lines = told_runs([run("look"), run("look", minutes=5), run(minutes=10), run("look", minutes=15)])
    assert [(one.when, one.text) for one in lines] == [
        (NOW, "Looked 2 times; nothing had changed."),
        (NOW - timedelta(minutes=10), "Sync: nothing to change."),
        (NOW - timedelta(minutes=15), "Looked, and nothing had changed."),
    ]


def test_what_went_wrong_is_marked():
    assert [one.attention for one in told_runs([run(), run(outcome="refused"), run("look")])] == [
        False, True, False,
    ]  # fmt: skip
