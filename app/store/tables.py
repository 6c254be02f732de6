"""The tables of the state database. `migrations/` makes them; a test holds the two together."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)
from sqlalchemy.types import TypeDecorator


class UtcTime(TypeDecorator[datetime]):
    """An aware time, kept as UTC. A naive one is a mistake of the caller."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("times in the state database are aware")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData(
    naming_convention={"fk": "fk_%(table_name)s_%(column_0_name)s", "pk": "pk_%(table_name)s"}
)


def _of_caseload(primary_key: bool = False) -> Column[int]:
    return Column("caseload_id", ForeignKey("caseload.id"), primary_key=primary_key, nullable=False)


caseload = Table(
    "caseload",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("owner", String(320), nullable=False),
    Column("name", Text, nullable=False),
    Column("zone", String(64), nullable=False),
    Column("spreadsheet_id", String(128), nullable=False),
    Column("calendar_id", String(256), nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("due_at", UtcTime, nullable=False),
    Column("lease_until", UtcTime),  # empty: nobody has it
    Column("epoch", Integer, nullable=False),  # grows with each claim; the fence
    Column("paused_at", UtcTime),
    Column("pause_code", String(32), nullable=False),  # "grant", "asked", "refused"; empty while it runs
    Column("pause_text", Text, nullable=False),
    Column("failures", Integer, nullable=False),  # in a row, for the wait before the next try
    Index("ix_caseload_due", "due_at"),
)

effect = Table(
    "effect",
    metadata,
    Column("key", String(64), primary_key=True),
    _of_caseload(),
    Column("kind", String(32), nullable=False),
    Column("natural_id", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("payload_hash", String(64), nullable=False),
    Column("remote_id", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("deadline", UtcTime),  # not to be done after: a reminder mail is never late
    Column("planned_at", UtcTime, nullable=False),
    Column("changed_at", UtcTime, nullable=False),
    Index("ix_effect_caseload_state", "caseload_id", "state"),
)

observed = Table(
    "observed",
    metadata,
    _of_caseload(primary_key=True),
    Column("part", String(16), primary_key=True),  # a field of Agreed
    Column("name", String(64), primary_key=True),  # a tab's key, or empty
    Column("body", JSON, nullable=False),  # encrypted, as one text, where it holds words of people
)

cursor = Table(
    "cursor",
    metadata,
    _of_caseload(primary_key=True),
    Column("name", String(128), primary_key=True),
    Column("value", Text, nullable=False),
    Column("changed_at", UtcTime, nullable=False),
)

form = Table(
    "form",
    metadata,
    Column("form_id", String(128), primary_key=True),
    _of_caseload(),
    Column("round", String(32), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("student", String(32), nullable=False),
    Column("link", Text, nullable=False),
    Column("revision", Text, nullable=False),
    Column("questions", JSON, nullable=False),
    Column("closed", Boolean, nullable=False),
    Column("shared_with", String(64), nullable=False, server_default=""),  # a digest
    Column("shows", String(64), nullable=False, server_default=""),
    Index("ix_form_caseload", "caseload_id"),
)

audience_file = Table(
    "audience_file",
    metadata,
    _of_caseload(primary_key=True),
    Column("audience", String(32), primary_key=True),
    Column("email", String(320), primary_key=True),
    Column("spreadsheet_id", String(128), nullable=False),
    Column("shown", JSON, nullable=False),
    Column("permissions", JSON, nullable=False),
    Column("batches", Integer, nullable=False, server_default="0"),
)

glance = Table(
    "glance",
    metadata,
    _of_caseload(primary_key=True),
    Column("body", LargeBinary, nullable=False),  # encrypted
    Column("made_at", UtcTime, nullable=False),
)

account = Table(
    "account",
    metadata,
    Column("email", String(320), primary_key=True),
    Column("refresh_token", LargeBinary, nullable=False),  # encrypted
    Column("scopes", JSON, nullable=False),
    Column("state", String(16), nullable=False),  # "granted" or "lost"
    Column("reason", Text, nullable=False),
    Column("granted_at", UtcTime, nullable=False),
    Column("changed_at", UtcTime, nullable=False),
)

person_order = Table(
    "person_order",
    metadata,
    Column("key", String(64), primary_key=True),
    _of_caseload(),
    Column("given_at", UtcTime, nullable=False),
    Column("obeyed_at", UtcTime),  # empty: it waits
    Column("body", LargeBinary, nullable=False),  # encrypted; erased once obeyed
    Index("ix_person_order_caseload", "caseload_id", "obeyed_at"),
)

run = Table(
    "run",
    metadata,
    Column("id", Integer, primary_key=True),
    _of_caseload(),
    Column("epoch", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("started_at", UtcTime, nullable=False),
    Column("ended_at", UtcTime),
    Column("outcome", String(16), nullable=False),  # "running" until it ends
    Column("report", JSON, nullable=False),
    Index("ix_run_caseload", "caseload_id", "id"),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("caseload_id", Integer),  # no foreign key: the audit outlives what it tells of
    Column("at", UtcTime, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", String(32), nullable=False),
    Column("subject", Text, nullable=False),
    Column("facts", JSON, nullable=False),
    Index("ix_audit_caseload", "caseload_id", "id"),
)

bucket = Table(
    "bucket",
    metadata,
    Column("name", String(400), primary_key=True),
    Column("full_at", Float, nullable=False),  # seconds since 1970 at which the bucket is full again
    Column("closed_until", Float, nullable=False),  # Google said "slow down" until then
)
