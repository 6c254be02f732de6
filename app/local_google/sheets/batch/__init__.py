"""batchUpdate: one module a family of requests; importing this registers them all."""

from app.local_google.sheets.batch import (
    content,
    dims,
    finding,
    marks,
    pasting,
    rules,
    run,
    sorting,
    tables,
    tabs,
    views,
)

__all__ = [
    "content",
    "dims",
    "finding",
    "marks",
    "pasting",
    "rules",
    "run",
    "sorting",
    "tables",
    "tabs",
    "views",
]
