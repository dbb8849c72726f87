"""Searches that people keep, and what watches for news of them."""

import sqlalchemy as sa
from alembic import op
from hirewire_chassis.migrations import isolate_by_user, isolate_by_workspace
from sqlalchemy.dialects.postgresql import JSONB, TSQUERY

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_searches()
    op.create_table(
        "search_watches",
        sa.Column(
            "search_id",
            sa.Uuid,
            sa.ForeignKey("saved_searches.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("workspace_id", sa.Uuid, nullable=False),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("searched", sa.Text, nullable=False),
        sa.Column("q", sa.Text, nullable=False),
        sa.Column("query", TSQUERY),
        sa.Column("filters", JSONB, nullable=False),
    )
    op.create_index("search_watches_searched", "search_watches", ["workspace_id", "searched"])
    isolate_by_workspace(op, "search_watches")


def downgrade() -> None:
    op.drop_table("search_watches")
    op.drop_table("saved_searches")


def _create_searches() -> None:
    op.create_table(
        "saved_searches",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("workspace_id", sa.Uuid, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("state", JSONB, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        _derived("user_id", sa.Uuid, "(state->>'user_id')::uuid"),
        _derived("name", sa.Text, "lower(state->>'name')"),
        _derived("searched", sa.Text, "state->>'searched'"),
        _derived("alerts", sa.Boolean, "(state->>'alerts')::boolean"),
    )
    columns = ["user_id", "workspace_id", "created_at"]
    op.create_index("saved_searches_user", "saved_searches", columns)
    isolate_by_user(op, "saved_searches")


def _derived(name: str, kind: type, expression: str) -> sa.Column:
    return sa.Column(name, kind, sa.Computed(expression, persisted=True), nullable=False)
