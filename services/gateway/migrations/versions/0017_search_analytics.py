"""What is searched for, for a while, and a workspace's own synonyms."""

import sqlalchemy as sa
from alembic import op
from hirewire_chassis.migrations import isolate_by_workspace
from sqlalchemy.dialects.postgresql import JSONB

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_queries()
    _create_clicks()
    _create_synonyms()


def downgrade() -> None:
    for table in ("search_synonyms", "search_clicks", "search_queries"):
        op.drop_table(table)


def _create_queries() -> None:
    op.create_table(
        "search_queries",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("workspace_id", sa.Uuid, nullable=False),
        sa.Column("searched", sa.Text, nullable=False),
        sa.Column("words", sa.Text),
        sa.Column("mode", sa.Text, nullable=False),
        sa.Column("found", sa.Boolean, nullable=False),
        sa.Column("asker", sa.LargeBinary, nullable=False),
        sa.Column("reformulates", sa.Text),
        sa.Column("at", MOMENT, nullable=False),
    )
    op.create_index("search_queries_workspace", "search_queries", ["workspace_id", "at"])
    op.create_index("search_queries_asker", "search_queries", ["workspace_id", "asker", "at"])
    op.create_index("search_queries_age", "search_queries", ["at"])
    isolate_by_workspace(op, "search_queries")
    # The sweep acts for no workspace.
    for right in ("select", "delete"):
        op.execute(
            f"create policy search_queries_swept_{right} on search_queries for {right}"
            " using ((select current_setting('app.sweep', true)) = 'search_queries')"
        )


def _create_clicks() -> None:
    query = sa.ForeignKey("search_queries.id", ondelete="CASCADE")
    op.create_table(
        "search_clicks",
        sa.Column("query_id", sa.Uuid, query, primary_key=True),
        sa.Column("resource_id", sa.Uuid, primary_key=True),
        sa.Column("workspace_id", sa.Uuid, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
    )
    isolate_by_workspace(op, "search_clicks")


def _create_synonyms() -> None:
    op.create_table(
        "search_synonyms",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("workspace_id", sa.Uuid, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("state", JSONB, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        _derived("word", sa.Text, "state->>'word'"),
        _derived("also", sa.Text, "state->>'also'"),
        _derived("status", sa.Text, "state->>'status'"),
        _derived("times", sa.Double, "(state->>'times')::float8"),
    )
    op.create_index("search_synonyms_status", "search_synonyms", ["workspace_id", "status"])
    isolate_by_workspace(op, "search_synonyms")


def _derived(name: str, kind: type, expression: str) -> sa.Column:
    return sa.Column(name, kind, sa.Computed(expression, persisted=True), nullable=False)
