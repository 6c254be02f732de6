"""The table in docs/ tells which methods are served today; `tested` is worked out by its own command only."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.contract.coverage import table

PAGE = Path(__file__).parents[2] / "docs" / "local-google-coverage.md"
Table = dict[str, dict[str, str]]
Pages = tuple[Table, Table]
"""The page as it stands, and as it would be made now."""
AGAIN = "It is stale: run `python -m tests.contract.coverage docs/local-google-coverage.md`."


def parts(page: str) -> Table:
    """By heading, each name and its state."""
    found: Table = {}
    for section in page.split("\n## ")[1:]:
        heading, _, body = section.partition("\n")
        found[heading] = dict(re.findall(r"^\| `([^`]+)` \| (\w+) \|$", body, re.MULTILINE))
    return found


@pytest.fixture(scope="module")
def pages() -> Pages:
    return parts(PAGE.read_text(encoding="utf-8")), parts(table())


def test_the_page_names_every_method_and_kind(pages: Pages) -> None:
    shown, real = pages
    assert {heading: set(rows) for heading, rows in shown.items()} == {
        heading: set(rows) for heading, rows in real.items()
    }, AGAIN
    assert sum(map(len, real.values())) > 250


def test_the_page_tells_truly_what_is_refused(pages: Pages) -> None:
    shown, real = pages
    for heading, rows in real.items():
        refused = {name for name, state in rows.items() if state == "refused"}
        assert {name for name, state in shown[heading].items() if state == "refused"} == refused, AGAIN


def test_the_page_tells_truly_which_kinds_are_tested(pages: Pages) -> None:
    shown, real = pages
    kinds = [heading for heading in real if heading.endswith("kinds of batchUpdate")]
    assert len(kinds) == 2
    for heading in kinds:
        assert shown[heading] == real[heading], AGAIN
