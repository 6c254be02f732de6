"""Field masks of updates: which parts of a stored message a new one replaces. Knows no form."""

from __future__ import annotations

import copy
import re
from collections.abc import Collection
from typing import Any

Json = dict[str, Any]


class MaskError(Exception):
    """A mask that Google would refuse; the text says why."""


def paths_of(mask: str, known: Collection[str]) -> list[list[str]]:
    """The paths of a mask in camel case; `*` stands for every known top-level field."""
    if not mask.strip():
        raise MaskError("At least one field must be listed in 'updateMask'. (Use '*' for all fields.)")
    if mask.strip() == "*":
        return [[name] for name in known]
    paths = [[_camel(part) for part in path.strip().split(".")] for path in mask.split(",")]
    for path in paths:
        if path[0] not in known or not all(path):
            raise MaskError(f"Invalid field mask: {'.'.join(path)}")
    return paths


def _camel(name: str) -> str:
    return re.sub(r"_([a-z])", lambda found: found.group(1).upper(), name)


def updated(target: Json, source: Json, paths: list[list[str]]) -> Json:
    """A copy of `target` in which each path has what `source` has there, and nothing where it has nothing."""
    result = copy.deepcopy(target)
    for path in paths:
        _take(result, source, path)
    return result


def _take(target: Json, source: Json, path: list[str]) -> None:
    name, rest = path[0], path[1:]
    part = source.get(name)
    if not rest:
        if part is None:
            target.pop(name, None)
        else:
            target[name] = copy.deepcopy(part)
        return
    if not isinstance(part, dict | type(None)) or not isinstance(target.get(name, {}), dict):
        raise MaskError(f"Invalid field mask: {'.'.join(path)}")
    _take(target.setdefault(name, {}), part or {}, rest)
