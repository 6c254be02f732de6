"""What the side panel orders and what it shows, both sealed."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "panel_order",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("caseload_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["caseload_id"], ["caseload.id"], name="fk_panel_order_caseload_id"),
        sa.PrimaryKeyConstraint("key", name="pk_panel_order"),
    )
    op.create_index("ix_panel_order_caseload", "panel_order", ["caseload_id"])
    op.create_table(
        "glance",
        sa.Column("caseload_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["caseload_id"], ["caseload.id"], name="fk_glance_caseload_id"),
        sa.PrimaryKeyConstraint("caseload_id", name="pk_glance"),
    )
