"""Serving a world over HTTP on loopback with waitress, and the command that does it until it is stopped."""

import json
import logging
import os
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from socket import SHUT_RDWR
from typing import Any

import waitress.server

from app.local_google.furnish import FurnishError, furnish
from app.local_google.server import create_app
from app.local_google.store import DamagedStoreError, Store
from app.local_google.world import World

HOST = "127.0.0.1"


class LocalServer:
    """A waitress server on loopback for one world; port 0 takes a free one."""

    def __init__(self, world: World, port: int) -> None:
        # Its warnings are about full queues and answers cut short on request; errors still show.
        logging.getLogger("waitress").setLevel(logging.ERROR)
        self.app = create_app(world)
        # httplib2 keeps a connection open for every client there ever was.
        self.server: Any = waitress.server.create_server(
            self._wsgi,
            host=HOST,
            port=port,
            threads=16,
            ident=None,
            connection_limit=500,
            asyncore_use_poll=True,
        )
        self.url = f"http://{HOST}:{self.server.effective_port}"
        world.base_url = self.url

    def _wsgi(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        port = int(environ["REMOTE_PORT"])
        environ["local_google.drop"] = lambda: self._drop(port)
        return self.app.wsgi_app(environ, start)

    def _drop(self, port: int) -> None:
        for channel in list(self.server.active_channels.values()):
            if channel.addr[1] == port:
                channel.socket.shutdown(SHUT_RDWR)

    def run(self) -> None:
        self.server.run()

    def stop(self) -> None:
        """End `run` in its thread, with every connection."""
        self.server.task_dispatcher.shutdown()
        self.server.trigger.pull_trigger(self._close)  # in the thread of `run`, which waits on these sockets

    def _close(self) -> None:
        for channel in list(self.server.active_channels.values()):
            channel.will_close = True
        self.server.close()


def serve(data: Path | None, port: int, seed: int | Path | None = None, now: datetime | None = None) -> None:
    """Serve the local Google until interrupted; `data` is its folder, without one its state ends with it.

    `seed` makes ids repeatable (a number) or furnishes an empty world (a file, see furnish.py).
    """
    if data:
        data.mkdir(parents=True, exist_ok=True)
    try:
        store = Store(data / "google.sqlite3" if data else None)
    except DamagedStoreError as damaged:
        sys.exit(str(damaged))
    world = World(store, seed if isinstance(seed, int) else None)
    if now:
        world.set_clock(now if now.tzinfo else now.replace(tzinfo=UTC))
    server = LocalServer(world, port)
    if isinstance(seed, Path):
        try:
            furnish(world, seed)
        except FurnishError as wrong:
            sys.exit(str(wrong))
    print(json.dumps({"url": server.url, "pid": os.getpid()}), flush=True)
    server.run()
    store.close()
