"""Imports run downwards only: the floors of the architecture, read from the source with `ast`."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FLOORS = {  # a room sees itself and the rooms on lower floors, never its neighbours
    "sheets_schema": 0,
    "app.errors": 0,
    "app.core": 1,
    "app.settings": 1,
    "app.logs": 1,
    "app.google": 2,
    "app.store": 2,
    "addon_manifest": 2,
    "app.flows": 3,
    "app.wiring": 4,
    "app.web": 5,
    "jobs": 5,
    "app.demo": 6,
    "app.cli": 7,
    "app.__main__": 8,
    "app.local_google": 0,
}
STARTED_BY = {"jobs": ["app.__main__"], "app.local_google": ["app.demo", "app.cli", "app.__main__"]}
OURS = ("app", "sheets_schema", "jobs", "addon_manifest", "tests")


def room(module: str) -> str | None:
    return next((name for name in FLOORS if module == name or module.startswith(name + ".")), None)


def may_import(module: str, imported: str) -> bool:
    here, there = room(module), room(imported)
    if here is None or there is None or here == there:
        return here == there and here is not None
    if there in STARTED_BY and here not in STARTED_BY[there]:
        return False
    return FLOORS[there] < FLOORS[here]


def imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            whole = node.module == "app"  # `from app import flows` is an import of app.flows
            yield from [f"app.{alias.name}" for alias in node.names] if whole else [node.module]
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def sources() -> list[Path]:
    return [
        file
        for top in OURS[:-1]
        for file in sorted((ROOT / top).rglob("*.py"))
        if file != ROOT / "app/__init__.py"
    ]


def module_of(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def test_imports_run_downwards_only() -> None:
    wrong = [
        f"{module_of(file)} imports {imported}"
        for file in sources()
        for imported in imports(file)
        if imported.split(".")[0] in OURS and not may_import(module_of(file), imported)
    ]
    assert len(sources()) > 50
    assert wrong == []


@pytest.mark.parametrize(
    ("module", "imported"),
    [
        ("app.google.sheets", "app.store"),
        ("app.store.ledger", "app.google.session"),
        ("app.core.plan", "app.settings"),
        ("sheets_schema.model", "app.errors"),
        ("app.flows.sync", "app.wiring"),
        ("app.web.push", "jobs.tick"),
        ("app.cli", "jobs.tick"),
        ("app.wiring", "app.local_google"),
        ("app.local_google.server", "sheets_schema.model"),
        ("app.local_google.server", "app.errors"),
        ("app.core.plan", "tests.anything"),
    ],
)
def test_the_floors_can_be_broken(module: str, imported: str) -> None:
    assert not may_import(module, imported)
