"""Runs of candidates, feedback on matches, and scores of pairs until they are fetched."""

import sqlalchemy as sa
from alembic import op
from hirewire_chassis.migrations import isolate_by_user, isolate_by_workspace
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_view("view_candidate_runs", "candidate_id")
    _create_view("view_match_feedback", "run_id")
    op.create_table(
        "pair_scores",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("workspace_id", sa.Uuid, nullable=False),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("state", JSONB, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
    )
    op.create_index("pair_scores_expiry", "pair_scores", ["expires_at"])
    isolate_by_user(op, "pair_scores")
    # The sweep acts for nobody, and sees what is of no use to anybody.
    for right in ("select", "delete"):
        op.execute(
            f"create policy pair_scores_expired_{right} on pair_scores for {right}"
            " using (expires_at < now())"
        )


def downgrade() -> None:
    for table in ("pair_scores", "view_match_feedback", "view_candidate_runs"):
        op.drop_table(table)


def _create_view(name: str, about: str) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("workspace_id", sa.Uuid, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("state", JSONB, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column(about, sa.Uuid, sa.Computed(f"(state->>'{about}')::uuid", persisted=True)),
    )
    op.create_index(f"{name}_{about}", name, ["workspace_id", about, "created_at"])
    isolate_by_workspace(op, name)
