"""Commands that bring a workbook up to date, or an existing spreadsheet in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from app.cli.caseloads import caseload
from app.cli.group import answer, as_json, leave_with_problems, main, make
from app.errors import Refused, UserMistake


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
@click.argument("original", metavar="SPREADSHEET|FILE.xlsx")
@click.option("--owner", required=True, help="The case manager's address.")
@click.option("--name", required=True, help="What the new workbook is called.")
@click.option("--zone", default="UTC", show_default=True, help="The school's time zone.")
@click.option("--order", type=click.Choice(["dmy", "mdy", "ymd"]), help="How 3/4/2026 is read there.")
@click.option("--confirm", is_flag=True, help="Do it; without this only the proposal is shown.")
@as_json
def adopt(
    original: str, owner: str, name: str, zone: str, order: str | None, confirm: bool, as_json: bool
) -> None:
    """Bring an existing spreadsheet, or its download as .xlsx, into a new workbook. It is only read.

    A spreadsheet is named by its address or its id.
    """
    from app.flows.adopt import adopt_spreadsheet, propose_adoption

    source, deps = _source(original), make()
    if not confirm:
        proposal = propose_adoption(deps, owner, source, zone, order)
        answer(proposal.json(), proposal.lines(), as_json)
        return
    report = adopt_spreadsheet(deps, owner, name, zone, source, order)
    result: dict[str, Any] = report.json()
    lines = [f"Caseload {report.caseload}: {deps.book_url.format(id=report.spreadsheet_id)}", *report.lines()]
    answer(result, lines, as_json)
    if report.problems:
        leave_with_problems()


def _source(original: str) -> str | Path:
    """A file where there is one, or one was meant."""
    file = Path(original)
    if file.is_file():
        return file
    if original.lower().endswith((".xlsx", ".xlsm", ".xls")):
        raise UserMistake(f"There is no file {original}. Give its whole path.")
    return original
