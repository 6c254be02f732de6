"""What the side panel shows of a caseload, encrypted."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "glance",
        sa.Column("caseload_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["caseload_id"], ["caseload.id"], name="fk_glance_caseload_id"),
        sa.PrimaryKeyConstraint("caseload_id", name="pk_glance"),
    )
