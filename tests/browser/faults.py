"""What axe-core (in `axe/`, MPL 2.0, unchanged) finds wrong with a page for people who use it another way."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

_AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text(encoding="utf-8")
_RUN = """async () => (await axe.run(document, {resultTypes: ['violations']})).violations
    .filter(one => ['serious', 'critical'].includes(one.impact))
    .map(one => one.id + ': ' + one.nodes.map(node => node.html.slice(0, 120)).join(' | '))"""


def serious_faults(page: Page) -> list[str]:
    """The serious and critical ones, each with the elements it is about. The page needs scripts."""
    page.evaluate(_AXE)
    found: list[str] = page.evaluate(_RUN)
    return found
