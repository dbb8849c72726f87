"""Finished operations can be forgotten, and what expires is found by its time."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

EXPIRING = ("account_tokens", "realtime_tickets")


def upgrade() -> None:
    op.create_index("operations_finished", "operations", ["finished_at"])
    for table in EXPIRING:
        op.create_index(f"{table}_time", table, ["expires_at"])
    for right in ("select", "delete"):
        op.execute(
            f"create policy operations_swept_{right} on operations for {right}"
            " using ((select current_setting('app.sweep', true)) = 'operations'"
            " and finished_at < now())"
        )


def downgrade() -> None:
    for right in ("select", "delete"):
        op.execute(f"drop policy operations_swept_{right} on operations")
    for table in EXPIRING:
        op.drop_index(f"{table}_time", table)
    op.drop_index("operations_finished", "operations")
