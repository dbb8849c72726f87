"""What candidates say of themselves for statistics, apart from all else that is known of them."""

import sqlalchemy as sa
from alembic import op
from hirewire_chassis.migrations import isolate_by_workspace
from sqlalchemy.dialects.postgresql import JSONB

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "self_declarations",
        sa.Column("candidate_id", sa.Uuid, primary_key=True),
        sa.Column("workspace_id", sa.Uuid, nullable=False),
        sa.Column("groups", JSONB, nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("self_declarations_workspace", "self_declarations", ["workspace_id"])
    isolate_by_workspace(op, "self_declarations")


def downgrade() -> None:
    op.drop_table("self_declarations")
