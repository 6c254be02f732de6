"""What each open browser page of a spreadsheet shows, so that it is sent only the cells that look different.

Kept in memory; a page that is not known any more is drawn anew.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.local_google.world import World

SPACE = "pages.views"
MOST = 48


@dataclass(frozen=True)
class View:
    """One page in a browser: the state of the spreadsheet it shows, and each cell's looks as a number."""

    stamp: str
    cells: dict[str, int]


def _kept(world: World) -> OrderedDict[str, View]:
    views: OrderedDict[str, View] = world.cache.setdefault(SPACE, OrderedDict())
    return views


def known(world: World, token: str) -> View | None:
    """The view that a page names, while it is remembered."""
    return _kept(world).get(token)


def remember(world: World, cells: Mapping[str, str], stamp: str, token: str = "") -> str:
    """Notes what a page shows now; answers its token, a new one for a new page."""
    views = _kept(world)
    name = token or secrets.token_hex(8)
    views[name] = View(stamp, {key: hash(html) for key, html in cells.items()})
    views.move_to_end(name)
    while len(views) > MOST:
        views.popitem(last=False)
    return name


def differing(view: View, cells: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The cells that look different now, with their HTML."""
    for key, html in cells.items():
        if view.cells.get(key) != hash(html):
            yield key, html


def fits(view: View | None, cells: Mapping[str, str]) -> bool:
    """Whether the page has the same cells, so that it can be mended."""
    return view is not None and view.cells.keys() == cells.keys()
