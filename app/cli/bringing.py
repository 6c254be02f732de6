"""Commands that bring a workbook up to date, or an existing spreadsheet in."""

from __future__ import annotations

from typing import Any

import click

from app.cli.caseloads import caseload
from app.cli.group import answer, as_json, leave_with_problems, main, make
from app.errors import Refused


@main.command("migrate")
@click.argument("caseload_id", type=int)
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@as_json
def migrate(caseload_id: int, dry_run: bool, as_json: bool) -> None:
    """Bring a workbook of an older version up to date. What people typed, added or named stays."""
    from app.flows.migrate import migrate_caseload

    report = migrate_caseload(make(), caseload_id, dry_run=dry_run)
    if report.migration.refused and not as_json:
        raise Refused("migration", " ".join(report.lines()))
    answer(report.json(), report.lines(), as_json)
    if report.migration.refused:
        raise SystemExit(2)


@caseload.command("adopt")
@click.argument("spreadsheet_id")
@click.option("--owner", required=True, help="The case manager's address.")
@click.option("--name", required=True, help="What the new workbook is called.")
@click.option("--zone", default="UTC", show_default=True, help="The school's time zone.")
@click.option("--order", type=click.Choice(["dmy", "mdy", "ymd"]), help="How 3/4/2026 is read there.")
@click.option("--confirm", is_flag=True, help="Do it; without this only the proposal is shown.")
@as_json
def adopt(
    spreadsheet_id: str, owner: str, name: str, zone: str, order: str | None, confirm: bool, as_json: bool
) -> None:
    """Bring an existing spreadsheet into a new workbook. The spreadsheet itself is only read."""
    from app.flows.adopt import adopt_spreadsheet, propose_adoption

    deps = make()
    if not confirm:
        proposal = propose_adoption(deps, owner, spreadsheet_id, zone, order)
        answer(proposal.json(), proposal.lines(), as_json)
        return
    report = adopt_spreadsheet(deps, owner, name, zone, spreadsheet_id, order)
    result: dict[str, Any] = report.json()
    lines = [f"Caseload {report.caseload}: {deps.book_url.format(id=report.spreadsheet_id)}", *report.lines()]
    answer(result, lines, as_json)
    if report.problems:
        leave_with_problems()
