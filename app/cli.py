"""The commands. Each finds its parts in `app.wiring`, runs one flow and says how it went.

Exit status: 0 done, 1 done with problems listed, 2 wrong usage or refused with one line that says why.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from app.core.effects import Trouble
from app.errors import HoldfastError, Refused
from app.flows.deps import Deps
from app.flows.report import Report
from app.settings import Settings, load
from app.wiring import WebNeeds, make_deps

Json = Callable[[Any], Any]
as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object on the last line.")


class Commands(click.Group):
    """Turns Holdfast's own errors into one line and an exit status, never a traceback."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except HoldfastError as error:
            click.echo(str(error), err=True)
            context.exit(2 if error.exit_status == 2 else 1)


@click.group(cls=Commands)
def main() -> None:
    """Holdfast keeps special-education caseloads true across Sheets, Gmail, Calendar and Forms."""


def _deps() -> Deps:
    return make_deps(load())


def _print(result: Any, lines: list[str], as_json: bool) -> None:
    click.echo(json.dumps(result, ensure_ascii=False) if as_json else "\n".join(lines))


def _told(troubles: tuple[Trouble, ...]) -> list[str]:
    return [f"  {one.tab}{'!' + one.cell if one.cell else ''}: {one.text}" for one in troubles]


# The service


@main.command()
@click.option("--port", default=8000, show_default=True)
def serve(port: int) -> None:
    """Serve the web: the add-on's endpoints, the consent of an account, health."""
    from waitress import serve as serve_forever

    from app.web import create_app

    settings = load()
    deps = make_deps(settings)
    click.echo(f"Holdfast listens on http://127.0.0.1:{port} as {settings.base_url}")
    serve_forever(create_app(WebNeeds(deps, settings)), host="127.0.0.1", port=port, threads=8, ident=None)


@main.command("local-google")
@click.option("--port", default=8900, show_default=True, help="0 picks a free one.")
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), help="Folder of its state.")
@click.option("--seed", type=int, help="Makes its random ids repeatable.")
@click.option("--now", "now", type=click.DateTime(["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d"]), help="Its clock.")
def local_google(port: int, data: Path | None, seed: int | None, now: datetime | None) -> None:
    """Serve only the local Google Workspace."""
    from app.local_google.run import serve as serve_google

    folder = data / "google" if data else None
    serve_google(folder, port, seed, now)


# Caseloads


@main.group()
def caseload() -> None:
    """Make and look at caseloads."""


