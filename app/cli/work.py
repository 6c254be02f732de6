"""Commands that work on one caseload: sync, award, survey, share, and what was done so far."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from app.cli.group import answer, as_json, leave_with_problems, main, make
from app.errors import Refused

if TYPE_CHECKING:
    from app.core.effects import Trouble
    from app.flows.report import Report
    from app.store.runs import Run


@main.command()
@click.argument("caseload_id", type=int)
@click.option("--full", is_flag=True, help="Read everything, whatever Google says has changed.")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@as_json
def sync(caseload_id: int, full: bool, dry_run: bool, as_json: bool) -> None:
    """Bring one caseload to agreement."""
    from app.flows.sync import sync_caseload

    report = sync_caseload(make(), caseload_id, full=full, dry_run=dry_run)
    answer(report.json(), _sentences(report, dry_run), as_json)
    if report.outcome == "refused":
        raise Refused("sync", " ".join(report.said)) if not as_json else SystemExit(2)
    if report.problems or report.outcome != "ok":
        leave_with_problems()


def _told(troubles: tuple[Trouble, ...]) -> list[str]:
    return [f"  {one.tab}{'!' + one.cell if one.cell else ''}: {one.text}" for one in troubles]


def _sentences(report: Report, dry_run: bool) -> list[str]:
    lines = list(report.said) or ["Nothing to do: everything agrees."]
    if dry_run:
        lines.insert(0, "Nothing was written. A sync would do this:")
    if report.problems:
        lines += ["To look at:", *_told(report.problems)]
    return lines


@main.command()
@click.argument("caseload_id", type=int)
@as_json
def award(caseload_id: int, as_json: bool) -> None:
    """Scores, ranks, holds, and what holds each student back."""
    from app.flows.award import award_table

    table = award_table(make(), caseload_id)
    ranked = sorted(table.lines, key=lambda line: (line.rank or 999, line.student))
    lines = [f"{one.rank or '-':>3}  {one.student}  {one.score or '-':>6}  {one.status}" for one in ranked]
    answer(table.as_json(), lines, as_json)


@main.group()
def survey() -> None:
    """Accommodation survey rounds."""


@survey.command("open")
@click.argument("caseload_id", type=int)
@click.option("--round", "round_", help="As 2026Q4; 2026K1 is the knowledge survey's first.")
@as_json
def survey_open(caseload_id: int, round_: str | None, as_json: bool) -> None:
    """Open a round: a Form for every student who has accommodations."""
    from app.flows.survey import open_round, survey_status

    deps = replace(make(), tell=lambda said: click.echo(said, err=True))
    reports = open_round(deps, caseload_id, round_)
    lines = [sentence for report in reports for sentence in report.said]
    answer(survey_status(deps, caseload_id, round_).json(), lines, as_json)


@survey.command("close")
@click.argument("caseload_id", type=int)
@click.option("--round", "round_")
@as_json
def survey_close(caseload_id: int, round_: str | None, as_json: bool) -> None:
    """Close a round today."""
    from app.flows.survey import close_round, survey_status

    deps = make()
    reports = close_round(deps, caseload_id, round_)
    lines = [sentence for report in reports for sentence in report.said]
    answer(survey_status(deps, caseload_id, round_).json(), lines, as_json)


@survey.command("status")
@click.argument("caseload_id", type=int)
@click.option("--round", "round_")
@as_json
def survey_status_(caseload_id: int, round_: str | None, as_json: bool) -> None:
    """Who was asked, who answered."""
    from app.flows.survey import survey_status

    status = survey_status(make(), caseload_id, round_)
    answer(status.json(), status.lines(), as_json)


@main.command()
@click.argument("caseload_id", type=int)
@click.option("--dry-run", is_flag=True, help="Only compare.")
@as_json
def share(caseload_id: int, dry_run: bool, as_json: bool) -> None:
    """The files of counselors and who may read them, as it is and as it should be."""
    from app.flows.sharing import share_caseload

    result = share_caseload(make(), caseload_id, dry_run=dry_run)
    answer(result.json(), result.lines(), as_json)


@main.command()
@click.argument("caseload_id", type=int)
@click.option("--limit", default=20, show_default=True, help="How many, the latest first.")
@as_json
def runs(caseload_id: int, limit: int, as_json: bool) -> None:
    """The latest runs of a caseload: when, how they ended, what they changed."""
    deps = make()
    zone = deps.store.caseloads.get(caseload_id).zone
    found = deps.store.runs.latest(caseload_id, limit)
    answer(
        {"caseload": caseload_id, "runs": [_run(one) for one in found]},
        [_line(one, zone) for one in found],
        as_json,
    )


def _run(run: Run) -> dict[str, Any]:
    return {
        "run": run.id,
        "kind": run.kind,
        "started": run.started_at.isoformat(),
        "ended": run.ended_at.isoformat() if run.ended_at else None,
        "outcome": run.outcome,
        "changes": dict(run.report.get("changes", {})),
        "calls": dict(run.report.get("calls", {})),
        "problems": run.report.get("problems", 0),
        "error": run.report.get("error"),
    }


def _line(run: Run, zone: ZoneInfo) -> str:
    from app.core.run_words import changes_of

    done = changes_of(run.report) or run.report.get("error") or "nothing changed"
    return f"{run.started_at.astimezone(zone):%Y-%m-%d %H:%M:%S}  {run.kind:<7} {run.outcome:<8} {done}"
