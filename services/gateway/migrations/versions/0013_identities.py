"""Identities at other providers, and what Clerk says of its users and organizations."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
CURRENT_USER = "(select nullif(current_setting('app.user_id', true), '')::uuid)"
NAMED = "(select current_setting('app.identity', true))"
DIRECTORY = "(select current_setting('app.directory', true)) = 'clerk'"


def upgrade() -> None:
    op.create_table(
        "identities",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("issuer", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("user_id", sa.Uuid, sa.ForeignKey("users.id"), nullable=False),
        sa.Column("owns_account", sa.Boolean, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
    )
    op.create_index("identities_user", "identities", ["user_id"])
    # Seen by its user, and before anybody is known by whoever can name it.
    _isolate("identities", f"user_id = {CURRENT_USER} or key = {NAMED}")
    op.create_table(
        "clerk_objects",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("deleted", sa.Boolean, nullable=False),
        sa.Column("state", JSONB, nullable=False),
        sa.Column("local_id", sa.Uuid),
    )
    op.create_index("clerk_objects_user", "clerk_objects", ["kind", sa.text("(state->>'user_id')")])
    op.create_index(
        "clerk_objects_organization",
        "clerk_objects",
        ["kind", sa.text("(state->>'organization_id')")],
    )
    _isolate("clerk_objects", DIRECTORY)


def downgrade() -> None:
    op.drop_table("clerk_objects")
    op.drop_table("identities")


def _isolate(table: str, own: str) -> None:
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"create policy {table}_own on {table} using ({own}) with check ({own})")
