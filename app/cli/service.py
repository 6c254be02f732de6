"""The service and what stands around it: web, local Google, demo, manifest, the definition."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from app.cli.group import leave_with_problems, main, make
from app.errors import UserMistake


@main.command()
@click.option("--port", default=8000, show_default=True)
def serve(port: int) -> None:
    """Serve the web: the add-on's endpoints, the consent of an account, health."""
    from waitress import serve as serve_forever

    from app.logs import configure
    from app.settings import load
    from app.web import create_app
    from app.wiring import WebNeeds, make_deps

    settings = load()
    configure(settings.log_level)
    deps = make_deps(settings)
    click.echo(f"Holdfast listens on http://127.0.0.1:{port} as {settings.base_url}")
    serve_forever(create_app(WebNeeds(deps, settings)), host="127.0.0.1", port=port, threads=8, ident=None)


@main.command("rotate-keys")
def rotate_keys() -> None:
    """Seal everything secret anew, under the first key of HOLDFAST_SECRET_KEYS."""
    count = make().store.rotate()
    click.echo(f"{count} values lie under the first key now. The other keys are not needed any more.")


@main.command("local-google")
@click.option("--port", default=8900, show_default=True, help="0 picks a free one.")
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), help="Folder of its state.")
@click.option("--seed", help="A number makes its ids repeatable; a JSON file furnishes an empty world.")
@click.option("--now", "now", type=click.DateTime(["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d"]), help="Its clock.")
def local_google(port: int, data: Path | None, seed: str | None, now: datetime | None) -> None:
    """Serve only the local Google Workspace."""
    from app.local_google.run import serve as serve_google

    folder = data / "google" if data else None
    serve_google(folder, port, _seed(seed), now)


def _seed(given: str | None) -> int | Path | None:
    if given is None or given.isdecimal():
        return int(given) if given else None
    if not Path(given).is_file():
        raise UserMistake(f"There is no file {given}. --seed takes a whole number or a JSON file.")
    return Path(given)


@main.command()
@click.option("--base-url", required=True, help="Where the add-on's endpoints are reached, https.")
def manifest(base_url: str) -> None:
    """The add-on's deployment resource."""
    from addon_manifest import deployment_json

    try:
        click.echo(deployment_json(base_url), nl=False)
    except ValueError as wrong:
        raise UserMistake(str(wrong)) from wrong


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
        leave_with_problems()


@main.command("rules")
def reminder_rules() -> None:
    """The reminder rules, as Markdown."""
    from app.core.reminder_docs import rule_page

    click.echo(rule_page(), nl=False)


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
