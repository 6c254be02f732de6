"""The coverage table of the local Google, made by `python -m tests.contract.coverage FILE`.

It runs the contract tests: a method is *tested* when one of them called it with success, a kind of
batchUpdate when its name stands in one.
"""

import sys
from pathlib import Path

import pytest

from app.local_google.api import HANDLERS
from app.local_google.discovery import APIS, document, methods
from app.local_google.server import create_app
from app.local_google.sheets.batch.run import KINDS
from app.local_google.world import World
from tests.contract.called import CALLED

HEAD = """# What the local Google serves

Made by `python -m tests.contract.coverage FILE` from the discovery documents that google-api-python-client
brings. *tested*: answered to a test in `tests/contract`; *served*: answered, and reached by the random
requests of `test_fuzz.py`; *refused*: answers 501 and names itself.
"""


def _sources() -> str:
    folder = Path(__file__).parent
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("test_*.py")))


def _state(served: bool, tested: bool) -> str:
    return "tested" if served and tested else "served" if served else "refused"


def _table(title: str, rows: list[tuple[str, str]]) -> str:
    counts = ", ".join(
        f"{sum(state == wanted for _, state in rows)} {wanted}" for wanted in ("tested", "served", "refused")
    )
    lines = [f"\n## {title}\n", f"{len(rows)}: {counts}.\n", "| | |", "|---|---|"]
    return "\n".join(lines + [f"| `{name}` | {state} |" for name, state in rows]) + "\n"


def table() -> str:
    """The whole page as Markdown."""
    world = World(seed=1)
    create_app(world)
    world.store.close()
    text = _sources()
    page = HEAD
    for api, version in APIS.items():
        mine = [name for name, method in methods().items() if method.api == api]
        rows = [(name, _state(name in HANDLERS, name in CALLED)) for name in sorted(mine)]
        page += _table(f"{api} {version}: methods", rows)
    kinds = document("sheets")["schemas"]["Request"]["properties"]
    page += _table(
        "sheets v4: kinds of batchUpdate",
        [(name, _state(name in KINDS, f'"{name}"' in text)) for name in sorted(kinds)],
    )
    forms = document("forms")["schemas"]["Request"]["properties"]
    page += _table(
        "forms v1: kinds of batchUpdate",
        [(name, _state(True, f'"{name}"' in text)) for name in sorted(forms)],
    )
    return page


if __name__ == "__main__":
    folder = Path(__file__).parent
    # The test that the page is fresh waits for what is made here.
    stale = f"--ignore={folder / 'test_coverage.py'}"
    if pytest.main([str(folder), "-q", stale, "-m", "not proof and not browser and not soffice"]) != 0:
        sys.exit("The contract tests fail; the table is left as it is.")
    Path(sys.argv[1]).write_text(table(), encoding="utf-8")
