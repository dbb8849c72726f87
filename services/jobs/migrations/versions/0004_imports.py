"""Bulk imports under way."""

from alembic import op
from hirewire_chassis.migrations import create_process_table, drop_process_table

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_process_table(op)


def downgrade() -> None:
    drop_process_table(op)
