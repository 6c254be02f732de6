"""How many batches went into a reader's file."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("audience_file", sa.Column("batches", sa.Integer, nullable=False, server_default="0"))
