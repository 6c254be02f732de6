"""To whom a Form is open, and what stands on it to be ticked."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("form", sa.Column("shared_with", sa.String(64), nullable=False, server_default=""))
    op.add_column("form", sa.Column("shows", sa.String(64), nullable=False, server_default=""))
