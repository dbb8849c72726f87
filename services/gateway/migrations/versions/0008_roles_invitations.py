"""Roles of a workspace's own, and invitations into it."""

import sqlalchemy as sa
from alembic import op
from hirewire_chassis.migrations import isolate_by_workspace
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
TEXTS = postgresql.ARRAY(sa.Text)


def upgrade() -> None:
    op.create_table(
        "roles",
        sa.Column("workspace_id", sa.Uuid, sa.ForeignKey("workspaces.id"), primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("inherits", TEXTS, nullable=False),
        sa.Column("permissions", TEXTS, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
    )
    isolate_by_workspace(op, "roles")
    op.create_table(
        "invitations",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("workspace_id", sa.Uuid, sa.ForeignKey("workspaces.id"), nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("email_key", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("invited_by", sa.Uuid, sa.ForeignKey("users.id"), nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("settled_at", MOMENT),
        sa.Column("outcome", sa.Text),
        sa.CheckConstraint("outcome in ('accepted', 'revoked')", name="invitations_outcome"),
        sa.CheckConstraint("(settled_at is null) = (outcome is null)", name="invitations_settled"),
    )
    op.create_index(
        "invitations_open",
        "invitations",
        ["workspace_id", "email_key"],
        unique=True,
        postgresql_where=sa.text("settled_at is null"),
    )
    op.create_index("invitations_digest", "invitations", ["workspace_id", "digest"])
    isolate_by_workspace(op, "invitations")


def downgrade() -> None:
    op.drop_table("invitations")
    op.drop_table("roles")
