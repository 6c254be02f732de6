"""The first tables; the audit refuses to be changed."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

SQLITE_REFUSAL = """
CREATE TRIGGER audit_no_{verb} BEFORE {verb} ON audit
BEGIN SELECT RAISE(ABORT, 'the audit is only ever added to'); END
"""
POSTGRES_FUNCTION = """
CREATE FUNCTION audit_refuses() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the audit is only ever added to'; END $$
"""
POSTGRES_REFUSAL = """
CREATE TRIGGER audit_no_{verb} BEFORE {verb} ON audit FOR EACH ROW EXECUTE FUNCTION audit_refuses()
"""


def upgrade() -> None:
    make_caseload()
    make_account()
    make_audience_file()
    make_audit()
    make_bucket()
    make_cursor()
    make_effect()
    make_form()
    make_observed()
    make_run()
    refuse_changes_of_the_audit()


def make_caseload() -> None:
    op.create_table(
        "caseload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(length=320), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("spreadsheet_id", sa.String(length=128), nullable=False),
        sa.Column("calendar_id", sa.String(length=256), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pause_code", sa.String(length=32), nullable=False),
        sa.Column("pause_text", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_caseload"),
    )
    op.create_index("ix_caseload_due", "caseload", ["due_at"])


def make_account() -> None:
    op.create_table(
        "account",
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("refresh_token", sa.LargeBinary(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("email", name="pk_account"),
    )


def make_audience_file() -> None:
    op.create_table(
        "audience_file",
        sa.Column("caseload_id", sa.Integer(), nullable=False),
        sa.Column("audience", sa.String(length=32), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("spreadsheet_id", sa.String(length=128), nullable=False),
        sa.Column("shown", sa.JSON(), nullable=False),
        sa.Column("permissions", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["caseload_id"], ["caseload.id"], name="fk_audience_file_caseload_id"),
        sa.PrimaryKeyConstraint("caseload_id", "audience", "email", name="pk_audience_file"),
    )


def make_audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("caseload_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("ix_audit_caseload", "audit", ["caseload_id", "id"])


def make_bucket() -> None:
    op.create_table(
        "bucket",
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column("full_at", sa.Float(), nullable=False),
        sa.Column("closed_until", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_bucket"),
    )


def make_cursor() -> None:
    op.create_table(
        "cursor",
        sa.Column("caseload_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["caseload_id"], ["caseload.id"], name="fk_cursor_caseload_id"),
        sa.PrimaryKeyConstraint("caseload_id", "name", name="pk_cursor"),
    )


def make_effect() -> None:
    op.create_table(
        "effect",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("caseload_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("natural_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("payload_hash", sa.String(length=64), nullable=False),
        sa.Column("remote_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=True),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["caseload_id"], ["caseload.id"], name="fk_effect_caseload_id"),
        sa.PrimaryKeyConstraint("key", name="pk_effect"),
    )
    op.create_index("ix_effect_caseload_state", "effect", ["caseload_id", "state"])


def make_form() -> None:
    op.create_table(
        "form",
        sa.Column("form_id", sa.String(length=128), nullable=False),
        sa.Column("caseload_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("student", sa.String(length=32), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("revision", sa.Text(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["caseload_id"], ["caseload.id"], name="fk_form_caseload_id"),
        sa.PrimaryKeyConstraint("form_id", name="pk_form"),
    )
    op.create_index("ix_form_caseload", "form", ["caseload_id"])


def make_observed() -> None:
    op.create_table(
        "observed",
        sa.Column("caseload_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["caseload_id"], ["caseload.id"], name="fk_observed_caseload_id"),
        sa.PrimaryKeyConstraint("caseload_id", "part", "name", name="pk_observed"),
    )


def make_run() -> None:
    op.create_table(
        "run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("caseload_id", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["caseload_id"], ["caseload.id"], name="fk_run_caseload_id"),
        sa.PrimaryKeyConstraint("id", name="pk_run"),
    )
    op.create_index("ix_run_caseload", "run", ["caseload_id", "id"])


def refuse_changes_of_the_audit() -> None:
    postgres = op.get_bind().dialect.name == "postgresql"
    if postgres:
        op.execute(POSTGRES_FUNCTION)
    for verb in ("UPDATE", "DELETE"):
        op.execute((POSTGRES_REFUSAL if postgres else SQLITE_REFUSAL).format(verb=verb))
