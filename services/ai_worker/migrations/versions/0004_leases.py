"""Who reads a document now, and what was read before a process died."""

from alembic import op
from hirewire_chassis.migrations import create_lease_table, drop_lease_table

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_lease_table(op)


def downgrade() -> None:
    drop_lease_table(op)
