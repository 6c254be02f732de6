"""The bytes of files that are no Google documents."""

import hashlib
from typing import Any

from app.local_google.api import Media
from app.local_google.store import Store
from app.local_google.world import World

Store.tables(
    "CREATE TABLE IF NOT EXISTS drive_blobs (id TEXT PRIMARY KEY, kind TEXT NOT NULL, data BLOB NOT NULL);"
)


def put(world: World, file: dict[str, Any], media: Media) -> None:
    """Keep the bytes and note their size and sum on the stored file, which the caller saves."""
    world.store.db.execute(
        "INSERT OR REPLACE INTO drive_blobs VALUES (?, ?, ?)", (file["id"], media.content_type, media.data)
    )
    # MD5 is what Drive shows; it guards nothing here.
    digest = hashlib.md5(media.data, usedforsecurity=False).hexdigest()
    file |= {"size": len(media.data), "md5Checksum": digest, "revision": file.get("revision", 0) + 1}


def get(world: World, file_id: str) -> Media:
    row = world.store.db.execute("SELECT data, kind FROM drive_blobs WHERE id = ?", (file_id,)).fetchone()
    return Media(row[0], row[1]) if row else Media(b"", "application/octet-stream")


def copy(world: World, source: str, file: dict[str, Any]) -> None:
    put(world, file, get(world, source))


def delete(world: World, file_id: str) -> None:
    world.store.db.execute("DELETE FROM drive_blobs WHERE id = ?", (file_id,))
