"""Log lines are JSON, carry known facts only, and of an error nothing but its class and place."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from app import logs
from app.core.orders import order_from_json

PUPIL = "Mia Hernandez"


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_known_facts_come_through_and_others_do_not(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("INFO")
    logs.get_logger().info("synced", caseload=7, outcome="ok", student=PUPIL)
    [line] = lines(capsys)
    assert line.pop("timestamp").endswith("Z")
    assert line == {"event": "synced", "level": "info", "caseload": 7, "outcome": "ok"}


def test_an_error_is_its_class_and_place_without_its_text(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("INFO")
    with pytest.raises(ValueError, match=PUPIL):  # the text would have told
        order_from_json(PUPIL)
    try:
        order_from_json(PUPIL)
    except ValueError:
        logs.get_logger().exception("sync failed", caseload=7)
    written = capsys.readouterr().err
    assert PUPIL not in written
    line = json.loads(written)
    assert line["error"] == "ValidationError"
    assert line["error_at"].startswith("app/core/orders.py:")


def test_a_library_is_heard_without_its_values(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("DEBUG")
    library = logging.getLogger("some.library")
    library.warning("could not read %s", PUPIL)
    library.info("chatter about %s", PUPIL)
    try:
        raise ValueError(PUPIL)
    except ValueError:
        library.exception("job failed")
    written = capsys.readouterr().err
    assert PUPIL not in written
    first, second = [json.loads(line) for line in written.splitlines()]
    assert (first["event"], first["logger"], first["level"]) == (
        "could not read %s",
        "some.library",
        "warning",
    )
    assert (second["event"], second["error"]) == ("job failed", "ValueError")


def test_the_level_decides(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("WARNING")
    logs.get_logger().info("synced", caseload=7)
    logs.get_logger().warning("put off", caseload=7)
    assert [line["event"] for line in lines(capsys)] == ["put off"]
