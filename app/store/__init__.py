"""The service's state: what is due, what was agreed, which effects are out, who granted what.

SQLAlchemy Core on SQLite or PostgreSQL. Nothing here calls Google or decides what to sync; no pupil's
content is kept beyond digests, shared fields and ids, and, encrypted, the last glance and waiting orders.
"""

from app.store.opened import Store, open_store

__all__ = ["Store", "open_store"]
