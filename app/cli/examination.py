"""`doctor`: the findings, for people and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from app.cli.group import answer, as_json, leave_with_problems, main
from app.errors import BadSettings

if TYPE_CHECKING:
    from app.flows.doctor import Finding


@main.command()
@click.option("--live", is_flag=True, help="Also try on the real account what nobody has confirmed.")
@as_json
def doctor(live: bool, as_json: bool) -> None:
    """Whether everything is in place: settings, grants, scopes, workbooks, calendars, the manifest."""
    from app.flows.doctor import Level

    findings = _findings(live)
    answer({"findings": [one.json() for one in findings]}, [_line(one) for one in findings], as_json)
    if any(one.level is Level.ERROR for one in findings):
        leave_with_problems()


def _findings(live: bool) -> list[Finding]:
    from app.flows.doctor import examine, unusable
    from app.settings import load
    from app.wiring import make_deps

    try:
        settings = load()
        return list(examine(settings, make_deps(settings), live=live))
    except BadSettings as wrong:
        return [unusable(wrong)]


def _line(finding: Finding) -> str:
    about = f"caseload {finding.caseload}: " if finding.caseload is not None else ""
    way_out = f"\n       {finding.remedy}" if finding.remedy else ""
    return f"{finding.level.value:<6} {about}{finding.text}{way_out}"
