"""What a language model answered and cost, and that a document was read without it."""

import sqlalchemy as sa
from alembic import op
from hirewire_chassis.migrations import isolate_by_workspace
from sqlalchemy.dialects.postgresql import JSONB

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("documents", sa.Column("degraded", JSONB))
    op.create_table(
        "model_answers",
        sa.Column("workspace_id", sa.Uuid, primary_key=True),
        sa.Column("digest", sa.Text, primary_key=True),
        sa.Column("answer", JSONB, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "model_usage",
        sa.Column("workspace_id", sa.Uuid, primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("tokens", sa.BigInteger, nullable=False),
    )
    for table in ("model_answers", "model_usage"):
        isolate_by_workspace(op, table)


def downgrade() -> None:
    op.drop_table("model_usage")
    op.drop_table("model_answers")
    op.drop_column("documents", "degraded")
