"""Tables of accounts."""

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Filled by the first change that needs it."""


def downgrade() -> None:
    """Undoes upgrade."""
