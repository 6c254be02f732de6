"""How a run ends: what was agreed, where the cursors stand, when the next one is due."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from app.core.glance import Glance
from app.core.model import Agreed
from app.core.orders import Order
from app.flows.cursors import Cursors
from app.flows.deps import Deps
from app.flows.news import News
from app.flows.report import Report
from app.flows.work import Work
from app.store.database import Claim
from app.store.runs import LOOK

IDLE = timedelta(minutes=5)  # until the next look when nothing happened


def record(
    work: Work,
    run: int,
    report: Report,
    cursors: Cursors,
    agreed: Agreed,
    due_at: datetime,
    obeyed: tuple[Order, ...] = (),
    glance: Glance | None = None,
) -> None:
    report.calls = dict(work.google.session.calls)
    work.deps.store.record(
        work.claim,
        run,
        now=work.now(),
        outcome=report.outcome,
        report={**report.json(), "problems": len(report.problems)},
        due_at=due_at,
        agreed=agreed,
        cursors=cursors.stored(),
        obeyed=obeyed,
        glance=glance,
    )


def record_idle(work: Work, news: News, cursors: Cursors) -> None:
    """Nothing happened: only the cursors move, so that they do not grow old."""
    run = work.deps.store.runs.start(work.claim, LOOK, work.now())
    following = replace(
        cursors,
        watched=news.tokens(),
        history=news.mail.history,
        own_events=news.own_events.sync_token,
        meetings=news.meetings.sync_token,
    )
    work.deps.store.record(
        work.claim,
        run,
        now=work.now(),
        outcome="ok",
        report={},
        due_at=work.now() + IDLE,
        cursors=following.stored(),
    )


def end_paused(deps: Deps, claim: Claim, way_out: str) -> None:
    """The run ends here, and says what its person has to do."""
    deps.store.runs.failed(claim, "paused", {"way_out": way_out}, deps.now())
