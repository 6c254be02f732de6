"""Orders that wait for a sync."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "person_order",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("caseload_id", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("obeyed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["caseload_id"], ["caseload.id"], name="fk_person_order_caseload_id"),
        sa.PrimaryKeyConstraint("key", name="pk_person_order"),
    )
    op.create_index("ix_person_order_caseload", "person_order", ["caseload_id", "obeyed_at"])
