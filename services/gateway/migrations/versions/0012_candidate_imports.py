"""Bulk imports as they are read."""

import sqlalchemy as sa
from alembic import op
from hirewire_chassis.migrations import isolate_by_workspace
from sqlalchemy.dialects.postgresql import JSONB

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
VIEW = "view_candidate_imports"


def upgrade() -> None:
    op.create_table(
        VIEW,
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("workspace_id", sa.Uuid, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("state", JSONB, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("status", sa.Text, sa.Computed("state->>'status'", persisted=True)),
    )
    op.create_index(f"{VIEW}_created", VIEW, ["workspace_id", "created_at", "id"])
    isolate_by_workspace(op, VIEW)


def downgrade() -> None:
    op.drop_table(VIEW)
