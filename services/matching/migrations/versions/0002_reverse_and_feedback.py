"""Runs of candidates, the status of jobs, and what people think of matches."""

import sqlalchemy as sa
from alembic import op
from hirewire_chassis.migrations import isolate_by_workspace
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    # Null: not told since there is this column.
    op.add_column("job_profiles", sa.Column("status", sa.Text))
    op.create_table(
        "candidate_runs",
        sa.Column("workspace_id", sa.Uuid, primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("candidate_id", sa.Uuid, nullable=False),
        sa.Column("created_by", sa.Uuid, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("state", JSONB, nullable=False),
    )
    op.create_table(
        "match_feedback",
        sa.Column("workspace_id", sa.Uuid, primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("run_id", sa.Uuid, nullable=False),
        sa.Column("job_id", sa.Uuid, nullable=False),
        sa.Column("candidate_id", sa.Uuid, nullable=False),
        sa.Column("created_by", sa.Uuid, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("judgement", sa.Text, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("score", sa.Float, nullable=False),
        sa.Column("model_version", sa.Text, nullable=False),
        sa.Column("weights_version", sa.Text, nullable=False),
        sa.CheckConstraint("judgement in ('good', 'bad')", name="match_feedback_judgement"),
    )
    op.create_index("match_feedback_run", "match_feedback", ["workspace_id", "run_id"])
    for table in ("candidate_runs", "match_feedback"):
        isolate_by_workspace(op, table)


def downgrade() -> None:
    op.drop_table("match_feedback")
    op.drop_table("candidate_runs")
    op.drop_column("job_profiles", "status")
