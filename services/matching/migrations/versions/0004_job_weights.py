"""The weights that the people of a job gave it."""

import sqlalchemy as sa
from alembic import op
from hirewire_chassis.migrations import isolate_by_workspace
from sqlalchemy.dialects.postgresql import JSONB

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "job_weights",
        sa.Column("workspace_id", sa.Uuid, primary_key=True),
        sa.Column("job_id", sa.Uuid, primary_key=True),
        sa.Column("run_id", sa.Uuid, nullable=False),
        sa.Column("shares", JSONB, nullable=False),
    )
    isolate_by_workspace(op, "job_weights")


def downgrade() -> None:
    op.drop_table("job_weights")
