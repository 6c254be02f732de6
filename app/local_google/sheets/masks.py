"""The `fields` of update requests: which parts of a resource are taken over, and the taking over itself."""

import re
from typing import Any

from app.local_google.api import bad_request
from app.local_google.sheets.cells import Json

Tree = dict[str, Any]
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|\*")


def parse_mask(text: str | None) -> Tree:
    """`a.b,c(d,e)`, `a/b`, `*` as a tree; {} under a name means all of it. An empty mask is refused."""
    if not text or not text.strip():
        raise bad_request("At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)")
    tree, rest = _group(text.replace(" ", ""), text)
    if rest:
        raise _bad(text)
    return tree


def _bad(text: str) -> Exception:
    return bad_request(f"Invalid field: {text}")


def _group(text: str, whole: str) -> tuple[Tree, str]:
    tree: Tree = {}
    while text and text[0] != ")":
        path: list[str] = []
        inner: Tree = {}
        while True:
            match = _WORD.match(text)
            if not match:
                raise _bad(whole)
            path.append(match[0])
            text = text[match.end() :]
            if text[:1] in (".", "/"):
                text = text[1:]
                continue
            break
        if text[:1] == "(":
            inner, text = _group(text[1:], whole)
            if text[:1] != ")":
                raise _bad(whole)
            text = text[1:]
        _plant(tree, path, inner)
        if text[:1] == ",":
            text = text[1:]
    return tree, text


def _plant(tree: Tree, path: list[str], inner: Tree) -> None:
    for index, name in enumerate(path):
        known = name in tree
        branch = tree.setdefault(name, {})
        last = index == len(path) - 1
        if last and not inner:
            branch.clear()
        elif known and not branch:
            return
        elif last:
            branch.update(inner)
        tree = branch


def parse_update(text: str | None, asked: Json, *fixed: str) -> Tree:
    """The mask of an update; `*` stands for what the request holds. `fixed` names are left out."""
    tree = parse_mask(text)
    if "*" in tree:
        tree = {name: {} for name in asked}
    return {name: branch for name, branch in tree.items() if name not in fixed}


def patched(old: Json | None, new: Json, tree: Tree) -> Json:
    """`old` with the masked parts taken from `new`; what `new` lacks is cleared. Neither is changed."""
    if not tree or "*" in tree:
        return new
    result = dict(old or {})
    for name, branch in tree.items():
        value = new.get(name)
        if branch and "*" not in branch and (isinstance(value, dict) or value is None):
            before = result.get(name)
            inner = patched(before if isinstance(before, dict) else None, value or {}, branch)
            result[name] = inner
            if not inner:
                del result[name]
        elif value is None:
            result.pop(name, None)
        else:
            result[name] = value
    return result
