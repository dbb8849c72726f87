"""What the clock sends, and which of it was sent."""

from alembic import op
from hirewire_chassis.migrations import create_schedule_tables, drop_schedule_tables

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_schedule_tables(op)


def downgrade() -> None:
    drop_schedule_tables(op)
