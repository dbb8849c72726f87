"""States in the order in which they are told again."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TOLD = ("notifications",)


def upgrade() -> None:
    for table in TOLD:
        op.create_index(f"{table}_told", table, ["workspace_id", "user_id", "id"])


def downgrade() -> None:
    for table in TOLD:
        op.drop_index(f"{table}_told", table)
