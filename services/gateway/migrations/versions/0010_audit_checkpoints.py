"""Whoever seals checkpoints sees the head of every workspace's audit log."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "create policy audit_log_watch on audit_log for select"
        " using ((select current_setting('app.watch', true)) = 'audit_log')"
    )


def downgrade() -> None:
    op.execute("drop policy audit_log_watch on audit_log")
