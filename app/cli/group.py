"""The group of commands and what they share: how an error becomes one line, how an answer is printed.

What a command works with is imported where it runs: `--help` and the local Google start without the service.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from app.errors import HoldfastError

if TYPE_CHECKING:
    from app.flows.deps import Deps

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


def make() -> Deps:
    """The working parts, from the settings as they are now."""
    from app.settings import load
    from app.wiring import make_deps

    return make_deps(load())


def answer(result: Any, lines: list[str], as_json: bool) -> None:
    """The answer: JSON for programs, lines for people."""
    click.echo(json.dumps(result, ensure_ascii=False) if as_json else "\n".join(lines))


def leave_with_problems() -> None:
    """Exit status 1: done, with problems listed."""
    click.get_current_context().exit(1)