@caseload.command("create")
@click.option("--owner", required=True, help="The case manager's address.")
@click.option("--name", required=True, help="What the workbook is called.")
@click.option("--zone", default="UTC", show_default=True, help="The school's time zone.")
@click.option("--roster", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@as_json
def create(owner: str, name: str, zone: str, roster: Path | None, as_json: bool) -> None:
    """Make a caseload: its workbook, its calendar, and the students of a roster."""
    from app.flows.setup import create_caseload

    deps = _deps()
    made = create_caseload(deps, owner, name, zone)
    result: dict[str, Any] = {"caseload": made.id, "spreadsheet_id": made.spreadsheet_id}
    lines = [f"Caseload {made.id}: {deps.book_url.format(id=made.spreadsheet_id)}"]
    if roster is not None:
        _import(deps, made.id, roster, result, lines)
    _print(result, lines, as_json)
    _leave(result)


@caseload.command("import")
@click.argument("caseload_id", type=int)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@as_json
def import_(caseload_id: int, file: Path, as_json: bool) -> None:
    """Add the students of a roster (.csv, .xlsx, OneRoster zip). Nothing typed is overwritten."""
    result: dict[str, Any] = {"caseload": caseload_id}
    lines: list[str] = []
    _import(_deps(), caseload_id, file, result, lines)
    _print(result, lines, as_json)
    _leave(result)


def _import(deps: Deps, caseload_id: int, file: Path, result: dict[str, Any], lines: list[str]) -> None:
    from app.flows.importing import import_roster

    report = import_roster(deps, caseload_id, file.name, file.read_bytes())
    result |= report.json()
    lines += report.lines()


def _leave(result: dict[str, Any]) -> None:
    if result.get("problems"):
        click.get_current_context().exit(1)


@caseload.command("list")
@as_json
def list_(as_json: bool) -> None:
    """All caseloads."""
    found = [
        {"caseload": one.id, "owner": one.owner, "name": one.name, "spreadsheet_id": one.spreadsheet_id}
        for one in _deps().store.caseloads.list()
    ]
    _print(found, [f"{one['caseload']}  {one['owner']}  {one['name']}" for one in found], as_json)


@caseload.command("show")
@click.argument("caseload_id", type=int)
@as_json
def show(caseload_id: int, as_json: bool) -> None:
    """One caseload and how it stands."""
    deps = _deps()
    one = deps.store.caseloads.get(caseload_id)
    standing = deps.store.caseloads.standing(caseload_id)
    result = {
        "caseload": one.id,
        "owner": one.owner,
        "name": one.name,
        "spreadsheet_id": one.spreadsheet_id,
        "calendar_id": one.calendar_id,
        "due_at": standing.due_at.isoformat(),
        "paused": standing.pause_text or None,
    }
    _print(result, [f"{key}: {value}" for key, value in result.items()], as_json)


# Work


@main.command()
@click.argument("caseload_id", type=int)
@click.option("--full", is_flag=True, help="Read everything, whatever Google says has changed.")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@as_json
def sync(caseload_id: int, full: bool, dry_run: bool, as_json: bool) -> None:
    """Bring one caseload to agreement."""
    from app.flows.sync import sync_caseload

    report = sync_caseload(_deps(), caseload_id, full=full, dry_run=dry_run)
    _print(report.json(), _sentences(report, dry_run), as_json)
    if report.outcome == "refused":
        raise Refused("sync", " ".join(report.said)) if not as_json else SystemExit(2)
    if report.problems or report.outcome != "ok":
        click.get_current_context().exit(1)


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

    table = award_table(_deps(), caseload_id)
    ranked = sorted(table.lines, key=lambda line: (line.rank or 999, line.student))
    lines = [f"{one.rank or '-':>3}  {one.student}  {one.score or '-':>6}  {one.status}" for one in ranked]
    _print(table.as_json(), lines, as_json)


@main.group()
def survey() -> None:
    """Accommodation survey rounds."""


@survey.command("open")
@click.argument("caseload_id", type=int)
@click.option("--round", "round_", help="Year and quarter, as 2026Q4. Without it, the one that is now.")
@as_json
def survey_open(caseload_id: int, round_: str | None, as_json: bool) -> None:
    """Open a round: a Form for every student who has accommodations."""
    from app.flows.survey import open_round, survey_status

    deps = _deps()
    reports = open_round(deps, caseload_id, round_)
    lines = [sentence for report in reports for sentence in report.said]
    _print(survey_status(deps, caseload_id, round_).json(), lines, as_json)


@survey.command("close")
@click.argument("caseload_id", type=int)
@click.option("--round", "round_")
@as_json
def survey_close(caseload_id: int, round_: str | None, as_json: bool) -> None:
    """Close a round today."""
    from app.flows.survey import close_round, survey_status

    deps = _deps()
    reports = close_round(deps, caseload_id, round_)
    lines = [sentence for report in reports for sentence in report.said]
    _print(survey_status(deps, caseload_id, round_).json(), lines, as_json)


@survey.command("status")
@click.argument("caseload_id", type=int)
@click.option("--round", "round_")
@as_json
def survey_status_(caseload_id: int, round_: str | None, as_json: bool) -> None:
    """Who was asked, who answered."""
    from app.flows.survey import survey_status

    status = survey_status(_deps(), caseload_id, round_)
    _print(status.json(), status.lines(), as_json)


@main.command()
@click.argument("caseload_id", type=int)
@click.option("--dry-run", is_flag=True, help="Only compare.")
@as_json
def share(caseload_id: int, dry_run: bool, as_json: bool) -> None:
    """The files of counselors and who may read them, as it is and as it should be."""
    from app.flows.sharing import share_caseload

    result = share_caseload(_deps(), caseload_id, dry_run=dry_run)
    _print(result.json(), result.lines(), as_json)


@main.command()
@click.option("--base-url", required=True, help="Where the add-on's endpoints are reached, https.")
def manifest(base_url: str) -> None:
    """The add-on's deployment resource."""
    from addon_manifest import deployment

    click.echo(json.dumps(deployment(base_url), indent=2))


@main.group()
def schema() -> None:
    """The definition of the workbook."""


@schema.command("docs")
def schema_docs() -> None:
    """The data dictionary, as Markdown."""
    from sheets_schema.docs import dictionary
    from sheets_schema.workbook import WORKBOOK

    click.echo(dictionary(WORKBOOK), nl=False)


@schema.command("check")
def schema_check() -> None:
    """Whether the definition is sound."""
    from sheets_schema.check import check
    from sheets_schema.workbook import WORKBOOK

    faults = check(WORKBOOK)
    click.echo("\n".join(faults) or "The definition is sound.")
    if faults:
        click.get_current_context().exit(1)


@main.command()
@click.option("--once", is_flag=True, help="Do the whole job once, print what came of it, and end.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON on the last line.")
@click.option(
    "--data", type=click.Path(file_okay=False, path_type=Path), help="Keep everything in this folder."
)
@click.option("--port", default=8900, show_default=True, help="Of the local Google; 0 picks a free one.")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="The day the demo takes place.")
def demo(once: bool, as_json: bool, data: Path | None, port: int, today: datetime | None) -> None:
    """A made-up school, the whole job, nothing needed but this."""
    from app.demo.run import run_demo

    run_demo(once=once, as_json=as_json, data=data, port=port, today=today.date() if today else None)


def settings_for(data: Path, google_url: str, base_url: str) -> Settings:
    """Settings of a demo, which takes none from the environment."""
    return Settings(google_url=google_url, data=data, base_url=base_url)
