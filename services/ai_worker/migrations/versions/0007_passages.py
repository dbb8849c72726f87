"""Which word sequences documents hold, so that copies are seen."""

import sqlalchemy as sa
from alembic import op
from hirewire_chassis.migrations import isolate_by_workspace

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "passages",
        sa.Column(
            "document_id",
            sa.Uuid,
            sa.ForeignKey("documents.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("value", sa.BigInteger, primary_key=True),
        sa.Column("workspace_id", sa.Uuid, nullable=False),
    )
    op.create_index("passages_value", "passages", ["workspace_id", "value"])
    isolate_by_workspace(op, "passages")


def downgrade() -> None:
    op.drop_table("passages")
