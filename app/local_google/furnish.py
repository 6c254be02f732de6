"""Furnishes an empty world from a seed file: people, groups, OAuth clients and mail that has already come.

A seed file is a JSON object; every part may be absent:

    {"people": [{"email": "ana@school.test", "name": "Ana Weber"}],
     "groups": [{"email": "staff@school.test", "members": ["ana@school.test"]}],
     "clients": [{"client_id": "…", "client_secret": "…", "redirect_uris": ["…"], "name": "…"}],
     "mail": [{"to": "ana@school.test", "raw": "From: …"}]}
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.local_google import control, oauth
from app.local_google.world import World


class FurnishError(Exception):
    """A seed file that cannot be used; the text says what is wrong with it."""


def _person(world: World, entry: dict[str, Any]) -> None:
    world.add_person(entry["email"].lower(), entry["name"])


def _group(world: World, entry: dict[str, Any]) -> None:
    world.store.put("groups", entry["email"].lower(), {"members": [one.lower() for one in entry["members"]]})


def _client(world: World, entry: dict[str, Any]) -> None:
    redirects = entry.get("redirect_uris", [])
    oauth.register_client(world, entry["client_id"], entry["client_secret"], redirects, entry.get("name", ""))


def _mail(world: World, entry: dict[str, Any]) -> None:
    control.deliver_hooks[0](world, entry["to"], control.raw_mail(entry["raw"]))


_PARTS: dict[str, Callable[[World, dict[str, Any]], None]] = {
    "people": _person,
    "groups": _group,
    "clients": _client,
    "mail": _mail,
}


def furnish(world: World, path: Path) -> None:
    """Bring the seed file's content into the world, once; a furnished world stays as it is."""
    if world.store.get("control", "furnished"):
        return
    try:
        seed = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise FurnishError(f"The seed file {path} cannot be read: {error}") from error
    if not isinstance(seed, dict) or set(seed) - set(_PARTS):
        raise FurnishError(f"The seed file {path} is an object with {', '.join(_PARTS)} and nothing else.")
    with world.transaction():
        for part, put in _PARTS.items():
            for number, entry in enumerate(seed.get(part, []), 1):
                try:
                    put(world, entry)
                except (KeyError, TypeError, AttributeError) as error:
                    raise FurnishError(
                        f"In the seed file {path}, {part} {number} is wrong: {error}"
                    ) from error
        world.store.put("control", "furnished", {"by": path.name})
