"""Commands that make and look at caseloads."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from app.cli.group import answer, as_json, leave_with_problems, main, make

if TYPE_CHECKING:
    from app.flows.deps import Deps


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

    deps = make()
    made = create_caseload(deps, owner, name, zone)
    result: dict[str, Any] = {"caseload": made.id, "spreadsheet_id": made.spreadsheet_id}
    lines = [f"Caseload {made.id}: {deps.book_url.format(id=made.spreadsheet_id)}"]
    if roster is not None:
        _import(deps, made.id, roster, result, lines)
    answer(result, lines, as_json)
    _leave(result)


@caseload.command("import")
@click.argument("caseload_id", type=int)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@as_json
def import_(caseload_id: int, file: Path, as_json: bool) -> None:
    """Add the students of a roster (.csv, .xlsx, OneRoster zip). Nothing typed is overwritten."""
    result: dict[str, Any] = {"caseload": caseload_id}
    lines: list[str] = []
    _import(make(), caseload_id, file, result, lines)
    answer(result, lines, as_json)
    _leave(result)


def _import(deps: Deps, caseload_id: int, file: Path, result: dict[str, Any], lines: list[str]) -> None:
    from app.flows.importing import import_roster

    report = import_roster(deps, caseload_id, file.name, file.read_bytes())
    result |= report.json()
    lines += report.lines()


def _leave(result: dict[str, Any]) -> None:
    if result.get("problems"):
        leave_with_problems()


@caseload.command("list")
@as_json
def list_(as_json: bool) -> None:
    """All caseloads."""
    found = [
        {"caseload": one.id, "owner": one.owner, "name": one.name, "spreadsheet_id": one.spreadsheet_id}
        for one in make().store.caseloads.list()
    ]
    answer(found, [f"{one['caseload']}  {one['owner']}  {one['name']}" for one in found], as_json)


@caseload.command("show")
@click.argument("caseload_id", type=int)
@as_json
def show(caseload_id: int, as_json: bool) -> None:
    """One caseload and how it stands."""
    deps = make()
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
    answer(result, [f"{key}: {value}" for key, value in result.items()], as_json)
