"""Structured logs without names: one JSON object a line on standard error.

Only facts of known names come through, so no pupil's name, address, mail text or token slips in with a new
log line. Of an error its class and the place in our code come, never its text; of what libraries log the
template, never the values.
"""

from __future__ import annotations

import logging
import sys
import traceback
from pathlib import Path
from typing import Any, cast

import structlog
from structlog.typing import EventDict, FilteringBoundLogger, Processor, WrappedLogger

FACTS = frozenset(
    {
        *("event", "level", "timestamp", "logger", "error", "error_at"),
        *("process", "job", "caseload", "outcome", "seconds", "problems", "failures", "wait_seconds", "port"),
    }
)
ROOT = Path(__file__).parent.parent
OURS = ("app", "jobs", "sheets_schema", "addon_manifest")


def configure(level: str) -> None:
    """For a process that runs on. `level` is for our own lines; libraries are heard from WARNING."""
    when = structlog.processors.TimeStamper(fmt="iso", utc=True)
    stamps: list[Processor] = [structlog.stdlib.add_log_level, when]
    last: list[Processor] = [_failure, _known_facts, structlog.processors.JSONRenderer(ensure_ascii=False)]
    structlog.configure(
        processors=[*stamps, *last],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[_library, *stamps], processors=last, use_get_message=False
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)


def get_logger() -> FilteringBoundLogger:
    """For one module; what it says goes where `configure` put it."""
    return cast(FilteringBoundLogger, structlog.get_logger())


def _library(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    event["logger"] = event["_record"].name
    return event


def _failure(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """The exception that is being handled, as its class and the last place in our code it came through."""
    given = event.pop("exc_info", None)
    error: Any = sys.exc_info()[1] if given is True else given
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        event["error_at"] = _place(error)
    return event


def _place(error: BaseException) -> str:
    steps = traceback.extract_tb(error.__traceback__)
    for step in reversed(steps):
        file = Path(step.filename)
        if file.is_relative_to(ROOT) and file.relative_to(ROOT).parts[0] in OURS:
            return f"{file.relative_to(ROOT)}:{step.lineno}"
    return ""


def _known_facts(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    return {name: value for name, value in event.items() if name in FACTS}
